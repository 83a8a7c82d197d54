package manager

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/server/client"
	"ollu/server/manager/book"
)

// published takes in what the issuer publishes beside its statements: of every
// product, or of those alone that are not described yet.
func (s *syncing) published(ctx context.Context, every bool) error {
	return s.learn(func(issuer *book.Issuer) (told bool, err error) {
		ids, err := s.products(issuer)
		if err != nil {
			return false, err
		}
		for _, id := range ids {
			if !every && issuer.Facts[id] != "" {
				continue
			}
			one, err := s.facts(ctx, issuer, id)
			told = told || one
			if err != nil {
				return told, err
			}
		}
		list, err := s.revocations(ctx, issuer)
		return told || list, err
	})
}

// learn changes what the book says of the issuer, and writes it down when that,
// or what is believed, is new.
func (s *syncing) learn(change func(*book.Issuer) (told bool, err error)) error {
	issuer, err := s.m.book.Issuer()
	if err != nil {
		return err
	}
	if issuer.Facts == nil {
		issuer.Facts = map[string]string{}
	}
	told, err := change(&issuer)
	if s.m.trust.believed(&issuer) || told {
		s.news = true
		err = errors.Join(err, s.m.book.PutIssuer(issuer))
	}
	return err
}

// keepTrust writes down what is believed: what is verified with a key is handed on
// together with it.
func (s *syncing) keepTrust() error {
	return s.learn(func(*book.Issuer) (bool, error) { return false, nil })
}

// products gives the products whose descriptions the site needs: those of its
// codes, and those that its installations say they are.
func (s *syncing) products(issuer *book.Issuer) ([]string, error) {
	ids := maps.Clone(s.ids)
	for id := range issuer.Facts {
		ids[id] = true
	}
	err := s.m.book.Products(func(p *book.Product) error {
		if p.Product != "" {
			ids[p.Product] = true
		}
		return nil
	})
	return slices.Sorted(maps.Keys(ids)), err
}

// facts fetches the description of a product, and takes it in when it is the
// issuer's and newer; told says that it is. A product that the issuer does not
// describe is left as it is.
func (s *syncing) facts(ctx context.Context, issuer *book.Issuer, id string) (told bool, err error) {
	token, err := s.m.asker.Product(ctx, id)
	if absent(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("the description of product %.40q: %w", id, err)
	}
	return s.m.trust.takeFacts(issuer, id, token)
}

// takeFacts takes a description in. The issuer of the first thing that is believed
// is the issuer from then on. An error is a *answer.VerifyError.
func (t *trust) takeFacts(issuer *book.Issuer, id string, token []byte) (told bool, err error) {
	if issuer.Facts[id] == string(token) {
		return false, nil
	}
	keys, name := t.whose(token)
	raw, at, err := keys.OpenProduct(token, name)
	if err != nil {
		return false, err
	}
	if p, err := product.ParseFacts(raw); err != nil || p.ID != id {
		return false, &answer.VerifyError{Why: answer.Unreadable, Detail: fmt.Sprintf("it does not describe product %.40q", id), Err: err}
	}
	if _, before, err := keys.OpenProduct([]byte(issuer.Facts[id]), name); err == nil && at.Before(before) {
		return false, nil
	}
	issuer.Facts[id] = string(token)
	return true, t.meet(name)
}

// revocations fetches the signed list, and takes it in when it is the issuer's
// and newer (row B5). An issuer that has none is an older one.
func (s *syncing) revocations(ctx context.Context, issuer *book.Issuer) (told bool, err error) {
	token, tag, err := s.m.asker.Revocations(ctx, issuer.RevokedTag)
	if absent(err) || err == nil && token == nil {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("the list of revocations: %w", err)
	}
	told, err = s.m.trust.takeRevocations(issuer, token)
	if told {
		issuer.RevokedTag = tag
	}
	return told, err
}

// takeRevocations takes a list in, as takeFacts does. An error is a
// *answer.VerifyError.
func (t *trust) takeRevocations(issuer *book.Issuer, token []byte) (told bool, err error) {
	if issuer.Revocations == string(token) {
		return false, nil
	}
	keys, name := t.whose(token)
	list, err := keys.OpenRevocations(token, name)
	if err != nil {
		return false, err
	}
	held, err := keys.OpenRevocations([]byte(issuer.Revocations), name)
	if err == nil && list.IssuedAt.Before(held.IssuedAt) {
		return false, nil
	}
	issuer.Revocations = string(token)
	return true, t.meet(name)
}

// absent tells whether a server that answered does not have what it was asked
// for.
func absent(err error) bool {
	e, ok := errors.AsType[*client.CouldNotCompleteError](err)
	return ok && e.Status == http.StatusNotFound
}
