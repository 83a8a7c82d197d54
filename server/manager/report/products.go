package report

import (
	"cmp"
	"slices"
	"strings"

	"ollu/codec"
	"ollu/server/manager/book"
)

// products fills in the installations, given what is held about each code.
func (s *Site) products(b *book.Book, held map[codec.Code]word) error {
	delivered := map[string]map[codec.Code]*book.Delivery{}
	err := b.Deliveries("", func(d *book.Delivery) error {
		own := *d
		if delivered[own.Product] == nil {
			delivered[own.Product] = map[codec.Code]*book.Delivery{}
		}
		delivered[own.Product][own.Code] = &own
		return nil
	})
	if err != nil {
		return err
	}
	err = b.Products(func(p *book.Product) error {
		s.Products = append(s.Products, productOf(p, delivered[p.Name], held))
		return nil
	})
	slices.SortFunc(s.Products, func(a, b Product) int { return strings.Compare(a.Name, b.Name) })
	return err
}

// productOf says how it stands with one installation: with each code that it
// shall use, whether anything was delivered yet or not.
func productOf(p *book.Product, delivered map[codec.Code]*book.Delivery, held map[codec.Code]word) Product {
	out := Product{
		Name: p.Name, URL: p.URL, Product: p.Product, Device: p.Device, Version: p.Version, Build: p.Build, SeenAt: p.SeenAt,
		Deliveries: []Delivery{},
	}
	states := make([]book.State, 0, len(p.Codes))
	for _, code := range p.Codes {
		d := deliveryOf(code, delivered[code], held[code])
		out.Deliveries = append(out.Deliveries, d)
		states = append(states, d.State)
	}
	slices.SortFunc(out.Deliveries, func(a, b Delivery) int { return cmp.Compare(a.ID, b.ID) })
	out.State = Worst(states...)
	return out
}

// deliveryOf compares what a product is known to hold with what it should; d is
// nil when nothing was ever delivered.
func deliveryOf(code codec.Code, d *book.Delivery, is word) Delivery {
	out := Delivery{Code: code.String(), ID: code.Fingerprint(), State: standing(d, is.tag), Wanted: is.expires}
	if is.tag == "" {
		out.Why = book.WhyNoStatement
	}
	if d == nil {
		return out
	}
	out.Expires, out.Profile, out.TriedAt = d.Expires, d.HeldAt, d.TriedAt
	if out.State != book.Current {
		out.Why, out.Detail, out.Failures, out.NextTry = cmp.Or(out.Why, d.Why), d.Detail, d.Failures, d.NextTry
	}
	return out
}

// standing says how it stands with a delivery now. Whether it is current follows
// from what is held here and there, whatever the last try came to (row M3).
func standing(d *book.Delivery, tag string) book.State {
	switch {
	case d != nil && tag != "" && d.HeldTag == tag:
		return book.Current
	case d == nil, d.State == book.Current, d.State == "":
		return book.Stale
	}
	return d.State
}

// severity orders the states: a delivery that failed shows before one that a
// person has to make, and that before one that is under way.
var severity = map[book.State]int{book.Current: 0, book.Stale: 1, book.HeldBack: 2, book.Failed: 3}

// Severity orders states, from 0 for current to 3 for failed.
func Severity(s book.State) int { return severity[s] }

// Worst gives the state that a person should hear of first; Current when there
// are none.
func Worst(states ...book.State) book.State {
	worst := book.Current
	for _, s := range states {
		if Severity(s) > Severity(worst) {
			worst = s
		}
	}
	return worst
}
