package storetest

import (
	"strings"
	"time"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
)

var issueTests = []test{
	{"Issue", issue},
	{"Issue/AllOrNone", issueAllOrNone},
	{"Issue/Refused", issueRefused},
	{"Issue/WithKey", issueWithKey},
	{"Issue/Zone", issueZone},
}

func issue(k *kit) {
	l := k.licence()
	l.Standing, l.DeviceCount, l.Pending = keystore.Revoked, 7, &keystore.PendingRenewal{} // not the issuer's to say
	k.later(500 * time.Millisecond)
	r := k.must(keystore.Issue{Licences: []keystore.Licence{l}})
	want := l
	want.Standing, want.DeviceCount, want.Pending = keystore.Issued, 0, nil
	want.IssuedAt, want.Issued = k.now.Truncate(time.Second), day("2026-11-20")
	equal(k, "stored", k.full(l.Code), want)
	equal(k, "receipt", r, keystore.Receipt{Licences: []keystore.Licence{want}})

	forever := k.issued(func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Components = true, 0, nil })
	if e := k.entry(forever); !e.Perpetual || e.Expires != 0 {
		k.t.Errorf("perpetual: %+v", e)
	}
}

func issueAllOrNone(k *kit) {
	there, fresh := k.licence(), k.licence()
	k.must(keystore.Issue{Licences: []keystore.Licence{there}})
	k.refused(keystore.ErrExists, keystore.Issue{Licences: []keystore.Licence{fresh, there}})
	k.refused(keystore.ErrExists, keystore.Issue{Licences: []keystore.Licence{fresh, fresh}})
	_, err := k.s.Lookup(fresh.Code)
	is(k, "the other licence of a refused issue", err, keystore.ErrNotFound)
}

func issueRefused(k *kit) {
	for name, change := range map[string]func(*keystore.Licence){
		"code":            func(l *keystore.Licence) { l.Code = codec.Code{} },
		"product":         func(l *keystore.Licence) { l.Product = "" },
		"long product":    func(l *keystore.Licence) { l.Product = strings.Repeat("p", 65) },
		"type":            func(l *keystore.Licence) { l.Type = 9 },
		"seats":           func(l *keystore.Licence) { l.Seats = 0 },
		"component":       func(l *keystore.Licence) { l.Components = []string{"a", ""} },
		"many components": func(l *keystore.Licence) { l.Components = make([]string, 65) },
		"no zone":         func(l *keystore.Licence) { l.Zone = "" },
		"local zone":      func(l *keystore.Licence) { l.Zone = "Local" },
		"unknown zone":    func(l *keystore.Licence) { l.Zone = "Asia/Nowhere" },
		"no expiry":       func(l *keystore.Licence) { l.Expires = 0 },
		"late expiry":     func(l *keystore.Licence) { l.Expires = day("2199-12-31") + 1 },
		"two terms":       func(l *keystore.Licence) { l.Perpetual = true },
		"negative grace":  func(l *keystore.Licence) { l.Grace = -1 },
		"long grace":      func(l *keystore.Licence) { l.Grace = 65536 },
		"owner":           func(l *keystore.Licence) { l.Owner = "\xff" },
		"note":            func(l *keystore.Licence) { l.Note = strings.Repeat("n", 2001) },
		"order":           func(l *keystore.Licence) { l.Order = strings.Repeat("n", 129) },
	} {
		l := k.licence(change)
		k.t.Log(name)
		k.refused(keystore.ErrInvalid, keystore.Issue{Licences: []keystore.Licence{k.licence(), l}})
	}
	k.refused(keystore.ErrInvalid, keystore.Issue{})
	k.refused(keystore.ErrInvalid, nil)
	for _, a := range []keystore.Act{
		{At: k.now, Change: keystore.Resume{Code: k.code("IM")}},
		{By: "operator", Change: keystore.Resume{Code: k.code("IM")}},
		{By: "operator", At: k.now, IdempotencyKey: strings.Repeat("k", 256), Change: keystore.Resume{Code: k.code("IM")}},
	} {
		_, err := k.s.Apply(k.ctx, a)
		is(k, a.String(), err, keystore.ErrInvalid)
	}
}

func issueWithKey(k *kit) {
	l, other := k.licence(), k.licence()
	l.Key = k.key("IM")
	r := k.must(keystore.Issue{Licences: []keystore.Licence{l}})
	want := keystore.RegKey{
		Key: l.Key, Prefix: l.Code.Prefix(), Product: l.Product, Type: l.Type, Seats: l.Seats, Expires: l.Expires,
		Code: l.Code, IssuedAt: k.now, Order: l.Order,
	}
	equal(k, "receipt", r.Keys, []keystore.RegKey{want})
	got, err := k.s.RegKey(k.ctx, l.Key)
	is(k, "RegKey", err, nil)
	equal(k, "key", got, want)
	equal(k, "licence's key", k.full(l.Code).Key, l.Key)
	other.Key = l.Key
	k.refused(keystore.ErrExists, keystore.Issue{Licences: []keystore.Licence{other}})
	want.Code = codec.Code{}
	k.refused(keystore.ErrExists, keystore.Issue{Keys: []keystore.RegKey{want}})
}

// issueZone: the day of issue is the day in the licence's own zone.
func issueZone(k *kit) {
	for zone, want := range map[string]term.Day{
		"Asia/Tokyo": day("2026-11-20"), "America/Los_Angeles": day("2026-11-19"), "UTC": day("2026-11-20"),
	} {
		c := k.issued(func(l *keystore.Licence) { l.Zone = zone })
		equal(k, zone, k.entry(c).Issued, want)
	}
}
