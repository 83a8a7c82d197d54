package keystore

import (
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// editCompany and editSupport save one tab each, and leave the other as it is
// (row R7).
func (p *planner) editCompany(c *EditCompany) error {
	if err := p.concern(c.Account); err != nil {
		return err
	}
	if err := checkCompany("company", &c.Company); err != nil {
		return err
	}
	if err := checkMail("emergency_mail", c.EmergencyMail, optional); err != nil {
		return err
	}
	if err := fresher(c.Was, p.account.Company, p.account.EmergencyMail); err != nil {
		return err
	}
	p.account.Company, p.account.EmergencyMail, p.account.ChangedAt = c.Company, c.EmergencyMail, p.at
	p.logAccount(audit.EditCompany, "", "")
	return nil
}

func (p *planner) editSupport(c *EditSupport) error {
	if err := p.concern(c.Account); err != nil {
		return err
	}
	if err := checkContact(&c.Support); err != nil {
		return err
	}
	if err := fresher(c.Was, p.account.Support); err != nil {
		return err
	}
	p.account.Support, p.account.ChangedAt = c.Support, p.at
	p.logAccount(audit.EditSupport, "", "")
	return nil
}

// fresher refuses an edit of what somebody else has changed since.
func fresher(was string, now ...any) error {
	if was != "" && was != customer.Digest(now...) {
		return ErrStale
	}
	return nil
}

// setFeed gives the calendar a new address and takes the old one away.
func (p *planner) setFeed(c *SetFeed) error {
	if err := p.concern(c.Account); err != nil {
		return err
	}
	if old := p.account.Feed; !old.IsZero() {
		p.drop(customer.Tickets, customer.TicketKey(old))
	}
	if !c.Hash.IsZero() {
		if err := p.newTicket(c.Hash); err != nil {
			return err
		}
		p.putTicket(&customer.Ticket{Hash: c.Hash, Kind: customer.Feed, Account: c.Account, At: p.at})
	}
	p.account.Feed = c.Hash
	p.logAccount(audit.SetFeed, "", "")
	return nil
}

// holdAccount keeps everybody out, also those whose session waits until the
// account is released.
func (p *planner) holdAccount(c *HoldAccount) error {
	if err := p.concern(c.Account); err != nil {
		return err
	}
	if err := checkText("reason", c.Reason, maxReason); err != nil {
		return err
	}
	if p.account.Hold != nil {
		return p.refuse("the account is held already")
	}
	users, err := p.book.UsersOf(c.Account)
	if err != nil {
		return err
	}
	for i := range users {
		users[i].Epoch++
		p.putUser(&users[i])
	}
	p.account.Hold = &customer.Hold{At: p.at, By: p.act.By, Reason: c.Reason}
	p.logAccount(audit.HoldAccount, "", c.Reason)
	return nil
}

func (p *planner) releaseAccount(c *ReleaseAccount) error {
	if err := p.concern(c.Account); err != nil {
		return err
	}
	if p.account.Hold == nil {
		return p.refuse("the account is not held")
	}
	p.account.Hold = nil
	p.logAccount(audit.ReleaseAccount, "", "")
	return nil
}
