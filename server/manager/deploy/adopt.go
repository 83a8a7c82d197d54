package deploy

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/profile"
	"ollu/server/manager/book"
)

// Adopt writes down what a product said of itself, and puts the managed codes that
// it uses onto its list, but those in whose place it shall use another one. strange
// are the fingerprints of codes that it uses and that are not managed.
// book.ErrNotFound when there is no such product.
func (d *Deployer) Adopt(name string, h *profile.Holding) (strange []string, err error) {
	return d.adopt(&book.Product{Name: name}, h, d.o.Now())
}

// adopt is Adopt, which gives the product as it is then in p.
func (d *Deployer) adopt(p *book.Product, h *profile.Holding, now time.Time) (strange []string, err error) {
	uses, strange, err := d.shown(h)
	if err != nil {
		return nil, err
	}
	gone, err := d.givenUp(p.Name)
	if err != nil {
		return nil, err
	}
	return strange, d.ledger.edit(p, func(p *book.Product) error {
		tellOf(p, h, now)
		for _, c := range uses {
			if !gone[c] && !slices.Contains(p.Codes, c) {
				p.Codes = append(p.Codes, c)
			}
		}
		return nil
	})
}

// shown gives the managed codes that a product shows in its parts, and the
// fingerprints of the others.
func (d *Deployer) shown(h *profile.Holding) (uses []codec.Code, strange []string, err error) {
	seen := map[string]bool{"": true}
	for i := range h.Parts {
		subject := h.Parts[i].Subject
		if seen[subject] {
			continue
		}
		seen[subject] = true
		switch c, err := d.o.Book.CodeByID(subject); {
		case gone(err):
			strange = append(strange, subject)
		case err != nil:
			return nil, nil, fmt.Errorf("reading a code that a product uses: %w", err)
		default:
			uses = append(uses, c.Code)
		}
	}
	return uses, strange, nil
}

// givenUp gives the codes in whose place a product shall take another one: it still
// uses them until then.
func (d *Deployer) givenUp(name string) (map[codec.Code]bool, error) {
	p, err := d.o.Book.Product(name)
	if err != nil {
		return nil, err
	}
	left := map[codec.Code]bool{}
	for _, code := range p.Codes {
		c, err := d.o.Book.Code(code)
		if err != nil && !errors.Is(err, book.ErrNotFound) {
			return nil, err
		}
		left[c.Replaces] = true
	}
	return left, nil
}

// unmet tells whether it is not known which codes a product uses: it was not
// reached since it was added, and none was named for it.
func unmet(p *book.Product) bool { return p.URL != "" && p.SeenAt.IsZero() && len(p.Codes) == 0 }

// greet takes in what a product says of itself when it is met first.
func (v *visit) greet(h *profile.Holding) error {
	if _, err := v.d.adopt(&v.p, h, v.now); err != nil {
		return err
	}
	for _, c := range v.p.Codes {
		if err := v.loadItem(c); err != nil {
			return err
		}
	}
	return nil
}
