package customer

import (
	"fmt"
	"time"

	"ollu/codec"
)

// Book reads what is known of customers, in one consistent view. It is valid
// while that is. Each method gives ErrNotFound where there is none of what it was
// asked for by name, and an empty list where a list has nothing; any other error
// is one of reading.
type Book struct{ tables Tables }

// Open reads from tables.
func Open(t Tables) Book { return Book{t} }

// record reads the one under key through decode; what names it in the error.
func (b Book) record(t Table, key []byte, what string, decode func(value []byte) error) error {
	value, found, err := b.tables.Get(t, key)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	if err := decode(value); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Account gives an account.
func (b Book) Account(id ID) (Account, error) {
	a := Account{ID: id}
	err := b.record(Accounts, AccountKey(id), "account "+string(id), func(v []byte) error { return DecodeAccount(&a, v) })
	return a, err
}

// User gives a user.
func (b Book) User(id ID) (User, error) {
	u := User{ID: id}
	err := b.record(Users, UserKey(id), "user "+string(id), func(v []byte) error { return DecodeUser(&u, v) })
	return u, err
}

// UserByLogin gives the user with a login id, in any case of letters.
func (b Book) UserByLogin(login string) (User, error) {
	id, found, err := b.tables.Get(ByLogin, LoginKey(login))
	if err != nil {
		return User{}, err
	}
	if !found {
		return User{}, fmt.Errorf("user with this login id: %w", ErrNotFound)
	}
	return b.User(ID(id))
}

// Registration gives a line of an account's list.
func (b Book) Registration(account ID, no int) (Registration, error) {
	r := Registration{Account: account, No: no}
	what := fmt.Sprintf("registration %d of account %s", no, account)
	if no < 1 || no > MaxNumber {
		return r, fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	err := b.record(Registrations, RegistrationKey(account, no), what, func(v []byte) error { return DecodeRegistration(&r, v) })
	return r, err
}

// RegistrationOf gives the line that a code belongs to: as its licence, as what
// stood there before an upgrade, or as the answer to its request.
func (b Book) RegistrationOf(code codec.Code) (Registration, error) {
	line, found, err := b.tables.Get(ByCode, CodeKey(code))
	if err != nil {
		return Registration{}, err
	}
	if !found {
		return Registration{}, fmt.Errorf("registration of %s: %w", code, ErrNotFound)
	}
	account, no, err := lineOf(line)
	if err != nil {
		return Registration{}, err
	}
	return b.Registration(account, no)
}

// Ticket gives the ticket whose token has the hash, whether or not it has run
// out: see Ticket.Open.
func (b Book) Ticket(h Hash) (Ticket, error) {
	t := Ticket{Hash: h}
	err := b.record(Tickets, TicketKey(h), "ticket", func(v []byte) error { return DecodeTicket(&t, v) })
	return t, err
}

// TicketOf reads an entry of Tickets. ErrDamaged, ErrNewer.
func TicketOf(item Item) (Ticket, error) {
	var t Ticket
	if len(item.Key) != len(t.Hash) {
		return t, ErrDamaged
	}
	t.Hash = Hash(item.Key)
	return t, DecodeTicket(&t, item.Value)
}

// Letter gives a letter that waits or was given up.
func (b Book) Letter(id string) (Letter, error) {
	l := Letter{ID: id}
	if id == "" {
		return l, fmt.Errorf("letter: %w", ErrNotFound)
	}
	err := b.record(Letters, LetterKey(id), "letter", func(v []byte) error { return DecodeLetter(&l, v) })
	return l, err
}

// Open tells whether the ticket is still good at the given time.
func (t *Ticket) Open(now time.Time) bool { return t.Expires.IsZero() || now.Before(t.Expires) }
