package register

import (
	"errors"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/issue"
	"ollu/server/portal/visit"
	"ollu/server/terms"
)

// state says whether a line can be registered.
type state uint8

const (
	open       state = iota
	registered       // it is somebody's
	withheld         // the licence was taken back, or the product is not in the catalogue
)

// line is one key or code of an offer.
type line struct {
	Key     codec.Key  // zero: a code that came without one
	Code    codec.Code // zero: drawn when it is registered
	State   state
	Entered bool
	Licence keystore.Licence       // as it is, or as it will be
	Lease   terms.Lease            // unless withheld
	Trial   *customer.Registration // the account's line whose place it takes (row R6); nil none

	record keystore.RegKey
}

// findLine reads a key with its licence, or a code with its key.
func findLine(v *visit.Visit, code codec.Code, key codec.Key) (line, error) {
	store, ctx := v.Desk.Store, v.R.Context()
	if code.IsZero() {
		k, err := store.RegKey(ctx, key)
		if err != nil {
			return line{}, err
		}
		return lineOf(v, k)
	}
	l := line{Code: code}
	var err error
	if l.Licence, err = store.Licence(ctx, code); err != nil || l.Licence.Key.IsZero() {
		return l, err
	}
	k, err := store.RegKey(ctx, l.Licence.Key)
	if errors.Is(err, keystore.ErrNotFound) || err == nil && k.Code != code {
		return l, nil // its key is of elsewhere, or leads to another code by now
	}
	l.Key, l.record = k.Key, k
	return l, err
}

// lineOf reads the licence of a key, if it has one.
func lineOf(v *visit.Visit, k keystore.RegKey) (l line, err error) {
	l = line{Key: k.Key, Code: k.Code, record: k}
	if !k.Code.IsZero() {
		l.Licence, err = v.Desk.Store.Licence(v.R.Context(), k.Code)
	}
	l.Licence.Order = k.Order
	return l, err
}

// settle says what the line's licence is, or would be if it were registered now.
func (l *line) settle(v *visit.Visit) (err error) {
	book := v.Desk.Book()
	if l.Code.IsZero() {
		l.Licence, err = issue.Terms(book.Catalogue(), &l.record, v.Now)
		if errors.Is(err, issue.ErrUnknownProduct) || errors.Is(err, issue.ErrPrefix) || errors.Is(err, issue.ErrTerm) {
			l.withhold()
			return nil
		}
		if err != nil {
			return err
		}
	}
	entry := l.Licence.Entry()
	l.Lease, err = book.At(&entry, v.Now)
	if errors.Is(err, terms.ErrUnknownProduct) {
		l.withhold()
		return nil
	}
	if _, gone := terms.Withdrawn(l.Licence.Standing); gone {
		l.State = withheld
	}
	return err
}

// withhold keeps of a line that cannot be sold any more what its key says.
func (l *line) withhold() {
	l.State = withheld
	if l.Licence.Product == "" {
		l.Licence = keystore.Licence{Product: l.record.Product, Type: l.record.Type, Seats: l.record.Seats}
	}
}

// compare marks a line that is somebody's already.
func (l *line) compare(b customer.Book) error {
	taken := !l.record.RegisteredAt.IsZero()
	if !taken && !l.Code.IsZero() {
		_, err := b.RegistrationOf(l.Code)
		if err != nil && !errors.Is(err, keystore.ErrNotFound) {
			return err
		}
		taken = err == nil
	}
	if taken {
		l.State = registered
	}
	return nil
}

// turn is less for what is registered earlier.
func (l *line) turn() (n int) {
	if l.Key.IsZero() {
		n += 2
	}
	if l.Licence.Type == product.Trial {
		n++
	}
	return n
}
