package demo

import (
	"errors"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// Keys are what can be registered, in the portal or by a first registration.
type Keys struct {
	Order   []string // three keys of one order: any of them registers all
	Single  []string // two, each by itself
	Trial   string   // of a product, and
	Full    string   // the full licence of the same (row R6)
	Upgrade string   // the full licence of what the demo's customer holds as a trial
	Code    string   // an activation code that nobody has registered
}

// firstOrder names the order of three.
const firstOrder = "DEMO-1001"

// keys issues keys, and adds a licence without an owner to the stock. They are of
// different products as far as there are enough, so that one does not take
// another's place.
func (c *clerk) keys(m *maker, all []*product.Product, held Customer) Keys {
	of := func(i int) *product.Product { return all[i%len(all)] }
	var made []keystore.RegKey
	add := func(p *product.Product, kind product.Type, seats uint32, order string) string {
		k := m.key(p, kind, seats, order)
		made = append(made, k)
		return k.Key.Reveal()
	}
	k := Keys{
		Order: []string{
			add(of(0), product.Full, 250, firstOrder), add(of(1), product.Full, 100, firstOrder), add(of(2), product.Full, 50, firstOrder),
		},
		Single:  []string{add(of(4), product.Full, 100, ""), add(of(5), product.Full, 25, "")},
		Trial:   add(of(3), product.Trial, 25, ""),
		Full:    add(of(3), product.Full, 100, ""),
		Upgrade: add(held.trial, product.Full, 100, ""),
		Code:    m.unowned(of(0)),
	}
	c.note(m.err)
	c.do(m.now, operator, "", keystore.Issue{Keys: made})
	return k
}

// key makes a registration key: a year from its registration, or as a trial until
// a fixed day.
func (m *maker) key(p *product.Product, kind product.Type, seats uint32, order string) keystore.RegKey {
	key, err := codec.NewKey(p.Prefixes[0], m.random)
	zone, zoneErr := time.LoadLocation(p.Zone)
	if m.err = errors.Join(m.err, err, zoneErr); m.err != nil {
		return keystore.RegKey{}
	}
	k := keystore.RegKey{Key: key, Prefix: p.Prefixes[0], Product: p.ID, Type: kind, Seats: seats, Order: order, Months: 12}
	if kind == product.Trial {
		k.Months, k.Expires = 0, term.Today(m.now, zone)+term.Day(trialDays(p))
	}
	return k
}

// unowned adds a licence that was never activated and belongs to nobody.
func (m *maker) unowned(p *product.Product) string {
	l := m.licence(p, product.Full, 330)
	if m.err != nil {
		return ""
	}
	l.Owner = ""
	m.made = append(m.made, l)
	return l.Code.Reveal()
}

// trialDays is how long a trial of the product lasts here.
func trialDays(p *product.Product) int {
	if p.TrialDays > 0 {
		return p.TrialDays
	}
	return 30
}
