package keystore

import "ollu/keystore/audit"

func (p *planner) suspend(c *Suspend) error {
	l, err := p.licence(c.Code)
	if err != nil {
		return err
	}
	if err := checkText("reason", c.Reason, maxReason); err != nil {
		return err
	}
	if l.Standing == Suspended {
		return p.conflict(&l, "it is suspended already")
	}
	if l.Standing > Activated {
		return p.conflict(&l, insteadOf(l.Standing))
	}
	l.Standing = Suspended
	l.Suspension = &Tombstone{At: p.at, By: p.act.By, Reason: c.Reason}
	p.changed(&l, audit.Event{Action: audit.Suspend, Reason: c.Reason})
	return nil
}

func (p *planner) revoke(c *Revoke) error {
	l, err := p.licence(c.Code)
	if err != nil {
		return err
	}
	if err := checkText("reason", c.Reason, maxReason); err != nil {
		return err
	}
	if c.Reason == "" {
		return &FieldError{Field: "reason", Why: "says why a licence is revoked, and is missing"}
	}
	if l.Standing == Revoked {
		return p.conflict(&l, "it is revoked already")
	}
	if l.Standing == Replaced {
		return p.conflict(&l, insteadOf(l.Standing))
	}
	l.Standing = Revoked
	l.Revocation = &Tombstone{At: p.at, By: p.act.By, Reason: c.Reason}
	p.changed(&l, audit.Event{Action: audit.Revoke, Reason: c.Reason})
	return nil
}

// resume lifts what is in force, a suspension below a revocation too.
func (p *planner) resume(c *Resume) error {
	l, err := p.licence(c.Code)
	if err != nil {
		return err
	}
	if l.Standing != Suspended && l.Standing != Revoked {
		return p.conflict(&l, insteadOf(l.Standing))
	}
	l.Suspension, l.Revocation = p.lifted(l.Suspension), p.lifted(l.Revocation)
	l.Standing = Issued
	if !l.ActivatedAt.IsZero() {
		l.Standing = Activated
	}
	p.changed(&l, audit.Event{Action: audit.Resume})
	return nil
}

// signFile only logs: what is signed is in nobody's way.
func (p *planner) signFile(c *SignFile) error {
	l, err := p.ownLicence(c.Code)
	if err != nil {
		return err
	}
	p.log(audit.Event{
		Action: audit.SignFile, Fingerprint: l.Code.Fingerprint(), Masked: l.Code.String(), To: c.Until, Reason: "signed by key " + c.KeyID,
	})
	p.receipt.Licences = []Licence{l}
	return nil
}

func (p *planner) lifted(t *Tombstone) *Tombstone {
	if !t.inForce() {
		return t
	}
	up := *t
	up.LiftedAt = p.at
	return &up
}
