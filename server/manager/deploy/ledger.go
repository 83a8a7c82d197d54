package deploy

import (
	"errors"
	"sync"
	"time"

	"ollu/codec/profile"
	"ollu/server/manager/book"
)

// ledger writes down how deliveries went. Those of many products that end at
// about the same time share one write to the disk.
type ledger struct {
	book    *book.Book
	writing sync.Mutex
	mu      sync.Mutex
	waiting []*entry
}

type entry struct {
	deliveries []book.Delivery
	done       bool
	err        error
}

// note returns when the deliveries are on stable storage.
func (l *ledger) note(deliveries []book.Delivery) error {
	if len(deliveries) == 0 {
		return nil
	}
	e := &entry{deliveries: deliveries}
	l.mu.Lock()
	l.waiting = append(l.waiting, e)
	l.mu.Unlock()

	l.writing.Lock()
	defer l.writing.Unlock()
	if !e.done {
		l.flush()
	}
	return e.err
}

// flush writes all that waits. The caller holds writing.
func (l *ledger) flush() {
	l.mu.Lock()
	entries := l.waiting
	l.waiting = nil
	l.mu.Unlock()
	var all []book.Delivery
	for _, e := range entries {
		all = append(all, e.deliveries...)
	}
	err := l.book.PutDeliveries(all...)
	for _, e := range entries {
		e.done, e.err = true, err
	}
}

// seenAnew is how old the time at which a product was seen last may become while
// nothing else about it changes: it is not worth a write each time.
const seenAnew = time.Hour

// met keeps what a product said of itself. It gives the product as it is now;
// book.ErrNotFound when it was removed meanwhile.
func (l *ledger) met(p *book.Product, h *profile.Holding, now time.Time) error {
	same := p.Product == h.Product && p.Device == h.Device && p.Version == h.Version && p.Build == h.Build
	tell := func(p *book.Product) error {
		tellOf(p, h, now)
		return nil
	}
	if age := now.Sub(p.SeenAt); same && age >= 0 && age < seenAnew {
		return tell(p)
	}
	return l.edit(p, tell)
}

func tellOf(p *book.Product, h *profile.Holding, now time.Time) {
	p.Product, p.Device, p.Version, p.Build, p.SeenAt = h.Product, h.Device, h.Version, h.Build, now
}

// edit changes a product in the book, and gives it as it is then.
func (l *ledger) edit(p *book.Product, change func(*book.Product) error) error {
	return l.book.EditProduct(p.Name, func(now *book.Product) error {
		err := change(now)
		*p = *now
		return err
	})
}

// gone tells that a product was removed while it was talked to: nothing is left
// to write down.
func gone(err error) bool { return errors.Is(err, book.ErrNotFound) }
