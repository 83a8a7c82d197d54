package product

import "errors"

// Catalogue is a sound set of products, read-only.
type Catalogue struct {
	products []*Product
	byID     map[string]*Product
}

// NewCatalogue takes products over; the caller must not change them any more.
// The error joins one *Fault for each rule that is broken.
func NewCatalogue(products []*Product) (*Catalogue, error) {
	c := &Catalogue{products: products, byID: make(map[string]*Product, len(products))}
	var faults faults
	for _, p := range products {
		if _, twice := c.byID[p.ID]; twice {
			faults.add(p, "", "id", "is the id of another product too")
		}
		c.byID[p.ID] = p
		faults = append(faults, check(p)...)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	for _, p := range products {
		p.close()
	}
	return c, nil
}

// Product finds a product by its id.
func (c *Catalogue) Product(id string) (*Product, bool) {
	p, ok := c.byID[id]
	return p, ok
}

// Products gives all products in the order they were given in. The slice is
// shared and read-only.
func (c *Catalogue) Products() []*Product {
	return c.products
}
