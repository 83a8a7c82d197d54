package manager

import (
	"context"
	"errors"
	"fmt"

	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

// deliverDue has delivered what is due. A site without products has nothing to
// look through for it.
func (m *Manager) deliverDue(ctx context.Context) error {
	some := errors.New("there is one")
	err := m.book.Products(func(*book.Product) error { return some })
	if errors.Is(err, some) {
		_, err = m.o.Deployer.Due(ctx)
	}
	return err
}

// Deploy delivers by hand, at once, whatever failed before (row M3): everything
// that is not current for the empty selector, else what the name of a product, a
// code or the id of one says. Errors: ErrNotManaged, or of the book.
func (m *Manager) Deploy(ctx context.Context, selector string) (deploy.Report, error) {
	selected, err := m.selected(selector)
	if err != nil {
		return deploy.Report{}, err
	}
	return m.o.Deployer.Deploy(ctx, selected)
}

func (m *Manager) selected(selector string) (deploy.Select, error) {
	if selector == "" {
		return deploy.Select{}, nil
	}
	_, err := m.book.Product(selector)
	switch {
	case err == nil:
		return deploy.Select{Product: selector}, nil
	case !errors.Is(err, book.ErrNotFound):
		return deploy.Select{}, err
	}
	code, err := m.find(selector)
	switch {
	case err == nil:
		return deploy.Select{Code: code}, nil
	case errors.Is(err, ErrNotManaged):
		return deploy.Select{}, err
	}
	return deploy.Select{}, fmt.Errorf("%w: no product has this name, and it is no activation code either (%w)", ErrNotManaged, err)
}
