package manager

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"ollu/codec"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

// tokenBytes is the length of a product's token before it is written in
// base64url.
const tokenBytes = 24

// AddProduct takes an installation in, or changes the one of that name, asks it
// what it is and which codes it uses, and brings it what it shall have. One that
// does not answer is taken in all the same. Errors are a *CodeError, ErrRequest, ErrNotManaged or of the book.
func (m *Manager) AddProduct(ctx context.Context, r AddProductRequest) (AddProductReport, error) {
	if err := r.check(); err != nil {
		return AddProductReport{}, err
	}
	codes, err := m.addCodes(ctx, r.Codes)
	if err != nil {
		return AddProductReport{}, err
	}
	p, made, known, err := m.putProduct(&r, codes)
	if err != nil {
		return AddProductReport{}, err
	}
	out := AddProductReport{Name: p.Name, URL: p.URL, Token: made, Known: known, Codes: []NamedCode{}, Strange: []string{}}
	if err := m.probe(ctx, &p, &out); err != nil {
		return AddProductReport{}, err
	}
	if out.Reached {
		did, err := m.o.Deployer.Deploy(ctx, deploy.Select{Product: p.Name})
		if err != nil {
			return out, err
		}
		out.Deployed = &did
		if err := m.listed(p.Name, &out); err != nil { // with what it came to ask about by itself
			return out, err
		}
	}
	m.stir(false)
	return out, nil
}

func (r *AddProductRequest) check() error {
	if err := book.CheckName(r.Name); err != nil {
		return fmt.Errorf("%w: %w", ErrRequest, err)
	}
	u, err := url.Parse(r.URL)
	if r.URL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "") {
		return fmt.Errorf("%w: the address of a profile listener is written http://host:port", ErrRequest)
	}
	if strings.ContainsFunc(r.Token, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return fmt.Errorf("%w: a token has printable ASCII characters alone, and no spaces", ErrRequest)
	}
	return nil
}

// addCodes gives the codes of a request; those that are not managed yet are added.
func (m *Manager) addCodes(ctx context.Context, names []string) ([]codec.Code, error) {
	var codes []codec.Code
	var add []string
	for i, name := range names {
		code, err := m.find(name)
		switch {
		case err == nil:
			codes = joined(codes, []codec.Code{code})
		case errors.Is(err, ErrNotManaged) && len(name) != idLength:
			add = append(add, name)
		case errors.Is(err, ErrNotManaged):
			return nil, err
		default:
			return nil, &CodeError{i, err}
		}
	}
	if len(add) == 0 {
		return codes, nil
	}
	if _, err := m.Add(ctx, AddRequest{Codes: add}); err != nil {
		return nil, err
	}
	more, err := parseCodes(add)
	return joined(codes, more), err
}

// putProduct writes an installation down. made is its token when it has a new
// one.
func (m *Manager) putProduct(r *AddProductRequest, codes []codec.Code) (p book.Product, made string, known bool, err error) {
	p, err = m.book.Product(r.Name)
	known = err == nil
	if err != nil && !errors.Is(err, book.ErrNotFound) {
		return p, "", false, err
	}
	if !known && r.URL == "" {
		return p, "", false, fmt.Errorf("%w: say at which address the product's profile listener is", ErrRequest)
	}
	if cmp.Or(r.Token, p.Token) == "" {
		if made, err = m.token(); err != nil {
			return p, "", false, err
		}
	}
	p.Name, p.URL, p.Asks = r.Name, cmp.Or(r.URL, p.URL), false
	p.Token = cmp.Or(r.Token, p.Token, made)
	p.Codes = joined(p.Codes, codes)
	if known {
		put := p
		err = m.book.EditProduct(p.Name, func(p *book.Product) error {
			p.URL, p.Token, p.Asks, p.Codes = put.URL, put.Token, false, joined(p.Codes, codes)
			return nil
		})
	} else {
		err = m.book.PutProduct(p)
	}
	return p, made, known, err
}

func (m *Manager) token() (string, error) {
	var raw [tokenBytes]byte
	if _, err := io.ReadFull(m.o.Random, raw[:]); err != nil {
		return "", fmt.Errorf("making a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}

// RemoveProduct stops looking after an installation (ErrNotManaged). What it holds
// stays with it.
func (m *Manager) RemoveProduct(_ context.Context, name string) error {
	err := m.book.RemoveProduct(name)
	if errors.Is(err, book.ErrNotFound) {
		return fmt.Errorf("product %.80q: %w", name, ErrNotManaged)
	}
	return err
}

// ListProducts gives all installations, by name.
func (m *Manager) ListProducts() ([]ProductEntry, error) {
	list := []ProductEntry{}
	err := m.book.Products(func(p *book.Product) error {
		list = append(list, entryOf(p))
		return nil
	})
	return list, err
}

func (m *Manager) product(name string) (book.Product, error) {
	p, err := m.book.Product(name)
	if errors.Is(err, book.ErrNotFound) {
		return p, fmt.Errorf("product %.80q: %w: add it first", name, ErrNotManaged)
	}
	return p, err
}
