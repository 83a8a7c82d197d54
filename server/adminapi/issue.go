package adminapi

import (
	"errors"
	"fmt"
	"slices"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/server/wire"
)

// collisions is how often an issue is tried again with other random codes. One
// collision of online codes in the life of the system would be a wonder; the
// retries are there so that it is not a fault. Offline codes are looked up as
// they are drawn: see mint.
const collisions = 3

func issue(c *call, q *wire.IssueRequest) (wire.LicencesResponse, error) {
	draft, prefix, err := c.draft(q)
	if err != nil {
		return wire.LicencesResponse{}, err
	}
	count, err := quantity(q.Count)
	if err != nil {
		return wire.LicencesResponse{}, err
	}
	mint, err := c.mint(&draft, prefix, q.Offline)
	if err != nil {
		return wire.LicencesResponse{}, err
	}
	receipt, err := c.fresh(func() (keystore.Change, error) {
		return c.stamp(draft, mint, count, q.WithKey)
	})
	if err != nil {
		return wire.LicencesResponse{}, err
	}
	answer := wire.LicencesResponse{Licences: make([]wire.Licence, len(receipt.Licences))}
	for i := range receipt.Licences {
		answer.Licences[i] = c.shape(&receipt.Licences[i])
	}
	return answer, nil
}

// draft makes the licence that all of an issue have in common, without a code.
func (c *call) draft(q *wire.IssueRequest) (keystore.Licence, codec.Prefix, error) {
	l := keystore.Licence{
		Product: q.Product, Type: q.Type, Seats: q.Seats, Components: q.Components, Zone: q.Zone,
		Perpetual: q.Perpetual, Owner: q.Owner, Order: q.Order, Note: q.Note,
	}
	p, prefix, err := c.prefixOf(q.Product, q.Prefix)
	if err != nil {
		return l, prefix, err
	}
	if q.Perpetual && q.Expires != nil {
		return l, prefix, badField("expires", "and perpetual exclude each other")
	}
	if err := sellable(q.Components, p, prefix); err != nil {
		return l, prefix, err
	}
	return l, prefix, c.completer().fill(&l, stated(q, &l), prefix)
}

// prefixOf finds the product of a request and the prefix of its codes.
func (c *call) prefixOf(id, want string) (*product.Product, codec.Prefix, error) {
	p, ok := c.book.Catalogue().Product(id)
	if !ok {
		return nil, codec.Prefix{}, unknownProduct(id, c.book.Catalogue())
	}
	chosen := p.Prefixes[0]
	err := prefix(&chosen, want)
	if err == nil && !slices.Contains(p.Prefixes, chosen) {
		err = badField("prefix", fmt.Sprintf("%s is not one of product %s, which has %v", chosen, p.ID, p.Prefixes))
	}
	return p, chosen, err
}

// unknownProduct says which products there are.
func unknownProduct(id string, catalogue *product.Catalogue) error {
	if id == "" {
		return badField("product", "is required")
	}
	var ids []string
	for _, p := range catalogue.Products() {
		ids = append(ids, p.ID)
	}
	return badField("product", fmt.Sprintf("%.40q is not in the catalogue, which has %q", id, ids))
}

// sellable refuses components that a code with this prefix does not switch on
// (row L4).
func sellable(components []string, p *product.Product, prefix codec.Prefix) error {
	for _, id := range components {
		if !slices.Contains(p.Covers(prefix), id) {
			return badField("components", fmt.Sprintf("%.40q cannot be issued with prefix %s: product %s covers %q by it",
				id, prefix, p.ID, p.Covers(prefix)))
		}
	}
	return nil
}

// stated takes over the optional fields of a request and says which they were.
func stated(q *wire.IssueRequest, l *keystore.Licence) given {
	var has given
	if q.Seats != 0 {
		has |= gaveSeats
	}
	if q.Components != nil {
		has |= gaveComponents
	}
	if q.Zone != "" {
		has |= gaveZone
	}
	if q.Expires != nil {
		has, l.Expires = has|gaveExpiry, *q.Expires
	}
	if q.GraceDays != nil {
		has, l.Grace = has|gaveGrace, *q.GraceDays
	}
	if q.DeviceLimit != nil {
		has, l.DeviceLimit = has|gaveDeviceLimit, *q.DeviceLimit
	}
	return has
}

// quantity checks how many are to be issued.
func quantity(n int) (int, error) {
	if n < 0 || n > wire.MaxIssue {
		return 0, badField("count", fmt.Sprintf("must be from 1 to %d", wire.MaxIssue))
	}
	return max(n, 1), nil
}

// stamp gives each of n licences its code and, if wanted, its registration key.
func (c *call) stamp(draft keystore.Licence, mint minter, n int, withKey bool) (keystore.Change, error) {
	licences := make([]keystore.Licence, n)
	for i := range licences {
		l, err := draft, error(nil)
		if l.Code, err = mint(); err != nil {
			return nil, err
		}
		if withKey {
			if l.Key, err = codec.NewKey(l.Code.Prefix(), c.Random); err != nil {
				return nil, err
			}
		}
		licences[i] = l
	}
	return keystore.Issue{Licences: licences}, nil
}

// fresh applies a change that holds new random codes, made again when one of
// them was issued before.
func (c *call) fresh(make func() (keystore.Change, error)) (keystore.Receipt, error) {
	for try := 0; ; try++ {
		change, err := make()
		if err != nil {
			return keystore.Receipt{}, err
		}
		receipt, err := c.apply(change)
		if !errors.Is(err, keystore.ErrExists) || try == collisions {
			return receipt, err
		}
	}
}
