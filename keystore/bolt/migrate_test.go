package bolt

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
)

// schema1 gives a backup that was written by the last program of schema 1: three
// licences, one of them activated and last seen by a later version, one suspended;
// of order PO-1 three keys, one of them a licence's, of PO-10 and 注文 one each, and
// two of none; an idempotency key.
func schema1(t *testing.T) []byte {
	t.Helper()
	f, err := os.Open("testdata/schema-1.backup.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// orders counts the keys of some orders.
func orders(t *testing.T, s *Store, names ...string) (counts []int) {
	t.Helper()
	err := s.Customers(t.Context(), func(b customer.Book) error {
		for _, name := range names {
			all, err := b.OrderKeys(name)
			if err != nil {
				return err
			}
			counts = append(counts, len(all))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// migrated checks what the file of schema 1 holds.
func migrated(t *testing.T, s *Store) {
	t.Helper()
	sound(t, s)
	st := s.Stats()
	if st.Licences != 3 || st.Devices != 1 || st.Keys != 7 || st.Audit.Seq != 12 || st.Accounts != 0 || st.Letters != 0 {
		t.Errorf("Stats = %+v", st)
	}
	if got := orders(t, s, "PO-1", "PO-10", "注文", "PO", ""); !slices.Equal(got, []int{3, 1, 1, 0, 0}) {
		t.Errorf("keys of the orders: %v", got)
	}
	page, _, err := s.List(t.Context(), keystore.Filter{Standing: "activated"}, codec.Code{}, 0)
	if err != nil || len(page) != 1 {
		t.Fatalf("List = %v, %v", page, err)
	}
	l, err := s.Licence(t.Context(), page[0].Code)
	if err != nil || len(l.Devices) != 1 || l.Devices[0].Version != "9.2" || !l.LastSeen.Equal(noon.Add(time.Hour)) || l.Owner != "例の会社" {
		t.Errorf("%v %v, %v", l, l.Devices, err)
	}
	must(t, s, keystore.RemoveDevice{Code: l.Code, Device: "host-1"})
	sound(t, s)
}

func TestAFileOfSchema1IsBroughtUp(t *testing.T) {
	b := schema1(t)
	path := filepath.Join(t.TempDir(), "ollu.db")
	written(t, path, b[bytes.IndexByte(b, '\n')+1:len(b)-32])
	if _, err := Open(Options{Path: path, Now: clock, ReadOnly: true}); err == nil {
		t.Error("opened for reading only")
	}
	var logged []string
	s := opened(t, path, func(o *Options) { o.Log = func(event string, _ error) { logged = append(logged, event) } })
	if len(logged) != 1 {
		t.Errorf("logged %q", logged)
	}
	migrated(t, s)
	closed(t, s)
	s = opened(t, path)
	sound(t, s)
}

func TestABackupOfSchema1IsRestored(t *testing.T) {
	path := fresh(t)
	done, err := restore(schema1(t), path)
	if err != nil || done.Backup.Schema != 1 || done.Report.Keys != 7 {
		t.Fatalf("%+v, %v", done, err)
	}
	migrated(t, opened(t, path))
}

func TestAFileOfSchema1ThatIsDamagedIsLeftAlone(t *testing.T) {
	b := schema1(t)
	path := filepath.Join(t.TempDir(), "ollu.db")
	for name, change := range map[string]func(tx *bbolt.Tx) error{
		"its tally": func(tx *bbolt.Tx) error {
			return tx.Bucket(metaBucket).Put(tallyKey, make([]byte, tallySize(counted1)))
		},
		"a key": func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets[keys]).Put(someKey().AppendBytes(nil), []byte("no registration key"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			written(t, path, b[bytes.IndexByte(b, '\n')+1:len(b)-32])
			tamper(t, path, change)
			if _, err := Open(Options{Path: path, Now: clock}); !errors.Is(err, keystore.ErrDamaged) {
				t.Errorf("Open = %v", err)
			}
			tamper(t, path, func(tx *bbolt.Tx) error {
				if now, err := schemaOf(tx); err != nil || now != 1 || tx.Bucket(buckets[customers]) != nil {
					t.Errorf("schema %d, %v", now, err)
				}
				return nil
			})
		})
	}
}

func TestCompactCarriesTheTables(t *testing.T) {
	path := fresh(t)
	done, err := restore(schema1(t), path)
	if err != nil {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, _, err := Compact(context.Background(), path, nil); err != nil {
		t.Fatal(err)
	}
	migrated(t, opened(t, path))
}
