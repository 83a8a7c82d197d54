package adminapi

import (
	"fmt"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/wire"
)

// lookedAt is how many accounts one page of requests looks at, at most: where few
// of many wait, they come in several short pages.
const lookedAt = 1000

// listRequests lists the requests for offline codes that wait, account by account.
func listRequests(c *call, q *wire.RequestListRequest) (wire.RequestsResponse, error) {
	answer := wire.RequestsResponse{Requests: []wire.WaitingRequest{}}
	limit, err := page(q.Limit)
	if err != nil {
		return answer, err
	}
	after, err := afterAccount(q.After)
	if err != nil {
		return answer, err
	}
	err = c.Store.Customers(c.ctx, func(b customer.Book) error {
		accounts, next, err := b.Accounts(after, lookedAt, nil)
		if err != nil {
			return err
		}
		answer.Next = string(next)
		for i := range accounts {
			if answer.Requests, err = appendWaiting(answer.Requests, b, &accounts[i]); err != nil {
				return err
			}
			if more := i+1 < len(accounts) || next != ""; len(answer.Requests) >= limit && more {
				answer.Next = string(accounts[i].ID)
				return nil
			}
		}
		return nil
	})
	return answer, err
}

// appendWaiting adds the requests of one account.
func appendWaiting(all []wire.WaitingRequest, b customer.Book, a *customer.Account) ([]wire.WaitingRequest, error) {
	lines, err := b.Registrations(a.ID)
	if err != nil {
		return all, err
	}
	for i := range lines {
		r := &lines[i]
		if r.Request == nil || !r.Request.Answer.IsZero() {
			continue
		}
		u, _, err := found(b.User(r.Request.By))
		if err != nil {
			return all, err
		}
		all = append(all, wire.WaitingRequest{
			Holder:  wire.Holder{Account: string(a.ID), Company: a.Company.Name, No: r.No},
			Product: r.Product, Type: r.Type, Code: r.Code, At: r.Request.At.UTC(), Login: u.Login, Note: r.Request.Note,
		})
	}
	return all, nil
}

// answerRequest gives a request the code that was issued for it, and mails it to
// who asked.
func answerRequest(c *call, q *wire.AnswerRequest) (wire.AccountResponse, error) {
	var none wire.AccountResponse
	id, err := accountID("account", q.Account)
	if err != nil {
		return none, err
	}
	if err := required(q.Code); err != nil {
		return none, err
	}
	asked, err := c.whoAsked(id, q.No)
	if err != nil {
		return none, err
	}
	l, err := c.Store.Licence(c.ctx, q.Code)
	if err != nil {
		return none, fmt.Errorf("licence %s: %w", q.Code, err)
	}
	if l.Code.Version() != codec.OfflineVersion {
		return none, badField("code", "is not an offline code: issue one with --offline, or replace one by it")
	}
	told, err := c.letter("offline_answered", asked, c.answerLetter(asked, &l))
	if err != nil {
		return none, err
	}
	if _, err := c.apply(keystore.AnswerOffline{Account: id, No: q.No, Code: q.Code}, told); err != nil {
		return none, err
	}
	return c.account(id)
}

// whoAsked is the user who made the request of a line or, where that one is gone,
// an owner of the account.
func (c *call) whoAsked(account customer.ID, no int) (*customer.User, error) {
	var asked customer.User
	err := c.Store.Customers(c.ctx, func(b customer.Book) error {
		r, err := b.Registration(account, no)
		if err != nil {
			return err
		}
		if r.Request != nil {
			u, there, err := found(b.User(r.Request.By))
			if asked = u; err != nil || there {
				return err
			}
		}
		users, err := b.UsersOf(account)
		for i := range users {
			if users[i].Role == customer.Owner {
				asked = users[i]
			}
		}
		return err
	})
	return &asked, err
}

// answerLetter is what the mail with an offline code says.
func (c *call) answerLetter(to *customer.User, l *keystore.Licence) answerLetter {
	a := answerLetter{Person: to.Person.Name, Product: l.Product, Code: l.Code.Reveal(), URL: c.PortalURL}
	if p, ok := c.book.Catalogue().Product(l.Product); ok {
		if a.Product = p.Name.JA; to.Lang == "en" {
			a.Product = p.Name.EN
		}
	}
	if w := c.shape(l); w.Expires != nil {
		a.Expires = w.Expires.String()
	}
	return a
}
