package answer

import (
	"crypto/ed25519"
	"crypto/sha256"
	"maps"
	"slices"
)

// KeyID names a public key: the first 12 bytes of its thumbprint (RFC 7638,
// SHA-256), in 16 characters of base64url.
func KeyID(pub ed25519.PublicKey) string {
	text := append([]byte(`{"crv":"Ed25519","kty":"OKP","x":"`), encoding.EncodeToString(pub)...)
	sum := sha256.Sum256(append(text, `"}`...))
	return encoding.EncodeToString(sum[:12])
}

// KeySet holds the public keys that are trusted, by id. Its zero value is empty
// and ready for use. Many may read it at once, while nobody changes it.
type KeySet struct {
	keys map[string]ed25519.PublicKey
}

// Add takes a key in and gives its id. A key that is none of Ed25519 is not
// taken, and has no id.
func (k *KeySet) Add(pub ed25519.PublicKey) (id string) {
	if len(pub) != ed25519.PublicKeySize {
		return ""
	}
	if k.keys == nil {
		k.keys = map[string]ed25519.PublicKey{}
	}
	id = KeyID(pub)
	k.keys[id] = slices.Clone(pub)
	return id
}

// Remove takes a key out, if it is there.
func (k *KeySet) Remove(id string) { delete(k.keys, id) }

// Get finds a key.
func (k *KeySet) Get(id string) (ed25519.PublicKey, bool) {
	pub, ok := k.keys[id]
	return slices.Clone(pub), ok
}

// IDs gives the ids of all keys, sorted.
func (k *KeySet) IDs() []string { return slices.Sorted(maps.Keys(k.keys)) }

// Len gives how many keys there are.
func (k *KeySet) Len() int { return len(k.keys) }

// Clone gives a set of the same keys that can be changed by itself.
func (k *KeySet) Clone() *KeySet { return &KeySet{keys: maps.Clone(k.keys)} }
