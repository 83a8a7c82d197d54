package check

import (
	"crypto/ed25519"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/keystore"
)

// signedHouse is a house that signs, with a clock that can be set.
type signedHouse struct {
	*house
	clock atomic.Pointer[time.Time]
	keys  answer.KeySet // what its askers trust
}

func newSignedHouse(t testing.TB, change ...func(*DoorOptions)) *signedHouse {
	t.Helper()
	s := new(signedHouse)
	s.set(noon)
	s.house = newHouse(t, append([]func(*DoorOptions){func(o *DoorOptions) {
		o.Now, o.KeptAnswers = func() time.Time { return *s.clock.Load() }, 1<<14
	}}, change...)...)
	s.use(1)
	return s
}

func (h *signedHouse) set(t time.Time) { h.clock.Store(&t) }

// use has the door sign with the key of that number, and its askers trust it.
func (h *signedHouse) use(number byte) (keyID string) {
	h.t.Helper()
	signer := newSigner(h.t, number)
	h.keys.Add(signer.Public())
	signing := &Signing{Signer: signer, Issuer: "example", KeySet: h.keys.AppendJWKS(nil, nil), Products: map[string][]byte{}}
	for _, p := range gateways(h.t).Catalogue().Products() {
		signing.Products[p.ID] = signer.AppendProduct(nil, "example", p.AppendFacts(nil), noon)
	}
	h.door.UseSigning(signing)
	return signer.KeyID()
}

func newSigner(t testing.TB, number byte) *answer.Signer {
	t.Helper()
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = number
	signer, err := answer.NewSigner(ed25519.NewKeyFromSeed(seed))
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// token asks for a signed answer; more parameters are given in pairs.
func (h *signedHouse) token(l keystore.Licence, more ...string) string {
	h.t.Helper()
	v := url.Values{"ac": {l.Code.Reveal()}, "format": {"jwt"}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	status, body := h.get(v.Encode())
	if status != http.StatusOK {
		h.t.Fatalf("asked %v: %d %s", more, status, body)
	}
	return body
}

// verify reads a token as the asker does who sent these parameters.
func (h *signedHouse) verify(token string, l keystore.Licence, more ...string) answer.Signed {
	h.t.Helper()
	e := &answer.Expect{Issuer: "example", Subject: l.Code.Fingerprint(), Now: *h.clock.Load()}
	for i := 0; i+1 < len(more); i += 2 {
		switch more[i] {
		case "device":
			e.Device = more[i+1]
		case "nonce":
			e.Nonce = more[i+1]
		}
	}
	s, err := h.keys.Verify([]byte(token), e)
	if err != nil {
		h.t.Fatalf("%v in %s", err, token)
	}
	return s
}

// signed asks and verifies.
func (h *signedHouse) signed(l keystore.Licence, more ...string) answer.Signed {
	h.t.Helper()
	return h.verify(h.token(l, more...), l, more...)
}

// base is the address of the door without the path.
func (h *house) base() string { return strings.TrimSuffix(h.url, Path) }

// fetch gets a path of the door, and returns the media type as well.
func (h *house) fetch(method, path string, headers ...string) (status int, kind, body string, header http.Header) {
	h.t.Helper()
	r, err := http.NewRequest(method, h.base()+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	status, body = h.read(res, nil)
	return status, res.Header.Get("Content-Type"), body, res.Header
}
