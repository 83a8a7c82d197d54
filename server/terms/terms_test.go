package terms

import (
	"errors"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

var (
	im    = codec.Prefix{'I', 'M'}
	tokyo = mustZone("Asia/Tokyo")
	noon  = time.Date(2026, 11, 20, 12, 0, 0, 0, tokyo)
	today = term.Today(noon, tokyo)
)

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

func book(t *testing.T) *Book {
	t.Helper()
	text := product.Text{JA: "x", EN: "x"}
	c, err := product.NewCatalogue([]*product.Product{{
		ID: "appliance", Name: text, Prefixes: []codec.Prefix{im}, Zone: "Asia/Tokyo",
		Schedule:   &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd},
		Components: []product.Component{{ID: "antivirus", Name: text, Prefixes: []codec.Prefix{im}, Sold: true}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return NewBook(c)
}

func entry(days int) keystore.Entry {
	return keystore.Entry{Product: "appliance", Zone: "Asia/Tokyo", Expires: today + term.Day(days), Grace: 90, Seats: 10, Issued: today - 9}
}

// A pending renewal (row L5) is invisible before its day and in force from
// then on, expiry and seats alike; the check on that day is asked for (B2).
func TestPendingRenewal(t *testing.T) {
	e := entry(-5)
	e.HasPending, e.Pending, e.ShowsFrom, e.PendingSeats = true, today+360, today+3, 25
	for _, c := range []struct {
		name    string
		now     time.Time
		expires term.Day
		seats   uint32
		phase   term.Phase
		next    term.Day
	}{
		{"before", noon, today - 5, 10, term.Grace, today + 3},
		{"the moment before", (today + 3).Start(tokyo).Add(-time.Nanosecond), today - 5, 10, term.Grace, today + 3},
		{"from its day on", (today + 3).Start(tokyo), today + 360, 25, term.Active, today + 30},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := book(t).At(&e, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if l.Term.Expires != c.expires || l.Seats != c.seats || l.State.Phase != c.phase {
				t.Errorf("until %s, %d seats, %s", l.Term.Expires, l.Seats, l.State.Phase)
			}
			if want := c.next.Start(tokyo); !l.State.NextCheck.Equal(want) {
				t.Errorf("next check %s, want %s", l.State.NextCheck, want)
			}
		})
	}
}

// A renewal that shows after the next check does not put that check off.
func TestPendingRenewalPutsNothingOff(t *testing.T) {
	e := entry(10)
	plain, err := book(t).At(&e, noon)
	if err != nil {
		t.Fatal(err)
	}
	e.HasPending, e.Pending, e.ShowsFrom = true, today+375, today+14
	pending, err := book(t).At(&e, noon)
	if err != nil {
		t.Fatal(err)
	}
	if !pending.State.NextCheck.Equal(plain.State.NextCheck) {
		t.Errorf("next check %s, without the renewal %s", pending.State.NextCheck, plain.State.NextCheck)
	}
}

func TestWhatCannotBeAnswered(t *testing.T) {
	unknown, lost := entry(1), entry(1)
	unknown.Product, lost.Zone = "withdrawn", "Mars/Olympus"
	b := book(t)
	if _, err := b.At(&unknown, noon); !errors.Is(err, ErrUnknownProduct) {
		t.Errorf("a product outside the catalogue: %v", err)
	}
	if _, err := b.At(&lost, noon); err == nil {
		t.Error("a zone that does not exist was accepted")
	}
}

func TestAtAllocatesNothing(t *testing.T) {
	b, e := book(t), entry(30)
	at := func() {
		if _, err := b.At(&e, noon); err != nil {
			t.Fatal(err)
		}
	}
	at()
	if n := testing.AllocsPerRun(100, at); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
