package adminapi

import (
	"errors"
	"fmt"
	"slices"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/wire"
)

// showOrder tells what became of the registration keys of an order.
func showOrder(c *call, q *wire.OrderRequest) (wire.OrderResponse, error) {
	answer := wire.OrderResponse{Order: q.Order, Keys: []wire.OrderedKey{}}
	limit, err := page(q.Limit)
	if err != nil {
		return answer, err
	}
	if q.Order == "" {
		return answer, badField("order", "is required")
	}
	var keys []codec.Key
	err = c.Store.Customers(c.ctx, func(b customer.Book) (err error) {
		keys, err = b.OrderKeys(q.Order)
		return err
	})
	if err != nil {
		return answer, err
	}
	if len(keys) == 0 {
		return answer, fmt.Errorf("registration keys of this order: %w", keystore.ErrNotFound)
	}
	keys, answer.Next = pageOfKeys(keys, q.After, limit)
	for _, key := range keys {
		one, err := c.ordered(key)
		if err != nil {
			return answer, err
		}
		answer.Keys = append(answer.Keys, one)
	}
	return answer, c.holders(answer.Keys)
}

// pageOfKeys gives those of sorted keys that come after one, and where the next
// page begins.
func pageOfKeys(keys []codec.Key, after *codec.Key, limit int) (page []codec.Key, next *codec.Key) {
	if after != nil {
		first := slices.IndexFunc(keys, func(k codec.Key) bool { return string(k.AppendBytes(nil)) > string(after.AppendBytes(nil)) })
		if first < 0 {
			return nil, nil
		}
		keys = keys[first:]
	}
	if len(keys) <= limit {
		return keys, nil
	}
	return keys[:limit], &keys[limit-1]
}

// ordered gives a registration key with the licence that came of it.
func (c *call) ordered(key codec.Key) (wire.OrderedKey, error) {
	k, err := c.Store.RegKey(c.ctx, key)
	if err != nil {
		return wire.OrderedKey{}, fmt.Errorf("registration key %s: %w", key, err)
	}
	one := wire.OrderedKey{Key: wire.FromRegKey(&k)}
	if k.Code.IsZero() {
		return one, nil
	}
	l, err := c.Store.Licence(c.ctx, k.Code)
	if err != nil {
		return one, fmt.Errorf("licence %s: %w", k.Code, err)
	}
	one.Licence = new(c.shape(&l))
	return one, nil
}

// holders says which account each key is on.
func (c *call) holders(keys []wire.OrderedKey) error {
	return c.Store.Customers(c.ctx, func(b customer.Book) error {
		for i := range keys {
			k := &keys[i]
			if k.Key.Code == nil {
				continue
			}
			r, found, err := found(b.RegistrationOf(*k.Key.Code))
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			h, err := holderOf(b, &r)
			if err != nil {
				return err
			}
			k.Holder = &h
		}
		return nil
	})
}

func holderOf(b customer.Book, r *customer.Registration) (wire.Holder, error) {
	a, err := b.Account(r.Account)
	return wire.Holder{Account: string(r.Account), Company: a.Company.Name, No: r.No}, err
}

// showRegistration tells whose a registration key or activation code is.
func showRegistration(c *call, q *wire.RegistrationRequest) (wire.RegistrationResponse, error) {
	var answer wire.RegistrationResponse
	code, err := c.codeOf(q)
	if err != nil {
		return answer, err
	}
	var r customer.Registration
	err = c.Store.Customers(c.ctx, func(b customer.Book) error {
		if r, err = b.RegistrationOf(code); err != nil {
			return err
		}
		answer.Holder, err = holderOf(b, &r)
		return err
	})
	if errors.Is(err, keystore.ErrNotFound) {
		return answer, c.nobodys(code)
	}
	if err != nil {
		return answer, err
	}
	answer.Registration = wire.FromRegistration(&r)
	l, err := c.Store.Licence(c.ctx, r.Code)
	answer.Licence = c.shape(&l)
	return answer, err
}

// codeOf gives the code that a request names, or that its key became.
func (c *call) codeOf(q *wire.RegistrationRequest) (codec.Code, error) {
	if (q.Key == nil) == (q.Code == nil) {
		return codec.Code{}, badField("key", "or code is required, and not both")
	}
	if q.Code != nil {
		return *q.Code, required(*q.Code)
	}
	k, err := c.Store.RegKey(c.ctx, *q.Key)
	if err != nil {
		return codec.Code{}, fmt.Errorf("registration key %s: %w", *q.Key, err)
	}
	if k.Code.IsZero() {
		return k.Code, unregistered()
	}
	return k.Code, nil
}

// nobodys tells a code that is on no account from one that was never issued.
func (c *call) nobodys(code codec.Code) error {
	if _, err := c.Store.Lookup(code); err != nil {
		return fmt.Errorf("licence %s: %w", code, err)
	}
	return unregistered()
}

func unregistered() error {
	e := wire.NewError(wire.NotFound, "it was issued, and no account has registered it")
	e.Next = "its owner registers it in the portal"
	return e
}
