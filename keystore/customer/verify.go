package customer

import (
	"errors"
	"fmt"
)

// Verify reads every entry of the tables, and tells problem of each record that
// does not hold together, and of each index that does not agree with the records.
// No secret, code or address is in what it tells. It gives how many entries it
// read; an error means that reading failed. What the licence store's own records
// should say (ByOrder) is for keystore's drivers to compare.
func Verify(t Tables, problem func(what string)) (entries uint64, err error) {
	v := verifier{tables: t, book: Open(t), problem: problem}
	for table := range Table(TableCount) {
		n := uint64(0)
		for item, err := range t.Scan(table, nil, nil, false) {
			if err != nil {
				return entries, err
			}
			n++
			if err := v.record(table, item); err != nil {
				return entries, err
			}
		}
		entries += n
		v.read[table] = n
	}
	v.compare()
	return entries, nil
}

type verifier struct {
	tables   Tables
	book     Book
	problem  func(string)
	read     [TableCount]uint64 // entries
	expected [TableCount]uint64 // entries of an index that records ask for, found or not
}

// compare finds index entries that no record asks for: every entry asked for was
// looked up, so there are as many.
func (v *verifier) compare() {
	for _, index := range [...]Table{ByLogin, ByMail, ByAccount, ByCode, ByInvitation, ByDue} {
		if got, want := v.read[index], v.expected[index]; got > want {
			v.problem(fmt.Sprintf("%v: %d entries for %d records", index, got, want))
		}
	}
}

// record judges one record by itself, and the index entries that it asks for.
func (v *verifier) record(t Table, item Item) error {
	if !wellKeyed(t, item.Key) {
		v.problem(fmt.Sprintf("%v: a key of %d bytes", t, len(item.Key)))
		return nil
	}
	var err error
	switch t {
	case Accounts:
		err = v.account(item)
	case Users:
		err = v.user(item)
	case Registrations:
		err = v.registration(item)
	case Tickets:
		err = v.ticket(item)
	case Letters:
		err = v.letter(item)
	case Activities:
		var a Activity
		if a, err = activityOf(item); err == nil {
			err = v.belongs(a.Account)
		}
	}
	if errors.Is(err, ErrDamaged) || errors.Is(err, ErrNewer) || errors.Is(err, ErrNotFound) {
		v.problem(fmt.Sprintf("%v: %v", t, err))
		return nil
	}
	return err
}

// wellKeyed judges the keys that have one length.
func wellKeyed(t Table, key []byte) bool {
	size := map[Table]int{
		Accounts: idSize, Users: idSize, Registrations: idSize + numberSize, Tickets: len(Hash{}), Activities: idSize + 8,
		ByAccount: 2 * idSize, ByInvitation: idSize + len(Hash{}),
	}[t]
	return size == 0 || len(key) == size
}

func (v *verifier) belongs(account ID) error {
	_, err := v.book.Account(account)
	return err
}

// wants asks for an index entry with this value.
func (v *verifier) wants(index Table, key, value []byte) error {
	v.expected[index]++
	got, found, err := v.tables.Get(index, key)
	if err != nil {
		return err
	}
	if !found || string(got) != string(value) {
		v.problem(fmt.Sprintf("%v: the entry of a record is missing or leads elsewhere", index))
	}
	return nil
}

func (v *verifier) account(item Item) error {
	a := Account{ID: ID(item.Key)}
	if err := DecodeAccount(&a, item.Value); err != nil || a.Feed.IsZero() {
		return err
	}
	t, err := v.book.Ticket(a.Feed)
	if err == nil && (t.Kind != Feed || t.Account != a.ID) {
		err = fmt.Errorf("the calendar of account %s leads elsewhere: %w", a.ID, ErrDamaged)
	}
	return err
}

func (v *verifier) user(item Item) error {
	u := User{ID: ID(item.Key)}
	if err := DecodeUser(&u, item.Value); err != nil {
		return err
	}
	return errors.Join(
		v.belongs(u.Account),
		v.wants(ByLogin, LoginKey(u.Login), item.Key),
		v.wants(ByMail, MailKey(u.Person.Mail, u.ID), nil),
		v.wants(ByAccount, MemberKey(u.Account, u.ID), nil),
	)
}

func (v *verifier) registration(item Item) error {
	var r Registration
	var err error
	if r.Account, r.No, err = lineOf(item.Key); err != nil {
		return err
	}
	if err := DecodeRegistration(&r, item.Value); err != nil {
		return err
	}
	a, err := v.book.Account(r.Account)
	if err == nil && r.No > a.Registrations {
		err = fmt.Errorf("registration %d of account %s was never given out: %w", r.No, r.Account, ErrDamaged)
	}
	for _, code := range r.Codes() {
		err = errors.Join(err, v.wants(ByCode, CodeKey(code), item.Key))
	}
	return err
}

func (v *verifier) ticket(item Item) error {
	t, err := TicketOf(item)
	if err != nil {
		return err
	}
	switch t.Kind {
	case Invite:
		return errors.Join(v.belongs(t.Account), v.wants(ByInvitation, InvitationKey(t.Account, t.Hash), nil))
	case Feed:
		a, err := v.book.Account(t.Account)
		if err == nil && a.Feed != t.Hash {
			err = fmt.Errorf("a calendar of account %s that it does not have: %w", a.ID, ErrDamaged)
		}
		return err
	}
	return nil
}

func (v *verifier) letter(item Item) error {
	l := Letter{ID: string(item.Key)}
	if err := DecodeLetter(&l, item.Value); err != nil || l.Dead {
		return err
	}
	return v.wants(ByDue, DueKey(l.Due, l.ID), nil)
}
