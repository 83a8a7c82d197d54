package check

import (
	"time"

	"github.com/valyala/fasthttp"
)

// What the door publishes beside answers, so that these can be verified.
const (
	PathKeys     = "/ollu/keys.json" // the issuer's public keys, a JWK set
	pathProducts = "/ollu/products/" // ID.jwt: the facts of a product, signed
)

var (
	typeJWKSet = []byte("application/jwk-set+json")
	typeJWT    = []byte("application/jwt")
)

// publish answers any path that has no answer of its own.
func (d *Door) publish(ctx *fasthttp.RequestCtx, now time.Time) error {
	path := string(ctx.Path())
	s := d.signer.Load()
	if s == nil {
		s = &signer{Signing: &Signing{}}
	}
	facts, isProduct := s.product(path)
	switch {
	case path != PathKeys && !isProduct:
		return errNothing
	case !ctx.IsGet() && !ctx.IsHead():
		return &httpError{status: fasthttp.StatusMethodNotAllowed, reason: "use GET or HEAD", allow: "GET, HEAD"}
	}
	if err := d.admit(ctx, now); err != nil {
		return err
	}
	switch {
	case s.Signer == nil:
		return errUnsigned
	case !isProduct:
		ctx.SetContentTypeBytes(typeJWKSet)
		ctx.SetBody(s.KeySet)
	case facts == nil:
		return &httpError{status: fasthttp.StatusNotFound, reason: "this product is not in the catalogue"}
	default:
		ctx.SetContentTypeBytes(typeJWT)
		ctx.SetBody(facts)
	}
	return nil
}
