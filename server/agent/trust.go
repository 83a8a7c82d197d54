package agent

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"ollu/codec/answer"
)

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
	e.Issuer = cmp.Or(t.issuer, claims(token).Issuer)
	signed, err := t.keys.Verify(token, e)
	if why(err) == answer.UnknownKey && !t.fetched && t.follow(ctx, e.Issuer) {
		signed, err = t.keys.Verify(token, e)
	}
	if err == nil {
		t.issuer = e.Issuer
	}
	return signed, err
}

// product verifies a product's description in the same way.
func (t *trust) product(ctx context.Context, token []byte, id string) (at time.Time, err error) {
	_, at, err = openFacts(t.keys, token, t.issuer, id)
	if why(err) == answer.UnknownKey && !t.fetched && t.follow(ctx, cmp.Or(t.issuer, claims(token).Issuer)) {
		_, at, err = openFacts(t.keys, token, t.issuer, id)
	}
	return at, err
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
		t.rotations = union(t.rotations, t.vouching(rotations))
	}
	return len(added) > 0
}

// vouching leaves out what no trusted key signed: whoever passes keys on may add
// anything to them.
func (t *trust) vouching(rotations []string) []string {
	return slices.DeleteFunc(slices.Clone(rotations), func(r string) bool {
		_, _, err := t.keys.Open(answer.TypeRotation, []byte(r))
		return err != nil
	})
}

// keep writes what is believed into a state, beside what that was taught since this
// was taken from it.
func (t *trust) keep(s *State) {
	if s.Issuer == t.issuer {
		known, rotations := s.by.keys(s)
		for _, id := range known.IDs() {
			if key, ok := known.Get(id); ok {
				t.keys.Add(key)
			}
		}
		t.rotations = union(t.rotations, rotations)
	}
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
	Nonce    string `json:"nonce"`
	IssuedAt int64  `json:"iat"`
}

func claims(token []byte) (c claimed) {
	if payload(token, &c) != nil {
		return claimed{}
	}
	return c
}

// payload reads the middle part of a compact token.
func payload(token []byte, into any) error {
	parts := bytes.Split(token, []byte{'.'})
	if len(parts) != 3 {
		return errors.New("a token has three parts")
	}
	text, err := base64.RawURLEncoding.AppendDecode(nil, parts[1])
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
