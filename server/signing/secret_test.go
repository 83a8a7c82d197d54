package signing

import (
	"crypto/ed25519"
	"testing"

	"ollu/codec/answer"
)

// A key's id can be typed as an argument.
func TestNoKeyIDLooksLikeAFlag(t *testing.T) {
	random := drawn(1)
	for range 2000 {
		key, err := newKey(random)
		if err != nil {
			t.Fatal(err)
		}
		if id := answer.KeyID(key.Public().(ed25519.PublicKey)); id[0] == '-' {
			t.Fatalf("a key was drawn with the id %s", id)
		}
	}
}
