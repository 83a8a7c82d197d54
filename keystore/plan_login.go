package keystore

import (
	"slices"

	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// setPassword ends all sessions of the user, and uses up the ticket that stood
// for the old password.
func (p *planner) setPassword(c *SetPassword) error {
	u, err := p.user(c.User)
	if err != nil {
		return err
	}
	if err := checkPassword(c.Hash); err != nil {
		return err
	}
	how := ""
	if !c.Ticket.IsZero() {
		if err := p.resetBy(u, c.Ticket); err != nil {
			return err
		}
		how = "by ticket"
	}
	u.Password, u.PasswordAt = c.Hash, p.at
	u.Epoch++
	p.changedUser(u, audit.SetPassword, how)
	return nil
}

// resetBy uses up a ticket of kind Reset. One that was made before the user's
// password was last set, or was sent to an address that is theirs no more, is void.
func (p *planner) resetBy(u *customer.User, h customer.Hash) error {
	t, err := p.ticket(h, customer.Reset)
	if err != nil {
		return err
	}
	if (t.User != "" && t.User != u.ID) || !sameMail(t.Mail, u.Person.Mail) || u.PasswordAt.After(t.At) {
		return ErrTicket
	}
	if err := p.concernUnheld(u.Account); err != nil {
		return err
	}
	p.dropTicket(&t)
	return nil
}

// setFactor sets or removes the second factor (row P7), and ends all sessions: who
// came in without it is to prove himself anew.
func (p *planner) setFactor(c *SetFactor) error {
	u, err := p.user(c.User)
	if err != nil {
		return err
	}
	if err := checkFactor(c); err != nil {
		return err
	}
	u.Epoch++
	if len(c.Factor) == 0 {
		u.Factor, u.Step, u.Recovery = nil, 0, nil
		p.changedUser(u, audit.SetFactor, "off")
		return nil
	}
	u.Factor, u.Step, u.Recovery = slices.Clone(c.Factor), c.Step, slices.Clone(c.Recovery)
	p.changedUser(u, audit.SetFactor, "on")
	return nil
}

// logIn notes a log-in. Whose second factor is on gets in by it alone.
func (p *planner) logIn(c *LogIn) error {
	u, err := p.user(c.User)
	if err != nil {
		return err
	}
	if err := p.concernUnheld(u.Account); err != nil {
		return err
	}
	how, err := useFactor(u, c)
	if err != nil {
		return err
	}
	if c.Hash != "" {
		if err := checkPassword(c.Hash); err != nil {
			return err
		}
		u.Password = c.Hash
	}
	u.LastLogIn = p.at
	p.changedUser(u, audit.LogIn, how)
	return nil
}

// useFactor uses up what proves the second factor, and says which it was.
func useFactor(u *customer.User, c *LogIn) (how string, err error) {
	byStep, byRecovery := c.Step != 0, !c.Recovery.IsZero()
	switch {
	case byStep && byRecovery:
		return "", &FieldError{Field: "recovery", Why: "must be missing beside the code of a second factor"}
	case len(u.Factor) == 0 && (byStep || byRecovery):
		return "", &FieldError{Field: "step", Why: "must be missing: the user has no second factor"}
	case len(u.Factor) == 0:
		return "", nil
	case byRecovery:
		i := slices.Index(u.Recovery, c.Recovery)
		if i < 0 {
			return "", ErrUsed
		}
		u.Recovery = slices.Delete(u.Recovery, i, i+1)
		return "by recovery code", nil
	case !byStep:
		return "", &FieldError{Field: "step", Why: "must be there: the user has a second factor"}
	case c.Step <= u.Step:
		return "", ErrUsed
	}
	u.Step = c.Step
	return "by second factor", nil
}
