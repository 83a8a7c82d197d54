package keystore

import (
	"errors"
	"slices"
	"time"

	"ollu/codec"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// line reads one of an account's list, and makes the account the act's.
func (p *planner) line(account customer.ID, no int) (*customer.Registration, error) {
	if err := p.concern(account); err != nil {
		return nil, err
	}
	r, err := p.book.Registration(account, no)
	return &r, err
}

// putLine writes a line, and answers with it.
func (p *planner) putLine(r *customer.Registration) {
	p.write(customer.Registrations, customer.RegistrationKey(r.Account, r.No), customer.AppendRegistration(nil, r))
	p.answerLine(r)
}

// answerLine has a line in the receipt, once.
func (p *planner) answerLine(r *customer.Registration) {
	all := &p.receipt.Registrations
	if i := slices.IndexFunc(*all, func(was customer.Registration) bool { return was.No == r.No }); i >= 0 {
		(*all)[i] = *r
		return
	}
	*all = append(*all, *r)
}

// ownCode makes a code the account's, by a line.
func (p *planner) ownCode(code codec.Code, r *customer.Registration) {
	p.index(customer.ByCode, customer.CodeKey(code), customer.RegistrationKey(r.Account, r.No))
}

// markKey notes that a key was registered for a code, and with a zero time that
// it can be registered again.
func (p *planner) markKey(k RegKey, code codec.Code, at time.Time) {
	k.Code, k.RegisteredAt = code, at
	p.writes.Keys = append(p.writes.Keys, k)
	p.receipt.Keys = append(p.receipt.Keys, k)
}

// logCode logs what was done with a code of the account that the act concerns.
func (p *planner) logCode(action audit.Action, code codec.Code, reason string) {
	p.log(audit.Event{Action: action, Fingerprint: code.Fingerprint(), Masked: code.String(), Other: string(p.account.ID), Reason: reason})
}

// formerly is what stands on a line, for its history.
func formerly(r *customer.Registration) customer.Former {
	return customer.Former{Key: r.Key, Code: r.Code, Type: r.Type, At: r.At}
}

// unregister takes a line off, frees its codes, and lets its keys be registered
// again.
func (p *planner) unregister(c *Unregister) error {
	r, err := p.line(c.Account, c.No)
	if err != nil {
		return err
	}
	if err := checkText("reason", c.Reason, maxReason); err != nil {
		return err
	}
	p.drop(customer.Registrations, customer.RegistrationKey(r.Account, r.No))
	for _, code := range r.Codes() {
		p.drop(customer.ByCode, customer.CodeKey(code))
	}
	for _, f := range append(r.Former, formerly(r)) {
		if err := p.freeKey(f); err != nil {
			return err
		}
	}
	p.logCode(audit.Unregister, r.Code, c.Reason)
	return nil
}

// freeKey lets the key of a line be registered again, for the code that came of
// it.
func (p *planner) freeKey(f customer.Former) error {
	if f.Key.IsZero() {
		return nil
	}
	k, found, err := p.view.RegKey(f.Key)
	if err == nil && found {
		p.markKey(k, f.Code, time.Time{})
	}
	return err
}

// handOver gives the code that takes the place of one that an account holds to
// the same line (row L5).
func (p *planner) handOver(old, heir *Licence) error {
	r, err := p.book.RegistrationOf(old.Code)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := p.concern(r.Account); err != nil {
		return err
	}
	r.Succeed(old.Code, heir.Code)
	if r.Code == heir.Code {
		r.Type = heir.Type
	}
	p.putLine(&r)
	p.ownCode(heir.Code, &r)
	return nil
}
