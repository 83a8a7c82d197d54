package issue

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/config"
	"ollu/keystore"
	"ollu/keystore/mem"

	"pgregory.net/rapid"
)

// noon is 2026-11-20 12:00 in Tokyo.
var noon = time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)

func catalogue(t testing.TB) *product.Catalogue {
	t.Helper()
	c, err := config.DefaultCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func key(t testing.TB, p *product.Product, prefix codec.Prefix) keystore.RegKey {
	t.Helper()
	k, err := codec.NewKey(prefix, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return keystore.RegKey{Key: k, Prefix: prefix, Product: p.ID, Seats: 25, Months: 12, Order: "A-1", IssuedAt: noon}
}

func day(t testing.TB, s string) term.Day {
	t.Helper()
	d, err := term.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Every product's keys of every prefix and type become licences that the store
// issues.
func TestWholeCatalogue(t *testing.T) {
	store := mem.New()
	c := catalogue(t)
	for _, p := range c.Products() {
		for _, prefix := range p.Prefixes {
			for _, kind := range []product.Type{product.Full, product.Trial} {
				k := key(t, p, prefix)
				k.Type = kind
				l, err := FromKey(c, &k, noon, rand.Reader)
				if err != nil {
					t.Fatalf("%s %s %s: %v", p.ID, prefix, kind, err)
				}
				if l.Code.Prefix() != prefix || l.Key != k.Key || l.Product != p.ID || l.Type != kind || l.Seats != 25 || l.Order != "A-1" {
					t.Errorf("%s %s %s: sold as %v", p.ID, prefix, kind, l)
				}
				if !slices.Equal(l.Components, p.Covers(prefix)) || l.Zone != p.Zone || l.Grace != p.GraceFor(kind) || l.DeviceLimit != uint32(p.DeviceLimit) {
					t.Errorf("%s %s %s: the catalogue's rules are not the licence's: %+v", p.ID, prefix, kind, l)
				}
				act := keystore.Act{By: "test", At: noon, Change: keystore.Issue{Licences: []keystore.Licence{l}}}
				if _, err := store.Apply(t.Context(), act); err != nil {
					t.Errorf("%s %s %s: the store refuses it: %v", p.ID, prefix, kind, err)
				}
			}
		}
	}
}

func TestTerm(t *testing.T) {
	c := catalogue(t)
	p := c.Products()[0] // its dates are in Asia/Tokyo
	at := func(s string) time.Time {
		m, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, row := range []struct {
		name    string
		now     time.Time
		change  func(*keystore.RegKey)
		expires string // "" perpetual
	}{
		{"a year", noon, func(k *keystore.RegKey) {}, "2027-11-20"},
		{"one month", noon, func(k *keystore.RegKey) { k.Months = 1 }, "2026-12-20"},
		{"from a long month into a short one", at("2027-01-31T12:00:00+09:00"), func(k *keystore.RegKey) { k.Months = 1 }, "2027-02-28"},
		{"into a leap February", at("2027-12-31T12:00:00+09:00"), func(k *keystore.RegKey) { k.Months = 2 }, "2028-02-29"},
		{"from a leap day", at("2028-02-29T12:00:00+09:00"), func(k *keystore.RegKey) {}, "2029-02-28"},
		{"from a month's end into a longer one", at("2027-02-28T12:00:00+09:00"), func(k *keystore.RegKey) { k.Months = 1 }, "2027-03-28"},
		{"the zone's day has begun, not London's", at("2026-11-30T15:00:00Z"), func(k *keystore.RegKey) { k.Months = 1 }, "2027-01-01"},
		{"a second before the zone's midnight", at("2026-11-30T14:59:59Z"), func(k *keystore.RegKey) { k.Months = 1 }, "2026-12-30"},
		{"fixed", noon, func(k *keystore.RegKey) { k.Months, k.Expires = 0, day(t, "2030-03-31") }, "2030-03-31"},
		{"fixed and past", noon, func(k *keystore.RegKey) { k.Months, k.Expires = 0, day(t, "2020-03-31") }, "2020-03-31"},
		{"perpetual", noon, func(k *keystore.RegKey) { k.Months, k.Perpetual = 0, true }, ""},
	} {
		k := key(t, p, p.Prefixes[0])
		row.change(&k)
		l, err := Terms(c, &k, row.now)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if row.expires == "" {
			if !l.Perpetual || l.Expires != 0 || l.Grace != 0 {
				t.Errorf("%s: %+v", row.name, l)
			}
		} else if l.Perpetual || l.Expires.String() != row.expires {
			t.Errorf("%s: %s, want %s", row.name, l.Expires, row.expires)
		}
		if !l.Code.IsZero() {
			t.Errorf("%s: terms alone came with a code", row.name)
		}
	}
}

// The registration guide's example: a trial of 30 days has no grace.
func TestTrial(t *testing.T) {
	c := catalogue(t)
	p := c.Products()[0]
	k := key(t, p, p.Prefixes[0])
	k.Type, k.Months = product.Trial, 1
	l, err := Terms(c, &k, noon)
	if err != nil || l.Grace != 0 || l.Type != product.Trial {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestRefused(t *testing.T) {
	c := catalogue(t)
	p := c.Products()[0]
	code, err := codec.NewCode(p.Prefixes[0], rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name   string
		change func(*keystore.RegKey)
		want   error
	}{
		{"unknown product", func(k *keystore.RegKey) { k.Product = "no-such-product" }, ErrUnknownProduct},
		{"prefix of another product", func(k *keystore.RegKey) { k.Prefix = codec.Prefix{'B', 'S'} }, ErrPrefix},
		{"a term without end", func(k *keystore.RegKey) { k.Months = 0 }, ErrTerm},
		{"beyond the calendar", func(k *keystore.RegKey) { k.Months = 12 * 200 }, ErrTerm},
		{"with a code", func(k *keystore.RegKey) { k.Code = code }, ErrHasCode},
	} {
		k := key(t, p, p.Prefixes[0])
		row.change(&k)
		l, err := FromKey(c, &k, noon, rand.Reader)
		if !errors.Is(err, row.want) || !l.Code.IsZero() {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
		if err != nil && strings.Contains(err.Error(), k.Key.Reveal()) {
			t.Errorf("%s: the error holds the key", row.name)
		}
	}
	k := key(t, p, p.Prefixes[0])
	if _, err := FromKey(c, &k, noon, strings.NewReader("short")); err == nil {
		t.Error("a code was made without randomness")
	}
}

// Months never lead before the day of registration, nor further than the months
// have days.
func TestMonthsAreMonths(t *testing.T) {
	c := catalogue(t)
	p := c.Products()[0]
	rapid.Check(t, func(rt *rapid.T) {
		k := key(t, p, p.Prefixes[0])
		k.Months = rapid.IntRange(1, 1200).Draw(rt, "months")
		now := time.Unix(rapid.Int64Range(0, 2_000_000_000).Draw(rt, "now"), 0)
		l, err := Terms(c, &k, now)
		if err != nil {
			rt.Fatal(err)
		}
		days := int(l.Expires - term.Today(now, time.FixedZone("Tokyo", 9*3600)))
		if days < 28*k.Months || days > 31*k.Months {
			rt.Fatalf("%d months are %d days", k.Months, days)
		}
	})
}
