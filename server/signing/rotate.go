package signing

import (
	"crypto/ed25519"
	"fmt"
	"io"
	"time"

	"ollu/codec/answer"
)

// Rotate draws a new key and makes it the active one. Every key that is still
// held vouches for it. The old one stays published until what it signed has
// run out: see Key.NeededUntil.
func (r *Ring) Rotate(random io.Reader, now time.Time) (newID string, err error) {
	key, err := newKey(random)
	if err != nil {
		return "", err
	}
	public := key.Public().(ed25519.PublicKey)
	text, err := keyText(key)
	if err != nil {
		return "", err
	}
	newID = answer.KeyID(public)
	err = locked(r.dir, func() error {
		k, s, err := readAll(r.dir)
		if err != nil {
			return err
		}
		if err := k.rotate(s, public, now); err != nil {
			return err
		}
		if err := r.disk.write(keyPath(r.dir, newID), text); err != nil {
			return err
		}
		return k.commit(r.disk, r.dir)
	})
	return newID, err
}

// rotate puts a new key in the place of the active one.
func (k *keyring) rotate(s *secrets, public ed25519.PublicKey, now time.Time) error {
	now = seconds(now)
	id := answer.KeyID(public)
	if k.key(id) != nil {
		return fmt.Errorf("draw a signing key: %s came twice; the source of randomness is broken", id)
	}
	for i := range k.Keys {
		old := &k.Keys[i]
		if !old.held() {
			continue
		}
		signer, err := newSigner(s.keys[old.ID])
		if err != nil {
			return fmt.Errorf("signing key %s: %w", old.ID, err)
		}
		token := signer.AppendRotation(nil, k.Issuer, public, now)
		k.Rotations = append(k.Rotations, rotation{From: old.ID, To: id, Token: string(token)})
		if old.State == Active {
			old.State, old.Rotated = Rotated, now
		}
	}
	k.Keys = append(k.Keys, Key{ID: id, State: Active, Public: public, Created: now})
	return nil
}
