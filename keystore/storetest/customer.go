package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
)

// id draws an id for an account or user.
func (k *kit) id() customer.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	id, err := customer.NewID(k.rnd)
	if err != nil {
		k.t.Fatal(err)
	}
	return id
}

// hash draws the hash of a token.
func (k *kit) hash() (h customer.Hash) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, _ = k.rnd.Read(h[:])
	return h
}

// firm is an account with its owner, and what it registers.
type firm struct {
	account customer.Account
	user    customer.User
}

// firm draws an account and its first user, with login and mail address of their
// own. Nothing is written.
func (k *kit) firm() firm {
	account, user := k.id(), k.id()
	return firm{
		customer.Account{
			ID: account, EmergencyMail: "night@example.com", Terms: "2026-11", TermsAt: k.now,
			Company: customer.Company{Name: "千代田商事株式会社", NameKana: "チヨダショウジ", Postcode: "1000001", Prefecture: "JP-13", Address1: "千代田区千代田1-1"},
			Support: customer.Contact{Same: true},
			Seller:  customer.Seller{Company: "販売店"},
		},
		customer.User{
			ID: user, Account: account, Login: "Login." + string(user[:8]), Password: "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA",
			Person: customer.Person{Name: "千代田 花子", NameKana: "チヨダ ハナコ", Mail: "Hanako." + string(user[:8]) + "@example.com", Phone: "0312345678"},
			Role:   customer.Owner, Lang: "ja",
		},
	}
}

// register is the act that makes the account, with what it registers.
func (f *firm) register(r keystore.Register) keystore.Register {
	r.Account, r.User, r.By = &f.account, &f.user, f.user.ID
	return r
}

// openKey issues a registration key without a code and gives its record.
func (k *kit) openKey(changes ...func(*keystore.RegKey)) keystore.RegKey {
	k.t.Helper()
	r := k.regKey(changes...)
	k.must(keystore.Issue{Keys: []keystore.RegKey{r}})
	return r
}

// promised is the licence that a registration key stands for.
func (k *kit) promised(r *keystore.RegKey) keystore.Licence {
	return k.licence(func(l *keystore.Licence) {
		l.Code, l.Product, l.Type, l.Seats, l.Order, l.Key = k.code(r.Prefix.String()), r.Product, r.Type, r.Seats, r.Order, r.Key
	})
}

// joined makes an account that has registered the given number of keys.
func (k *kit) joined(lines int) firm {
	k.t.Helper()
	f := k.firm()
	var r keystore.Register
	for range max(lines, 1) {
		key := k.openKey()
		r.Keys, r.Fresh = append(r.Keys, key.Key), append(r.Fresh, k.promised(&key))
	}
	k.must(f.register(r))
	return f
}

// on is an act for an account, by its user.
func (f *firm) on(k *kit, c keystore.Change, letters ...customer.Letter) keystore.Act {
	a := k.act(c)
	a.By, a.For, a.Letters = f.user.Login, f.account.ID, letters
	return a
}

// done applies an act that has to succeed.
func (k *kit) done(a keystore.Act) keystore.Receipt {
	k.t.Helper()
	r, err := k.s.Apply(k.ctx, a)
	if err != nil {
		k.t.Fatalf("%v: %v", a, err)
	}
	return r
}

// denied applies an act that has to fail as want, and leave customers as they are.
func (k *kit) denied(want error, a keystore.Act) {
	k.t.Helper()
	before, log := k.known(), k.s.Stats()
	r, err := k.s.Apply(k.ctx, a)
	if !errors.Is(err, want) {
		k.t.Fatalf("%v: error %v, want %v", a, err, want)
	}
	if !reflect.DeepEqual(r, keystore.Receipt{}) {
		k.t.Errorf("%v: a refusal has a receipt: %+v", a, r)
	}
	equal(k, a.String()+": customers after a refusal", k.known(), before)
	equal(k, a.String()+": the log after a refusal", k.s.Stats().Audit, log.Audit)
}

// letter draws a letter to somebody of the account.
func (k *kit) letter(f *firm) customer.Letter {
	return customer.Letter{
		ID: "letter-" + string(k.id()), Account: f.account.ID, To: f.user.Person.Mail, Lang: "ja", Kind: "registered",
		Data: json.RawMessage(`{"person":"千代田 花子"}`), At: k.now, Due: k.now,
	}
}

// read reads what is known of customers; it has to succeed.
func (k *kit) read(fn func(b customer.Book) error) {
	k.t.Helper()
	if err := k.s.Customers(k.ctx, fn); err != nil {
		k.t.Fatalf("Customers: %v", err)
	}
}

// everything is all that is known of customers.
type everything struct {
	Accounts      []customer.Account
	Users         []customer.User
	Registrations []customer.Registration
	Invitations   []customer.Ticket
	Letters       []customer.Letter
	Activities    []customer.Activity
}

// known reads all there is, in one view that must agree with itself and with the
// figures.
func (k *kit) known() (all everything) {
	k.t.Helper()
	k.read(func(b customer.Book) (err error) {
		all, err = k.readAll(b)
		return err
	})
	st := k.s.Stats()
	equal(k, "Stats: accounts, letters", []uint64{st.Accounts, st.Letters}, []uint64{uint64(len(all.Accounts)), uint64(len(all.Letters))})
	return all
}

// readAll reads the accounts page by page, and what belongs to each.
func (k *kit) readAll(b customer.Book) (all everything, err error) {
	const page = 3
	for after, more := customer.ID(""), true; more; more = after != "" {
		var some []customer.Account
		if some, after, err = b.Accounts(after, page, nil); err != nil {
			return all, err
		}
		all.Accounts = append(all.Accounts, some...)
	}
	for i := range all.Accounts {
		if err := all.add(b, &all.Accounts[i]); err != nil {
			return all, err
		}
	}
	for after, more := "", true; more; more = after != "" {
		var some []customer.Letter
		if some, after, err = b.Letters(after, page); err != nil {
			return all, err
		}
		all.Letters = append(all.Letters, some...)
	}
	return all, nil
}

// add reads what belongs to an account, by every way that leads to it.
func (all *everything) add(b customer.Book, a *customer.Account) error {
	users, err := b.UsersOf(a.ID)
	if err != nil {
		return err
	}
	lines, err := b.Registrations(a.ID)
	if err != nil {
		return err
	}
	invited, err := b.Invitations(a.ID)
	if err != nil {
		return err
	}
	activities, err := b.Activities(a.ID, 0, 1000)
	if err != nil {
		return err
	}
	all.Users, all.Registrations = append(all.Users, users...), append(all.Registrations, lines...)
	all.Invitations, all.Activities = append(all.Invitations, invited...), append(all.Activities, activities...)
	for i := range users {
		if err := foundByAll(b, &users[i]); err != nil {
			return err
		}
	}
	for i := range lines {
		r, err := b.RegistrationOf(lines[i].Code)
		if err != nil || !reflect.DeepEqual(r, lines[i]) || lines[i].No > a.Registrations {
			return fmt.Errorf("registration %+v is found as %+v, %w", lines[i], r, err)
		}
	}
	return nil
}

// foundByAll: a user is found by id and login.
func foundByAll(b customer.Book, u *customer.User) error {
	byID, err := b.User(u.ID)
	byLogin, also := b.UserByLogin(u.Login)
	if err != nil || also != nil || !reflect.DeepEqual(&byID, u) || !reflect.DeepEqual(&byLogin, u) {
		return fmt.Errorf("user %+v is found as %+v, %w, and as %+v, %w", u, byID, err, byLogin, also)
	}
	return nil
}

// account reads an account that has to be there, user a user.
func (k *kit) account(id customer.ID) (a customer.Account) {
	k.t.Helper()
	k.read(func(b customer.Book) (err error) { a, err = b.Account(id); return err })
	return a
}

func (k *kit) user(id customer.ID) (u customer.User) {
	k.t.Helper()
	k.read(func(b customer.Book) (err error) { u, err = b.User(id); return err })
	return u
}

// line reads a line of an account's list.
func (k *kit) line(account customer.ID, no int) (r customer.Registration) {
	k.t.Helper()
	k.read(func(b customer.Book) (err error) { r, err = b.Registration(account, no); return err })
	return r
}

// actions gives what was done in an account, newest first.
func (k *kit) actions(account customer.ID) (actions []string) {
	k.t.Helper()
	k.read(func(b customer.Book) error {
		all, err := b.Activities(account, 0, 1000)
		for i := range all {
			actions = append(actions, all[i].Action)
		}
		return err
	})
	return actions
}

// keyRecord reads a registration key.
func (k *kit) keyRecord(key codec.Key) keystore.RegKey {
	k.t.Helper()
	r, err := k.s.RegKey(k.ctx, key)
	is(k, "RegKey", err, nil)
	return r
}

// soon is a time to come.
func (k *kit) soon(d time.Duration) time.Time { return k.now.Add(d) }
