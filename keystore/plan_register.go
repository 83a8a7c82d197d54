package keystore

import (
	"errors"
	"slices"

	"ollu/codec/product"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// registerAll gives an account what it bought, all or none.
func (p *planner) registerAll(c *Register) error {
	if err := p.registrant(c); err != nil {
		return err
	}
	bought, err := p.purchases(c)
	if err != nil {
		return err
	}
	list, err := p.book.Registrations(p.account.ID)
	if err != nil {
		return err
	}
	by := c.By
	if c.Account != nil {
		by = c.User.ID
	}
	for i := range bought {
		if list, err = p.enterLine(list, &bought[i], by); err != nil {
			return err
		}
	}
	return nil
}

// registrant is who registers: a new account with its first user, or one that is
// there.
func (p *planner) registrant(c *Register) error {
	switch {
	case c.Account != nil && p.act.For != "":
		return &FieldError{Field: "account", Why: "must be missing in an act on behalf of another"}
	case c.Account != nil:
		return p.openAccount(c)
	case p.act.For == "":
		return &FieldError{Field: "account", Why: "is missing"}
	case c.User != nil:
		return &FieldError{Field: "user", Why: "must be missing where the account is there already"}
	case c.By == "":
		return nil
	}
	return p.member("by", c.By)
}

// openAccount makes an account, and its first user an owner.
func (p *planner) openAccount(c *Register) error {
	if c.User == nil {
		return &FieldError{Field: "user", Why: "is missing"}
	}
	if c.By != "" && c.By != c.User.ID {
		return &FieldError{Field: "by", Why: "must be the account's first user"}
	}
	a := customer.Account{
		ID: c.Account.ID, Company: c.Account.Company, EmergencyMail: c.Account.EmergencyMail, Support: c.Account.Support,
		Seller: c.Account.Seller, Terms: c.Account.Terms, TermsAt: second(c.Account.TermsAt), CreatedAt: p.at,
	}
	if err := checkAccount(&a); err != nil {
		return err
	}
	if _, err := p.book.Account(a.ID); !errors.Is(err, ErrNotFound) {
		return orExists(err, "account", printed(a.ID))
	}
	if a.TermsAt.IsZero() {
		a.TermsAt = p.at
	}
	p.account = &a
	if err := p.addUser(c.User, customer.Owner); err != nil {
		return err
	}
	p.logAccount(audit.OpenAccount, c.User.Login, "")
	return nil
}

// orElse gives the failure to read, and where there was none the refusal.
func orElse(err, refusal error) error {
	if err != nil {
		return err
	}
	return refusal
}

// enterLine puts a product into an account's list: a full one in the place of the
// first line that holds its trial (row R6), any other on a line of its own. It
// gives the list as it is then.
func (p *planner) enterLine(list []customer.Registration, b *purchase, by customer.ID) ([]customer.Registration, error) {
	i := slices.IndexFunc(list, func(r customer.Registration) bool {
		return b.licence.Type == product.Full && r.Type == product.Trial && r.Product == b.licence.Product
	})
	note := ""
	if i < 0 {
		if p.account.Registrations >= customer.MaxNumber {
			return nil, p.refuse("the account's list is full")
		}
		p.account.Registrations++
		i = len(list)
		list = append(list, customer.Registration{Account: p.account.ID, No: p.account.Registrations})
	} else {
		note = "in place of " + list[i].Code.String()
		list[i].Former = append(list[i].Former, formerly(&list[i]))
	}
	r, l := &list[i], &b.licence
	r.Key, r.Code, r.Product, r.Type, r.Order, r.At, r.By = b.key.Key, l.Code, l.Product, l.Type, l.Order, p.at, by
	p.putLine(r)
	p.ownCode(l.Code, r)
	if !b.key.Key.IsZero() {
		p.markKey(b.key, l.Code, p.at)
	}
	p.logCode(audit.Register, l.Code, note)
	return list, nil
}
