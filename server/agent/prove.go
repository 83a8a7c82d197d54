package agent

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"sync"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
)

// prover verifies what a state holds, and remembers what it verified. What the
// vendor shipped with the product goes before what the state says.
type prover struct {
	vendor  *answer.KeySet // nil: the state's keys are taken as they are
	shipped string         // signed facts
	offline *codec.OfflineKey

	mu     sync.Mutex
	proofs map[proofKey]proof
	facted map[factsKey]described
}

type proofKey struct {
	code                                      codec.Code
	subject, token, component, device, issuer string
	product, keys, facts                      string
}

type proof struct {
	signed answer.Signed
	err    error
}

type factsKey struct{ product, issuer, keys, token string }

// described is a product's verified description, with when it was signed.
type described struct {
	*product.Product // nil: there is none
	at               time.Time
}

// enough bounds what a prover remembers; a state has a handful of parts.
const enough = 256

// keys gives the keys that a state may be verified with: the vendor's and those
// that they vouch for in turn, or without a vendor's those met first.
func (p *prover) keys(s *State) (*answer.KeySet, []string) {
	met, rotations, err := answer.ParseJWKS(s.Keys)
	if err != nil {
		met, rotations = &answer.KeySet{}, nil
	}
	if p.vendor != nil {
		met = p.vendor.Clone()
	}
	met.Follow(s.Issuer, rotations)
	return met, rotations
}

// evidence gives the verified statement that a part lives by.
func (p *prover) evidence(s *State, component string, part *Part) (answer.Signed, error) {
	key := proofKey{part.Code, part.Subject, part.Token, component, s.Device, s.Issuer, s.Product, string(s.Keys), s.Facts}
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.proofs[key]
	if !ok {
		if p.proofs == nil || len(p.proofs) > enough {
			p.proofs = map[proofKey]proof{}
		}
		known.signed, known.err = p.prove(s, component, part)
		p.proofs[key] = known
	}
	return known.signed, known.err
}

var errNoEvidence = errors.New("no verified answer about this code yet")

func (p *prover) prove(s *State, component string, part *Part) (answer.Signed, error) {
	if part.Source == SourceCode {
		return p.unsealed(s, component, part.Code)
	}
	if part.Token == "" {
		return answer.Signed{}, errNoEvidence
	}
	keys, _ := p.keys(s)
	signed, err := held(keys, []byte(part.Token), s.Issuer, s.Device, part.Subject)
	if err == nil && !signed.Issued {
		err = errNoEvidence
	}
	return signed, err
}

// held verifies a token that was accepted once: its signature, code and device.
// Its age is not looked at any more, so it is read as of the moment it was signed.
func held(keys *answer.KeySet, token []byte, issuer, device, subject string) (answer.Signed, error) {
	return keys.Verify(token, &answer.Expect{
		Issuer: issuer, Subject: subject, Device: device, DeviceOptional: true,
		Now: time.Unix(claims(token).IssuedAt, 0),
	})
}

var errNoOfflineKey = errors.New("no key for offline codes is set up")

// unsealed verifies an offline code by its tag, and gives what it says.
func (p *prover) unsealed(s *State, component string, code codec.Code) (answer.Signed, error) {
	if p.offline == nil {
		return answer.Signed{}, errNoOfflineKey
	}
	o, err := code.Offline(s.Product, p.offline)
	if err != nil {
		return answer.Signed{}, err
	}
	return answer.Signed{Statement: spoken(code, component, s.Product, o, p.description(s).Product)}, nil
}

// facts gives the product's verified description: the newer of what the vendor
// shipped and what was fetched; false when there is none.
func (p *prover) facts(s *State) (*product.Product, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.description(s)
	return d.Product, d.Product != nil
}

// factsAt is when that description was signed; zero without one.
func (p *prover) factsAt(s *State) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.description(s).at
}

// description is facts for a caller that holds the lock.
func (p *prover) description(s *State) described {
	key := factsKey{s.Product, s.Issuer, string(s.Keys), s.Facts}
	d, ok := p.facted[key]
	if !ok {
		if p.facted == nil || len(p.facted) > enough {
			p.facted = map[factsKey]described{}
		}
		keys, _ := p.keys(s)
		d = newest(keys, s.Issuer, s.Product, s.Facts, p.shipped)
		p.facted[key] = d
	}
	return d
}

// newest gives the product that the latest of the tokens describes.
func newest(keys *answer.KeySet, issuer, id string, tokens ...string) (d described) {
	for _, token := range tokens {
		if token == "" {
			continue
		}
		p, at, err := openFacts(keys, []byte(token), issuer, id)
		if err == nil && (d.Product == nil || at.After(d.at)) {
			d = described{p, at}
		}
	}
	return d
}

var errOtherProduct = errors.New("this describes another product")

// openFacts verifies a product's description. An empty issuer or id is any.
func openFacts(keys *answer.KeySet, token []byte, issuer, id string) (*product.Product, time.Time, error) {
	raw, at, err := keys.OpenProduct(token, cmp.Or(issuer, claims(token).Issuer))
	if err != nil {
		return nil, time.Time{}, err
	}
	facts, err := product.ParseFacts(raw)
	if err == nil && id != "" && facts.ID != id {
		err = errOtherProduct
	}
	return facts, at, err
}

// FactsOf gives the product that a description speaks of, by its id, without
// verifying it. It is an error where the file is none.
func FactsOf(token []byte) (id string, err error) {
	token = bytes.TrimSpace(token)
	var said struct {
		Product struct {
			ID string `json:"id"`
		} `json:"product"`
	}
	if kindOf(token) != answer.TypeProduct || payload(token, &said) != nil || said.Product.ID == "" {
		return "", errors.New("it is not the signed description of a product")
	}
	return said.Product.ID, nil
}

// CheckTrust tells whether Options.Trust can be used.
func CheckTrust(body []byte) error {
	_, err := parseTrust(body)
	return err
}

// parseTrust reads the keys that the vendor shipped.
func parseTrust(body []byte) (*answer.KeySet, error) {
	if body == nil {
		return nil, nil
	}
	keys, _, err := answer.ParseJWKS(body)
	if err == nil && keys.Len() == 0 {
		err = errors.New("it holds no Ed25519 key")
	}
	if err != nil {
		return nil, fmt.Errorf("the issuer's keys cannot be used, take the body of the server's /ollu/keys.json: %w", err)
	}
	return keys, nil
}
