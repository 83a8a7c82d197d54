package bolt

import (
	"context"
	"errors"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/storetest"
)

// putTables does writes as those of an act.
func putTables(s *Store, puts []customer.Put) error {
	return s.submit(context.Background(), func(g *group) error {
		g.err = g.stage(&keystore.Writes{Tables: puts})
		return g.err
	})
}

func TestTables(t *testing.T) {
	storetest.RunTables(t, func(t *testing.T) storetest.Tabled {
		s := opened(t, fresh(t))
		return storetest.Tabled{
			Put: func(puts []customer.Put) error { return putTables(s, puts) },
			Look: func(fn func(customer.Tables) error) (err error) {
				looking(t, s, func(all *tables) { err = fn(all) })
				return err
			},
			View: func(fn func(customer.Tables) error) error {
				return s.submit(t.Context(), func(g *group) error { return fn(g) })
			},
		}
	})
}

// entry is one of an index.
func entry(table customer.Table, key, value string) customer.Put {
	return customer.Put{Table: table, Key: []byte(key), Value: []byte(value)}
}

// looking gives a way into the tables of a store, for one read transaction.
func looking(t *testing.T, s *Store, fn func(all *tables)) {
	t.Helper()
	tx, err := s.beginRead()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	fn(&tables{ctx: t.Context(), tx: tx})
}

func TestWhatIsReadStaysAsItWasReadWhileOthersWrite(t *testing.T) {
	s := opened(t, fresh(t))
	if err := putTables(s, []customer.Put{entry(customer.ByLogin, "a", "1"), entry(customer.ByLogin, "b", "1")}); err != nil {
		t.Fatal(err)
	}
	looking(t, s, func(all *tables) {
		first, _, err := all.Get(customer.ByLogin, []byte("a"))
		if err != nil {
			t.Fatal(err)
		}
		if err := putTables(s, []customer.Put{entry(customer.ByLogin, "a", "2"), {Table: customer.ByLogin, Key: []byte("b")}}); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"a", "b"} {
			if value, found, err := all.Get(customer.ByLogin, []byte(key)); err != nil || !found || string(value) != "1" {
				t.Errorf("%s: %q, %t, %v", key, value, found, err)
			}
		}
		if string(first) != "1" {
			t.Errorf("a value that was read became %q", first)
		}
	})
}

func TestADamagedEntryIsTold(t *testing.T) {
	s := opened(t, fresh(t))
	if err := putTables(s, []customer.Put{entry(customer.ByLogin, "a", "1"), entry(customer.ByLogin, "b", "2"), entry(customer.ByLogin, "c", "3")}); err != nil {
		t.Fatal(err)
	}
	err := s.db.Update(func(tx *bbolt.Tx) error {
		return in(tx, customer.ByLogin).Put([]byte("b"), in(tx, customer.ByLogin).Get([]byte("c"))) // another's entry
	})
	if err != nil {
		t.Fatal(err)
	}
	looking(t, s, func(all *tables) {
		if _, found, err := all.Get(customer.ByLogin, []byte("b")); found || !errors.Is(err, keystore.ErrDamaged) {
			t.Errorf("Get: %t, %v", found, err)
		}
		var keys []string
		var last error
		for item, err := range all.Scan(customer.ByLogin, nil, nil, false) {
			keys, last = append(keys, string(item.Key)), err
		}
		if !slices.Equal(keys, []string{"a", ""}) || !errors.Is(last, keystore.ErrDamaged) {
			t.Errorf("Scan: %q, %v", keys, last)
		}
	})
	if report, err := s.Verify(t.Context(), nil); err != nil || report.OK() {
		t.Errorf("Verify: %+v, %v", report, err)
	}
}

// TestTheFaultsOfWhoReadsAreNotTheFiles: a reader that panics does so itself, and
// leaves no transaction open.
func TestTheFaultsOfWhoReadsAreNotTheFiles(t *testing.T) {
	s := opened(t, fresh(t))
	func() {
		defer func() {
			if p := recover(); p != "a fault of its own" {
				t.Errorf("recovered %v", p)
			}
		}()
		_ = s.Customers(t.Context(), func(customer.Book) error { panic("a fault of its own") })
	}()
	if n := s.db.Stats().OpenTxN; n != 0 {
		t.Errorf("%d transactions are open", n)
	}
	own := errors.New("its own")
	if err := s.Customers(t.Context(), func(customer.Book) error { return own }); err != own {
		t.Errorf("Customers = %v", err)
	}
}

func TestAReaderOfCustomersEndsWithItsContext(t *testing.T) {
	s := opened(t, fresh(t))
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Customers(ctx, func(b customer.Book) error {
		cancel()
		if _, _, err := b.Accounts("", 10, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("Accounts = %v", err)
		}
		_, err := b.UserByLogin("somebody")
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Customers = %v", err)
	}
}
