package licences

import (
	"errors"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/terms"
	"ollu/server/words"
)

// Line is one line of the list, as it is at one moment.
type Line struct {
	No         int
	ID         string // of the product
	Product    product.Text
	Type       product.Type
	Key        codec.Key // zero: registered by its code
	Code       codec.Code
	Order      string
	Registered term.Day // in the licence's zone
	Console    string   // address of the product's own console; "" none

	Status  Status
	Waiting bool // for an offline code
	Note    string

	Seats     uint32
	Perpetual bool
	Expires   term.Day
	GraceEnds term.Day // first day without grace
	DaysLeft  int      // negative after the expiry
	Zone      *time.Location
}

// Word and Tone are those of the status.
func (l *Line) Word() words.ID { return l.Status.Word() }
func (l *Line) Tone() string   { return l.Status.Tone() }

// SalesType says how it was sold, as the list calls that.
func (l *Line) SalesType() words.ID { return words.LicencesTypeWord(l.Type.String()) }

// Known tells whether anything but the registration can be said.
func (l *Line) Known() bool { return l.Status != Unclear }

// Dated tells whether the line has an expiry to show.
func (l *Line) Dated() bool { return l.Known() && !l.Perpetual }

// named gives the product's name, by its id where the catalogue does not hold it.
func (l *Line) named(p *product.Product) {
	l.Product = product.Text{JA: l.ID, EN: l.ID}
	if p != nil {
		l.Product, l.Console = p.Name, p.ConsoleURL
	}
}

// lineOf makes the line of a registration. A licence that cannot be found or told
// makes a line that says so; only a store that cannot be read is an error.
func lineOf(s lookup, b *terms.Book, r *customer.Registration, now time.Time) (Line, error) {
	l := Line{No: r.No, ID: r.Product, Type: r.Type, Key: r.Key, Code: r.Code, Order: r.Order, Status: Unclear, Zone: time.UTC}
	if q := r.Request; q != nil {
		l.Note, l.Waiting = q.Note, q.Answer.IsZero()
	}
	p, _ := b.Catalogue().Product(r.Product)
	l.named(p)
	l.Registered = term.Today(r.At, l.Zone)
	e, err := s.Lookup(r.Code)
	if errors.Is(err, keystore.ErrNotFound) {
		return l, nil
	}
	if err != nil {
		return l, fmt.Errorf("licence %s: %w", r.Code, err)
	}
	lease, err := leaseOf(b, &e, now)
	if err != nil {
		return l, nil
	}
	l.fill(&e, &lease)
	l.Registered = term.Today(r.At, l.Zone)
	return l, nil
}

// lookup is the part of the store that a line is made from.
type lookup interface {
	Lookup(code codec.Code) (keystore.Entry, error)
}

// fill says what is in force.
func (l *Line) fill(e *keystore.Entry, lease *terms.Lease) {
	window := 0
	if lease.Product != nil {
		window = lease.Product.ConsoleWindow.For(e.Type)
	}
	l.Status = statusOf(e.Standing, &lease.Term, lease.State.Today, window)
	l.Type, l.Seats, l.Perpetual, l.Zone = e.Type, lease.Seats, e.Perpetual, lease.Term.Zone
	l.Expires, l.GraceEnds, l.DaysLeft = lease.Term.Expires, lease.State.GraceEnds, lease.State.DaysLeft
}

// leaseOf is what is in force for a licence. Of a product that is not in the
// catalogue any more everything is said but when it asks next: Product is nil.
func leaseOf(b *terms.Book, e *keystore.Entry, now time.Time) (terms.Lease, error) {
	l, err := b.At(e, now)
	if !errors.Is(err, terms.ErrUnknownProduct) {
		return l, err
	}
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		return l, fmt.Errorf("zone of the licence: %w", err)
	}
	today := term.Today(now, zone)
	l = terms.Lease{Seats: e.SeatsOn(today), Term: term.Term{
		Expires: e.ExpiresOn(today), Perpetual: e.Perpetual, Issued: e.Issued, Grace: int(e.Grace), Zone: zone,
	}}
	l.State = l.Term.At(now)
	return l, nil
}
