package book

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ollu/codec"
)

func TestCodesAreFoundAsTheyWerePut(t *testing.T) {
	path := fresh(t)
	b := opened(t, path)
	bare := Code{Code: code(2), Added: noon.In(time.FixedZone("", -3600)), Replaces: code(1), Carried: true, Problem: "unknown_key"}
	must(t, b.PutCodes(held(1), bare))
	must(t, b.Close())
	b = opened(t, path)
	for _, want := range []Code{held(1), bare} {
		got, err := b.Code(want.Code)
		if err != nil || !cmp.Equal(got, want, exact) {
			t.Errorf("Code: %v\n%s", err, cmp.Diff(want, got, exact))
		}
		got, err = b.CodeByID(want.Code.Fingerprint())
		if err != nil || !cmp.Equal(got, want, exact) {
			t.Errorf("CodeByID: %v\n%s", err, cmp.Diff(want, got, exact))
		}
	}
	if n, err := b.CountCodes(); n != 2 || err != nil {
		t.Errorf("CountCodes = %d, %v", n, err)
	}
	var tags []Tag
	must(t, b.Tags(func(t *Tag) error {
		tags = append(tags, *t)
		return nil
	}))
	want := []Tag{{Code: code(1), Tag: "abcdefghijkl", SignedAt: noon, Turns: held(1).Signed.NextCheck}, {Code: code(2), Carried: true}}
	if !cmp.Equal(tags, want, exact) {
		t.Errorf("Tags gave %+v", tags)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	b := opened(t, fresh(t))
	for what, got := range map[string]func() error{
		"Code":            func() error { _, err := b.Code(code(1)); return err },
		"zero Code":       func() error { _, err := b.Code(codec.Code{}); return err },
		"CodeByID":        func() error { _, err := b.CodeByID("x"); return err },
		"CodeByID empty":  func() error { _, err := b.CodeByID(""); return err },
		"Product":         func() error { _, err := b.Product("mail-1"); return err },
		"ProductByDevice": func() error { _, err := b.ProductByDevice(""); return err },
		"RemoveProduct":   func() error { return b.RemoveProduct("mail-1") },
		"EditProduct":     func() error { return b.EditProduct("mail-1", func(*Product) error { return nil }) },
		"Delivery":        func() error { _, err := b.Delivery("mail-1", code(1)); return err },
		"SetProblem":      func() error { return b.SetProblem(code(1), "too_old") },
		"PutActivation":   func() error { return b.PutActivation(Activation{Code: code(1), Device: "d"}) },
	} {
		if err := got(); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
