package check

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/terms"
)

// entries are drawn from few values, so that many are alike in all but a little.
func entries() *rapid.Generator[keystore.Entry] {
	return rapid.Custom(func(t *rapid.T) keystore.Entry {
		day := func(name string) term.Day {
			return today + term.Day(rapid.SampledFrom([]int{-200, -1, 0, 1, 40}).Draw(t, name))
		}
		few := func(name string) uint32 { return uint32(rapid.IntRange(0, 2).Draw(t, name)) }
		e := keystore.Entry{
			Product: rapid.SampledFrom([]string{"appliance", "software"}).Draw(t, "product"),
			Zone:    rapid.SampledFrom([]string{"Asia/Tokyo", "Asia/Kathmandu", "America/St_Johns"}).Draw(t, "zone"),
			Type:    product.Full, Standing: rapid.SampledFrom([]keystore.Standing{keystore.Issued, keystore.Activated, keystore.Suspended, keystore.Revoked, keystore.Replaced}).Draw(t, "standing"),
			Components: rapid.SampledFrom([][]string{nil, {"antivirus"}, {"spam"}, {"antivirus", "spam"}}).Draw(t, "components"),
			Perpetual:  rapid.Bool().Draw(t, "perpetual"), HasPending: rapid.Bool().Draw(t, "pending"),
			Grace: uint16(few("grace")) * 30, Seats: few("seats"), PendingSeats: few("later seats"),
			Expires: day("expires"), Issued: day("issued"), Pending: day("until"), ShowsFrom: day("from"),
			DeviceLimit: few("limit"), Devices: few("devices"), LastSeen: int64(few("seen")),
		}
		if e.Perpetual {
			e.Expires, e.HasPending = 0, false
		}
		if !e.HasPending {
			e.Pending, e.PendingSeats, e.ShowsFrom = 0, 0, 0
		}
		return e
	})
}

// relatives are an entry, and others that differ from it in one thing.
func relatives() *rapid.Generator[[]keystore.Entry] {
	return rapid.Custom(func(t *rapid.T) []keystore.Entry {
		e, o := entries().Draw(t, "entry"), entries().Draw(t, "other")
		all := slices.Repeat([]keystore.Entry{e}, 14)
		all[0].Product, all[1].Zone, all[2].Components, all[3].Standing = o.Product, o.Zone, o.Components, o.Standing
		all[4].Perpetual, all[5].HasPending, all[6].Grace, all[7].Seats = o.Perpetual, o.HasPending, o.Grace, o.Seats
		all[8].PendingSeats, all[9].Expires, all[10].Issued, all[11].Pending = o.PendingSeats, o.Expires, o.Issued, o.Pending
		all[12].ShowsFrom, all[13].Devices = o.ShowsFrom, o.Devices
		return append(all, e)
	})
}

// What is remembered is never another tag than the one that would be made now,
// whatever was asked before, on whichever day, of whichever catalogue and key.
func TestTagsAreNeverOld(t *testing.T) {
	books := []*terms.Book{gateways(t), everyThird(t)}
	var m tags
	rapid.Check(t, func(t *rapid.T) {
		all := relatives().Draw(t, "entries")
		at := noon
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			at = at.Add(rapid.SampledFrom([]time.Duration{0, 0, 0, 0, time.Second, 59 * time.Second, 45 * time.Minute, 12 * time.Hour, -3 * time.Hour}).Draw(t, "later"))
			book := rapid.SampledFrom(books).Draw(t, "book")
			key := rapid.SampledFrom([]string{"one", "two"}).Draw(t, "key")
			e := rapid.SampledFrom(all).Draw(t, "entry")
			m.at(book, key, at)
			got, err := m.of(&e, at)
			if err != nil {
				t.Fatal(err)
			}
			var s answer.Statement
			if err := tell(&s, &e, true, book, at); err != nil {
				t.Fatal(err)
			}
			if want := s.AppendTag(nil, key); !slices.Equal(got, want) {
				t.Fatalf("%+v at %v: %s, want %s", e, at, got, want)
			}
		}
	})
}

// A day begins while a manager asks: from that moment on the tag is another.
func TestTagsTurnWithTheDay(t *testing.T) {
	book := gateways(t)
	e := keystore.Entry{Product: "appliance", Zone: "Asia/Tokyo", Standing: keystore.Activated, Grace: 90, Expires: today + 1, Issued: today - 100}
	midnight := (today + 1).Start(tokyo)
	var m tags
	of := func(at time.Time) string {
		m.at(book, "one", at)
		tag, err := m.of(&e, at)
		if err != nil {
			t.Fatal(err)
		}
		return string(tag)
	}
	before := of(midnight.Add(-time.Second))
	if of(midnight.Add(-time.Nanosecond)) != before || of(midnight) == before {
		t.Error("the tag did not turn at midnight")
	}
	e.Product = "gone"
	if _, err := m.of(&e, midnight); err == nil {
		t.Error("a product that the catalogue does not hold has a tag")
	}
}
