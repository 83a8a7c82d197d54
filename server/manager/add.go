package manager

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/server/client"
	"ollu/server/manager/book"
)

// Add takes codes in, and asks the issuer about them. A typing error in any of
// them refuses all, before anything is asked (row B4): a *CodeError. An issuer that
// is not reached does not keep a code from being added: the next sync asks. Other
// errors are ErrRequest, ErrNotManaged or of the book.
func (m *Manager) Add(ctx context.Context, r AddRequest) (AddReport, error) {
	codes, err := parseCodes(r.Codes)
	if err != nil {
		return AddReport{}, err
	}
	replaces, err := m.replaced(r, codes)
	if err != nil {
		return AddReport{}, err
	}
	if err := m.take(ctx); err != nil {
		return AddReport{}, err
	}
	defer m.release()
	known, err := m.putCodes(codes, r.Note, replaces)
	if err != nil {
		return AddReport{}, err
	}
	if err := m.putUses(codes, replaces, r.Product); err != nil {
		return AddReport{}, err
	}
	asked := m.askNow(ctx, codes)
	m.stir(true)
	return m.added(codes, known, asked)
}

// replaced gives the code whose place a new one takes; zero: none. The product
// that is named must be there.
func (m *Manager) replaced(r AddRequest, codes []codec.Code) (codec.Code, error) {
	if r.Product != "" {
		if _, err := m.product(r.Product); err != nil {
			return codec.Code{}, err
		}
	}
	if r.Replaces == "" {
		return codec.Code{}, nil
	}
	old, err := m.find(r.Replaces)
	switch {
	case err != nil:
		return codec.Code{}, err
	case len(codes) != 1:
		return codec.Code{}, fmt.Errorf("%w: one code takes the place of one: add it by itself", ErrRequest)
	case codes[0] == old:
		return codec.Code{}, fmt.Errorf("%w: a code cannot take its own place", ErrRequest)
	}
	return old, nil
}

// putCodes writes codes down, and gives those that were managed before: these
// keep what is held about them.
func (m *Manager) putCodes(codes []codec.Code, note string, replaces codec.Code) (known map[codec.Code]bool, err error) {
	known = map[codec.Code]bool{}
	records := make([]book.Code, 0, len(codes))
	for _, code := range codes {
		c, err := m.book.Code(code)
		switch {
		case errors.Is(err, book.ErrNotFound):
			c = book.Code{Code: code, Added: stamp(m.o.Now())}
		case err != nil:
			return nil, err
		}
		known[code] = err == nil && !c.Carried
		c.Carried = false
		if note != "" {
			c.Note = note
		}
		if !replaces.IsZero() {
			c.Replaces = replaces
		}
		records = append(records, c)
	}
	for some := range slices.Chunk(records, client.MaxHeld) { // a book writes a few thousand at once best
		if err := m.book.PutCodes(some...); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// putUses puts codes on the list of a product, and a code that takes the place of
// another on the lists where that one stood.
func (m *Manager) putUses(codes []codec.Code, replaces codec.Code, product string) error {
	if !replaces.IsZero() {
		users, err := m.book.Users(replaces)
		if err != nil {
			return err
		}
		for _, name := range users {
			if err := m.book.EditProduct(name, swap(replaces, codes[0])); err != nil {
				return err
			}
		}
	}
	if product == "" {
		return nil
	}
	return m.book.EditProduct(product, func(p *book.Product) error {
		p.Codes = joined(p.Codes, codes)
		return nil
	})
}

// swap puts a code on a product's list in the place of another.
func swap(old, is codec.Code) func(*book.Product) error {
	return func(p *book.Product) error {
		p.Codes = joined(slices.DeleteFunc(p.Codes, func(c codec.Code) bool { return c == old }), []codec.Code{is})
		return nil
	}
}

// patience is for how long who adds codes waits for the issuer.
const patience = 20 * time.Second

// askNow asks about these codes at once, and tells why that was not possible.
func (m *Manager) askNow(ctx context.Context, codes []codec.Code) error {
	if m.asker == nil {
		return ErrNoServer
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s := m.begin()
	err := s.some(limited, codes)
	if err == nil {
		err = s.published(limited, false)
	}
	if ctx.Err() != nil {
		return err // who asked is gone: nobody knows why
	}
	m.noteSome(s, err)
	if err != nil {
		m.log.Warn("the issuer could not be asked about new codes", zap.String("cause", cause(err)), zap.Error(err))
	}
	return err
}

// added says what is known of codes now.
func (m *Manager) added(codes []codec.Code, known map[codec.Code]bool, asked error) (AddReport, error) {
	r := AddReport{Codes: []AddedCode{}, Asked: asked == nil}
	if asked != nil {
		r.Cause = cause(asked)
	}
	for _, code := range codes {
		c, err := m.book.Code(code)
		if err != nil {
			return r, err
		}
		a := AddedCode{Code: code.String(), ID: code.Fingerprint(), Known: known[code], Problem: c.Problem}
		if c.Token != "" {
			a.Result, a.Product = c.Signed.Result.String(), c.Signed.Product
			if c.Signed.Issued && !c.Signed.Perpetual {
				a.Expires = c.Signed.Statement.Expires.String()
			}
		}
		r.Codes = append(r.Codes, a)
	}
	return r, nil
}

// Remove stops managing codes, named in full or by their ids: all of them, or none
// when one is not managed (ErrNotManaged). What products hold stays with them.
func (m *Manager) Remove(ctx context.Context, r RemoveRequest) (RemoveReport, error) {
	if len(r.Codes) == 0 {
		return RemoveReport{}, fmt.Errorf("%w: name at least one activation code", ErrRequest)
	}
	if err := m.take(ctx); err != nil {
		return RemoveReport{}, err
	}
	defer m.release()
	var codes []codec.Code
	for _, name := range r.Codes {
		code, err := m.find(name)
		if err != nil {
			return RemoveReport{}, err
		}
		codes = append(codes, code)
	}
	codes = joined(nil, codes)
	if _, err := m.book.RemoveCodes(codes...); err != nil {
		return RemoveReport{}, err
	}
	m.stir(true)
	return RemoveReport{Removed: named(codes)}, nil
}
