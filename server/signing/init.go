package signing

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"ollu/codec/answer"
)

// beginning and importing are what a folder is called, behind the name of the
// ring, until it is complete.
const (
	beginning = ".new"
	importing = ".import"
)

// Init makes a ring with one key in dir, which must not hold one yet:
// ErrExists. issuer is the name that will stand in all that is signed; it
// cannot be changed later, because the products check it.
func Init(dir, issuer string, random io.Reader, now time.Time) (*Ring, error) {
	return start(disk{}, dir, issuer, random, now)
}

func start(d disk, dir, issuer string, random io.Reader, now time.Time) (*Ring, error) {
	if err := checkIssuer(issuer); err != nil {
		return nil, err
	}
	k, s, err := fresh(issuer, random, now)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), dirMode); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	err = locked(dir, func() error {
		if err := absent(dir); err != nil {
			return err
		}
		if err := build(d, dir+beginning, k, s); err != nil {
			return fmt.Errorf("make the signing keys: %w", err)
		}
		return d.settle(dir+beginning, dir)
	})
	if err != nil {
		return nil, err
	}
	return open(d, dir, now)
}

// fresh draws the keys of a ring that begins.
func fresh(issuer string, random io.Reader, now time.Time) (*keyring, *secrets, error) {
	key, err := newKey(random)
	if err != nil {
		return nil, nil, err
	}
	public := key.Public().(ed25519.PublicKey)
	id := answer.KeyID(public)
	s := &secrets{keys: map[string]ed25519.PrivateKey{id: key}}
	if _, err := io.ReadFull(random, s.master[:]); err != nil {
		return nil, nil, fmt.Errorf("draw the key of offline codes: %w", err)
	}
	return &keyring{
		Format: format, Issuer: issuer, Offline: fingerprint(&s.master),
		Keys:      []Key{{ID: id, State: Active, Public: public, Created: seconds(now)}},
		Rotations: []rotation{},
	}, s, nil
}

// absent refuses a folder that holds a ring, sound or not.
func absent(dir string) error {
	_, err := readKeyring(dir)
	if errors.Is(err, ErrNone) {
		return nil
	}
	if err == nil {
		return refuse(ErrExists, "ollu signing list shows them, ollu signing rotate adds a new one", "there are signing keys in %s already", dir)
	}
	return err
}

// build writes a whole ring into a folder of its own.
func build(d disk, dir string, k *keyring, s *secrets) error {
	if err := d.folder(dir); err != nil {
		return err
	}
	for id, key := range s.keys {
		text, err := keyText(key)
		if err != nil {
			return err
		}
		if err := d.write(keyPath(dir, id), text); err != nil {
			return err
		}
	}
	if err := d.write(filepath.Join(dir, offlineFile), masterText(&s.master)); err != nil {
		return err
	}
	return k.commit(d, dir)
}
