package issue

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// What FromKey and Terms refuse. The texts name no key.
var (
	// ErrUnknownProduct: the catalogue does not hold the key's product (any more).
	ErrUnknownProduct = errors.New("the catalogue does not hold the product of this registration key")
	// ErrPrefix: codes of the key's product do not have the key's prefix (any more).
	ErrPrefix = errors.New("the product of this registration key has no codes with its prefix")
	// ErrTerm: the key's term leads to no day that can be written.
	ErrTerm = errors.New("the term of this registration key ends on no day of the calendar")
	// ErrHasCode: the key came with a licence of its own, which is the one to register.
	ErrHasCode = errors.New("this registration key has an activation code already")
)

// FromKey makes the licence of a registration key that has none yet, with a fresh
// code of the key's prefix. Months count from the day that now is in the
// product's zone.
func FromKey(c *product.Catalogue, k *keystore.RegKey, now time.Time, random io.Reader) (keystore.Licence, error) {
	l, err := Terms(c, k, now)
	if err != nil {
		return keystore.Licence{}, err
	}
	if l.Code, err = codec.NewCode(k.Prefix, random); err != nil {
		return keystore.Licence{}, err
	}
	return l, nil
}

// Terms is FromKey without the code.
func Terms(c *product.Catalogue, k *keystore.RegKey, now time.Time) (keystore.Licence, error) {
	if !k.Code.IsZero() {
		return keystore.Licence{}, ErrHasCode
	}
	p, ok := c.Product(k.Product)
	if !ok {
		return keystore.Licence{}, fmt.Errorf("product %.40q: %w", k.Product, ErrUnknownProduct)
	}
	if !slices.Contains(p.Prefixes, k.Prefix) {
		return keystore.Licence{}, fmt.Errorf("product %s, prefix %s: %w", p.ID, k.Prefix, ErrPrefix)
	}
	l := keystore.Licence{
		Product: p.ID, Type: k.Type, Seats: k.Seats, Key: k.Key, Order: k.Order, Perpetual: k.Perpetual,
		Components: p.Covers(k.Prefix), Zone: p.Zone, DeviceLimit: uint32(p.DeviceLimit),
	}
	if l.Perpetual {
		return l, nil
	}
	l.Grace = p.GraceFor(k.Type)
	var err error
	l.Expires, err = expiry(p, k, now)
	return l, err
}

// expiry is the fixed one of a key, or the one that its months lead to.
func expiry(p *product.Product, k *keystore.RegKey, now time.Time) (term.Day, error) {
	expires := k.Expires
	if k.Months > 0 {
		zone, err := time.LoadLocation(p.Zone)
		if err != nil {
			return 0, fmt.Errorf("zone of product %s: %w", p.ID, err)
		}
		expires = term.Today(now, zone).AddMonths(k.Months)
	}
	if expires <= 0 || !expires.Valid() {
		return 0, fmt.Errorf("%s: %w", expires, ErrTerm)
	}
	return expires, nil
}
