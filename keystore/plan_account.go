package keystore

import (
	"errors"
	"fmt"

	"ollu/codec"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// admit lets an act on behalf of an account in: for what customers may do, while
// the account is not held.
func (p *planner) admit() error {
	if p.act.For == "" {
		return nil
	}
	if !forCustomers(p.act.Change) {
		return &FieldError{Field: "for", Why: "must be empty: this is the issuer's to do"}
	}
	if err := p.concernUnheld(p.act.For); err != nil {
		return err
	}
	return p.stillHimself()
}

// stillHimself refuses what a session or a password asks for that was good when it
// was looked at, and is not any more.
func (p *planner) stillHimself() error {
	if p.act.User == "" {
		return nil
	}
	u, err := p.book.User(p.act.User)
	if errors.Is(err, ErrNotFound) || err == nil && (u.Account != p.act.For || u.Epoch != p.act.Epoch) {
		return ErrEnded
	}
	return err
}

// concern makes an account the one that the act is about. In an act on behalf of
// another account there is no such.
func (p *planner) concern(id customer.ID) error {
	if err := checkID("account", id); err != nil {
		return err
	}
	if p.account != nil && p.account.ID == id {
		return nil
	}
	if p.act.For != "" && p.act.For != id {
		return fmt.Errorf("account %s: %w", id, ErrNotFound)
	}
	a, err := p.book.Account(id)
	if err != nil {
		return err
	}
	p.account = &a
	return nil
}

// concernUnheld is concern for those whom a held account keeps out.
func (p *planner) concernUnheld(id customer.ID) error {
	if err := p.concern(id); err != nil {
		return err
	}
	if p.account.Hold != nil {
		return fmt.Errorf("account %s: %w", id, ErrHeld)
	}
	return nil
}

// ownLicence is licence for an act that keeps to what is an account's own.
func (p *planner) ownLicence(code codec.Code) (Licence, error) {
	l, err := p.licence(code)
	if err != nil || p.act.For == "" {
		return l, err
	}
	r, err := p.book.RegistrationOf(code)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Licence{}, err
	}
	if err != nil || r.Account != p.act.For {
		return Licence{}, fmt.Errorf("licence %s: %w", code, ErrNotFound)
	}
	return l, nil
}

// refuse is conflict for what is not about a licence.
func (p *planner) refuse(why string) error {
	return &ConflictError{Want: p.act.Change.verb(), Why: why}
}

// logAccount logs what was done to the account that the act concerns.
func (p *planner) logAccount(action audit.Action, masked, reason string) {
	p.log(audit.Event{Action: action, Fingerprint: string(p.account.ID), Masked: masked, Reason: reason})
}

// write puts a record into a table.
func (p *planner) write(t customer.Table, key, value []byte) {
	p.writes.Tables = append(p.writes.Tables, customer.Put{Table: t, Key: key, Value: value})
}

// index puts an entry into an index; what it finds may be in its key alone.
func (p *planner) index(t customer.Table, key, value []byte) {
	if value == nil {
		value = []byte{}
	}
	p.write(t, key, value)
}

// drop takes an entry away.
func (p *planner) drop(t customer.Table, key []byte) { p.write(t, key, nil) }

// settle adds to an act that changed something what follows from it: the account
// as it is now, what its users see of it, and the letters.
func (p *planner) settle() error {
	if p.account != nil {
		p.receipt.Account = p.account
	}
	if p.writes.Empty() {
		return nil
	}
	if p.account != nil {
		if err := p.tell(); err != nil {
			return err
		}
		p.account.Revision++
		p.write(customer.Accounts, customer.AccountKey(p.account.ID), customer.AppendAccount(nil, p.account))
	}
	return p.queue()
}

// tell writes an activity for each log entry. The issue of a licence is none of
// its own: it is part of the registration or replacement beside it.
func (p *planner) tell() error {
	last, err := p.book.Activities(p.account.ID, 0, 1)
	if err != nil {
		return err
	}
	seq := uint64(0)
	if len(last) > 0 {
		seq = last[0].Seq
	}
	for i := range p.writes.Audit {
		ev := &p.writes.Audit[i]
		if ev.Action == audit.Issue {
			continue
		}
		seq++
		a := customer.Activity{At: p.at, Actor: ev.Actor, Action: ev.Action.String(), Subject: orText(p.subject, ev.Masked)}
		p.write(customer.Activities, customer.ActivityKey(p.account.ID, seq), customer.AppendActivity(nil, &a))
	}
	return nil
}
