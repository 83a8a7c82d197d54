package storetest

import (
	"strings"
	"time"

	"ollu/codec"
	"ollu/keystore"
)

var standingTests = []test{
	{"Suspend", suspend},
	{"Revoke", revoke},
	{"Standing/Refused", standingRefused},
}

func suspend(k *kit) {
	c := k.issued()
	at := k.now
	k.must(keystore.Suspend{Code: c, Reason: "unpaid"})
	k.standing(c, keystore.Suspended)
	k.later(time.Hour)
	k.must(keystore.Resume{Code: c})
	k.standing(c, keystore.Issued)
	want := &keystore.Tombstone{At: at, By: "operator", Reason: "unpaid", LiftedAt: k.now}
	equal(k, "tombstone", k.full(c).Suspension, want)
	k.must(keystore.Activate{Code: c, Device: "d"})
	k.must(keystore.Suspend{Code: c})
	equal(k, "a suspension anew", k.full(c).Suspension, &keystore.Tombstone{At: k.now, By: "operator"})
	k.must(keystore.Resume{Code: c})
	k.standing(c, keystore.Activated)
	equal(k, "changed at", k.full(c).ChangedAt, k.now)
}

// revoke is row B5: explained, kept, and reversible.
func revoke(k *kit) {
	c := k.issued()
	k.must(keystore.Activate{Code: c, Device: "d"})
	k.must(keystore.Suspend{Code: c, Reason: "unpaid"})
	k.later(time.Hour)
	k.must(keystore.Revoke{Code: c, Reason: "leaked"})
	k.standing(c, keystore.Revoked)
	equal(k, "revocation", k.full(c).Revocation, &keystore.Tombstone{At: k.now, By: "operator", Reason: "leaked"})
	k.later(time.Hour)
	k.must(keystore.Resume{Code: c})
	k.standing(c, keystore.Activated)
	l := k.full(c)
	equal(k, "lifted", []time.Time{l.Suspension.LiftedAt, l.Revocation.LiftedAt}, []time.Time{k.now, k.now})
	equal(k, "reason stays", l.Revocation.Reason, "leaked")
}

func standingRefused(k *kit) {
	to := map[keystore.Standing]codec.Code{}
	for s := keystore.Issued; s < keystore.Standings; s++ {
		to[s] = k.issued()
	}
	k.must(keystore.Activate{Code: to[keystore.Activated], Device: "d"})
	k.must(keystore.Suspend{Code: to[keystore.Suspended]})
	k.must(keystore.Revoke{Code: to[keystore.Revoked], Reason: "leaked"})
	k.must(keystore.Replace{Old: to[keystore.Replaced], New: keystore.Licence{Code: k.code("IM")}})
	for s, c := range to {
		if s >= keystore.Suspended {
			k.refused(keystore.ErrConflict, keystore.Suspend{Code: c})
			k.refused(keystore.ErrConflict, keystore.Activate{Code: c, Device: "d"})
		}
		if s >= keystore.Revoked {
			k.refused(keystore.ErrConflict, keystore.Revoke{Code: c, Reason: "leaked"})
			k.refused(keystore.ErrConflict, keystore.Renew{Code: c, Expires: day("2030-01-01")})
			k.refused(keystore.ErrConflict, keystore.Replace{Old: c, New: keystore.Licence{Code: k.code("IM")}})
		}
		if s != keystore.Suspended && s != keystore.Revoked {
			k.refused(keystore.ErrConflict, keystore.Resume{Code: c})
		}
		k.standing(c, s)
	}
	c, none := to[keystore.Issued], k.code("IM")
	k.refused(keystore.ErrInvalid, keystore.Revoke{Code: c})
	k.refused(keystore.ErrInvalid, keystore.Suspend{Code: c, Reason: strings.Repeat("r", 501)})
	k.refused(keystore.ErrNotFound, keystore.Suspend{Code: none})
	k.refused(keystore.ErrNotFound, keystore.Resume{Code: none})
	k.refused(keystore.ErrNotFound, keystore.Revoke{Code: none, Reason: "leaked"})
}
