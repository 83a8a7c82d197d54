package adminapi

import (
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"ollu/keystore"
	issuing "ollu/server/issue"
	"ollu/server/terms"
	"ollu/server/wire"
)

// licenceFile signs what the update endpoint would say of a licence, for a product
// that cannot ask (row L7). To enter it is to activate it, so that it says of a
// licence without a device what it would say with one.
func licenceFile(c *call, q *wire.FileRequest) (wire.FileResponse, error) {
	if err := required(q.Code); err != nil {
		return wire.FileResponse{}, err
	}
	l, err := c.Store.Licence(c.ctx, q.Code)
	if err != nil {
		return wire.FileResponse{}, fmt.Errorf("licence %s: %w", q.Code, err)
	}
	if _, withdrawn := terms.Withdrawn(l.Standing); withdrawn && !q.AnyStanding {
		return wire.FileResponse{}, withdrawnFile(&l)
	}
	e := l.Entry()
	lease, err := c.lease(&e, c.now)
	if err != nil {
		return wire.FileResponse{}, err
	}
	f, err := issuing.Keys{Ring: c.Ring, Reload: c.ReloadSigning}.File(&lease, &e, q.Code, c.now, q.ValidUntil)
	if err != nil {
		return wire.FileResponse{}, c.unsigned(err)
	}
	if _, err := c.apply(keystore.SignFile{Code: q.Code, Until: f.Day, KeyID: f.KeyID}); err != nil {
		return wire.FileResponse{}, err
	}
	c.Log.Info("admin API: signed a licence file", zap.String("by", c.by), zap.String("code", q.Code.Fingerprint()),
		zap.String("result", f.Result.String()), zap.Time("valid_until", f.Until), zap.String("key_id", f.KeyID))
	return wire.FileResponse{File: string(f.Token), ValidUntil: f.Until, KeyID: f.KeyID, Licence: c.shape(&l)}, nil
}

func withdrawnFile(l *keystore.Licence) error {
	return &keystore.ConflictError{
		Code: l.Code, Standing: l.Standing, Want: "write a file for",
		Why: "the file would say so; to hand that to the product, ask for it with any_standing (--any-standing)",
	}
}

// unsigned tells the operator what to do where the keys cannot be used.
func (c *call) unsigned(err error) error {
	if !errors.Is(err, issuing.ErrSigning) {
		return err
	}
	c.Log.Error("admin API: a licence file could not be signed", zap.Error(err))
	e := wire.NewError(wire.Unavailable, issuing.ErrSigning.Error())
	e.Next = "ollu signing list on the server's machine shows what is wrong, and so does the server's log"
	return e
}

// lease gives what is in force for a licence at a moment.
func (c *call) lease(e *keystore.Entry, at time.Time) (terms.Lease, error) {
	l, err := c.book.At(e, at)
	if errors.Is(err, terms.ErrUnknownProduct) {
		e := wire.NewError(wire.Conflict, fmt.Sprintf("the licence is for product %q, which the catalogue does not hold", e.Product))
		e.Next = "put the product back into the catalogue and send the server SIGHUP"
		return l, e
	}
	return l, err
}
