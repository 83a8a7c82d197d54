package storetest

import (
	"errors"
	"time"

	"ollu/codec/term"
	"ollu/keystore"
)

var renewTests = []test{
	{"Renew", renew},
	{"Renew/ShowsLater", renewShowsLater},
	{"Renew/Zone", renewZone},
	{"Renew/Again", renewAgain},
	{"Renew/Shorten", renewShorten},
	{"Renew/Refused", renewRefused},
}

func renew(k *kit) {
	c := k.issued()
	k.later(time.Hour)
	r := k.must(keystore.Renew{Code: c, Expires: day("2028-03-31"), Seats: 50})
	l := k.full(c)
	equal(k, "receipt", r.Licences[0].Expires, l.Expires)
	equal(k, "expires", l.Expires, day("2028-03-31"))
	equal(k, "seats", l.Seats, 50)
	equal(k, "changed at", l.ChangedAt, k.now)
	want := keystore.Renewal{At: k.now, By: "operator", From: day("2027-03-31"), To: day("2028-03-31")}
	equal(k, "history", l.Renewals, []keystore.Renewal{want})
	k.must(keystore.Renew{Code: c, Expires: day("2029-03-31"), ShowsFrom: day("2026-11-20")})
	equal(k, "seats unchanged", k.entry(c).Seats, 50)
	equal(k, "shows from today: at once", k.entry(c).HasPending, false)
	equal(k, "history", len(k.full(c).Renewals), 2)
}

// renewShowsLater is row L5.
func renewShowsLater(k *kit) {
	c := k.issued()
	k.must(keystore.Renew{Code: c, Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04"), Seats: 7})
	e := k.entry(c)
	equal(k, "the day before", e.ExpiresOn(day("2026-12-03")), day("2027-03-31"))
	equal(k, "the day", e.ExpiresOn(day("2026-12-04")), day("2028-03-31"))
	equal(k, "seats before", e.SeatsOn(day("2026-12-03")), 100)
	equal(k, "seats then", e.SeatsOn(day("2026-12-04")), 7)
	equal(k, "history", k.full(c).Renewals[0].ShowsFrom, day("2026-12-04"))
	k.refused(keystore.ErrConflict, keystore.Renew{Code: c, Expires: day("2029-03-31"), ShowsFrom: day("2027-06-01")})
	e = k.entry(c)
	equal(k, "the one that waits", e.ExpiresOn(day("2026-12-04")), day("2028-03-31"))
	k.must(keystore.Renew{Code: c, Expires: day("2029-03-31")})
	equal(k, "seats of the one that waited", k.entry(c).Seats, 7)
	other := k.issued()
	k.must(keystore.Renew{Code: other, Expires: day("2028-04-01"), ShowsFrom: day("2028-04-01")})
}

// renewZone: a renewal shows when its day begins in the licence's own zone.
func renewZone(k *kit) {
	k.now = time.Date(2026, 12, 3, 15, 0, 0, 0, time.UTC) // Tokyo: the 4th
	for zone, shows := range map[string]bool{"Asia/Tokyo": true, "UTC": false, "America/Los_Angeles": false} {
		c := k.issued(func(l *keystore.Licence) { l.Zone = zone })
		k.must(keystore.Renew{Code: c, Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04")})
		equal(k, zone+" waits", k.entry(c).HasPending, !shows)
	}
}

func renewAgain(k *kit) {
	for name, x := range map[string]struct {
		wait    time.Duration
		second  keystore.Renew
		now     string // expires now
		pending string // and later; "" the same
	}{
		"corrects one that waits":    {0, keystore.Renew{Expires: day("2029-01-01"), ShowsFrom: day("2026-12-20"), Shorten: true}, "2027-03-31", "2029-01-01"},
		"even by an earlier date":    {0, keystore.Renew{Expires: day("2028-01-01"), ShowsFrom: day("2026-12-20"), Shorten: true}, "2027-03-31", "2028-01-01"},
		"at once, further":           {0, keystore.Renew{Expires: day("2029-01-01")}, "2029-01-01", ""},
		"at once, less far":          {0, keystore.Renew{Expires: day("2027-09-30")}, "2027-09-30", "2028-03-31"},
		"at once, a correction":      {0, keystore.Renew{Expires: day("2027-02-28"), Shorten: true}, "2027-02-28", ""},
		"after the first shows":      {30 * 24 * time.Hour, keystore.Renew{Expires: day("2029-01-01")}, "2029-01-01", ""},
		"after it shows, for later":  {30 * 24 * time.Hour, keystore.Renew{Expires: day("2029-01-01"), ShowsFrom: day("2027-01-01")}, "2028-03-31", "2029-01-01"},
		"after it shows, correction": {30 * 24 * time.Hour, keystore.Renew{Expires: day("2028-01-01"), Shorten: true}, "2028-01-01", ""},
	} {
		start := k.now
		c := k.issued()
		k.must(keystore.Renew{Code: c, Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04")})
		k.later(x.wait)
		x.second.Code = c
		k.must(x.second)
		e := k.entry(c)
		equal(k, name+": now", e.ExpiresOn(term.Today(k.now, time.UTC)), day(x.now))
		if x.pending == "" {
			x.pending = x.now
		}
		equal(k, name+": later", e.ExpiresOn(day("2027-06-01")), day(x.pending))
		k.now = start
	}
}

func renewShorten(k *kit) {
	c := k.issued()
	k.refused(keystore.ErrConflict, keystore.Renew{Code: c, Expires: day("2027-03-31")})
	k.refused(keystore.ErrConflict, keystore.Renew{Code: c, Expires: day("2027-03-30")})
	k.must(keystore.Renew{Code: c, Expires: day("2027-03-30"), Shorten: true})
	equal(k, "expires", k.entry(c).Expires, day("2027-03-30"))
	k.must(keystore.Renew{Code: c, Expires: day("2028-03-31"), ShowsFrom: day("2026-11-21")})
	k.later(24 * time.Hour)
	k.refused(keystore.ErrConflict, keystore.Renew{Code: c, Expires: day("2028-03-31")})
}

func renewRefused(k *kit) {
	c := k.issued()
	k.refused(keystore.ErrNotFound, keystore.Renew{Code: k.code("IM"), Expires: day("2028-03-31")})
	for _, r := range []keystore.Renew{
		{Code: c},
		{Expires: day("2028-03-31")},
		{Code: c, Expires: day("2199-12-31") + 1},
		{Code: c, Expires: -1, Shorten: true},
		{Code: c, Expires: day("2028-03-31"), ShowsFrom: day("2028-04-01")},
		{Code: c, Expires: day("2028-03-31"), ShowsFrom: -1},
	} {
		k.refused(keystore.ErrInvalid, r)
	}
	forever := k.issued(func(l *keystore.Licence) { l.Perpetual, l.Expires = true, 0 })
	k.refused(keystore.ErrConflict, keystore.Renew{Code: forever, Expires: day("2028-03-31")})
	k.must(keystore.Suspend{Code: c})
	k.must(keystore.Renew{Code: c, Expires: day("2028-03-31")})
	k.standing(c, keystore.Suspended)
	k.must(keystore.Revoke{Code: c, Reason: "returned"})
	_, err := k.s.Apply(k.ctx, k.act(keystore.Renew{Code: c, Expires: day("2029-03-31")}))
	var conflict *keystore.ConflictError
	if !errors.As(err, &conflict) || conflict.Standing != keystore.Revoked || conflict.Want != "renew" || conflict.Code != c {
		k.t.Errorf("revoked: %v", err)
	}
}
