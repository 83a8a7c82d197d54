package deploy

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/server/manager/book"
)

// issuer is what one round goes by of what the book knows of the issuer. It is
// read-only.
type issuer struct {
	facts  map[string]*product.Product // by product id; those that can be verified
	tokens map[string]extra            // their signed form
	keys   extra
	list   extra // of what was revoked
}

// extra is something that a push carries beside statements, as it stands in one.
type extra struct {
	tag  string // names this content; "": there is none
	json []byte // shared by all pushes
}

// issuer reads what the book knows of the issuer. A description that its keys do
// not verify counts as none.
func (d *Deployer) issuer() (*issuer, error) {
	known, err := d.o.Book.Issuer()
	if err != nil {
		return nil, fmt.Errorf("reading what is known of the issuer: %w", err)
	}
	is := &issuer{facts: map[string]*product.Product{}, tokens: map[string]extra{}, list: text(known.Revocations)}
	if len(known.Keys) > 0 {
		is.keys = extra{tagOf(string(known.Keys)), known.Keys}
	}
	keys, _, err := answer.ParseJWKS(known.Keys)
	if err != nil {
		return is, nil
	}
	for id, token := range known.Facts {
		if p := described(keys, &known, token); p != nil && p.ID == id {
			is.facts[id], is.tokens[id] = p, text(token)
		}
	}
	return is, nil
}

func described(keys *answer.KeySet, known *book.Issuer, token string) *product.Product {
	raw, _, err := keys.OpenProduct([]byte(token), known.Name)
	if err != nil {
		return nil
	}
	p, err := product.ParseFacts(raw)
	if err != nil {
		return nil
	}
	return p
}

// factsFor gives the description of the product that a code is for; where the
// issuer names none, that of the product at hand. nil: there is none.
func (is *issuer) factsFor(c *book.Code, p *book.Product) *product.Product {
	return is.facts[cmp.Or(c.Signed.Product, p.Product)]
}

func text(s string) extra {
	if s == "" {
		return extra{}
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // no string fails
	}
	return extra{tagOf(s), quoted}
}

func tagOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
