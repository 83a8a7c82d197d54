package bundle

import (
	"context"

	"ollu/codec/answer"
	"ollu/codec/product"
)

// notices takes in product facts and the revocation list where they are signed
// by the issuer and newer than what is held. Those that are not are passed over.
func (m *merge) notices(_ context.Context, c *Content) error {
	if m.o.Trusted == nil {
		return nil
	}
	keys, name := m.o.Trusted()
	if name == "" {
		return nil
	}
	issuer, err := m.book.Issuer()
	if err != nil {
		return err
	}
	for id, token := range c.Facts {
		if newerFacts(keys, name, id, token, issuer.Facts[id]) {
			if issuer.Facts == nil {
				issuer.Facts = map[string]string{}
			}
			issuer.Facts[id] = token
			m.Facts++
		}
	}
	if newerList(keys, name, c.Revocations, issuer.Revocations) {
		issuer.Revocations, issuer.RevokedTag = c.Revocations, ""
		m.Revocations = true
	}
	if m.Facts == 0 && !m.Revocations {
		return nil
	}
	return m.book.PutIssuer(issuer)
}

func newerFacts(keys *answer.KeySet, issuer, id, token, held string) bool {
	raw, at, err := keys.OpenProduct([]byte(token), issuer)
	if err != nil {
		return false
	}
	if facts, err := product.ParseFacts(raw); err != nil || facts.ID != id {
		return false
	}
	_, before, err := keys.OpenProduct([]byte(held), issuer)
	return err != nil || at.After(before)
}

func newerList(keys *answer.KeySet, issuer, token, held string) bool {
	list, err := keys.OpenRevocations([]byte(token), issuer)
	if err != nil {
		return false
	}
	before, err := keys.OpenRevocations([]byte(held), issuer)
	return err != nil || list.IssuedAt.After(before.IssuedAt)
}
