package agent

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
)

// reply is what came of asking about one code.
type reply struct {
	code   codec.Code
	token  []byte
	signed answer.Signed
	at     time.Time // when it came, by this machine's clock
	proved bool      // it carries our nonce: it was made after we asked
	err    error     // there is no verified answer
}

// skew is how far this machine's clock and the issuer's may be apart where an
// answer does not prove by itself that it is fresh.
const skew = 10 * time.Minute

// ask asks about a code, and verifies the answer. A component is named only when
// registering: later the answer itself says what the code covers.
func (a *Agent) ask(ctx context.Context, s *State, t *trust, code codec.Code, component string, activate bool) reply {
	r := reply{code: code}
	nonce, err := a.randomText(nonceBytes)
	if err != nil {
		r.err = err
		return r
	}
	r.token, r.err = a.asker(s).AskToken(ctx, client.Question{
		Code: code.Reveal(), Product: s.Product, Component: component, Device: s.Device,
		Version: a.o.Version, Build: a.o.Build, Lang: a.o.Lang.String(), Nonce: nonce, Activate: activate,
	})
	if r.err != nil {
		return r
	}
	r.at = a.o.Now()
	expect := &answer.Expect{Subject: code.Fingerprint(), Device: s.Device, Nonce: nonce}
	if !a.o.Insist && claims(r.token).Nonce == "" {
		expect = a.fromShelf(s, code)
	}
	r.signed, r.err = t.verify(ctx, r.token, expect)
	r.proved = r.err == nil && expect.Nonce != ""
	return r
}

// fromShelf is what is expected of a statement that was made before it was asked
// for: then its age counts.
func (a *Agent) fromShelf(s *State, code codec.Code) *answer.Expect {
	return &answer.Expect{Subject: code.Fingerprint(), Device: s.Device, DeviceOptional: true, Now: a.at(s), Skew: skew}
}

// fetchFacts fetches the product's signed description; "" when it cannot be had
// now, which stops nothing, or when an older one is played again.
func (a *Agent) fetchFacts(ctx context.Context, s *State, t *trust, id string) string {
	if id == "" {
		return ""
	}
	token, err := a.asker(s).Product(ctx, id)
	if err != nil {
		return ""
	}
	at, err := t.product(ctx, token, id)
	if err != nil || at.Before(a.prover.factsAt(s)) {
		return ""
	}
	return string(token)
}

// randomText gives n random bytes as base64url.
func (a *Agent) randomText(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(a.o.Random, b); err != nil {
		return "", fmt.Errorf("reading random bytes: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}
