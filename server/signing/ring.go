package signing

import (
	"fmt"
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
)

// Ring is a ring as it was when it was opened. It is safe for concurrent use.
type Ring struct {
	dir    string
	disk   disk
	ring   *keyring
	signer *answer.Signer
	master [masterBytes]byte
	keySet []byte
}

// Open reads and checks the ring in dir. now decides which keys are still
// published. ErrNone when there is no ring; any other error means that there
// is one which must not be used, or replaced, as it is.
func Open(dir string, now time.Time) (*Ring, error) { return open(disk{}, dir, now) }

func open(d disk, dir string, now time.Time) (*Ring, error) {
	var (
		k *keyring
		s *secrets
	)
	err := reading(dir, func() (err error) {
		k, s, err = readAll(dir)
		return err
	})
	if err != nil {
		return nil, err
	}
	signer, err := newSigner(s.keys[k.active().ID])
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	return &Ring{dir: dir, disk: d, ring: k, signer: signer, master: s.master, keySet: k.published(now)}, nil
}

// readAll reads a whole ring, the private keys included.
func readAll(dir string) (*keyring, *secrets, error) {
	k, err := readKeyring(dir)
	if err != nil {
		return nil, nil, err
	}
	s, err := readSecrets(dir, k)
	return k, s, err
}

// published is the key set of the keys that are in use at now.
func (k *keyring) published(now time.Time) []byte {
	var set answer.KeySet
	for i := range k.Keys {
		if k.Keys[i].Published(now) {
			set.Add(k.Keys[i].Public)
		}
	}
	tokens := make([]string, len(k.Rotations))
	for i, r := range k.Rotations {
		tokens[i] = r.Token
	}
	return set.AppendJWKS(nil, tokens)
}

// Issuer is the name that stands in all that the ring signs.
func (r *Ring) Issuer() string { return r.ring.Issuer }

// Signer signs with the active key.
func (r *Ring) Signer() *answer.Signer { return r.signer }

// KeySetJSON is the key set to publish: all keys that are in use, and the
// rotations. It must not be changed.
func (r *Ring) KeySetJSON() []byte { return r.keySet }

// Keys lists all keys that there ever were, oldest first.
func (r *Ring) Keys() []Key { return slices.Clone(r.ring.Keys) }

// OfflineKey is the key of a product's offline codes (row L7). It stays the
// same through rotations.
func (r *Ring) OfflineKey(product string) codec.OfflineKey {
	return codec.DeriveOfflineKey(r.master[:], product)
}

// Format prints the folder and the id of the active key, whatever the verb:
// what else is in a ring must not be seen.
func (r *Ring) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "signing keys in %s, active %s", r.dir, r.ring.active().ID)
}
