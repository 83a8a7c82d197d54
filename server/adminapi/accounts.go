package adminapi

import (
	"errors"
	"slices"
	"strings"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/wire"
)

// accountID reads the id of an account.
func accountID(field, s string) (customer.ID, error) {
	if s == "" {
		return "", badField(field, "is required")
	}
	id, err := customer.ParseID(s)
	if err != nil {
		return "", badField(field, "is not an account's id: it has 16 characters a–z and 2–7")
	}
	return id, nil
}

// afterAccount reads where a page begins.
func afterAccount(s string) (customer.ID, error) {
	if s == "" {
		return "", nil
	}
	return accountID("after", s)
}

func listAccounts(c *call, q *wire.AccountListRequest) (wire.AccountsResponse, error) {
	answer := wire.AccountsResponse{Accounts: []wire.Account{}}
	limit, err := page(q.Limit)
	if err != nil {
		return answer, err
	}
	after, err := afterAccount(q.After)
	if err != nil {
		return answer, err
	}
	err = c.Store.Customers(c.ctx, func(b customer.Book) error {
		page, next, err := pickAccounts(b, q, after, limit)
		if err != nil {
			return err
		}
		answer.Next = string(next)
		for i := range page {
			a, _, err := accountWith(b, &page[i])
			if err != nil {
				return err
			}
			answer.Accounts = append(answer.Accounts, a)
		}
		return nil
	})
	return answer, err
}

// pickAccounts gives one page of those that the request picks. A login id or mail
// address leads to few: nothing else is looked at then.
func pickAccounts(b customer.Book, q *wire.AccountListRequest, after customer.ID, limit int) ([]customer.Account, customer.ID, error) {
	pick := func(a *customer.Account) bool {
		name := strings.ToLower(a.Company.Name + "\n" + a.Company.Branch)
		return (q.Held == nil || *q.Held == (a.Hold != nil)) && strings.Contains(name, strings.ToLower(q.Company))
	}
	if q.Login == "" && q.Mail == "" {
		return b.Accounts(after, limit, pick)
	}
	ids, err := accountsOf(b, q)
	if err != nil {
		return nil, "", err
	}
	var page []customer.Account
	for _, id := range ids {
		a, err := b.Account(id)
		if err != nil {
			return nil, "", err
		}
		if id <= after || !pick(&a) {
			continue
		}
		if len(page) == limit {
			return page, page[limit-1].ID, nil
		}
		page = append(page, a)
	}
	return page, "", nil
}

// accountsOf gives the accounts of the users with a login id and mail address, in
// order.
func accountsOf(b customer.Book, q *wire.AccountListRequest) (ids []customer.ID, err error) {
	var users []customer.User
	if q.Login != "" {
		var u customer.User
		u, err = b.UserByLogin(q.Login)
		if users = []customer.User{u}; errors.Is(err, keystore.ErrNotFound) {
			return nil, nil
		}
	} else {
		users, err = b.UsersByMail(q.Mail)
	}
	if err != nil {
		return nil, err
	}
	for i := range users {
		if q.Mail == "" || strings.EqualFold(users[i].Person.Mail, q.Mail) {
			ids = append(ids, users[i].Account)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// accountWith gives an account with its users as the wire has it, and its lines.
func accountWith(b customer.Book, a *customer.Account) (wire.Account, []customer.Registration, error) {
	users, err := b.UsersOf(a.ID)
	if err != nil {
		return wire.Account{}, nil, err
	}
	lines, err := b.Registrations(a.ID)
	w := wire.FromAccount(a, users)
	w.RegistrationCount = len(lines)
	return w, lines, err
}

func showAccount(c *call, q *wire.AccountRequest) (wire.AccountResponse, error) {
	id, err := accountID("account", q.Account)
	if err != nil {
		return wire.AccountResponse{}, err
	}
	return c.account(id)
}

// account reads all that is known of an account.
func (c *call) account(id customer.ID) (answer wire.AccountResponse, err error) {
	err = c.Store.Customers(c.ctx, func(b customer.Book) error {
		a, err := b.Account(id)
		if err != nil {
			return err
		}
		w, lines, err := accountWith(b, &a)
		if err != nil {
			return err
		}
		for i := range lines {
			w.Registrations = append(w.Registrations, wire.FromRegistration(&lines[i]))
		}
		invited, err := b.Invitations(id)
		for i := range invited {
			if invited[i].Open(c.now) {
				w.Invitations = append(w.Invitations, wire.FromInvitation(&invited[i]))
			}
		}
		answer.Account = w
		return err
	})
	return answer, err
}

// changeAccount makes a change to an account and answers with what it became.
func (c *call) changeAccount(account string, change func(customer.ID) keystore.Change) (wire.AccountResponse, error) {
	id, err := accountID("account", account)
	if err != nil {
		return wire.AccountResponse{}, err
	}
	if _, err := c.apply(change(id)); err != nil {
		return wire.AccountResponse{}, err
	}
	return c.account(id)
}

func holdAccount(c *call, q *wire.HoldRequest) (wire.AccountResponse, error) {
	if err := text("reason", q.Reason); err != nil {
		return wire.AccountResponse{}, err
	}
	return c.changeAccount(q.Account, func(id customer.ID) keystore.Change {
		return keystore.HoldAccount{Account: id, Reason: q.Reason}
	})
}

func releaseAccount(c *call, q *wire.AccountRequest) (wire.AccountResponse, error) {
	return c.changeAccount(q.Account, func(id customer.ID) keystore.Change { return keystore.ReleaseAccount{Account: id} })
}

func unregister(c *call, q *wire.UnregisterRequest) (wire.AccountResponse, error) {
	if q.No < 1 {
		return wire.AccountResponse{}, badField("no", "is the number of a line, from 1")
	}
	if err := text("reason", q.Reason); err != nil {
		return wire.AccountResponse{}, err
	}
	return c.changeAccount(q.Account, func(id customer.ID) keystore.Change {
		return keystore.Unregister{Account: id, No: q.No, Reason: q.Reason}
	})
}

// resetFactor takes the second factor off a user, who is told of it.
func resetFactor(c *call, q *wire.ResetFactorRequest) (wire.AccountResponse, error) {
	if q.Login == "" {
		return wire.AccountResponse{}, badField("login", "is required")
	}
	var u customer.User
	err := c.Store.Customers(c.ctx, func(b customer.Book) (err error) {
		u, err = b.UserByLogin(q.Login)
		return err
	})
	if err != nil {
		return wire.AccountResponse{}, err
	}
	told, err := c.letter("factor_off", &u, factorLetter{
		Person: u.Person.Name, Login: u.Login, At: c.now.UTC().Format(time.RFC3339), URL: c.PortalURL,
	})
	if err != nil {
		return wire.AccountResponse{}, err
	}
	if _, err := c.apply(keystore.SetFactor{User: u.ID}, told); err != nil {
		return wire.AccountResponse{}, err
	}
	return c.account(u.Account)
}
