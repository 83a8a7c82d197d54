package storetest

import (
	"slices"
	"strings"
	"time"

	"ollu/keystore"
)

var importTests = []test{
	{"Import/Rows", importRows},
	{"Import/TakesOver", importTakesOver},
	{"Import/Differs", importDiffers},
	{"Import/Keys", importKeys},
	{"Import/RoundTrip", importRoundTrip},
}

// rows imports and gives what became of each row.
func (k *kit) rows(ls ...keystore.Licence) []keystore.Row {
	k.t.Helper()
	return k.must(keystore.Import{Licences: ls}).Rows
}

func importRows(k *kit) {
	a, b, bad := k.licence(), k.licence(), k.licence(func(l *keystore.Licence) { l.Zone = "Nowhere" })
	changed := b
	changed.Seats++
	rows := k.rows(a, b, a, bad, changed)
	outcomes := make([]keystore.Outcome, len(rows))
	for i, r := range rows {
		outcomes[i] = r.Outcome
		equal(k, "reason given", r.Reason != "", r.Outcome == keystore.RowRefused)
	}
	equal(k, "outcomes", outcomes, []keystore.Outcome{
		keystore.RowNew, keystore.RowNew, keystore.RowIdentical, keystore.RowRefused, keystore.RowRefused,
	})
	equal(k, "codes", []any{rows[0].Code, rows[3].Code}, []any{a.Code, bad.Code})
	if want := "seats differs: 100 here, 101 in the import"; rows[4].Reason != want {
		k.t.Errorf("reason %q, want %q", rows[4].Reason, want)
	}
	_, err := k.s.Lookup(bad.Code)
	is(k, "a refused row", err, keystore.ErrNotFound)
	equal(k, "log", len(k.log()), 2)
	equal(k, "again", k.rows(a, b)[1], keystore.Row{Code: b.Code, Outcome: keystore.RowIdentical})
	k.refused(keystore.ErrInvalid, keystore.Import{})
}

func importTakesOver(k *kit) {
	then := k.now.AddDate(-1, 0, 0)
	l := k.licence(limit(2))
	l.Devices = []keystore.Device{
		{ID: "a", Version: "9.1", FirstSeen: then, LastSeen: k.now.Add(-time.Hour)},
		{ID: "b", FirstSeen: then, LastSeen: then},
	}
	l.IssuedAt, l.Issued, l.ActivatedAt = then, day("2025-11-20"), then
	l.Standing, l.Revocation = keystore.Revoked, &keystore.Tombstone{At: then, By: "legal", Reason: "unpaid"}
	l.Suspension = &keystore.Tombstone{At: then, By: "sales", LiftedAt: then.Add(time.Hour)}
	l.Renewals = []keystore.Renewal{{At: then, By: "sales", From: day("2026-03-31"), To: day("2027-03-31")}}
	l.Pending = &keystore.PendingRenewal{Expires: day("2028-03-31"), ShowsFrom: day("2026-12-01"), Seats: 5}
	l.LastSeen = k.now.Add(-time.Hour)
	equal(k, "rows", k.rows(l), []keystore.Row{{Code: l.Code}})
	l.DeviceCount = 2
	equal(k, "stored", k.full(l.Code), l)
	k.must(keystore.Resume{Code: l.Code})
	k.standing(l.Code, keystore.Activated)
	k.refused(keystore.ErrDeviceLimit, keystore.Activate{Code: l.Code, Device: "c"})

	suspended := k.licence(func(l *keystore.Licence) { l.Standing = keystore.Suspended })
	active := k.licence(func(l *keystore.Licence) { l.Standing = keystore.Activated })
	plain := k.licence()
	inUse := k.licence(func(l *keystore.Licence) { l.Devices = []keystore.Device{{ID: "d"}} })
	used := k.licence(func(l *keystore.Licence) { l.ActivatedAt = then })
	k.rows(suspended, active, plain, inUse, used)
	k.standing(plain.Code, keystore.Issued)
	equal(k, "a day of issue that was left out", k.entry(plain.Code).Issued, day("2026-11-20"))
	k.standing(inUse.Code, keystore.Activated)
	k.standing(used.Code, keystore.Activated)
	equal(k, "a device without times", k.full(inUse.Code).Devices[0], keystore.Device{ID: "d", FirstSeen: k.now, LastSeen: k.now})
	equal(k, "a suspension that was left out", k.full(suspended.Code).Suspension.At, k.now)
	equal(k, "an activation that was left out", k.full(active.Code).ActivatedAt, k.now)
}

func importDiffers(k *kit) {
	l := k.licence()
	k.rows(l)
	for field, change := range map[string]func(*keystore.Licence){
		"product":      func(l *keystore.Licence) { l.Product = "other" },
		"type":         func(l *keystore.Licence) { l.Type = 1 - l.Type },
		"components":   func(l *keystore.Licence) { l.Components = l.Components[:1] },
		"zone":         func(l *keystore.Licence) { l.Zone = "UTC" },
		"expires":      func(l *keystore.Licence) { l.Expires++ },
		"grace":        func(l *keystore.Licence) { l.Grace++ },
		"device_limit": func(l *keystore.Licence) { l.DeviceLimit++ },
		"standing":     func(l *keystore.Licence) { l.Standing = keystore.Suspended },
		"key":          func(l *keystore.Licence) { l.Key = k.key("IM") },
		"order":        func(l *keystore.Licence) { l.Order = "PO-2" },
		"owner":        func(l *keystore.Licence) { l.Owner = "another" },
		"note":         func(l *keystore.Licence) { l.Note = "another" },
	} {
		other := l
		change(&other)
		row := k.rows(other)[0]
		if row.Outcome != keystore.RowRefused || !strings.HasPrefix(row.Reason, field+" differs") {
			k.t.Errorf("%s: %v %q", field, row.Outcome, row.Reason)
		}
	}
	k.must(keystore.Activate{Code: l.Code, Device: "d"})
	equal(k, "activated since", k.rows(l)[0].Outcome, keystore.RowIdentical)
	k.must(keystore.Renew{Code: l.Code, Expires: day("2029-01-01"), ShowsFrom: day("2027-01-01")})
	equal(k, "renewed for later", k.rows(l)[0].Outcome, keystore.RowIdentical)
}

func importKeys(k *kit) {
	a, b, c := k.licence(), k.licence(), k.licence()
	a.Key = k.key("IM")
	b.Key = a.Key
	c.Key = k.key("IM")
	rows := k.rows(a, b, c)
	equal(k, "outcomes", []keystore.Outcome{rows[0].Outcome, rows[1].Outcome, rows[2].Outcome},
		[]keystore.Outcome{keystore.RowNew, keystore.RowRefused, keystore.RowNew})
	for _, l := range []keystore.Licence{a, c} {
		key, err := k.s.RegKey(k.ctx, l.Key)
		is(k, "RegKey", err, nil)
		equal(k, "its code", key.Code, l.Code)
	}
	equal(k, "a key that is taken", k.rows(b)[0].Outcome, keystore.RowRefused)
}

// importRoundTrip: what one store gives, another takes, with all its past.
func importRoundTrip(k *kit) {
	a := k.issued(limit(3))
	k.must(keystore.Activate{Code: a, Device: "d1", Version: "9.1"})
	k.must(keystore.Renew{Code: a, Expires: day("2029-03-31"), ShowsFrom: day("2027-01-15"), Seats: 7})
	b := k.issued()
	k.must(keystore.Revoke{Code: b, Reason: "returned"})
	k.later(time.Hour)
	want := []keystore.Licence{k.full(a), k.full(b)}
	rows := k.rows(want...)
	equal(k, "into itself", []keystore.Outcome{rows[0].Outcome, rows[1].Outcome}, slices.Repeat([]keystore.Outcome{keystore.RowIdentical}, 2))
	moved := slices.Clone(want)
	for i := range moved {
		moved[i].Code = k.code("IM")
	}
	k.rows(moved...)
	for i := range moved {
		equal(k, "moved", k.full(moved[i].Code), moved[i])
	}
}
