package deploy

import (
	"slices"

	"ollu/codec"
	"ollu/codec/profile"
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

// absorb takes up the entries that were made because the product's device came to
// ask by itself, before it was known whose device that is: it is one product. That
// it is that device a product only says, so nothing is taken up but what it shows to
// have: another's codes would be sent to it.
func (v *visit) absorb(h *profile.Holding) error {
	if v.p.Asks {
		return nil
	}
	for _, name := range v.askers[v.p.Device] {
		if err := v.absorbOne(name, h); present(err) != nil {
			return err
		}
	}
	return nil
}

// absorbOne takes up of one entry the codes that the product shows, and the words
// that it got. The entry goes where no code is left then that the product shall not
// have anyway, or have another one for; else it stays as it is.
func (v *visit) absorbOne(name string, h *profile.Holding) error {
	b := v.d.o.Book
	other, err := b.Product(name)
	if err != nil || !other.Asks || other.Device != v.p.Device || name == v.p.Name {
		return err
	}
	codes := slices.DeleteFunc(other.Codes, func(c codec.Code) bool {
		return slices.ContainsFunc(v.items, func(it *item) bool { return it.code.Code == c || it.code.Replaces == c })
	})
	all := len(codes)
	codes = slices.DeleteFunc(codes, func(c codec.Code) bool { return partOf(h, c.Fingerprint()) == nil })
	if err := v.takeUp(name, codes); err != nil || len(codes) < all {
		return err
	}
	return b.RemoveProduct(name)
}

// takeUp puts codes onto the product's list, with the words about them that it got
// under another name.
func (v *visit) takeUp(name string, codes []codec.Code) error {
	if len(codes) == 0 {
		return nil
	}
	var got []book.Delivery
	for _, c := range codes {
		d, err := v.d.o.Book.Delivery(name, c)
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
	return nil
}
