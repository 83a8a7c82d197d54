package answer

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
)

// The kinds of what is signed, told apart by "typ" in the header: one cannot
// pass for another.
const (
	TypeStatement   = "ollu-statement+jwt"
	TypeRotation    = "ollu-rotation+jwt"
	TypeProduct     = "ollu-product+jwt"
	TypeRevocations = "ollu-revocations+jwt"
)

// MaxToken is the size in bytes of the longest token that is read, but for a
// revocation list.
const MaxToken = 64 << 10

// encoding is base64url in its one spelling: no padding, no stray bits.
var encoding = base64.RawURLEncoding.Strict()

// Signer signs with one private key. It is immutable, safe for concurrent use,
// and never prints the key.
type Signer struct {
	public ed25519.PublicKey
	// sign keeps the private key to itself: package fmt, which looks into
	// everything, cannot look into a function.
	sign      SignFunc
	id        string
	statement []byte // encoded header of a statement, with its full stop
}

// NewSigner returns a Signer for a key of crypto/ed25519.
func NewSigner(key ed25519.PrivateKey) (*Signer, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, errors.New("a signing key must be an Ed25519 private key")
	}
	key = slices.Clone(key)
	return NewSignerBy(key.Public().(ed25519.PublicKey), func(dst, message []byte) []byte {
		return append(dst, ed25519.Sign(key, message)...)
	})
}

// SignFunc appends the 64 bytes that crypto/ed25519 would sign message with. It
// is safe for concurrent use. message may lie in front of dst, in the same array.
type SignFunc func(dst, message []byte) []byte

// NewSignerBy returns a Signer whose signatures are made by sign, for a key that
// is kept elsewhere or an implementation that is faster. A function whose
// signature the public key does not verify is refused.
func NewSignerBy(public ed25519.PublicKey, sign SignFunc) (*Signer, error) {
	trial := []byte("ollu signer")
	if len(public) != ed25519.PublicKeySize || !ed25519.Verify(public, trial, sign(nil, trial)) {
		return nil, errors.New("what signs does not fit the public key")
	}
	s := &Signer{public: slices.Clone(public), sign: sign}
	s.id = KeyID(s.public)
	s.statement = s.appendHeader(nil, TypeStatement)
	return s, nil
}

// KeyID names the key, as the header of every token does.
func (s *Signer) KeyID() string { return s.id }

// Public gives the public half.
func (s *Signer) Public() ed25519.PublicKey { return slices.Clone(s.public) }

// String gives the key's id.
func (s *Signer) String() string { return "signing key " + s.id }

// GoString gives the key's id.
func (s *Signer) GoString() string { return s.String() }

// Format prints the key's id whatever the verb.
func (s *Signer) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// AppendStatement writes a signed statement behind dst, in the compact form of
// JWS. While dst has room for twice as much, it allocates nothing but what
// making the signature does.
func (s *Signer) AppendStatement(dst []byte, c *Claims, st *Statement) []byte {
	begin := len(dst)
	dst = append(dst, s.statement...)
	payload := len(dst)
	dst = append(dst, '{')
	dst = c.appendMembers(dst)
	dst = st.appendMembers(dst)
	dst = append(dst, '}')
	return s.seal(dst, begin, payload)
}

// AppendToken writes a token of the kind typ behind dst, with any payload.
func (s *Signer) AppendToken(dst []byte, typ string, payload []byte) []byte {
	begin := len(dst)
	dst = s.appendHeader(dst, typ)
	at := len(dst)
	dst = append(dst, payload...)
	return s.seal(dst, begin, at)
}

func (s *Signer) appendHeader(dst []byte, typ string) []byte {
	h := appendString([]byte(`{"alg":"EdDSA","typ":`), typ)
	h = append(h, `,"kid":"`...)
	h = append(h, s.id...)
	h = append(h, `"}`...)
	return append(encoding.AppendEncode(dst, h), '.')
}

// seal puts the payload at the end of dst into its encoded form and signs what
// stands from begin on.
func (s *Signer) seal(dst []byte, begin, payload int) []byte {
	dst = encodeEnd(dst, payload)
	end := len(dst)
	dst = append(dst, '.')
	dst = s.sign(dst, dst[begin:end])
	return encodeEnd(dst, end+1)
}

// encodeEnd puts what stands from begin on into its encoded form.
func encodeEnd(dst []byte, begin int) []byte {
	end := len(dst)
	dst = encoding.AppendEncode(dst, dst[begin:])
	return dst[:begin+copy(dst[begin:], dst[end:])]
}
