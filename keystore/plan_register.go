package keystore

import (
	"errors"
	"fmt"
	"slices"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// purchase is one thing that is registered.
type purchase struct {
	licence Licence
	key     RegKey // zero: the licence came without one
}

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

// purchases reads what the keys and codes stand for; what a key without a code
// stands for is issued.
func (p *planner) purchases(c *Register) ([]purchase, error) {
	if n := len(c.Keys) + len(c.Codes); n == 0 || n > maxBought {
		return nil, &FieldError{Field: "keys", Why: fmt.Sprintf("must be 1 to %d, together with codes", maxBought)}
	}
	fresh := make(map[codec.Key]*Licence, len(c.Fresh))
	for i := range c.Fresh {
		fresh[c.Fresh[i].Key] = &c.Fresh[i]
	}
	if len(fresh) != len(c.Fresh) {
		return nil, &FieldError{Field: "fresh", Why: "must have one licence for a key"}
	}
	if twice(c.Keys) || twice(c.Codes) {
		return nil, errTwice
	}
	all := make([]purchase, 0, len(c.Keys)+len(c.Codes))
	for _, key := range c.Keys {
		b, err := p.byKey(key, fresh)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	for _, code := range c.Codes {
		b, err := p.byCode(code)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	if len(fresh) > 0 {
		return nil, &FieldError{Field: "fresh", Why: "must hold licences of keys of the act alone, of those that have no code yet"}
	}
	codes := make([]codec.Code, len(all))
	for i := range all {
		codes[i] = all[i].licence.Code
	}
	if twice(codes) {
		return nil, errTwice
	}
	return all, nil
}

var errTwice = &FieldError{Field: "keys", Why: "must not name one licence twice, by its key or its code"}

func twice[T comparable](all []T) bool {
	seen := make(map[T]bool, len(all))
	for _, x := range all {
		seen[x] = true
	}
	return len(seen) != len(all)
}

// byKey takes what it uses out of fresh.
func (p *planner) byKey(key codec.Key, fresh map[codec.Key]*Licence) (purchase, error) {
	if key.IsZero() {
		return purchase{}, &FieldError{Field: "keys", Why: "a key is missing"}
	}
	k, found, err := p.view.RegKey(key)
	if err != nil {
		return purchase{}, err
	}
	if !found {
		return purchase{}, fmt.Errorf("registration key %s: %w", key, ErrNotFound)
	}
	if !k.RegisteredAt.IsZero() {
		return purchase{}, fmt.Errorf("registration key %s: %w", key, ErrRegistered)
	}
	if k.Code.IsZero() {
		l, err := p.bring(&k, fresh[key])
		delete(fresh, key)
		return purchase{licence: l, key: k}, err
	}
	l, err := p.entitled(k.Code)
	return purchase{licence: l, key: k}, err
}

// bring issues the licence of a key that has no code yet.
func (p *planner) bring(k *RegKey, l *Licence) (Licence, error) {
	if l == nil {
		return Licence{}, &FieldError{Field: "fresh", Why: "must hold the licence of each key that has no code yet"}
	}
	if l.Product != k.Product || l.Type != k.Type || l.Seats != k.Seats || l.Code.Prefix() != k.Prefix {
		return Licence{}, &FieldError{Field: "fresh", Why: "must have the product, type, seats and prefix of its key"}
	}
	if l.Perpetual != k.Perpetual || (k.Expires != 0 && l.Expires != k.Expires) {
		return Licence{}, &FieldError{Field: "fresh", Why: "must end as its key says"}
	}
	issued := fresh(l)
	issued.Order = orText(issued.Order, k.Order)
	names := map[codec.Key]codec.Code{k.Key: l.Code}
	err := p.issueLicence(&issued, names, audit.Event{Action: audit.Issue, To: l.Expires, Reason: "registered by key " + k.Key.String()})
	return issued, err
}

// byCode registers the key too that the licence came with.
func (p *planner) byCode(code codec.Code) (purchase, error) {
	l, err := p.entitled(code)
	if err != nil || l.Key.IsZero() {
		return purchase{licence: l}, err
	}
	k, found, err := p.view.RegKey(l.Key)
	if err != nil || !found || k.Code != code {
		return purchase{licence: l}, err
	}
	if !k.RegisteredAt.IsZero() {
		return purchase{}, fmt.Errorf("licence %s: %w", code, ErrRegistered)
	}
	return purchase{licence: l, key: k}, nil
}

// entitled reads a licence that can be registered: nobody's yet, and in force.
func (p *planner) entitled(code codec.Code) (Licence, error) {
	l, err := p.licence(code)
	if err != nil {
		return l, err
	}
	if _, err := p.book.RegistrationOf(code); !errors.Is(err, ErrNotFound) {
		return l, orElse(err, fmt.Errorf("licence %s: %w", code, ErrRegistered))
	}
	if l.Standing > Activated {
		return l, p.conflict(&l, insteadOf(l.Standing))
	}
	p.receipt.Licences = append(p.receipt.Licences, l)
	return l, nil
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
