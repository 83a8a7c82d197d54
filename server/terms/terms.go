package terms

import (
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// ErrUnknownProduct is returned for a licence whose product the catalogue
// does not hold: without its schedule nothing can be answered.
var ErrUnknownProduct = errors.New("the catalogue does not hold this licence's product")

// Book is one catalogue, ready to be asked for terms.
type Book struct {
	catalogue *product.Catalogue

	grow  sync.Mutex
	zones atomic.Pointer[map[string]*time.Location] // by IANA name; replaced as a whole
}

// NewBook returns the book of a catalogue.
func NewBook(c *product.Catalogue) *Book {
	b := &Book{catalogue: c}
	b.zones.Store(&map[string]*time.Location{})
	return b
}

// Catalogue returns the catalogue the book was made from.
func (b *Book) Catalogue() *product.Catalogue { return b.catalogue }

// Lease is a term with the facts that stand beside it at one moment.
type Lease struct {
	Term    term.Term
	Product *product.Product
	Seats   uint32
	State   term.State
}

// At returns what is in force for the licence e at now: its expiry with a
// renewal that shows by now taken over (row L5), its phase, and when to ask
// next. A renewal that is entered but does not show yet brings the next check
// forward to the day it shows (row B2).
func (b *Book) At(e *keystore.Entry, now time.Time) (Lease, error) {
	p, ok := b.catalogue.Product(e.Product)
	if !ok {
		return Lease{}, fmt.Errorf("product %q: %w", e.Product, ErrUnknownProduct)
	}
	zone, err := b.zone(e.Zone)
	if err != nil {
		return Lease{}, err
	}
	today := term.Today(now, zone)
	l := Lease{Product: p, Seats: e.SeatsOn(today), Term: term.Term{
		Expires:   e.ExpiresOn(today),
		Perpetual: e.Perpetual,
		Issued:    e.Issued,
		Grace:     int(e.Grace),
		Zone:      zone,
		Schedule:  p.Schedule,
	}}
	l.State = l.Term.At(now)
	if e.HasPending && e.ShowsFrom > today {
		l.State.NextCheck = sooner(l.State.NextCheck, e.ShowsFrom.Start(zone))
	}
	return l, nil
}

// sooner returns the earlier of two moments; a zero a means there is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// zone loads a zone once and keeps it.
func (b *Book) zone(name string) (*time.Location, error) {
	if z, ok := (*b.zones.Load())[name]; ok {
		return z, nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone of the licence: %w", err)
	}
	b.grow.Lock()
	defer b.grow.Unlock()
	all := maps.Clone(*b.zones.Load())
	all[name] = z
	b.zones.Store(&all)
	return z, nil
}
