package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// Samples are what to try first, codes and keys written as a person would type
// them.
type Samples struct {
	Count                           int // licences made
	Valid, Grace, Expired, Mistyped string

	Customer Customer
	Keys     Keys
}

// perProduct is how many licences each product gets, beside the samples.
const perProduct = 48

// ErrNotEmpty is returned for a store that holds licences already.
var ErrNotEmpty = errors.New("the store is not empty: start the demo on a data directory of its own")

// Fill makes the stock in an empty store, dated from now.
func Fill(ctx context.Context, s keystore.Store, c *product.Catalogue, random io.Reader, now time.Time) (Samples, error) {
	if s.Stats().Licences > 0 {
		return Samples{}, ErrNotEmpty
	}
	office, sold, stock := &clerk{ctx: ctx, store: s}, &maker{random: random, now: now}, &maker{random: random, now: now}
	samples := Samples{Customer: office.customer(sold, c.Products())}
	for _, p := range c.Products() {
		for i := range perProduct {
			stock.add(p, i, expiries[i%len(expiries)])
		}
	}
	stock.samples(&samples, c.Products()[0])
	samples.Keys = office.keys(stock, c.Products(), samples.Customer)
	samples.Count = len(sold.made) + len(stock.made)
	office.note(errors.Join(sold.err, stock.err))
	office.take(now, stock.made)
	if office.err != nil {
		return Samples{}, fmt.Errorf("make the demo stock: %w", office.err)
	}
	return samples, nil
}

// expiries are days from today: long in term, soon to end, in grace, ended.
var expiries = [...]int{300, 210, 120, 90, 75, 60, 45, 29, 14, 6, 1, 0, -1, -10, -29, -44, -75, -120, -400}

// maker gathers licences; the first failure stays.
type maker struct {
	random io.Reader
	now    time.Time
	made   []keystore.Licence
	err    error
}

// samples adds the licences that are shown first: one in each phase, in use.
func (m *maker) samples(s *Samples, p *product.Product) {
	valid, grace, expired := m.sample(p, 200), m.sample(p, -10), m.sample(p, -p.Grace-20)
	if m.err == nil {
		s.Valid, s.Grace, s.Expired, s.Mistyped = valid.Reveal(), grace.Reveal(), expired.Reveal(), mistype(valid.Reveal())
	}
}

func (m *maker) sample(p *product.Product, expires int) codec.Code {
	l := m.licence(p, product.Full, expires)
	m.activate(&l, 1, 0)
	m.made = append(m.made, l)
	return l.Code
}

// mistype changes one symbol in the middle of a code.
func mistype(code string) string {
	b := []byte(code)
	if at := len(b) / 2; b[at] == 'X' {
		b[at] = 'Y'
	} else {
		b[at] = 'X'
	}
	return string(b)
}

// add makes the i-th licence of a product; every standing comes round.
func (m *maker) add(p *product.Product, i, expires int) {
	kind := product.Full
	if i%5 == 4 {
		kind = product.Trial
	}
	l := m.licence(p, kind, expires)
	switch {
	case i%4 == 3: // never activated
	case i%16 == 8:
		m.activate(&l, 1, i)
		l.Standing, l.Suspension = keystore.Suspended, m.tombstone("payment is being clarified")
	case i%16 == 14:
		m.activate(&l, 1, i)
		l.Standing, l.Revocation = keystore.Revoked, m.tombstone("code was published on a web page")
	default:
		m.activate(&l, 1+i%3, i)
	}
	m.made = append(m.made, l)
}

// licence makes one licence as it is on the day of its issue.
func (m *maker) licence(p *product.Product, kind product.Type, expires int) keystore.Licence {
	code, err := codec.NewCode(p.Prefixes[0], m.random)
	zone, zoneErr := time.LoadLocation(p.Zone)
	if m.err = errors.Join(m.err, err, zoneErr); m.err != nil {
		return keystore.Licence{}
	}
	e := term.Today(m.now, zone) + term.Day(expires)
	issued := (e - 365).Start(zone)
	if kind == product.Trial {
		issued = (e - term.Day(trialDays(p))).Start(zone)
	}
	if issued.After(m.now) {
		issued = m.now
	}
	return keystore.Licence{
		Code: code, Product: p.ID, Type: kind, Seats: 100, Components: p.Covers(p.Prefixes[0]), Zone: p.Zone,
		Expires: e, Grace: p.GraceFor(kind), Standing: keystore.Issued,
		Issued: term.Today(issued, zone), IssuedAt: issued, DeviceLimit: uint32(p.DeviceLimit),
		Owner: fmt.Sprintf("Demo customer %d", len(m.made)+1), Note: "demonstration",
	}
}

// activate registers n devices that last asked age days ago.
func (m *maker) activate(l *keystore.Licence, n, age int) {
	if l.DeviceLimit > 0 {
		n = min(n, int(l.DeviceLimit))
	}
	seen := m.now.AddDate(0, 0, -age)
	if seen.Before(l.IssuedAt) {
		seen = l.IssuedAt
	}
	for i := range n {
		l.Devices = append(l.Devices, keystore.Device{
			ID: fmt.Sprintf("demo-%04d-%d", len(m.made)+1, i+1), Version: "9.1 1252", FirstSeen: l.IssuedAt, LastSeen: seen,
		})
	}
	l.Standing, l.ActivatedAt, l.DeviceCount, l.LastSeen = keystore.Activated, l.IssuedAt, uint32(n), seen
}

func (m *maker) tombstone(reason string) *keystore.Tombstone {
	return &keystore.Tombstone{At: m.now, By: "demo", Reason: reason}
}
