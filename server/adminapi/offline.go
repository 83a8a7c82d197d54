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

// minter draws a new code.
type minter func() (codec.Code, error)

// mint gives the way to draw codes for a draft: online, or carrying its terms.
func (c *call) mint(draft *keystore.Licence, prefix codec.Prefix, offline bool) (minter, error) {
	if !offline {
		return func() (codec.Code, error) { return codec.NewCode(prefix, c.Random) }, nil
	}
	p, ok := c.book.Catalogue().Product(draft.Product)
	if !ok {
		return nil, unknownProduct(draft.Product, c.book.Catalogue())
	}
	if err := offlineTerms(draft, p, prefix); err != nil {
		return nil, err
	}
	key := c.Ring().OfflineKey(draft.Product)
	terms := termsOf(draft)
	drawn := map[codec.Code]bool{}
	return func() (codec.Code, error) { return c.unused(prefix, draft.Product, terms, &key, drawn) }, nil
}

// draws is how often an offline code is drawn anew. Codes of equal terms differ by
// a serial of 18 bits: with half of them issued, this many draws all fail once in
// 2^64.
const draws = 64

// unused draws an offline code that was neither drawn nor issued before.
func (c *call) unused(prefix codec.Prefix, id string, terms codec.Offline, key *codec.OfflineKey, drawn map[codec.Code]bool) (codec.Code, error) {
	for range draws {
		code, err := codec.NewOfflineCode(prefix, id, terms, key, c.Random)
		if err != nil {
			return codec.Code{}, err
		}
		if drawn[code] {
			continue
		}
		_, err = c.Store.Lookup(code)
		if errors.Is(err, keystore.ErrNotFound) {
			drawn[code] = true
			return code, nil
		}
		if err != nil {
			return codec.Code{}, err
		}
	}
	e := wire.NewError(wire.AlreadyIssued, "nearly all offline codes of these terms are issued")
	e.Next = "change the terms, the seats for one, or issue online codes"
	return codec.Code{}, e
}

// offlineTerms refuses terms that an offline code cannot carry, or that the
// product would not apply: what is not in the code it takes from its own facts.
func offlineTerms(l *keystore.Licence, p *product.Product, prefix codec.Prefix) error {
	covered := p.Covers(prefix)
	switch {
	case l.Expires < 0 || l.Expires > codec.MaxOfflineExpires:
		return badField("expires", "is beyond what an offline code has room for, 2149-06-06: write a licence file instead")
	case l.Seats > codec.MaxOfflineSeats:
		return badField("seats", fmt.Sprintf("are more than an offline code has room for, %d: write a licence file instead", codec.MaxOfflineSeats))
	case l.Zone != p.Zone:
		return badField("zone", fmt.Sprintf("is not in an offline code: the product takes its own, %s", p.Zone))
	case l.Grace != productGrace(l, p):
		return badField("grace_days", fmt.Sprintf("are not in an offline code: the product takes its own, %d", productGrace(l, p)))
	case !sameSet(l.Components, covered):
		return badField("components", fmt.Sprintf("are not in an offline code: with prefix %s the product takes all of %q", prefix, covered))
	}
	return nil
}

// termsOf gives what an offline code says of a licence.
func termsOf(l *keystore.Licence) codec.Offline {
	return codec.Offline{Trial: l.Type == product.Trial, Perpetual: l.Perpetual, Expires: int32(l.Expires), Seats: l.Seats}
}

// carried refuses a licence from elsewhere whose offline code says something else
// than its record, or that its product would not take.
func (c *completer) carried(l *keystore.Licence) error {
	if l.Code.Version() != codec.OfflineVersion {
		return nil
	}
	key := c.offlineKey(l.Product)
	switch o, err := l.Code.Offline(l.Product, &key); {
	case err != nil:
		return badField("code", fmt.Sprintf("is an offline code, and was not made for product %s with this server's keys; bring those it was made with first (ollu signing import)", l.Product))
	case o.Expires != int32(l.Expires) || o.Perpetual != l.Perpetual:
		return badField("expires", "is not what the offline code carries")
	case o.Seats != l.Seats:
		return badField("seats", fmt.Sprintf("are not what the offline code carries, %d", o.Seats))
	case o != termsOf(l):
		return badField("type", "is not what the offline code carries")
	}
	return nil
}

// productGrace is the grace that a product applies by itself.
func productGrace(l *keystore.Licence, p *product.Product) int {
	if l.Perpetual {
		return 0
	}
	return p.GraceFor(l.Type)
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
