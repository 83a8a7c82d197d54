package check

import (
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

// signed appends the signed form of a statement to dst. With a nonce it is
// signed for this question alone. Without one it may have been signed before,
// for whoever asked the same; the statement has been worked out anew in any
// case, so that nobody is given an old one (row B7).
func (d *Door) signed(dst []byte, s *signer, code codec.Code, q *Question, nonce []byte, st *answer.Statement, now time.Time) []byte {
	if len(nonce) > 0 || !keepable(st.Result) {
		d.metrics.signedFresh.Inc()
		return s.sign(dst, code, q, nonce, st, now)
	}
	k := s.kept.key(code, q.Device)
	if token := s.kept.find(k, code, q.Device, st, now); token != nil {
		d.metrics.signedKept.Inc()
		return append(dst, token...)
	}
	d.metrics.signedFresh.Inc()
	from := len(dst)
	dst = s.sign(dst, code, q, nil, st, now)
	s.kept.put(k, &keptAnswer{
		code: code, device: string(q.Device), made: now.Unix(), statement: *st, token: append([]byte(nil), dst[from:]...),
	})
	return dst
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

func (s *signer) sign(dst []byte, code codec.Code, q *Question, nonce []byte, st *answer.Statement, now time.Time) []byte {
	c := answer.Claims{Issuer: s.Issuer, Device: string(q.Device), Nonce: string(nonce), IssuedAt: now, Expires: now.Add(lifeKept)}
	if len(nonce) > 0 {
		c.Expires = now.Add(lifeAsked)
	}
	if !code.IsZero() {
		c.Subject = code.Fingerprint()
	}
	return s.Signer.AppendStatement(dst, &c, st)
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
