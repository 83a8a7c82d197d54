package adminapi

import (
	"fmt"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/server/wire"
)

// replace issues a new code in place of an old one (row L5). The new licence is
// the old one but for what the request changes.
func replace(c *call, q *wire.ReplaceRequest) (wire.ReplaceResponse, error) {
	if err := required(q.Code); err != nil {
		return wire.ReplaceResponse{}, err
	}
	old, err := c.Store.Licence(c.ctx, q.Code)
	if err != nil {
		return wire.ReplaceResponse{}, err
	}
	draft, err := c.successor(&old, q)
	if err != nil {
		return wire.ReplaceResponse{}, err
	}
	mint, err := c.mint(&draft, old.Code.Prefix(), staysOffline(q))
	if err != nil {
		return wire.ReplaceResponse{}, err
	}
	receipt, err := c.replaceBy(&draft, mint, q)
	if err != nil {
		return wire.ReplaceResponse{}, err
	}
	answer := wire.ReplaceResponse{DryRun: q.DryRun}
	for i := range receipt.Licences {
		l := &receipt.Licences[i]
		if l.Code != q.Code {
			answer.Licence = c.shape(l)
			continue
		}
		l.Devices = old.Devices
		answer.Replaced = c.shape(l)
	}
	if q.DryRun { // the code would be another one when it is done
		answer.Licence.Code, answer.Replaced.ReplacedBy = codec.Code{}, nil
	}
	return answer, nil
}

// successor makes the licence that takes the place of an old one. What it leaves
// open, its term above all, the store takes from the old one.
func (c *call) successor(old *keystore.Licence, q *wire.ReplaceRequest) (keystore.Licence, error) {
	l := keystore.Licence{
		Product: old.Product, Type: old.Type, Seats: c.shape(old).Seats, Components: q.Components,
		Grace: old.Grace, DeviceLimit: old.DeviceLimit, Order: q.Order, Note: q.Note,
	}
	override(&l.Expires, q.Expires)
	override(&l.Type, q.Type)
	override(&l.Grace, q.GraceDays)
	if q.Seats != 0 {
		l.Seats = q.Seats
	}
	p, prefix, err := c.prefixOf(old.Product, old.Code.Prefix().String())
	if err != nil {
		return l, err
	}
	if err := sellable(q.Components, p, prefix); err != nil {
		return l, err
	}
	if err := withLinks(&l.Components, p); err != nil {
		return l, err
	}
	if staysOffline(q) {
		if err := c.stateOffline(&l, old, q, p); err != nil {
			return l, err
		}
	}
	return l, texts(&l)
}

// staysOffline tells whether the new code is an offline one: as was asked, or as
// the old one is.
func staysOffline(q *wire.ReplaceRequest) bool {
	if q.Offline != nil {
		return *q.Offline
	}
	return q.Code.Version() == codec.OfflineVersion
}

// stateOffline states what an offline code is to carry, and cannot be left open: the
// expiry that shows now unless another is asked for, and of the rest what is the
// product's.
func (c *call) stateOffline(l, old *keystore.Licence, q *wire.ReplaceRequest, p *product.Product) error {
	now := c.shape(old)
	switch {
	case q.Expires != nil:
	case now.Pending != nil:
		return badField("expires", fmt.Sprintf("is required: a renewal to %s waits to show, and an offline code carries one expiry", now.Pending.Expires))
	case now.Perpetual:
		l.Perpetual = true
	default:
		l.Expires = *now.Expires
	}
	if q.Components == nil {
		l.Components = old.Components
	}
	l.Zone = p.Zone
	if q.GraceDays == nil {
		l.Grace = productGrace(l, p)
	}
	return nil
}

// replaceBy gives the draft a code and puts it in the old one's place.
func (c *call) replaceBy(draft *keystore.Licence, mint minter, q *wire.ReplaceRequest) (keystore.Receipt, error) {
	change := func() (keystore.Change, error) {
		l, err := *draft, error(nil)
		l.Code, err = mint()
		return keystore.Replace{Old: q.Code, New: l}, err
	}
	if !q.DryRun {
		return c.fresh(change)
	}
	planned, err := change()
	if err != nil {
		return keystore.Receipt{}, err
	}
	return c.do(true, planned)
}

// override puts a value in place when the request has one.
func override[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
