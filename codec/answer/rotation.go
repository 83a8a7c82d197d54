package answer

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"
)

// AppendRotation writes behind dst the statement by which this key vouches for
// the next one of the same issuer.
func (s *Signer) AppendRotation(dst []byte, issuer string, next ed25519.PublicKey, at time.Time) []byte {
	p := appendClaim([]byte{'{'}, claimIssuer, issuer)
	p = appendInstant(p, claimIssuedAt, at)
	p = append(p, `"key":`...)
	p = appendJWK(p, next)
	return s.AppendToken(dst, TypeRotation, append(p, '}'))
}

// Follow takes in every key that a key of the set vouches for, and every key
// that such a one vouches for, in whatever order the rotation statements come.
// Those of another issuer, of unknown keys, and what is no rotation statement
// are passed over. It gives the ids of the new keys, in the order in which they
// were reached.
func (k *KeySet) Follow(issuer string, rotations []string) (added []string) {
	by := map[string][][]byte{} // by the key that is said to have signed
	for _, r := range rotations {
		p, err := split([]byte(r))
		if err != nil {
			continue
		}
		if id, err := p.keyID(TypeRotation); err == nil {
			by[id] = append(by[id], []byte(r))
		}
	}
	for known := k.IDs(); len(known) > 0; known = known[1:] {
		for _, r := range by[known[0]] {
			next, err := k.rotation(issuer, r)
			if err != nil || k.keys[KeyID(next)] != nil {
				continue
			}
			id := k.Add(next)
			added, known = append(added, id), append(known, id)
		}
	}
	return added
}

// rotation gives the key that a rotation statement vouches for.
func (k *KeySet) rotation(issuer string, token []byte) (next ed25519.PublicKey, err error) {
	payload, _, err := k.Open(TypeRotation, token)
	if err != nil {
		return nil, err
	}
	_, err = openNotice(payload, issuer, "key", func(s *scanner) (err error) {
		next, err = s.jwk()
		if err == nil && next == nil {
			err = errors.New("it is no key for Ed25519 signatures")
		}
		return err
	})
	return next, err
}

// openNotice reads a payload of iss, iat and one member more, which visit reads,
// each once. Members with other names are skipped.
func openNotice(payload []byte, issuer, member string, visit func(*scanner) error) (at time.Time, err error) {
	f := fields{reads: claimFields}
	found := false
	s := scanner{text: string(payload)}
	err = s.object(func(name string) (err error) {
		if name == member {
			found = true
			err = visit(&s)
		} else {
			err = f.member(&s, name)
		}
		if err != nil {
			return fmt.Errorf("member %.24q: %w", name, err)
		}
		return f.once(name)
	})
	if err == nil && !found {
		err = fmt.Errorf("member %q is missing", member)
	}
	if err == nil {
		at, err = take(&f, claimIssuedAt, parseInstant), f.err
	}
	if err != nil {
		return time.Time{}, unreadable(err)
	}
	if got := f.values[claimIssuer]; got != issuer {
		return time.Time{}, refuse(OtherIssuer, "issuer %.40q, not %.40q", got, issuer)
	}
	return at, nil
}
