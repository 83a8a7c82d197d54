package keystore

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// user reads one that must be there, and makes their account the act's.
func (p *planner) user(id customer.ID) (*customer.User, error) {
	if err := checkID("user", id); err != nil {
		return nil, err
	}
	u, err := p.book.User(id)
	if err != nil {
		return nil, err
	}
	if p.act.For != "" && u.Account != p.act.For {
		return nil, fmt.Errorf("user %s: %w", id, ErrNotFound)
	}
	p.receipt.User = &u
	return &u, p.concern(u.Account)
}

// member says whether a user is of the act's account.
func (p *planner) member(field string, id customer.ID) error {
	if err := checkID(field, id); err != nil {
		return err
	}
	u, err := p.book.User(id)
	if err != nil {
		return err
	}
	if u.Account != p.account.ID {
		return fmt.Errorf("user %s: %w", id, ErrNotFound)
	}
	p.receipt.User = &u
	return nil
}

// changedUser writes a user that was there before, and logs it.
func (p *planner) changedUser(u *customer.User, action audit.Action, reason string) {
	p.putUser(u)
	p.logAccount(action, u.Login, reason)
}

func (p *planner) putUser(u *customer.User) {
	p.write(customer.Users, customer.UserKey(u.ID), customer.AppendUser(nil, u))
}

// addUser writes a new user of the act's account, with what only the store says
// of them. Whoever registers is logged in by it.
func (p *planner) addUser(from *customer.User, role customer.Role) error {
	u := customer.User{
		ID: from.ID, Account: p.account.ID, Login: from.Login, Password: from.Password, Person: from.Person,
		Role: role, Lang: from.Lang, CreatedAt: p.at, PasswordAt: p.at, LastLogIn: p.at,
	}
	if err := checkUser(&u); err != nil {
		return err
	}
	if _, err := p.book.User(u.ID); !errors.Is(err, ErrNotFound) {
		return orExists(err, "user", printed(u.ID))
	}
	if _, err := p.book.UserByLogin(u.Login); !errors.Is(err, ErrNotFound) {
		return orElse(err, ErrTaken)
	}
	p.putUser(&u)
	p.index(customer.ByLogin, customer.LoginKey(u.Login), []byte(u.ID))
	p.index(customer.ByMail, customer.MailKey(u.Person.Mail, u.ID), nil)
	p.index(customer.ByAccount, customer.MemberKey(u.Account, u.ID), nil)
	p.receipt.User = &u
	return nil
}

func (p *planner) editUser(c *EditUser) error {
	u, err := p.user(c.User)
	if err != nil {
		return err
	}
	if err := checkPerson("person", &c.Person, required); err != nil {
		return err
	}
	if err := checkLang(c.Lang); err != nil {
		return err
	}
	if err := fresher(c.Was, u.Person, u.Lang); err != nil {
		return err
	}
	if !sameMail(u.Person.Mail, c.Person.Mail) {
		p.drop(customer.ByMail, customer.MailKey(u.Person.Mail, u.ID))
		p.index(customer.ByMail, customer.MailKey(c.Person.Mail, u.ID), nil)
	}
	u.Person, u.Lang, u.ChangedAt = c.Person, c.Lang, p.at
	p.changedUser(u, audit.EditUser, "")
	return nil
}

// sameMail compares as the index does.
func sameMail(a, b string) bool { return strings.EqualFold(a, b) }

// setRole leaves the account an owner. The role that a user has already is no
// change.
func (p *planner) setRole(c *SetRole) error {
	u, err := p.user(c.User)
	if err != nil {
		return err
	}
	if err := checkRole(c.Role); err != nil || u.Role == c.Role {
		return err
	}
	if err := p.otherOwner(u); err != nil {
		return err
	}
	u.Role = c.Role
	u.Epoch++
	p.changedUser(u, audit.SetRole, c.Role.String())
	return nil
}

func (p *planner) removeUser(c *RemoveUser) error {
	u, err := p.user(c.User)
	if err != nil {
		return err
	}
	if err := p.otherOwner(u); err != nil {
		return err
	}
	p.drop(customer.Users, customer.UserKey(u.ID))
	p.drop(customer.ByLogin, customer.LoginKey(u.Login))
	p.drop(customer.ByMail, customer.MailKey(u.Person.Mail, u.ID))
	p.drop(customer.ByAccount, customer.MemberKey(u.Account, u.ID))
	p.logAccount(audit.RemoveUser, u.Login, "")
	p.receipt.User = nil
	return nil
}

// otherOwner refuses to lose the last owner of an account.
func (p *planner) otherOwner(u *customer.User) error {
	if u.Role != customer.Owner {
		return nil
	}
	all, err := p.book.UsersOf(u.Account)
	if err != nil {
		return err
	}
	other := func(v customer.User) bool { return v.Role == customer.Owner && v.ID != u.ID }
	if !slices.ContainsFunc(all, other) {
		return p.refuse("the account has no other owner: make somebody else an owner first")
	}
	return nil
}
