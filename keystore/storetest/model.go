package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
)

var modelTests = []test{{"Model", model}}

// model drives the store with acts at random, and beside it a licence told in the
// plainest way, as a person would keep it on a card.
func model(k *kit) {
	rapid.Check(k.t, func(t *rapid.T) {
		zone := rapid.SampledFrom([]string{"Asia/Tokyo", "America/Los_Angeles", "UTC"}).Draw(t, "zone")
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		l := k.licence(limit(uint32(rapid.IntRange(0, 2).Draw(t, "limit"))), func(l *keystore.Licence) { l.Zone = zone })
		k.must(keystore.Issue{Licences: []keystore.Licence{l}})
		c := &card{code: l.Code, loc: loc, expires: l.Expires, seats: l.Seats, limit: int(l.DeviceLimit), devices: map[string]bool{}}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			k.step(t, c)
		}
		k.agrees(t, c)
	})
}

// card is what a person would note of one licence.
type card struct {
	code      codec.Code
	loc       *time.Location
	expires   term.Day
	seats     uint32
	waiting   *keystore.PendingRenewal
	limit     int
	devices   map[string]bool
	activated bool // ever
	suspended bool
	revoked   bool
	replaced  bool
	renewals  int
}

// step draws an act, does it, and checks that store and card say the same of it.
func (k *kit) step(t *rapid.T, c *card) {
	k.later(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours")) * time.Hour)
	today := term.Today(k.now, c.loc)
	if c.waiting != nil && c.waiting.ShowsFrom <= today {
		c.show(c.waiting.Expires, c.waiting.Seats)
		c.waiting = nil
	}
	m := k.draw(t, c, today)
	_, err := k.s.Apply(k.ctx, k.act(m.change))
	if !errors.Is(err, m.want) {
		t.Fatalf("%v: error %v, want %v; card %+v", m.change, err, m.want, c)
	}
	if err == nil {
		m.note()
	}
	k.shows(t, c, today)
}

func (c *card) show(expires term.Day, seats uint32) {
	c.expires = expires
	if seats != 0 {
		c.seats = seats
	}
}

// move is an act, the error it should meet, and what to note when it meets none.
type move struct {
	change keystore.Change
	want   error
	note   func()
}

func (k *kit) draw(t *rapid.T, c *card, today term.Day) move {
	device := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "device")
	switch rapid.IntRange(0, 9).Draw(t, "act") {
	case 0, 1, 2:
		return move{keystore.Activate{Code: c.code, Device: device}, c.mayActivate(device), func() { c.devices[device], c.activated = true, true }}
	case 3:
		return move{keystore.RemoveDevice{Code: c.code, Device: device}, when(!c.devices[device], keystore.ErrNotFound), func() { delete(c.devices, device) }}
	case 4:
		return move{keystore.Suspend{Code: c.code}, when(c.suspended || c.revoked || c.replaced, keystore.ErrConflict), func() { c.suspended = true }}
	case 5:
		return move{keystore.Revoke{Code: c.code, Reason: "r"}, when(c.revoked || c.replaced, keystore.ErrConflict), func() { c.revoked = true }}
	case 6:
		return move{keystore.Resume{Code: c.code}, when(c.replaced || !(c.suspended || c.revoked), keystore.ErrConflict), func() { c.suspended, c.revoked = false, false }}
	case 7:
		heir := keystore.Licence{Code: k.code("AS")}
		return move{keystore.Replace{Old: c.code, New: heir}, when(c.revoked || c.replaced, keystore.ErrConflict), func() { c.replaced = true }}
	}
	r := keystore.Renew{
		Code: c.code, Expires: c.expires + term.Day(rapid.IntRange(-10, 40).Draw(t, "days")),
		Seats: uint32(rapid.IntRange(0, 3).Draw(t, "seats")), Shorten: rapid.Bool().Draw(t, "shorten"),
	}
	if rapid.Bool().Draw(t, "later") {
		r.ShowsFrom = today + term.Day(rapid.IntRange(-2, 20).Draw(t, "shows in"))
	}
	return move{r, c.mayRenew(&r, today), func() { c.renew(&r, today) }}
}

func when(refused bool, err error) error {
	if refused {
		return err
	}
	return nil
}

func (c *card) mayActivate(device string) error {
	switch {
	case c.suspended || c.revoked || c.replaced:
		return keystore.ErrConflict
	case !c.devices[device] && c.limit > 0 && len(c.devices) == c.limit:
		return keystore.ErrDeviceLimit
	}
	return nil
}

func (c *card) mayRenew(r *keystore.Renew, today term.Day) error {
	switch {
	case c.revoked || c.replaced:
		return keystore.ErrConflict
	case r.ShowsFrom > r.Expires:
		return keystore.ErrInvalid
	}
	second := c.waiting != nil && r.ShowsFrom > today
	return when((r.Expires <= c.expires || second) && !r.Shorten, keystore.ErrConflict)
}

func (c *card) renew(r *keystore.Renew, today term.Day) {
	c.renewals++
	if r.ShowsFrom > today {
		c.waiting = &keystore.PendingRenewal{Expires: r.Expires, ShowsFrom: r.ShowsFrom, Seats: r.Seats}
		return
	}
	if w := c.waiting; w != nil && !r.Shorten && w.Expires <= r.Expires {
		c.show(r.Expires, w.Seats)
		c.waiting = nil
	}
	c.show(r.Expires, r.Seats)
	if r.Shorten {
		c.waiting = nil
	}
}

// standing is the name that the card's notes add up to.
func (c *card) standing() keystore.Standing {
	switch {
	case c.replaced:
		return keystore.Replaced
	case c.revoked:
		return keystore.Revoked
	case c.suspended:
		return keystore.Suspended
	case c.activated:
		return keystore.Activated
	}
	return keystore.Issued
}

// shows compares a look-up with the card, today and in the weeks to come.
func (k *kit) shows(t *rapid.T, c *card, today term.Day) {
	e, err := k.s.Lookup(c.code)
	if err != nil {
		t.Fatal(err)
	}
	for d := today; d < today+25; d++ {
		expires, seats := c.expires, c.seats
		if c.waiting != nil && c.waiting.ShowsFrom <= d {
			expires = c.waiting.Expires
			if c.waiting.Seats != 0 {
				seats = c.waiting.Seats
			}
		}
		if e.ExpiresOn(d) != expires || e.SeatsOn(d) != seats {
			t.Fatalf("on %v: %v, %d seats; the card says %v, %d", d, e.ExpiresOn(d), e.SeatsOn(d), expires, seats)
		}
	}
	if e.Standing != c.standing() || int(e.Devices) != len(c.devices) {
		t.Fatalf("%v with %d devices; card %+v", e.Standing, e.Devices, c)
	}
}

// agrees compares everything that is kept of the licence with the card.
func (k *kit) agrees(t *rapid.T, c *card) {
	l, err := k.s.Licence(k.ctx, c.code)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range l.Devices {
		ids = append(ids, d.ID)
	}
	if want := slices.Sorted(maps.Keys(c.devices)); !slices.Equal(ids, want) {
		t.Fatalf("devices %v, the card says %v", ids, want)
	}
	got := fmt.Sprint(len(l.Renewals), !l.ActivatedAt.IsZero(), !l.ReplacedBy.IsZero())
	if want := fmt.Sprint(c.renewals, c.activated, c.replaced); got != want {
		t.Fatalf("renewals, activated, replaced: %s, the card says %s", got, want)
	}
}
