package keystore

import (
	"fmt"
	"time"

	"ollu/codec"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// issue brings licences and keys into being, all or none.
func (p *planner) issue(c *Issue) error {
	if len(c.Licences)+len(c.Keys) == 0 {
		return &FieldError{Field: "licences", Why: "there is nothing to issue"}
	}
	keys, err := keysByKey(c.Keys)
	if err != nil {
		return err
	}
	codes := make(map[codec.Code]bool, len(c.Licences))
	for i := range c.Licences {
		l := fresh(&c.Licences[i])
		if codes[l.Code] {
			return fmt.Errorf("licence %s twice: %w", l.Code, ErrExists)
		}
		codes[l.Code] = true
		if err := p.issueLicence(&l, keys, audit.Event{Action: audit.Issue, To: l.Expires}); err != nil {
			return err
		}
	}
	return p.issueKeys(c.Keys, keys)
}

// keysByKey indexes the keys of an act; a key that already names a code waits
// for that licence.
func keysByKey(all []RegKey) (map[codec.Key]codec.Code, error) {
	keys := make(map[codec.Key]codec.Code, len(all))
	for i := range all {
		k := &all[i]
		if err := checkRegKey(k); err != nil {
			return nil, err
		}
		if _, twice := keys[k.Key]; twice {
			return nil, fmt.Errorf("registration key %s twice: %w", k.Key, ErrExists)
		}
		keys[k.Key] = k.Code
	}
	return keys, nil
}

// fresh keeps of a licence what it is sold as; the rest begins with its issue.
func fresh(l *Licence) Licence {
	return Licence{
		Code: l.Code, Product: l.Product, Type: l.Type, Seats: l.Seats, Components: l.Components, Zone: l.Zone,
		Perpetual: l.Perpetual, Expires: l.Expires, Grace: l.Grace, DeviceLimit: l.DeviceLimit,
		Owner: l.Owner, Note: l.Note, Order: l.Order, Key: l.Key,
	}
}

// issueLicence writes a fresh licence, and the record of its key unless keys
// holds it.
func (p *planner) issueLicence(l *Licence, keys map[codec.Key]codec.Code, ev audit.Event) error {
	if err := checkTerms(l); err != nil {
		return err
	}
	if _, found, err := p.view.Licence(l.Code); err != nil || found {
		return orExists(err, "licence", l.Code)
	}
	l.IssuedAt = p.at
	l.Issued, _ = today(l, p.at)
	p.put(l, ev)
	p.receipt.Licences = append(p.receipt.Licences, *l)
	if l.Key.IsZero() {
		return nil
	}
	code, listed := keys[l.Key]
	if listed && code == l.Code {
		return nil
	}
	if listed {
		return &FieldError{Field: "key", Why: "a licence and the registration key it comes with must name each other"}
	}
	keys[l.Key] = l.Code
	k := keyOf(l)
	return p.issueKey(&k)
}

// issueKeys writes the keys that were listed. Those with a code must be the keys
// of licences issued beside them.
func (p *planner) issueKeys(all []RegKey, keys map[codec.Key]codec.Code) error {
	with := make(map[codec.Code]codec.Key, len(p.writes.Licences))
	for i := range p.writes.Licences {
		with[p.writes.Licences[i].Code] = p.writes.Licences[i].Key
	}
	for i := range all {
		k := all[i]
		if !k.Code.IsZero() && with[k.Code] != k.Key {
			return &FieldError{Field: "key", Why: "a licence and the registration key it comes with must name each other"}
		}
		if err := p.issueKey(&k); err != nil {
			return err
		}
	}
	return nil
}

func (p *planner) issueKey(k *RegKey) error {
	if _, found, err := p.view.RegKey(k.Key); err != nil || found {
		return orExists(err, "registration key", k.Key)
	}
	k.IssuedAt, k.RegisteredAt = p.at, time.Time{}
	p.receipt.Keys = append(p.receipt.Keys, *k)
	p.putKey(k)
	return nil
}

func (p *planner) putKey(k *RegKey) {
	p.writes.Keys = append(p.writes.Keys, *k)
	if k.Order != "" {
		p.index(customer.ByOrder, customer.OrderKey(k.Order, k.Key), nil)
	}
	p.log(audit.Event{Action: audit.IssueKey, To: k.Expires, Fingerprint: k.Key.Fingerprint(), Masked: k.Key.String(), Other: k.Code.Fingerprint()})
}

// keyOf is the record of the key that a licence came with.
func keyOf(l *Licence) RegKey {
	return RegKey{
		Key: l.Key, Prefix: l.Code.Prefix(), Product: l.Product, Type: l.Type, Seats: l.Seats,
		Perpetual: l.Perpetual, Expires: l.Expires, Code: l.Code, IssuedAt: l.IssuedAt, Order: l.Order,
	}
}

func orExists(err error, what string, name fmt.Stringer) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("%s %s: %w", what, name, ErrExists)
}
