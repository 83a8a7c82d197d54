package signing

import (
	"crypto/ed25519"
	"time"
)

// State is what has become of a key.
type State string

// The states of a key. There is exactly one active key.
const (
	Active      State = "active"      // signs
	Rotated     State = "rotated"     // signs no more; published while what it signed has not run out
	Retired     State = "retired"     // no longer published; its private key is deleted
	Compromised State = "compromised" // retired, and nothing that it signed counts any more
)

// settle is how long after a rotation the last statements of the old key run
// out: those on a manager's shelf live for 35 days, and a server may take a day
// to hear of the new key.
const settle = 36 * 24 * time.Hour

// Key is what is known of a signing key, beside the private key itself. Times
// are whole seconds, UTC; a zero time has not come.
type Key struct {
	ID         string            `json:"id"`
	State      State             `json:"state"`
	Public     ed25519.PublicKey `json:"public"`
	Created    time.Time         `json:"created"`
	Rotated    time.Time         `json:"rotated,omitzero"`     // when another took its place
	Retired    time.Time         `json:"retired,omitzero"`     // when it was retired or found compromised
	SignsUntil time.Time         `json:"signs_until,omitzero"` // when the last licence file that it signed runs out
}

// NeededUntil is when all that the key signed has run out; zero for the active
// key, of which nobody knows.
func (k *Key) NeededUntil() time.Time {
	if k.State == Active {
		return time.Time{}
	}
	until := k.Rotated.Add(settle)
	if k.SignsUntil.After(until) {
		until = k.SignsUntil
	}
	return until
}

// Published tells whether the key is in the key set at now.
func (k *Key) Published(now time.Time) bool {
	return k.State == Active || k.State == Rotated && now.Before(k.NeededUntil())
}

// held tells whether the ring has the private key.
func (k *Key) held() bool { return k.State == Active || k.State == Rotated }

func seconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
