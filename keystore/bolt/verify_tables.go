package bolt

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"

	"ollu/keystore"
	"ollu/keystore/customer"
)

// tables reads what is known of customers. Every record must be found by the
// entries of the indexes that are made of it, and there must be no others.
func (v *verifier) tables(tx *bbolt.Tx, t *tally) {
	for table := range customer.Table(customer.TableCount) {
		v.bucket(tx, bucketOf(table), t, new(uint64), func(tx *bbolt.Tx, key, value []byte) error {
			record, _, err := unframeIn(bucketOf(table), key, value)
			if err != nil || table >= customer.ByLogin {
				return err
			}
			return v.customer(tx, table, key, record)
		})
	}
	for table := customer.ByLogin; int(table) < customer.TableCount; table++ {
		if want, got := v.indexed[table], t.table(table); want != got && v.ctx.Err() == nil {
			v.report.Problem(fmt.Sprintf("%s: %d entries, and the records need %d", table, got, want))
		}
	}
}

// customer checks one record.
func (v *verifier) customer(tx *bbolt.Tx, table customer.Table, key, record []byte) error {
	switch table {
	case customer.Accounts:
		return customer.DecodeAccount(new(customer.Account), record)
	case customer.Users:
		return v.user(tx, customer.ID(key), record)
	case customer.Registrations:
		return v.registration(tx, key, record)
	case customer.Tickets:
		return v.ticket(tx, key, record)
	case customer.Letters:
		return v.letter(tx, string(key), record)
	}
	return customer.DecodeActivity(new(customer.Activity), record)
}

func (v *verifier) user(tx *bbolt.Tx, id customer.ID, record []byte) error {
	u := customer.User{ID: id}
	if err := customer.DecodeUser(&u, record); err != nil {
		return err
	}
	if !has(tx, customer.Accounts, customer.AccountKey(u.Account)) {
		return fmt.Errorf("a user without an account")
	}
	return v.found(tx, []customer.Put{
		{Table: customer.ByLogin, Key: customer.LoginKey(u.Login), Value: customer.UserKey(id)},
		{Table: customer.ByMail, Key: customer.MailKey(u.Person.Mail, id)},
		{Table: customer.ByAccount, Key: customer.MemberKey(u.Account, id)},
	})
}

func (v *verifier) registration(tx *bbolt.Tx, line, record []byte) error {
	var r customer.Registration
	if err := customer.DecodeRegistration(&r, record); err != nil {
		return err
	}
	var entries []customer.Put
	for _, code := range r.Codes() {
		if tx.Bucket(buckets[licences]).Get(code.AppendBytes(nil)) == nil {
			return fmt.Errorf("its licence %s is missing", code)
		}
		entries = append(entries, customer.Put{Table: customer.ByCode, Key: customer.CodeKey(code), Value: line})
	}
	return v.found(tx, entries)
}

func (v *verifier) ticket(tx *bbolt.Tx, key, record []byte) error {
	t := customer.Ticket{}
	if err := customer.DecodeTicket(&t, record); err != nil || t.Kind != customer.Invite {
		return err
	}
	if copy(t.Hash[:], key) != len(t.Hash) {
		return keystore.ErrDamaged
	}
	return v.found(tx, []customer.Put{{Table: customer.ByInvitation, Key: customer.InvitationKey(t.Account, t.Hash)}})
}

func (v *verifier) letter(tx *bbolt.Tx, id string, record []byte) error {
	l := customer.Letter{ID: id}
	if err := customer.DecodeLetter(&l, record); err != nil || l.Dead {
		return err
	}
	return v.found(tx, []customer.Put{{Table: customer.ByDue, Key: customer.DueKey(l.Due, id)}})
}

// order checks that a registration key is found by its order.
func (v *verifier) order(tx *bbolt.Tx, k *keystore.RegKey) error {
	if k.Order == "" {
		return nil
	}
	return v.found(tx, []customer.Put{{Table: customer.ByOrder, Key: customer.OrderKey(k.Order, k.Key)}})
}

// found checks that the entries are there, and counts them.
func (v *verifier) found(tx *bbolt.Tx, entries []customer.Put) error {
	for i := range entries {
		e := &entries[i]
		v.indexed[e.Table]++
		value, found, err := getIn(tx.Bucket(buckets[bucketOf(e.Table)]), e.Table, e.Key)
		if err != nil || !found || !bytes.Equal(value, e.Value) {
			return fmt.Errorf("it is not found by %s", e.Table)
		}
	}
	return nil
}

func has(tx *bbolt.Tx, table customer.Table, key []byte) bool {
	_, found, err := getIn(tx.Bucket(buckets[bucketOf(table)]), table, key)
	return found && err == nil
}
