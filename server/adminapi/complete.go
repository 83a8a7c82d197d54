package adminapi

import (
	"fmt"
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// given says which fields of a licence somebody stated; the others get the
// defaults of its product.
type given uint16

const (
	gaveSeats given = 1 << iota
	gaveComponents
	gaveZone
	gaveExpiry
	gaveGrace
	gaveDeviceLimit
)

func (g given) has(f given) bool { return g&f != 0 }

// completer fills in licences by the catalogue, many at a time, and checks them
// against it; what holds for every licence is the store's to check. It remembers
// the zones it has met. Not for several goroutines at once.
type completer struct {
	catalogue *product.Catalogue
	now       time.Time
	zones     map[string]*time.Location

	offlineKey func(product string) codec.OfflineKey
}

func (c *call) completer() *completer {
	return &completer{
		catalogue: c.book.Catalogue(), now: c.now, zones: map[string]*time.Location{}, offlineKey: c.Ring().OfflineKey,
	}
}

// fill gives a licence what was not stated and checks what was. prefix is that
// of its code. The error names the field.
func (c *completer) fill(l *keystore.Licence, has given, prefix codec.Prefix) error {
	p, ok := c.catalogue.Product(l.Product)
	if !ok {
		return badField("product", fmt.Sprintf("%.40q is not in the catalogue", l.Product))
	}
	if !slices.Contains(p.Prefixes, prefix) {
		return badField("prefix", fmt.Sprintf("%s is not one of product %s, which has %v", prefix, p.ID, p.Prefixes))
	}
	if !has.has(gaveSeats) {
		l.Seats = 1
	}
	if !has.has(gaveDeviceLimit) {
		l.DeviceLimit = uint32(p.DeviceLimit)
	}
	if err := c.components(l, has, p, prefix); err != nil {
		return err
	}
	if err := c.dates(l, has, p); err != nil {
		return err
	}
	return texts(l)
}

func (c *completer) components(l *keystore.Licence, has given, p *product.Product, prefix codec.Prefix) error {
	if !has.has(gaveComponents) {
		l.Components = p.Covers(prefix)
		return nil
	}
	for i, id := range l.Components {
		if slices.Contains(l.Components[:i], id) {
			return badField("components", fmt.Sprintf("names %.40q twice", id))
		}
	}
	return withLinks(&l.Components, p)
}

// withLinks adds what the components named link to (row L4).
func withLinks(components *[]string, p *product.Product) error {
	all, err := p.WithLinks(*components)
	if err != nil {
		return badField("components", err.Error())
	}
	*components = all
	return nil
}

// dates settles zone, grace and expiry. A trial without an expiry runs as long
// as its product says, from today.
func (c *completer) dates(l *keystore.Licence, has given, p *product.Product) error {
	if !has.has(gaveZone) {
		l.Zone = p.Zone
	}
	if !has.has(gaveGrace) && !l.Perpetual {
		l.Grace = p.GraceFor(l.Type)
	}
	if l.Grace < 0 || l.Grace > maxGrace {
		return badField("grace_days", fmt.Sprintf("must be from 0 to %d", maxGrace))
	}
	if l.Perpetual || has.has(gaveExpiry) {
		return nil
	}
	if l.Type != product.Trial || p.TrialDays == 0 {
		return badField("expires", "is required, or perpetual")
	}
	zone, err := c.zone(l.Zone)
	if err != nil {
		return badField("zone", "is not the name of an IANA zone")
	}
	l.Expires = term.Today(c.now, zone) + term.Day(p.TrialDays)
	return nil
}

// maxGrace is the longest grace that the store keeps, in days.
const maxGrace = 65535

// zone loads a zone once.
func (c *completer) zone(name string) (*time.Location, error) {
	if z, ok := c.zones[name]; ok {
		return z, nil
	}
	z, err := time.LoadLocation(name)
	if err == nil {
		c.zones[name] = z
	}
	return z, err
}

// texts checks what people wrote about a licence.
func texts(l *keystore.Licence) error {
	for _, f := range []struct{ name, value string }{{"owner", l.Owner}, {"order", l.Order}, {"note", l.Note}} {
		if err := text(f.name, f.value); err != nil {
			return err
		}
	}
	return nil
}
