package storetest

import (
	"testing"
	"time"

	"ollu/codec"
	"ollu/keystore"
)

var lookupTests = []test{
	{"Empty", empty},
	{"Lookup", lookup},
	{"Lookup/NoAllocation", noAllocation},
	{"Seen/Forward", seenForward},
	{"Seen/Registered", seenRegistered},
	{"Seen/Each", seenEach},
}

func empty(k *kit) {
	c := k.code("IM")
	_, err := k.s.Lookup(c)
	is(k, "Lookup", err, keystore.ErrNotFound)
	_, err = k.s.Lookup(codec.Code{})
	is(k, "Lookup of no code", err, keystore.ErrNotFound)
	_, err = k.s.Licence(k.ctx, c)
	is(k, "Licence", err, keystore.ErrNotFound)
	_, err = k.s.RegKey(k.ctx, k.key("IM"))
	is(k, "RegKey", err, keystore.ErrNotFound)
	registered, err := k.s.Seen(c, []byte("d"), nil, k.now)
	is(k, "Seen", err, keystore.ErrNotFound)
	equal(k, "Seen", registered, false)
	page, next, err := k.s.List(k.ctx, keystore.Filter{}, codec.Code{}, 0)
	equal(k, "List", len(page), 0)
	equal(k, "List next", next, codec.Code{})
	is(k, "List", err, nil)
	is(k, "Ready", k.s.Ready(), nil)
	equal(k, "log", len(k.log()), 0)
}

func lookup(k *kit) {
	l := k.licence()
	k.must(keystore.Issue{Licences: []keystore.Licence{l, k.licence(), k.licence()}})
	e := k.entry(l.Code)
	want := l.Entry()
	want.Issued = day("2026-11-20")
	if !e.Equal(&want) {
		k.t.Errorf("got %+v, want %+v", e, want)
	}
	for range 3 {
		_, err := k.s.Lookup(k.code("IM"))
		is(k, "a code that was not issued", err, keystore.ErrNotFound)
	}
}

func noAllocation(k *kit) {
	if !k.o.NoAllocation {
		return
	}
	c, unknown := k.issued(), k.code("IM")
	k.must(keystore.Activate{Code: c, Device: "d1", Version: "9.1"})
	device, version := []byte("d1"), []byte("9.1")
	equal(k, "allocations of Lookup", testing.AllocsPerRun(200, func() { _, _ = k.s.Lookup(c) }), 0)
	equal(k, "allocations of Lookup, unknown", testing.AllocsPerRun(200, func() { _, _ = k.s.Lookup(unknown) }), 0)
	now := k.now
	equal(k, "allocations of Seen", testing.AllocsPerRun(200, func() {
		now = now.Add(time.Second)
		_, _ = k.s.Seen(c, device, version, now)
	}), 0)
}

func seenForward(k *kit) {
	c := k.issued()
	equal(k, "never seen", k.entry(c).LastSeen, 0)
	for _, x := range []struct {
		at, want time.Duration
	}{{time.Hour, time.Hour}, {time.Minute, time.Hour}, {2*time.Hour + time.Millisecond, 2 * time.Hour}} {
		_, err := k.s.Seen(c, nil, nil, k.now.Add(x.at))
		is(k, "Seen", err, nil)
		equal(k, "last seen", k.entry(c).LastSeen, k.now.Add(x.want).Unix())
	}
	k.must(keystore.Renew{Code: c, Expires: day("2028-03-31")})
	equal(k, "last seen after a change", k.entry(c).LastSeen, k.now.Add(2*time.Hour).Unix())
}

func seenRegistered(k *kit) {
	c := k.issued()
	seen := func(what, device string, want bool) {
		k.t.Helper()
		got, err := k.s.Seen(c, []byte(device), []byte("9.2"), k.now)
		is(k, what, err, nil)
		equal(k, what, got, want)
	}
	seen("issued, no device", "", false)
	seen("issued, a device", "d1", false)
	k.must(keystore.Activate{Code: c, Device: "d1", Version: "9.1"})
	k.later(time.Hour)
	seen("activated, no device", "", true)
	seen("activated, its device", "d1", true)
	seen("activated, another device", "d2", false)
	k.must(keystore.Suspend{Code: c})
	seen("suspended, its device", "d1", true)
	k.must(keystore.Resume{Code: c})
	want := []keystore.Device{{ID: "d1", Version: "9.2", FirstSeen: k.now.Add(-time.Hour), LastSeen: k.now}}
	equal(k, "devices", k.full(c).Devices, want)
	k.must(keystore.RemoveDevice{Code: c, Device: "d1"})
	seen("device removed", "d1", false)
	seen("device removed, no device", "", true)
}

func seenEach(k *kit) {
	want := map[uint32]int64{}
	for n := range uint32(5) {
		c := k.issued(func(l *keystore.Licence) { l.Seats = n + 1 })
		k.must(keystore.Activate{Code: c, Device: "a"})
		k.must(keystore.Activate{Code: c, Device: "b"})
		at := k.now.Add(time.Duration(n+1) * time.Minute)
		_, err := k.s.Seen(c, []byte("b"), nil, at)
		is(k, "Seen", err, nil)
		want[n+1] = k.now.Unix() + at.Unix()
	}
	entries, got, shown := 0, map[uint32]int64{}, 0
	is(k, "Each", k.s.Each(func(e *keystore.Entry) bool { entries += int(e.Seats); return true }), nil)
	equal(k, "seats of all", entries, 15)
	is(k, "EachDevice", k.s.EachDevice(func(e *keystore.Entry, seen int64) bool { got[e.Seats] += seen; return true }), nil)
	equal(k, "sums of last seen by licence", got, want)
	is(k, "Each", k.s.Each(func(*keystore.Entry) bool { shown++; return shown < 2 }), nil)
	is(k, "EachDevice", k.s.EachDevice(func(*keystore.Entry, int64) bool { shown++; return shown < 4 }), nil)
	equal(k, "shown until told to stop", shown, 4)
}
