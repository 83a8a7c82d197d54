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
	"ollu/codec/profile"
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

// probe asks a product what it is. One that cannot be asked is no error: the
// report says why.
func (m *Manager) probe(ctx context.Context, p *book.Product, out *AddProductReport) error {
	held := profile.Holding{}
	if p.URL != "" {
		h, err := m.o.Deployer.Probe(ctx, p)
		failed, ok := errors.AsType[*deploy.ProbeError](err)
		switch {
		case ok:
			out.Why, out.Detail = failed.Why, failed.Detail
		case err != nil:
			return err
		default:
			out.Reached, held = true, h
		}
	}
	uses, err := m.uses(&held, out)
	if err != nil {
		return err
	}
	if !out.Reached {
		return m.listed(p.Name, out)
	}
	out.Product, out.Device, out.Build = held.Product, held.Device, held.Build
	if err := m.adopt(p.Name, &held, uses); err != nil {
		return err
	}
	return m.listed(p.Name, out)
}

// uses gives the codes that a product says it uses, and that are managed.
func (m *Manager) uses(h *profile.Holding, out *AddProductReport) (codes []codec.Code, err error) {
	strange := map[string]bool{}
	for _, part := range h.Parts {
		c, err := m.book.CodeByID(part.Subject)
		switch {
		case err == nil:
			codes = joined(codes, []codec.Code{c.Code})
		case !errors.Is(err, book.ErrNotFound):
			return nil, err
		case part.Subject != "" && !strange[part.Subject]:
			strange[part.Subject] = true
			out.Strange = append(out.Strange, part.Subject)
		}
	}
	return codes, nil
}

// adopt writes down what a product said of itself. An entry that was made because
// the same device came to ask is taken up in it.
func (m *Manager) adopt(name string, h *profile.Holding, uses []codec.Code) error {
	if h.Device != "" {
		other, err := m.book.ProductByDevice(h.Device)
		switch {
		case errors.Is(err, book.ErrNotFound):
		case err != nil:
			return err
		case other.Asks && other.Name != name:
			uses = joined(uses, other.Codes)
			if err := m.book.RemoveProduct(other.Name); err != nil && !errors.Is(err, book.ErrNotFound) {
				return err
			}
		}
	}
	seen := stamp(m.o.Now())
	uses, err := m.unreplaced(name, uses)
	if err != nil {
		return err
	}
	return m.book.EditProduct(name, func(p *book.Product) error {
		p.Product, p.Device, p.Version, p.Build, p.SeenAt = h.Product, h.Device, h.Version, h.Build, seen
		p.Codes = joined(p.Codes, uses)
		return nil
	})
}

// unreplaced leaves out codes in whose place the product shall take another one:
// it still uses them until then.
func (m *Manager) unreplaced(name string, uses []codec.Code) ([]codec.Code, error) {
	p, err := m.book.Product(name)
	if err != nil {
		return nil, err
	}
	gone := map[codec.Code]bool{}
	for _, code := range p.Codes {
		c, err := m.book.Code(code)
		if err != nil {
			return nil, err
		}
		gone[c.Replaces] = true
	}
	var left []codec.Code
	for _, code := range uses {
		if !gone[code] {
			left = append(left, code)
		}
	}
	return left, nil
}

// listed fills in the codes on a product's list.
func (m *Manager) listed(name string, out *AddProductReport) error {
	p, err := m.book.Product(name)
	if err == nil {
		out.Codes = named(p.Codes)
	}
	return err
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

// Deploy delivers by hand, at once, whatever failed before (row M3): everything
// that is not current for the empty selector, else what the name of a product, a
// code or the id of one says. Errors: ErrNotManaged, or of the book.
func (m *Manager) Deploy(ctx context.Context, selector string) (deploy.Report, error) {
	selected, err := m.selected(selector)
	if err != nil {
		return deploy.Report{}, err
	}
	return m.o.Deployer.Deploy(ctx, selected)
}

func (m *Manager) selected(selector string) (deploy.Select, error) {
	if selector == "" {
		return deploy.Select{}, nil
	}
	_, err := m.book.Product(selector)
	switch {
	case err == nil:
		return deploy.Select{Product: selector}, nil
	case !errors.Is(err, book.ErrNotFound):
		return deploy.Select{}, err
	}
	code, err := m.find(selector)
	switch {
	case err == nil:
		return deploy.Select{Code: code}, nil
	case errors.Is(err, ErrNotManaged):
		return deploy.Select{}, err
	}
	return deploy.Select{}, fmt.Errorf("%w: no product has this name, and it is no activation code either (%w)", ErrNotManaged, err)
}
