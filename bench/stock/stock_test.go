package stock

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ollu/codec"
	"ollu/config"
	"ollu/keystore"
	"ollu/keystore/bolt"
)

var now = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

// TestBuiltDatabaseIsOne opens what Build made as the server does, which refuses
// a file that does not agree with itself, and reads all of it.
func TestBuiltDatabaseIsOne(t *testing.T) {
	for _, device := range []bool{false, true} {
		const n = 2500
		path := filepath.Join(t.TempDir(), "ollu.db")
		for range 2 { // the second replaces the first
			if err := Build(t.Context(), path, n, now, device); err != nil {
				t.Fatal(err)
			}
		}
		s, err := bolt.Open(bolt.Options{Path: path, Now: time.Now, MustExist: true})
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			want := Licence(i, now, device)
			got, err := s.Licence(t.Context(), Code(i))
			if err != nil || got.Owner != want.Owner || got.Expires != want.Expires || len(got.Devices) != len(want.Devices) {
				t.Fatalf("licence %d is %+v, %v, want %+v", i, got, err, want)
			}
			known, err := s.Seen(Code(i), []byte(Device(i)), nil, now)
			if err != nil || known != device {
				t.Fatalf("device of licence %d known: %v, %v, want %v", i, known, err, device)
			}
		}
		if st := s.Stats(); st.Licences != n || (st.Devices == n) != device {
			t.Errorf("the store counts %d licences and %d devices", st.Licences, st.Devices)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestBuildStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Build(ctx, filepath.Join(t.TempDir(), "ollu.db"), 10, now, false); !errors.Is(err, context.Canceled) {
		t.Errorf("Build = %v, want that it was cancelled", err)
	}
}

func TestCodesAreDistinctAndSteady(t *testing.T) {
	seen := map[codec.Code]int{}
	for i := range 20000 {
		c := Code(i)
		if j, twice := seen[c]; twice {
			t.Fatalf("licences %d and %d have one code", i, j)
		}
		seen[c] = i
		if again, err := codec.ParseCode(c.Reveal()); err != nil || again != c || Code(i) != c {
			t.Fatalf("code %d is not itself: %v", i, err)
		}
		if len(Device(i)) != len(Device(0)) {
			t.Fatalf("device %d has another length", i)
		}
	}
}

// TestLicencesFitTheCatalogue holds what is written here to the catalogue that
// ships: the server does not start with a product that it does not know.
func TestLicencesFitTheCatalogue(t *testing.T) {
	c, err := config.DefaultCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	p, ok := c.Product(Product)
	if !ok || p.Zone != Zone || p.Grace != grace || p.Prefixes[0] != prefix {
		t.Fatalf("the catalogue's product is %+v", p)
	}
	covered := p.Covers(prefix)
	for i, id := range components {
		if i >= len(covered) || covered[i] != id {
			t.Errorf("component %d is %s, the catalogue has %v", i, id, covered)
		}
	}
	for i := range 1000 {
		if l := Licence(i, now, true); l.Standing != keystore.Activated || l.Expires <= l.Issued {
			t.Errorf("licence %d: %+v", i, l)
		}
	}
}

func TestCSVHoldsEachOnce(t *testing.T) {
	const n = 300
	path := filepath.Join(t.TempDir(), "stock.csv")
	if err := WriteCSV(path, n, now); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 1+n {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	left := map[string]bool{}
	for i := range n {
		left[Code(i).Reveal()] = true
	}
	for _, r := range rows[1:] {
		if !left[r[0]] {
			t.Errorf("row %v is there twice, or not of the stock", r)
		}
		delete(left, r[0])
	}
}
