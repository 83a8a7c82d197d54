package keystore

import (
	"errors"
	"time"

	"ollu/codec"
	"ollu/keystore/customer"
)

// replay answers an act that was done before under the same idempotency key, and
// tells whether it was.
func (p *planner) replay() (bool, error) {
	if p.act.IdempotencyKey == "" {
		return false, nil
	}
	was, found, err := p.view.Repeat(p.repeatKey())
	if err != nil || !found || p.at.Sub(was.At) >= IdempotencyLife {
		return false, err
	}
	if was.Digest != p.act.Digest {
		return false, ErrIdempotency
	}
	p.receipt = Receipt{Replayed: true, Rows: was.Rows}
	if err := p.recall(&was); err != nil {
		return false, err
	}
	if err := p.recallChange(); err != nil {
		return false, err
	}
	return true, p.recallCustomer(was.At)
}

// repeatKey sets the keys of an account's users apart from everybody else's.
func (p *planner) repeatKey() string {
	if p.act.For == "" {
		return p.act.IdempotencyKey
	}
	return string(p.act.For) + " " + p.act.IdempotencyKey
}

// recall fills the receipt with the licences and keys as they are now.
func (p *planner) recall(was *Repeat) error {
	for _, code := range was.Codes {
		l, err := p.licence(code)
		if err != nil {
			return err
		}
		p.receipt.Licences = append(p.receipt.Licences, l)
	}
	for _, key := range was.Keys {
		k, found, err := p.view.RegKey(key)
		if err != nil {
			return err
		}
		if found {
			p.receipt.Keys = append(p.receipt.Keys, k)
		}
	}
	return nil
}

// recallChange fills in what the record does not hold, because the act does.
func (p *planner) recallChange() (err error) {
	switch c := p.act.Change.(type) {
	case Import:
		for i := range p.receipt.Rows[:min(len(p.receipt.Rows), len(c.Licences))] {
			p.receipt.Rows[i].Code = c.Licences[i].Code
		}
	case Activate:
		_, p.receipt.Registered, err = p.view.Device(c.Code, c.Device)
	}
	return err
}

// recallCustomer fills in the account, the user and the lines as they are now,
// those that are still there.
func (p *planner) recallCustomer(at time.Time) error {
	if _, registered := p.act.Change.(Register); registered {
		return p.recallRegister(at)
	}
	account, user, no := concerned(p.act.Change)
	if no > 0 {
		r, err := p.book.Registration(account, no)
		if there, err := isThere(err); err != nil {
			return err
		} else if there {
			p.receipt.Registrations = []customer.Registration{r}
		}
	}
	return p.recallPeople(orText(account, p.act.For), user)
}

// recallRegister finds what was registered by its codes, and by that the account
// and user: a repetition may bring other ids for them. What has become somebody
// else's since is not shown.
func (p *planner) recallRegister(at time.Time) error {
	account, user := p.act.For, customer.ID("")
	for i := range p.receipt.Licences {
		r, err := p.book.RegistrationOf(p.receipt.Licences[i].Code)
		there, err := isThere(err)
		if there && account == "" {
			there, err = p.openedAt(r.Account, at)
		}
		if err != nil {
			return err
		}
		if there && r.Account == orText(account, r.Account) {
			account, user = r.Account, r.By
			p.answerLine(&r)
		}
	}
	return p.recallPeople(account, user)
}

// openedAt tells whether an account was made by the act of that time.
func (p *planner) openedAt(id customer.ID, at time.Time) (bool, error) {
	a, err := p.book.Account(id)
	return err == nil && a.CreatedAt.Equal(at), err
}

// recallPeople fills in the user, and their account or the one that was named.
func (p *planner) recallPeople(account, user customer.ID) error {
	if user != "" {
		u, err := p.book.User(user)
		there, err := isThere(err)
		if err != nil {
			return err
		}
		if there {
			p.receipt.User, account = &u, u.Account
		}
	}
	if account == "" {
		return nil
	}
	a, err := p.book.Account(account)
	there, err := isThere(err)
	if there {
		p.receipt.Account = &a
	}
	return err
}

// isThere tells apart that there is none from a failure to read.
func isThere(err error) (bool, error) {
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// remember keeps what replay needs.
func (p *planner) remember() {
	if p.act.IdempotencyKey == "" {
		return
	}
	r := &Repeat{Key: p.repeatKey(), Digest: p.act.Digest, At: p.at, Rows: p.receipt.Rows}
	if n := len(p.receipt.Licences); n > 0 {
		r.Codes = make([]codec.Code, n)
		for i := range p.receipt.Licences {
			r.Codes[i] = p.receipt.Licences[i].Code
		}
	}
	for i := range p.receipt.Keys {
		r.Keys = append(r.Keys, p.receipt.Keys[i].Key)
	}
	p.writes.Repeat = r
}
