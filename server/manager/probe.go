package manager

import (
	"context"
	"errors"

	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

// probe asks a product what it is, and has that taken in. One that cannot be asked
// is no error: the report says why.
func (m *Manager) probe(ctx context.Context, p *book.Product, out *AddProductReport) error {
	if p.URL == "" {
		return m.listed(p.Name, out)
	}
	held, err := m.o.Deployer.Probe(ctx, p)
	if failed, ok := errors.AsType[*deploy.ProbeError](err); ok {
		out.Why, out.Detail = failed.Why, failed.Detail
		return m.listed(p.Name, out)
	} else if err != nil {
		return err
	}
	strange, err := m.o.Deployer.Adopt(p.Name, &held)
	if err != nil {
		return err
	}
	out.Reached, out.Product, out.Device, out.Build = true, held.Product, held.Device, held.Build
	out.Strange = append(out.Strange, strange...)
	return m.listed(p.Name, out)
}

// listed fills in the codes on a product's list.
func (m *Manager) listed(name string, out *AddProductReport) error {
	p, err := m.book.Product(name)
	if err == nil {
		out.Codes = named(p.Codes)
	}
	return err
}
