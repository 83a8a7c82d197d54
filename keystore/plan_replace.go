package keystore

import (
	"ollu/codec"
	"ollu/keystore/audit"
)

// replace puts a new code in place of an old one (row L5).
func (p *planner) replace(c *Replace) error {
	old, err := p.licence(c.Old)
	if err != nil {
		return err
	}
	if old.Standing > Suspended {
		return p.conflict(&old, insteadOf(old.Standing))
	}
	heir := fresh(&c.New)
	if err := p.inherit(&heir, &old); err != nil {
		return err
	}
	from := old.Expires
	heir.Replaces, old.ReplacedBy, old.Standing = old.Code, heir.Code, Replaced
	p.changed(&old, audit.Event{Action: audit.Replace, From: from, To: heir.Expires, Other: heir.Code.Fingerprint()})
	if err := p.issueLicence(&heir, map[codec.Key]codec.Code{}, audit.Event{Action: audit.Issue, To: heir.Expires, Other: old.Code.Fingerprint()}); err != nil {
		return err
	}
	return p.handOver(&old, &heir)
}

// inherit fills what the new licence leaves open.
func (p *planner) inherit(heir, old *Licence) error {
	if heir.Product == "" {
		heir.Product, heir.Type, heir.Grace, heir.DeviceLimit = old.Product, old.Type, old.Grace, old.DeviceLimit
	}
	if heir.Product != old.Product {
		return &FieldError{Field: "product", Why: "a licence can only be replaced by one of the same product"}
	}
	if heir.Seats == 0 {
		heir.Seats = old.Seats
	}
	if len(heir.Components) == 0 {
		heir.Components = old.Components
	}
	if heir.Zone == "" {
		heir.Zone = old.Zone
	}
	if heir.Expires == 0 && !heir.Perpetual {
		if heir.offline() {
			return &FieldError{Field: "expires", Why: "must be stated for an offline code, which carries it"}
		}
		if _, err := p.fold(old); err != nil {
			return err
		}
		heir.Expires, heir.Perpetual, heir.Pending = old.Expires, old.Perpetual, old.Pending
	}
	heir.Owner, heir.Note, heir.Order = orText(heir.Owner, old.Owner), orText(heir.Note, old.Note), orText(heir.Order, old.Order)
	return nil
}

func orText[T ~string](s, otherwise T) T {
	if s == "" {
		return otherwise
	}
	return s
}
