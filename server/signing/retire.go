package signing

import (
	"slices"
	"time"
)

// Retire takes a key that was rotated out of the key set and deletes its
// private key. While something that it signed has not run out it is refused
// with ErrNeeded, unless force is set. A compromised key goes at once, and with
// it every rotation by it or for it, so that whoever stole it can vouch for
// nothing; who knows that key alone must be given the new one by hand. Retiring
// twice is as good as once. The active key is refused with ErrActive, always:
// rotate first.
func (r *Ring) Retire(id string, now time.Time, force, compromised bool) error {
	return locked(r.dir, func() error {
		k, err := readKeyring(r.dir)
		if err != nil {
			return err
		}
		if err := k.retire(id, seconds(now), force, compromised); err != nil {
			return err
		}
		return k.commit(r.disk, r.dir)
	})
}

func (k *keyring) retire(id string, now time.Time, force, compromised bool) error {
	key := k.key(id)
	switch {
	case key == nil:
		return refuse(ErrUnknownKey, "ollu signing list shows the keys", "there is no signing key of that name")
	case key.State == Active:
		return refuse(ErrActive, "run ollu signing rotate first", "%s is the key that signs", id)
	case key.State == Rotated && !force && !compromised && now.Before(key.NeededUntil()):
		return refuse(ErrNeeded, "wait until then; --force retires it now, and products lose the statements and licence files that it signed; --compromised does when it was stolen",
			"what %s signed runs until %s", id, key.NeededUntil().Format(time.RFC3339))
	}
	if key.State == Rotated {
		key.State, key.Retired = Retired, now
	}
	if compromised && key.State != Compromised {
		key.State, key.Retired = Compromised, now
		k.Rotations = slices.DeleteFunc(k.Rotations, func(r rotation) bool { return r.From == id || r.To == id })
	}
	return nil
}
