package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/config"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/terms"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestFill(t *testing.T) {
	c, err := config.DefaultCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	store, book := mem.New(), terms.NewBook(c)
	samples, err := Fill(context.Background(), store, c, rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	if samples.Count < 300 {
		t.Errorf("%d licences are not a few hundred", samples.Count)
	}
	phases, standings := map[string]map[term.Phase]int{}, map[keystore.Standing]int{}
	err = store.Each(func(e *keystore.Entry) bool {
		lease, err := book.At(e, noon)
		if err != nil {
			t.Error(err)
			return false
		}
		if phases[e.Product] == nil {
			phases[e.Product] = map[term.Phase]int{}
		}
		phases[e.Product][lease.State.Phase]++
		standings[e.Standing]++
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Products() {
		for _, phase := range []term.Phase{term.Active, term.Grace, term.Expired} {
			if phases[p.ID][phase] == 0 {
				t.Errorf("no licence of %s is %s", p.ID, phase)
			}
		}
	}
	for _, s := range []keystore.Standing{keystore.Issued, keystore.Activated, keystore.Suspended, keystore.Revoked} {
		if standings[s] == 0 {
			t.Errorf("no licence is %s", s)
		}
	}
	for name, want := range map[string]term.Phase{samples.Valid: term.Active, samples.Grace: term.Grace, samples.Expired: term.Expired} {
		code, err := codec.ParseCode(name)
		if err != nil {
			t.Fatal(err)
		}
		e, err := store.Lookup(code)
		if err != nil {
			t.Fatal(err)
		}
		if lease, err := book.At(&e, noon); err != nil || lease.State.Phase != want || e.Standing != keystore.Activated {
			t.Errorf("the sample is %s and %s, want activated and %s (%v)", e.Standing, lease.State.Phase, want, err)
		}
	}
	if _, err := codec.ParseCode(samples.Mistyped); codec.Suggestion(err) != samples.Valid {
		t.Errorf("the mistyped sample is not one symbol from the valid one: %v", err)
	}
	if _, err := Fill(context.Background(), store, c, rand.Reader, noon); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("filled twice: %v", err)
	}
}

func TestFillNeedsRandomness(t *testing.T) {
	c, err := config.DefaultCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, little := range []int{0, 10, 40, 60, 1000, 3000} {
		store := mem.New()
		if _, err := Fill(context.Background(), store, c, strings.NewReader(strings.Repeat("r", little)), noon); err == nil {
			t.Errorf("codes were made of %d random bytes", little)
		}
		if n := store.Stats().Licences; n > 100 {
			t.Errorf("%d licences were stored all the same", n)
		}
	}
}
