package deploy

import (
	"slices"

	"ollu/codec"
	"ollu/server/manager/book"
)

// askers are the names of the entries that were made because a device came to ask
// by itself, by that device. They are read-only once a round has begun.
type askers map[string][]string

func (a askers) add(p *book.Product) {
	if p.Asks && p.Device != "" {
		a[p.Device] = append(a[p.Device], p.Name)
	}
}

// has tells whether there is another entry for what a person added.
func (a askers) has(p *book.Product) bool { return !p.Asks && len(a[p.Device]) > 0 }

// absorb takes up the entries that were made because the product's device came to
// ask by itself, before it was known whose device that is: it is one product.
func (v *visit) absorb() error {
	if !v.askers.has(&v.p) {
		return nil
	}
	for _, name := range v.askers[v.p.Device] {
		if err := v.absorbOne(name); present(err) != nil {
			return err
		}
	}
	return nil
}

// absorbOne takes up one entry: the codes that the product came to ask about, but
// those in whose place it shall use another, and the words that it got.
func (v *visit) absorbOne(name string) error {
	b := v.d.o.Book
	other, err := b.Product(name)
	if err != nil || !other.Asks || other.Device != v.p.Device || name == v.p.Name {
		return err
	}
	codes := slices.DeleteFunc(other.Codes, func(c codec.Code) bool {
		return slices.ContainsFunc(v.items, func(it *item) bool { return it.code.Code == c || it.code.Replaces == c })
	})
	var got []book.Delivery
	for _, c := range codes {
		d, err := b.Delivery(name, c)
		if present(err) != nil {
			return err
		}
		d.Product, d.Code = v.p.Name, c
		got = append(got, d)
	}
	if err := v.d.ledger.edit(&v.p, func(p *book.Product) error { p.Codes = append(p.Codes, codes...); return nil }); err != nil {
		return err
	}
	if err := v.d.ledger.note(got); err != nil {
		return err
	}
	for _, c := range codes {
		if err := v.loadItem(c); err != nil {
			return err
		}
	}
	return b.RemoveProduct(name)
}
