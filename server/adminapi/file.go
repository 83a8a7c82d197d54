package adminapi

import (
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/wire"
)

// perpetualMonths is how long the file of a perpetual licence is good for where
// nothing else is asked.
const perpetualMonths = 120

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
	until, err := fileEnd(&lease, q.ValidUntil, c.now)
	if err != nil {
		return wire.FileResponse{}, err
	}
	s := answer.Statement{ServerTime: c.now}
	lease.Tell(&s, &e)
	lease.Settle(&s, &e, true)
	claims := answer.Claims{Subject: q.Code.Fingerprint(), IssuedAt: c.now, Expires: until}
	token, keyID, err := c.signFile(&claims, &s)
	if err != nil {
		return wire.FileResponse{}, err
	}
	if _, err := c.apply(keystore.SignFile{Code: q.Code, Until: term.Today(until, lease.Term.Zone), KeyID: keyID}); err != nil {
		return wire.FileResponse{}, err
	}
	c.Log.Info("admin API: signed a licence file", zap.String("by", c.by), zap.String("code", claims.Subject),
		zap.String("result", s.Result.String()), zap.Time("valid_until", until), zap.String("key_id", keyID))
	return wire.FileResponse{File: string(token), ValidUntil: until, KeyID: keyID, Licence: c.shape(&l)}, nil
}

func withdrawnFile(l *keystore.Licence) error {
	return &keystore.ConflictError{
		Code: l.Code, Standing: l.Standing, Want: "write a file for",
		Why: "the file would say so; to hand that to the product, ask for it with any_standing (--any-standing)",
	}
}

// fileEnd is the moment from which a file is not taken any more.
func fileEnd(l *terms.Lease, wanted *term.Day, now time.Time) (time.Time, error) {
	day := l.State.GraceEnds
	switch {
	case wanted != nil:
		day = *wanted
	case l.Term.Perpetual:
		day = l.State.Today.AddMonths(perpetualMonths)
	}
	if until := day.Start(l.Term.Zone); until.After(now) {
		return until, nil
	}
	if wanted != nil {
		return time.Time{}, badField("valid_until", "must be after today")
	}
	return time.Time{}, badField("valid_until", fmt.Sprintf("is required: the grace of this licence ended on %s, and the file would have run out; renew it first", day))
}

// signFile signs, once more with keys read again when they were changed on disk.
func (c *call) signFile(claims *answer.Claims, s *answer.Statement) (token []byte, keyID string, err error) {
	ring := c.Ring()
	token, err = ring.SignFile(claims, s)
	if errors.Is(err, signing.ErrChanged) {
		if err = c.ReloadSigning(); err == nil {
			ring = c.Ring()
			token, err = ring.SignFile(claims, s)
		}
	}
	if err != nil {
		c.Log.Error("admin API: a licence file could not be signed", zap.Error(err))
		e := wire.NewError(wire.Unavailable, "the signing keys cannot be used now")
		e.Next = "ollu signing list on the server's machine shows what is wrong, and so does the server's log"
		return nil, "", e
	}
	return token, ring.Signer().KeyID(), nil
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
