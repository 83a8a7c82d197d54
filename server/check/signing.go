package check

import (
	"bytes"
	"strings"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
)

// How long a signed answer may be believed. One that proves its freshness by a
// nonce serves a single question; the other carries an installation over a week
// without a network.
const (
	lifeAsked = time.Hour
	lifeKept  = 7 * 24 * time.Hour
)

// Signing is all that the door needs to sign, and what it publishes so that
// others can verify. It is exchanged as a whole and never changed.
type Signing struct {
	Signer   *answer.Signer
	Issuer   string
	KeySet   []byte            // body of keys.json
	Products map[string][]byte // product id → its facts, signed
	// Edition names what statements depend on beside their licences: the catalogue,
	// the key and the program. Managers that hold statements of another edition are
	// told to ask about all.
	Edition Edition
}

// signer signs answers, and keeps those that others may be given too.
type signer struct {
	*Signing
	kept *keep
}

// UseSigning takes over other keys or facts from the next question on. What was
// kept is forgotten. Without any, signed answers are refused as unavailable.
func (d *Door) UseSigning(s *Signing) {
	if s == nil {
		d.signer.Store(nil)
		d.metrics.kept.Store(nil)
		return
	}
	n := &signer{Signing: s, kept: newKeep(d.mostKept)}
	d.signer.Store(n)
	d.metrics.kept.Store(n.kept)
}

// signed appends the signed form of the statement in x to dst. With a nonce it is
// signed for this question alone. Without one it may have been signed before,
// for whoever asked the same; the statement has been worked out anew in any
// case, so that nobody is given an old one (row B7).
func (d *Door) signed(dst []byte, s *signer, code codec.Code, x *scratch, now time.Time) []byte {
	device := x.form.q.Device
	if len(x.form.nonce) > 0 || !keepable(x.s.Result) {
		d.metrics.signedFresh.Inc()
		return append(dst, s.sign(x, code, now)...)
	}
	key := s.kept.key(code, device)
	if token := s.kept.find(key, code, device, &x.s, now); token != nil {
		d.metrics.signedKept.Inc()
		return append(dst, token...)
	}
	d.metrics.signedFresh.Inc()
	token := bytes.Clone(s.sign(x, code, now))
	s.kept.put(key, &keptAnswer{code: code, device: string(device), made: now.Unix(), statement: x.s, token: token})
	return append(dst, token...)
}

// keepable tells the results that follow from code and device alone. The others
// depend on more, or can be had without end by making codes up.
func keepable(r answer.Result) bool {
	switch r {
	case answer.Malformed, answer.Unknown, answer.WrongProduct, answer.WrongComponent:
		return false
	}
	return true
}

// sign signs the statement in x for its question. The token is good until x is
// used again: signing needs more room than the token, and x keeps it.
func (s *signer) sign(x *scratch, code codec.Code, now time.Time) []byte {
	c := answer.Claims{
		Issuer: s.Issuer, Device: string(x.form.q.Device), Nonce: string(x.form.nonce),
		IssuedAt: now, Expires: now.Add(lifeKept),
	}
	if c.Nonce != "" {
		c.Expires = now.Add(lifeAsked)
	}
	if !code.IsZero() {
		c.Subject = code.Fingerprint()
	}
	x.token = s.Signer.AppendStatement(x.token[:0], &c, &x.s)
	return x.token
}

// product returns the signed facts that a path names; ok is false for a path
// that names no product's facts at all.
func (s *signer) product(path string) (facts []byte, ok bool) {
	id, ok := strings.CutPrefix(path, pathProducts)
	if !ok {
		return nil, false
	}
	id, ok = strings.CutSuffix(id, ".jwt")
	return s.Products[id], ok && id != "" && !strings.Contains(id, "/")
}
