package mem

import (
	"testing"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/storetest"
)

func TestTables(t *testing.T) {
	storetest.RunTables(t, func(t *testing.T) storetest.Tabled {
		s := New()
		return storetest.Tabled{
			Put: func(puts []customer.Put) error {
				s.commit(&keystore.Writes{Tables: puts})
				return nil
			},
			Look: func(fn func(customer.Tables) error) error { return fn(&tables{t.Context(), s.tables}) },
			View: func(fn func(customer.Tables) error) error { return fn(view{s}) },
		}
	})
}
