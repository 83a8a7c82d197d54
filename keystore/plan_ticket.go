package keystore

import (
	"errors"
	"fmt"

	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// sweep is how many tickets are looked at for such as have run out when one is
// opened: those that follow its hash, which is a random place.
const sweep = 64

// ticket reads one that is good for what is asked of it.
func (p *planner) ticket(h customer.Hash, kind customer.TicketKind) (customer.Ticket, error) {
	t, err := p.book.Ticket(h)
	if errors.Is(err, ErrNotFound) || (err == nil && (t.Kind != kind || !t.Open(p.at))) {
		return t, ErrTicket
	}
	return t, err
}

// newTicket refuses a hash that stands for another ticket.
func (p *planner) newTicket(h customer.Hash) error {
	if h.IsZero() {
		return &FieldError{Field: "ticket.hash", Why: "is missing"}
	}
	if _, err := p.book.Ticket(h); !errors.Is(err, ErrNotFound) {
		return orExists(err, "ticket", h)
	}
	return nil
}

func (p *planner) putTicket(t *customer.Ticket) {
	p.write(customer.Tickets, customer.TicketKey(t.Hash), customer.AppendTicket(nil, t))
	if t.Kind == customer.Invite {
		p.index(customer.ByInvitation, customer.InvitationKey(t.Account, t.Hash), nil)
	}
}

func (p *planner) dropTicket(t *customer.Ticket) {
	p.drop(customer.Tickets, customer.TicketKey(t.Hash))
	if t.Kind == customer.Invite {
		p.drop(customer.ByInvitation, customer.InvitationKey(t.Account, t.Hash))
	}
}

// openTicket keeps a ticket of kind Reset or Invite.
func (p *planner) openTicket(c *OpenTicket) error {
	t := c.Ticket
	t.At, t.Expires = p.at, second(t.Expires)
	if err := p.newTicket(t.Hash); err != nil {
		return err
	}
	if err := p.checkTicket(&t); err != nil {
		return err
	}
	if err := p.sweepTickets(t.Hash); err != nil {
		return err
	}
	p.putTicket(&t)
	if p.toNobody(&t) {
		return nil
	}
	p.logTicket(audit.OpenTicket, &t)
	return nil
}

// toNobody tells whether a ticket was opened for the work alone, for an address that
// nobody has: nobody is told of it. It is gone in an hour; log entries stay, and
// strangers could write as many as they like.
func (p *planner) toNobody(t *customer.Ticket) bool {
	return t.Kind == customer.Reset && t.User == "" && len(p.act.Letters) == 0
}

func (p *planner) checkTicket(t *customer.Ticket) error {
	if err := checkMail("ticket.mail", t.Mail, required); err != nil {
		return err
	}
	if !t.Expires.After(p.at) {
		return &FieldError{Field: "ticket.expires", Why: "must be later than now"}
	}
	if err := checkInstants("ticket.expires", t.Expires); err != nil {
		return err
	}
	switch t.Kind {
	case customer.Reset:
		return p.checkReset(t)
	case customer.Invite:
		return p.checkInvite(t)
	}
	return &FieldError{Field: "ticket.kind", Why: "must be reset or invite"}
}

// checkReset: with a user it is about their account; else of whoever has the mail
// address, which is for nobody of an account to ask.
func (p *planner) checkReset(t *customer.Ticket) error {
	t.Account, t.Role, t.Lang, t.By = "", 0, "", ""
	if t.User == "" {
		if p.act.For != "" {
			return &FieldError{Field: "ticket.user", Why: "is missing"}
		}
		return nil
	}
	u, err := p.user(t.User)
	if err != nil {
		return err
	}
	if !sameMail(u.Person.Mail, t.Mail) {
		return &FieldError{Field: "ticket.mail", Why: "must be the user's"}
	}
	return nil
}

func (p *planner) checkInvite(t *customer.Ticket) error {
	t.User = ""
	if err := p.concern(t.Account); err != nil {
		return err
	}
	if err := checkRole(t.Role); err != nil {
		return err
	}
	if err := checkLang(t.Lang); err != nil {
		return err
	}
	if t.By == "" && p.act.For == "" {
		return nil
	}
	return p.member("ticket.by", t.By)
}

// sweepTickets drops tickets that have run out.
func (p *planner) sweepTickets(from customer.Hash) error {
	n := 0
	for item, err := range p.view.Scan(customer.Tickets, nil, customer.TicketKey(from), false) {
		if err != nil {
			return err
		}
		if n++; n > sweep {
			break
		}
		t, err := customer.TicketOf(item)
		if err != nil {
			return err
		}
		if !t.Open(p.at) {
			p.dropTicket(&t)
		}
	}
	return nil
}

// closeTicket takes an invitation, or what was sent to set a password, back.
func (p *planner) closeTicket(c *CloseTicket) error {
	t, err := p.book.Ticket(c.Hash)
	if err != nil {
		return err
	}
	owner := t.Account
	if t.User != "" {
		u, err := p.book.User(t.User)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		owner = u.Account
	}
	if p.act.For != "" && p.act.For != owner {
		return fmt.Errorf("ticket: %w", ErrNotFound)
	}
	if t.Kind == customer.Feed {
		return &FieldError{Field: "hash", Why: "must not be a calendar's: that has a change of its own"}
	}
	if owner != "" {
		if err := p.concern(owner); err != nil {
			return err
		}
	}
	p.dropTicket(&t)
	p.logTicket(audit.CloseTicket, &t)
	return nil
}

// logTicket names who holds the ticket: to the account's own users in full.
func (p *planner) logTicket(action audit.Action, t *customer.Ticket) {
	ev := audit.Event{Action: action, Masked: customer.MaskMail(t.Mail), Reason: t.Kind.String()}
	if p.account != nil {
		ev.Fingerprint, p.subject = string(p.account.ID), t.Mail
	}
	p.log(ev)
}

// vouched refuses an invitation of somebody who may invite no more: what an owner
// handed out ends with him.
func (p *planner) vouched(t *customer.Ticket) error {
	if t.By == "" {
		return nil
	}
	by, err := p.book.User(t.By)
	if errors.Is(err, ErrNotFound) || err == nil && (by.Account != t.Account || by.Role != customer.Owner) {
		return ErrTicket
	}
	return err
}

// join makes the user who was invited.
func (p *planner) join(c *Join) error {
	t, err := p.ticket(c.Ticket, customer.Invite)
	if err != nil {
		return err
	}
	if p.act.For != "" && p.act.For != t.Account {
		return ErrTicket
	}
	if err := p.concernUnheld(t.Account); err != nil {
		return err
	}
	if err := p.vouched(&t); err != nil {
		return err
	}
	if err := p.addUser(&c.User, t.Role); err != nil {
		return err
	}
	p.dropTicket(&t)
	p.logAccount(audit.Join, c.User.Login, t.Role.String())
	return nil
}
