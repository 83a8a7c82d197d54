package signing

import (
	"bytes"
	"crypto/ed25519"

	"ollu/codec/answer"
)

// newSigner gives the signer of a key. Signing is most of what a fresh answer
// costs, so it is done by curve25519-voi, whose constant-time signatures take
// about six tenths of the time of those of crypto/ed25519 and are the same bytes.
// That they are is tried once for every key before it is used; where they should
// ever differ, crypto/ed25519 signs.
func newSigner(key ed25519.PrivateKey) (*answer.Signer, error) {
	if len(key) != ed25519.PrivateKeySize {
		return answer.NewSigner(key) // which says what is wrong
	}
	trial := []byte("which of the two signs")
	private, err := expand(key)
	if err != nil || !bytes.Equal(private.sign(nil, trial), ed25519.Sign(key, trial)) {
		return answer.NewSigner(key)
	}
	return answer.NewSignerBy(key.Public().(ed25519.PublicKey), private.sign)
}
