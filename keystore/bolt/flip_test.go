//go:build !race

// The race detector's pointer checks end the program where bbolt follows a
// damaged offset; without them a bad address is an error that can be handled.

package bolt

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"ollu/keystore"
	"ollu/keystore/customer"
)

func TestNoFlippedByteGivesAWrongAnswer(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 40)
	must(t, s, keystore.Activate{Code: code(3), Device: "host"})
	must(t, s, keystore.Revoke{Code: code(5), Reason: "leaked"})
	applied(t, s, registers(7))
	want := map[int]keystore.Entry{}
	for i := range 40 {
		want[i], _ = s.Lookup(code(i))
	}
	whole := snapshot(t, s)
	bad := filepath.Join(t.TempDir(), "ollu.db")
	refusals := 0
	for at := 0; at < len(whole); at += 61 {
		b := bytes.Clone(whole)
		b[at] ^= 1 << (at % 8)
		written(t, bad, b)
		s, err := Open(Options{Path: bad, Now: clock, ReadOnly: at%2 == 0})
		if err != nil {
			if !errors.Is(err, keystore.ErrDamaged) && !errors.Is(err, keystore.ErrNewer) {
				t.Errorf("byte %d: %v", at, err)
			}
			refusals++
			continue
		}
		for i := range 40 {
			if e, err := s.Lookup(code(i)); err != nil || !e.Equal(new(want[i])) {
				t.Errorf("byte %d: licence %d is answered %+v, %v", at, i, e, err)
			}
		}
		err = s.Customers(t.Context(), func(b customer.Book) error {
			_, err := b.Account(accountID(7))
			_, also := b.UserByLogin("LOGIN-7")
			return errors.Join(err, also)
		})
		if err != nil && !errors.Is(err, keystore.ErrDamaged) || errors.Is(err, keystore.ErrNotFound) {
			t.Errorf("byte %d: an account is answered %v", at, err)
		}
		if _, err := s.Verify(t.Context(), nil); err != nil {
			t.Errorf("byte %d: Verify: %v", at, err)
		}
		_ = s.Close()
	}
	if refusals < 20 {
		t.Errorf("%d files of %d were refused: was nothing damaged?", refusals, len(whole)/61)
	}
}
