package keystore

import (
	"errors"
	"fmt"

	"ollu/codec"
	"ollu/keystore/audit"
)

// purchase is one thing that is registered.
type purchase struct {
	licence Licence
	key     RegKey // zero: the licence came without one
}

// purchases reads what the keys and codes stand for; what a key without a code
// stands for is issued.
func (p *planner) purchases(c *Register) ([]purchase, error) {
	if n := len(c.Keys) + len(c.Codes); n == 0 || n > maxBought {
		return nil, &FieldError{Field: "keys", Why: fmt.Sprintf("must be 1 to %d, together with codes", maxBought)}
	}
	if twice(c.Keys) || twice(c.Codes) {
		return nil, errTwice
	}
	promised, err := promises(c.Fresh)
	if err != nil {
		return nil, err
	}
	all := make([]purchase, len(c.Keys)+len(c.Codes))
	for i, key := range c.Keys {
		if all[i], err = p.byKey(key, promised); err != nil {
			return nil, err
		}
	}
	for i, code := range c.Codes {
		if all[len(c.Keys)+i], err = p.byCode(code); err != nil {
			return nil, err
		}
	}
	if len(promised) > 0 {
		return nil, &FieldError{Field: "fresh", Why: "must hold licences of keys of the act alone, of those that have no code yet"}
	}
	return all, once(all)
}

// promises finds the licence of a key that has no code yet.
func promises(all []Licence) (map[codec.Key]*Licence, error) {
	promised := make(map[codec.Key]*Licence, len(all))
	for i := range all {
		promised[all[i].Key] = &all[i]
	}
	if len(promised) != len(all) {
		return nil, &FieldError{Field: "fresh", Why: "must have one licence for a key"}
	}
	return promised, nil
}

// once refuses what was named by its key and by its code.
func once(all []purchase) error {
	codes := make([]codec.Code, len(all))
	for i := range all {
		codes[i] = all[i].licence.Code
	}
	if twice(codes) {
		return errTwice
	}
	return nil
}

var errTwice = &FieldError{Field: "keys", Why: "must not name one licence twice, by its key or its code"}

func twice[T comparable](all []T) bool {
	seen := make(map[T]bool, len(all))
	for _, x := range all {
		seen[x] = true
	}
	return len(seen) != len(all)
}

// byKey takes what it uses out of promised.
func (p *planner) byKey(key codec.Key, promised map[codec.Key]*Licence) (purchase, error) {
	if key.IsZero() {
		return purchase{}, &FieldError{Field: "keys", Why: "a key is missing"}
	}
	k, found, err := p.view.RegKey(key)
	if err != nil {
		return purchase{}, err
	}
	if !found {
		return purchase{}, fmt.Errorf("registration key %s: %w", key, ErrNotFound)
	}
	if !k.RegisteredAt.IsZero() {
		return purchase{}, fmt.Errorf("registration key %s: %w", key, ErrRegistered)
	}
	if k.Code.IsZero() {
		l, err := p.bring(&k, promised[key])
		delete(promised, key)
		return purchase{licence: l, key: k}, err
	}
	l, err := p.entitled(k.Code)
	return purchase{licence: l, key: k}, err
}

// bring issues the licence of a key that has no code yet.
func (p *planner) bring(k *RegKey, l *Licence) (Licence, error) {
	if l == nil {
		return Licence{}, &FieldError{Field: "fresh", Why: "must hold the licence of each key that has no code yet"}
	}
	if l.Product != k.Product || l.Type != k.Type || l.Seats != k.Seats || l.Code.Prefix() != k.Prefix {
		return Licence{}, &FieldError{Field: "fresh", Why: "must have the product, type, seats and prefix of its key"}
	}
	if l.Perpetual != k.Perpetual || (k.Expires != 0 && l.Expires != k.Expires) {
		return Licence{}, &FieldError{Field: "fresh", Why: "must end as its key says"}
	}
	issued := fresh(l)
	issued.Order = orText(issued.Order, k.Order)
	names := map[codec.Key]codec.Code{k.Key: l.Code}
	err := p.issueLicence(&issued, names, audit.Event{Action: audit.Issue, To: l.Expires, Reason: "registered by key " + k.Key.String()})
	return issued, err
}

// byCode registers the key too that the licence came with.
func (p *planner) byCode(code codec.Code) (purchase, error) {
	l, err := p.entitled(code)
	if err != nil || l.Key.IsZero() {
		return purchase{licence: l}, err
	}
	k, found, err := p.view.RegKey(l.Key)
	if err != nil || !found || k.Code != code {
		return purchase{licence: l}, err
	}
	if !k.RegisteredAt.IsZero() {
		return purchase{}, fmt.Errorf("licence %s: %w", code, ErrRegistered)
	}
	return purchase{licence: l, key: k}, nil
}

// entitled reads a licence that can be registered: nobody's yet, and in force.
func (p *planner) entitled(code codec.Code) (Licence, error) {
	l, err := p.licence(code)
	if err != nil {
		return l, err
	}
	if _, err := p.book.RegistrationOf(code); !errors.Is(err, ErrNotFound) {
		return l, orElse(err, fmt.Errorf("licence %s: %w", code, ErrRegistered))
	}
	if l.Standing > Activated {
		return l, p.conflict(&l, insteadOf(l.Standing))
	}
	p.receipt.Licences = append(p.receipt.Licences, l)
	return l, nil
}
