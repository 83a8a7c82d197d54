package manager

import (
	"context"
	"errors"

	"ollu/codec"
	"ollu/codec/profile"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

// probe asks a product what it is. One that cannot be asked is no error: the
// report says why.
func (m *Manager) probe(ctx context.Context, p *book.Product, out *AddProductReport) error {
	held := profile.Holding{}
	if p.URL != "" {
		h, err := m.o.Deployer.Probe(ctx, p)
		failed, ok := errors.AsType[*deploy.ProbeError](err)
		switch {
		case ok:
			out.Why, out.Detail = failed.Why, failed.Detail
		case err != nil:
			return err
		default:
			out.Reached, held = true, h
		}
	}
	uses, err := m.uses(&held, out)
	if err != nil {
		return err
	}
	if !out.Reached {
		return m.listed(p.Name, out)
	}
	out.Product, out.Device, out.Build = held.Product, held.Device, held.Build
	if err := m.adopt(p.Name, &held, uses); err != nil {
		return err
	}
	return m.listed(p.Name, out)
}

// uses gives the codes that a product says it uses, and that are managed.
func (m *Manager) uses(h *profile.Holding, out *AddProductReport) (codes []codec.Code, err error) {
	strange := map[string]bool{}
	for _, part := range h.Parts {
		c, err := m.book.CodeByID(part.Subject)
		switch {
		case err == nil:
			codes = joined(codes, []codec.Code{c.Code})
		case !errors.Is(err, book.ErrNotFound):
			return nil, err
		case part.Subject != "" && !strange[part.Subject]:
			strange[part.Subject] = true
			out.Strange = append(out.Strange, part.Subject)
		}
	}
	return codes, nil
}

// adopt writes down what a product said of itself.
func (m *Manager) adopt(name string, h *profile.Holding, uses []codec.Code) error {
	seen := stamp(m.o.Now())
	uses, err := m.unreplaced(name, uses)
	if err != nil {
		return err
	}
	return m.book.EditProduct(name, func(p *book.Product) error {
		p.Product, p.Device, p.Version, p.Build, p.SeenAt = h.Product, h.Device, h.Version, h.Build, seen
		p.Codes = joined(p.Codes, uses)
		return nil
	})
}

// unreplaced leaves out codes in whose place the product shall take another one:
// it still uses them until then.
func (m *Manager) unreplaced(name string, uses []codec.Code) ([]codec.Code, error) {
	p, err := m.book.Product(name)
	if err != nil {
		return nil, err
	}
	gone := map[codec.Code]bool{}
	for _, code := range p.Codes {
		c, err := m.book.Code(code)
		if err != nil {
			return nil, err
		}
		gone[c.Replaces] = true
	}
	var left []codec.Code
	for _, code := range uses {
		if !gone[code] {
			left = append(left, code)
		}
	}
	return left, nil
}

// listed fills in the codes on a product's list.
func (m *Manager) listed(name string, out *AddProductReport) error {
	p, err := m.book.Product(name)
	if err == nil {
		out.Codes = named(p.Codes)
	}
	return err
}
