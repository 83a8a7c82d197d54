package storetest

import (
	"ollu/codec"
	"ollu/keystore"
)

var offlineTests = []test{
	{"Offline/Renew", offlineRenew},
	{"Offline/Replace", offlineReplace},
	{"Offline/Import", offlineImport},
}

// offline gives the licence a code that carries its terms.
func (k *kit) offline(l *keystore.Licence) {
	key := codec.DeriveOfflineKey([]byte("master"), l.Product)
	o := codec.Offline{Perpetual: l.Perpetual, Expires: int32(l.Expires), Seats: l.Seats}
	k.mu.Lock()
	defer k.mu.Unlock()
	c, err := codec.NewOfflineCode(codec.Prefix{'I', 'M'}, l.Product, o, &key, k.rnd)
	if err != nil {
		k.t.Fatal(err)
	}
	l.Code = c
}

// offlineRenew is row C6: the expiry is inside the code, where a renewal does not
// reach it. All else is done to such a licence as to any.
func offlineRenew(k *kit) {
	c := k.issued(k.offline, limit(1))
	for _, r := range []keystore.Renew{
		{Expires: day("2028-03-31")},
		{Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04")},
		{Expires: day("2026-12-31"), Shorten: true},
	} {
		r.Code = c
		k.refused(keystore.ErrConflict, r)
	}
	k.must(keystore.Activate{Code: c, Device: "d"})
	k.refused(keystore.ErrDeviceLimit, keystore.Activate{Code: c, Device: "e"})
	k.must(keystore.Suspend{Code: c})
	k.must(keystore.Resume{Code: c})
	k.must(keystore.Revoke{Code: c, Reason: "leaked"})
	k.standing(c, keystore.Revoked)
}

// offlineReplace: a new code brings the new expiry, and says which it is.
func offlineReplace(k *kit) {
	old := k.issued()
	k.must(keystore.Renew{Code: old, Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04")})
	heir := k.licence(func(l *keystore.Licence) { l.Expires = day("2029-03-31") }, k.offline)
	open := heir
	open.Expires = 0
	k.refused(keystore.ErrInvalid, keystore.Replace{Old: old, New: open})

	k.must(keystore.Replace{Old: old, New: heir})
	equal(k, "what its code carries", []any{k.full(heir.Code).Expires, k.full(heir.Code).Pending}, []any{day("2029-03-31"), (*keystore.PendingRenewal)(nil)})
	k.standing(old, keystore.Replaced)

	next := k.licence(func(l *keystore.Licence) { l.Expires = day("2030-03-31") }, k.offline)
	k.must(keystore.Replace{Old: heir.Code, New: next})
	k.standing(heir.Code, keystore.Replaced)
	online := k.code("IM")
	k.must(keystore.Replace{Old: next.Code, New: keystore.Licence{Code: online}})
	equal(k, "an online one takes the expiry over", k.entry(online).Expires, day("2030-03-31"))
}

// offlineImport: no foreign store can have renewed it either.
func offlineImport(k *kit) {
	good := k.licence(k.offline)
	bad := k.licence(k.offline)
	bad.Pending = &keystore.PendingRenewal{Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04")}
	r := k.must(keystore.Import{Licences: []keystore.Licence{bad, good}})
	equal(k, "rows", []keystore.Outcome{r.Rows[0].Outcome, r.Rows[1].Outcome}, []keystore.Outcome{keystore.RowRefused, keystore.RowNew})
	_, err := k.s.Lookup(bad.Code)
	is(k, "the refused one", err, keystore.ErrNotFound)
}
