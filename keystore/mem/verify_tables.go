package mem

import (
	"fmt"

	"ollu/keystore"
	"ollu/keystore/customer"
)

// verifyTables decodes the records of customers.
func (s *Store) verifyTables(r *keystore.Report) {
	decode := map[customer.Table]func(value []byte) error{
		customer.Accounts:      func(v []byte) error { return customer.DecodeAccount(new(customer.Account), v) },
		customer.Users:         func(v []byte) error { return customer.DecodeUser(new(customer.User), v) },
		customer.Registrations: func(v []byte) error { return customer.DecodeRegistration(new(customer.Registration), v) },
		customer.Tickets:       func(v []byte) error { return customer.DecodeTicket(new(customer.Ticket), v) },
		customer.Letters:       func(v []byte) error { return customer.DecodeLetter(new(customer.Letter), v) },
		customer.Activities:    func(v []byte) error { return customer.DecodeActivity(new(customer.Activity), v) },
	}
	for which, one := range decode {
		for _, item := range s.tables[which] {
			if err := one(item.Value); err != nil {
				r.Problem(fmt.Sprintf("%s: a key of %d bytes: %v", which, len(item.Key), err))
			}
		}
	}
}
