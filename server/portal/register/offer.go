package register

import (
	"errors"
	"slices"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/issue"
	"ollu/server/portal/visit"
	"ollu/server/terms"
)

// maxLines is how many keys of an order are registered at a time; those beyond it
// are a registration of their own.
const maxLines = 100

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

// offer is what a key or code brings, as it stands in the store now. The line
// that was entered is the first.
type offer struct {
	Order string
	Lines []line
	More  int // keys of the order beyond maxLines
}

// names are those of the lines that can be registered.
func (o *offer) names() []string {
	var names []string
	for _, l := range o.inTurn() {
		names = append(names, nameOf(l.Key, l.Code))
	}
	return names
}

// upgrades tells whether a line takes a trial's place.
func (o *offer) upgrades() bool {
	return slices.ContainsFunc(o.Lines, func(l line) bool { return l.State == open && l.Trial != nil })
}

// findOffer looks up what was entered and the order that it belongs to, for an
// account ("" a new one). keystore.ErrNotFound: it was never issued.
func findOffer(v *visit.Visit, code codec.Code, key codec.Key, account customer.ID) (offer, error) {
	first, err := findLine(v, code, key)
	if err != nil {
		return offer{}, err
	}
	first.Entered = true
	o := offer{Order: first.Licence.Order, Lines: []line{first}}
	if err := o.addOrder(v); err != nil {
		return offer{}, err
	}
	for i := range o.Lines {
		if err := o.Lines[i].settle(v); err != nil {
			return offer{}, err
		}
	}
	return o, v.Read(func(b customer.Book) error { return o.compare(b, account) })
}

// findLine reads a key with its licence, or a code with its key.
func findLine(v *visit.Visit, code codec.Code, key codec.Key) (l line, err error) {
	if key.IsZero() {
		l.Code = code
		if l.Licence, err = v.Desk.Store.Licence(v.R.Context(), code); err != nil {
			return l, err
		}
		key = l.Licence.Key
	}
	if key.IsZero() {
		return l, nil
	}
	l.record, err = v.Desk.Store.RegKey(v.R.Context(), key)
	if errors.Is(err, keystore.ErrNotFound) && !l.Code.IsZero() {
		return l, nil // imported with a key that was issued elsewhere
	}
	l.Key = key
	if err != nil || !l.Code.IsZero() {
		return l, err
	}
	if l.Code = l.record.Code; !l.Code.IsZero() {
		l.Licence, err = v.Desk.Store.Licence(v.R.Context(), l.Code)
	}
	l.Licence.Order = l.record.Order
	return l, err
}

// addOrder adds the other keys of the order.
func (o *offer) addOrder(v *visit.Visit) error {
	if o.Order == "" {
		return nil
	}
	var keys []codec.Key
	err := v.Read(func(b customer.Book) (err error) {
		keys, err = b.OrderKeys(o.Order)
		return err
	})
	if err != nil {
		return err
	}
	for _, key := range keys {
		if key == o.Lines[0].Key {
			continue
		}
		if len(o.Lines) == maxLines {
			o.More++
			continue
		}
		l, err := findLine(v, codec.Code{}, key)
		if err != nil {
			return err
		}
		o.Lines = append(o.Lines, l)
	}
	return nil
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

// compare marks what is somebody's already, and the trials whose places are taken.
func (o *offer) compare(b customer.Book, account customer.ID) error {
	for i := range o.Lines {
		if err := o.Lines[i].compare(b); err != nil {
			return err
		}
	}
	if account == "" {
		return nil
	}
	held, err := b.Registrations(account)
	if err != nil {
		return err
	}
	for _, l := range o.inTurn() {
		if l.Licence.Type == product.Full {
			l.Trial = takeTrial(&held, l.Licence.Product)
		}
	}
	return nil
}

// inTurn gives the open lines in the order in which they are registered: the store
// takes keys before codes, and full licences come before trials, so that none takes
// the place of a trial of its own order.
func (o *offer) inTurn() []*line {
	var lines []*line
	for i := range o.Lines {
		if o.Lines[i].State == open {
			lines = append(lines, &o.Lines[i])
		}
	}
	slices.SortStableFunc(lines, func(a, b *line) int { return a.turn() - b.turn() })
	return lines
}

func (l *line) turn() (n int) {
	if l.Key.IsZero() {
		n += 2
	}
	if l.Licence.Type == product.Trial {
		n++
	}
	return n
}

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

// takeTrial gives the first line that is a trial of the product, and takes it out:
// each gives its place to one full licence.
func takeTrial(held *[]customer.Registration, id string) *customer.Registration {
	i := slices.IndexFunc(*held, func(r customer.Registration) bool { return r.Product == id && r.Type == product.Trial })
	if i < 0 {
		return nil
	}
	trial := (*held)[i]
	*held = slices.Delete(slices.Clone(*held), i, i+1)
	return &trial
}
