package adminapi

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/wire"
)

// required refuses a request that names no licence.
func required(code codec.Code) error {
	if code.IsZero() {
		return badField("code", "is required")
	}
	return nil
}

// found turns the store's way of saying "not there" into a boolean.
func found[T any](v T, err error) (T, bool, error) {
	if errors.Is(err, keystore.ErrNotFound) {
		return v, false, nil
	}
	return v, err == nil, err
}

// page checks the size of a page.
func page(limit int) (int, error) {
	switch {
	case limit == 0:
		return wire.DefaultPage, nil
	case limit < 0 || limit > wire.MaxPage:
		return 0, badField("limit", fmt.Sprintf("must be from 1 to %d", wire.MaxPage))
	}
	return limit, nil
}

// text refuses control characters other than line ends and tabs in what a person
// wrote, so that it can be printed and exported. The store knows how long it may
// be.
func text(field, s string) error {
	control := func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }
	if strings.ContainsFunc(s, control) {
		return badField(field, "holds control characters")
	}
	return nil
}

// choose turns the part of a filter that does not depend on today into the
// store's words.
func choose(f *wire.Filter) (keystore.Filter, error) {
	k := keystore.Filter{Product: f.Product, Type: f.Type, Standing: f.Standing, Owner: f.Owner, Order: f.Order}
	if _, err := product.ParseType(f.Type); f.Type != "" && err != nil {
		return k, badField("type", "must be full or trial")
	}
	if _, err := keystore.ParseStanding(f.Standing); f.Standing != "" && err != nil {
		return k, err
	}
	if !slices.Contains([]string{"", "active", "grace", "expired"}, f.Phase) {
		return k, badField("phase", "must be active, grace or expired")
	}
	err := prefix(&k.Prefix, f.Prefix)
	return k, err
}

// prefix reads the two letters of a filter; none is no choice.
func prefix(p *codec.Prefix, s string) error {
	if s == "" {
		return nil
	}
	var err error
	if *p, err = codec.ParsePrefix(s); err != nil {
		return badField("prefix", "must be two letters")
	}
	return nil
}

// showing tells whether a licence, as it stands today in its own zone, is among
// those that the filter picks by phase and expiry.
func (c *call) showing(f *wire.Filter, l *keystore.Licence) bool {
	from, to := f.ExpiresFrom, f.ExpiresTo
	if f.Phase == "" && from == nil && to == nil {
		return true
	}
	w := c.shape(l)
	if f.Phase != "" && f.Phase != w.Phase {
		return false
	}
	return from == nil && to == nil || w.Expires != nil && within(*w.Expires, from, to)
}

// within tells whether from <= d <= to; nil is no bound.
func within(d term.Day, from, to *term.Day) bool {
	return (from == nil || *from <= d) && (to == nil || d <= *to)
}

// each shows up to limit licences that the filter picks, with their devices, in
// the order of their codes. next continues; nil: there are no more.
//
// Phase and expiry are judged here and not by the store: each licence has its
// own zone and so its own today, and a list must agree with what it shows.
func (c *call) each(f *wire.Filter, after *codec.Code, limit int, fn func(*keystore.Licence) error) (next *codec.Code, err error) {
	pick, err := choose(f)
	if err != nil {
		return nil, err
	}
	var from codec.Code
	override(&from, after)
	for n := 0; n < limit; {
		batch, next, err := c.Store.List(c.ctx, pick, from, min(limit-n, wire.MaxPage))
		if err != nil {
			return nil, err
		}
		shown, err := c.pass(f, batch, fn)
		if err != nil || next.IsZero() {
			return nil, err
		}
		n, from = n+shown, next
	}
	return &from, nil
}

// pass hands on those of a batch that the filter picks, and counts them.
func (c *call) pass(f *wire.Filter, batch []keystore.Licence, fn func(*keystore.Licence) error) (n int, err error) {
	for i := range batch {
		l := &batch[i]
		if !c.showing(f, l) {
			continue
		}
		if err := c.devices(l); err != nil {
			return n, err
		}
		if err := fn(l); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
