package answer

import (
	"crypto/ed25519"
	"errors"
	"fmt"
)

// maxSet is the size in bytes of the longest set of keys that is read.
const maxSet = 256 << 10

// AppendJWKS writes the keys behind dst as a JWK set (RFC 7517, RFC 8037),
// sorted by id, together with rotation statements.
func (k *KeySet) AppendJWKS(dst []byte, rotations []string) []byte {
	dst = append(dst, `{"keys":[`...)
	for i, id := range k.IDs() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendJWK(dst, k.keys[id])
	}
	dst = append(dst, ']')
	if len(rotations) > 0 {
		dst = append(dst, `,"rotations":`...)
		dst = appendStrings(dst, rotations)
	}
	return append(dst, '}')
}

// appendJWK writes a public key.
func appendJWK(dst []byte, pub ed25519.PublicKey) []byte {
	dst = append(dst, `{"kty":"OKP","crv":"Ed25519","x":"`...)
	dst = encoding.AppendEncode(dst, pub)
	dst = append(dst, `","kid":"`...)
	dst = append(dst, KeyID(pub)...)
	return append(dst, `","use":"sig","alg":"EdDSA"}`...)
}

// ParseJWKS reads what AppendJWKS writes. Keys of other kinds and members with
// other names are skipped. The rotations are not verified; see KeySet.Follow.
func ParseJWKS(b []byte) (keys *KeySet, rotations []string, err error) {
	if len(b) > maxSet {
		return nil, nil, fmt.Errorf("a key set: it is longer than %d bytes", maxSet)
	}
	keys = &KeySet{}
	var seen [2]int
	s := scanner{text: string(b)}
	err = s.object(func(name string) (err error) {
		switch name {
		case "keys":
			seen[0]++
			return s.sequence('[', ']', func() error { return keys.readJWK(&s) })
		case "rotations":
			seen[1]++
			rotations, err = s.words()
			return err
		}
		return s.skip()
	})
	if err == nil && (seen[0] != 1 || seen[1] > 1) {
		err = errors.New("keys must be there once, rotations once at most")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("a key set: %w", err)
	}
	return keys, rotations, nil
}

// readJWK takes in the key that comes next, or passes over it when it is of
// another kind.
func (k *KeySet) readJWK(s *scanner) error {
	pub, err := s.jwk()
	if err == nil && pub != nil {
		k.Add(pub)
	}
	return err
}

// jwkNames are the members of a key that are looked at; d is there to be
// refused.
var jwkNames = [...]string{"kty", "crv", "x", "kid", "use", "alg", "d"}

// jwk reads a public key; nil is one of another kind.
func (s *scanner) jwk() (ed25519.PublicKey, error) {
	got := map[string]string{}
	err := s.members(func(name string) error {
		for _, known := range jwkNames {
			if name != known {
				continue
			}
			if _, twice := got[name]; twice {
				return fmt.Errorf("member %q of a key is there twice", name)
			}
			value, err := s.word()
			got[name] = value
			return err
		}
		return s.skip()
	})
	if err != nil {
		return nil, err
	}
	return publicKey(got)
}

func publicKey(m map[string]string) (ed25519.PublicKey, error) {
	use, limited := m["use"]
	alg, named := m["alg"]
	if m["kty"] != "OKP" || m["crv"] != "Ed25519" || limited && use != "sig" || named && alg != "EdDSA" {
		return nil, nil
	}
	if _, private := m["d"]; private {
		return nil, errors.New("a private key stands in it: it must hold public keys alone")
	}
	x, err := decode([]byte(m["x"]))
	if err != nil || len(x) != ed25519.PublicKeySize {
		return nil, errors.New("a key does not have 32 bytes of base64url as x")
	}
	pub := ed25519.PublicKey(x)
	if kid, named := m["kid"]; named && kid != KeyID(pub) {
		return nil, fmt.Errorf("key %.24q is not the one of that id", kid)
	}
	return pub, nil
}
