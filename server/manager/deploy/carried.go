package deploy

import (
	"sync"
	"time"

	"ollu/server/manager/book"
)

// told names what a product got last beside statements, and which device that was.
type told struct{ device, keys, facts, list string }

// carried remembers for each product what it got beside statements. That is
// signed, and the product keeps the newest of it, so nothing is lost when a
// restart forgets this: it is sent once more.
type carried struct {
	mu sync.Mutex
	by map[string]*parcel // by the product's name
}

type parcel struct {
	told     told
	failures int       // in a row, where no statement was to be brought
	next     time.Time // of the next such try
}

// of gives what is known of a product. Another device under its name got nothing.
func (c *carried) of(p *book.Product) (known parcel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept := c.by[p.Name]; kept != nil {
		known = *kept
	}
	if known.told.device != p.Device {
		known.told = told{}
	}
	return known
}

func (c *carried) set(name string, p parcel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil {
		c.by = map[string]*parcel{}
	}
	c.by[name] = &p
}

// forget drops what is kept about products that are no more.
func (c *carried) forget(known map[string]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name := range c.by {
		if !known[name] {
			delete(c.by, name)
		}
	}
}

// extras are what a push has beside statements.
type extras struct{ keys, facts, list extra }

// wanted is what the product should have.
func (is *issuer) wanted(p *book.Product) extras {
	return extras{is.keys, is.tokens[p.Product], is.list}
}

// less leaves out what the product got already.
func (e extras) less(t told) extras {
	if e.keys.tag == t.keys {
		e.keys = extra{}
	}
	if e.facts.tag == t.facts {
		e.facts = extra{}
	}
	if e.list.tag == t.list {
		e.list = extra{}
	}
	return e
}

// and is what the product has been told once it took e as well.
func (t told) and(e extras) told {
	for _, x := range []struct {
		to *string
		is string
	}{{&t.keys, e.keys.tag}, {&t.facts, e.facts.tag}, {&t.list, e.list.tag}} {
		if x.is != "" {
			*x.to = x.is
		}
	}
	return t
}
