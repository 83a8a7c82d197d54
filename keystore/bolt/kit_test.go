package bolt

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// clock is a wall clock for durations.
var clock = time.Now

// noon is when the acts of the tests are done.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// fresh is a path where there is nothing yet, not even the folder.
func fresh(t testing.TB) string { return filepath.Join(t.TempDir(), "data", "ollu.db") }

// opened opens the store at a path, to be closed with the test.
func opened(t testing.TB, path string, changes ...func(*Options)) *Store {
	t.Helper()
	o := Options{Path: path, Now: clock, FlushEvery: time.Hour}
	for _, change := range changes {
		change(&o)
	}
	s, err := Open(o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func closed(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
}

// code gives a different code for every n.
func code(n int) codec.Code {
	seed := [32]byte{byte(n), byte(n >> 8), byte(n >> 16), 9}
	c, err := codec.NewCode(codec.Prefix{'I', 'M'}, rand.NewChaCha8(seed))
	if err != nil {
		panic(err)
	}
	return c
}

func day(s string) term.Day {
	d, err := term.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func licence(n int) keystore.Licence {
	return keystore.Licence{
		Code: code(n), Product: "mail-gw", Type: product.Full, Seats: uint32(n + 1), Components: []string{"antivirus", "spam"},
		Zone: "Asia/Tokyo", Expires: day("2027-03-31"), Grace: 90, Owner: "例の会社", Order: "PO-1",
	}
}

func act(c keystore.Change) keystore.Act {
	return keystore.Act{By: "operator", At: noon, Change: c}
}

// must applies a change that has to succeed.
func must(t testing.TB, s *Store, c keystore.Change) keystore.Receipt {
	t.Helper()
	r, err := s.Apply(context.Background(), act(c))
	if err != nil {
		t.Fatalf("%v: %v", c, err)
	}
	return r
}

// issue issues the licences from 0 to n-1.
func issue(t testing.TB, s *Store, n int) {
	t.Helper()
	for from := 0; from < n; from += 10_000 {
		var all []keystore.Licence
		for i := from; i < min(n, from+10_000); i++ {
			all = append(all, licence(i))
		}
		must(t, s, keystore.Issue{Licences: all})
	}
}

// sound fails the test when the store has a fault.
func sound(t testing.TB, s *Store) {
	t.Helper()
	report, err := s.Verify(context.Background(), nil)
	if err != nil || !report.OK() {
		t.Errorf("Verify: %v, problems %q and %d more", err, report.Problems, report.More)
	}
}

// tamper changes a closed file behind the store's back.
func tamper(t testing.TB, path string, change func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Update(change); err != nil {
		t.Fatal(err)
	}
}

func contents(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func written(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// snapshot is the file without the room to grow.
func snapshot(t testing.TB, s *Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Snapshot(context.Background(), &b); err != nil {
		t.Fatalf("Snapshot: %v", err)
	}
	return b.Bytes()
}

// crash opens a copy of what a store has on disk now, as if it had been killed.
func crash(t *testing.T, s *Store) *Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ollu.db")
	written(t, path, contents(t, s.opts.Path))
	return opened(t, path)
}
