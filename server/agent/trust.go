package agent

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
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
	facted map[factsKey]*product.Product
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
		return p.heard(s, component, part.Code)
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

// heard verifies an offline code by its tag.
func (p *prover) heard(s *State, component string, code codec.Code) (answer.Signed, error) {
	if p.offline == nil {
		return answer.Signed{}, errNoOfflineKey
	}
	o, err := code.Offline(s.Product, p.offline)
	if err != nil {
		return answer.Signed{}, err
	}
	facts, _ := p.describe(s)
	return answer.Signed{Statement: spoken(code, component, s.Product, o, facts)}, nil
}

// facts gives the product's verified description: the newer of what the vendor
// shipped and what was fetched; false when there is none.
func (p *prover) facts(s *State) (*product.Product, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.describe(s)
}

// describe is facts for a caller that holds the lock.
func (p *prover) describe(s *State) (*product.Product, bool) {
	key := factsKey{s.Product, s.Issuer, string(s.Keys), s.Facts}
	facts, ok := p.facted[key]
	if !ok {
		if p.facted == nil || len(p.facted) > enough {
			p.facted = map[factsKey]*product.Product{}
		}
		keys, _ := p.keys(s)
		facts = newest(keys, s.Issuer, s.Product, s.Facts, p.shipped)
		p.facted[key] = facts
	}
	return facts, facts != nil
}

// newest gives the product that the latest of the tokens describes.
func newest(keys *answer.KeySet, issuer, id string, tokens ...string) (facts *product.Product) {
	var latest time.Time
	for _, token := range tokens {
		if token == "" {
			continue
		}
		p, at, err := openFacts(keys, []byte(token), issuer, id)
		if err == nil && (facts == nil || at.After(latest)) {
			facts, latest = p, at
		}
	}
	return facts
}

var errOtherProduct = errors.New("this describes another product")

// openFacts verifies a product's description. An empty issuer or id is any.
func openFacts(keys *answer.KeySet, token []byte, issuer, id string) (*product.Product, time.Time, error) {
	if issuer == "" {
		issuer = claims(token).Issuer
	}
	raw, at, err := keys.OpenProduct(token, issuer)
	if err != nil {
		return nil, time.Time{}, err
	}
	facts, err := product.ParseFacts(raw)
	if err == nil && id != "" && facts.ID != id {
		err = errOtherProduct
	}
	return facts, at, err
}

// trust is what an operation believes while it asks: it starts from the state,
// may learn keys on the way, and is kept together with the answer that they
// verified.
type trust struct {
	issuer    string
	keys      *answer.KeySet
	rotations []string
	firstUse  bool
	fetch     func(context.Context) ([]byte, error) // the server's keys.json
	fetched   bool
}

// trusts gives what a state lets the agent believe.
func (a *Agent) trusts(s *State) *trust {
	t := &trust{issuer: s.Issuer, firstUse: a.prover.vendor == nil, fetch: a.asker(s).Keys}
	t.keys, t.rotations = a.prover.keys(s)
	return t
}

// ready sees to it that there is a key at all: on first use those of the server.
func (t *trust) ready(ctx context.Context) error {
	if t.keys.Len() > 0 || !t.firstUse {
		return nil
	}
	keys, rotations, err := t.published(ctx)
	if err != nil {
		return err
	}
	t.keys, t.rotations = keys, rotations
	return nil
}

func (t *trust) published(ctx context.Context) (*answer.KeySet, []string, error) {
	t.fetched = true
	body, err := t.fetch(ctx)
	if err != nil {
		return nil, nil, err
	}
	keys, rotations, err := answer.ParseJWKS(body)
	if err != nil {
		return nil, nil, &answer.VerifyError{Why: answer.Unreadable, Detail: "the server's keys cannot be read", Err: err}
	}
	return keys, rotations, nil
}

// verify verifies a statement. One that is signed by an unknown key is looked at
// again after asking, once, whether a key that is known vouches for it (row B6).
func (t *trust) verify(ctx context.Context, token []byte, e *answer.Expect) (answer.Signed, error) {
	e.Issuer = t.issuer
	if e.Issuer == "" {
		e.Issuer = claims(token).Issuer
	}
	signed, err := t.keys.Verify(token, e)
	if why(err) == answer.UnknownKey && !t.fetched && t.follow(ctx, e.Issuer) {
		signed, err = t.keys.Verify(token, e)
	}
	if err == nil {
		t.issuer = e.Issuer
	}
	return signed, err
}

// follow takes in the keys that known ones vouch for, and tells whether there was
// any.
func (t *trust) follow(ctx context.Context, issuer string) bool {
	_, rotations, err := t.published(ctx)
	if err != nil {
		return false
	}
	added := t.keys.Follow(issuer, rotations)
	if len(added) > 0 {
		t.rotations = union(t.rotations, rotations)
	}
	return len(added) > 0
}

// keep writes what is believed into a state.
func (t *trust) keep(s *State) {
	s.Issuer, s.FirstUse = t.issuer, t.firstUse
	s.Keys = t.keys.AppendJWKS(nil, t.rotations)
}

func union(a, b []string) []string {
	seen := map[string]bool{}
	var all []string
	for _, s := range append(a[:len(a):len(a)], b...) {
		if !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	return all
}

// why gives the reason of a refused token; 255 for an error of another kind.
func why(err error) answer.Why {
	if e, ok := errors.AsType[*answer.VerifyError](err); ok {
		return e.Why
	}
	return 255
}

// claimed is what a token says of itself before it is verified; the verification
// that follows decides.
type claimed struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	IssuedAt int64  `json:"iat"`
}

func claims(token []byte) (c claimed) {
	parts := bytes.Split(token, []byte{'.'})
	if len(parts) != 3 {
		return c
	}
	payload, err := base64.RawURLEncoding.AppendDecode(nil, parts[1])
	if err != nil || json.Unmarshal(payload, &c) != nil {
		return claimed{}
	}
	return c
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
