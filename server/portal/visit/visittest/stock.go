package visittest

import (
	"context"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
)

// By is who does in the store what tests prepare.
const by = "visittest"

// Do makes a change in the store, as the issuer.
func (s *Site) Do(c keystore.Change) keystore.Receipt {
	s.T.Helper()
	r, err := s.Store.Apply(context.Background(), keystore.Act{By: by, At: s.Now(), Change: c})
	if err != nil {
		s.T.Fatalf("%v: %v", c, err)
	}
	return r
}

// Key issues a registration key for a product: full, 100 seats, for twelve months
// from its registration. change may make it another; nil does not.
func (s *Site) Key(id string, change func(*keystore.RegKey)) codec.Key {
	s.T.Helper()
	p, _ := s.Catalogue.Product(id)
	key, err := codec.NewKey(p.Prefixes[0], s.Random)
	if err != nil {
		s.T.Fatal(err)
	}
	k := keystore.RegKey{
		Key: key, Prefix: p.Prefixes[0], Product: id, Type: product.Full, Seats: 100, Months: 12, IssuedAt: s.Now(),
	}
	if change != nil {
		change(&k)
	}
	s.Do(keystore.Issue{Keys: []keystore.RegKey{k}})
	return key
}

// Licence issues a licence of a product: full, 100 seats, that ends so many days
// from today. change may make it another; nil does not.
func (s *Site) Licence(id string, days int, change func(*keystore.Licence)) codec.Code {
	s.T.Helper()
	p, _ := s.Catalogue.Product(id)
	code, err := codec.NewCode(p.Prefixes[0], s.Random)
	if err != nil {
		s.T.Fatal(err)
	}
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		s.T.Fatal(err)
	}
	today := term.Today(s.Now(), zone)
	l := keystore.Licence{
		Code: code, Product: id, Type: product.Full, Seats: 100, Components: p.Covers(p.Prefixes[0]), Zone: p.Zone,
		Expires: today + term.Day(days), Grace: p.Grace, Standing: keystore.Issued, Issued: today, IssuedAt: s.Now(),
		DeviceLimit: uint32(p.DeviceLimit), Order: "",
	}
	if change != nil {
		change(&l)
	}
	s.Do(keystore.Issue{Licences: []keystore.Licence{l}})
	return code
}

// Own registers codes to the account of a user.
func (s *Site) Own(u customer.User, codes ...codec.Code) []customer.Registration {
	s.T.Helper()
	act := keystore.Act{By: u.Login, At: s.Now(), For: u.Account, Change: keystore.Register{By: u.ID, Codes: codes}}
	r, err := s.Store.Apply(context.Background(), act)
	if err != nil {
		s.T.Fatal(err)
	}
	return r.Registrations
}

// Open makes an account of its own, with one licence of Software, and its first
// user, an owner with Password.
func (s *Site) Open(login string) customer.User {
	s.T.Helper()
	u := s.user(login, customer.Owner)
	a := customer.Account{
		ID: s.id(), EmergencyMail: "emergency@" + login + ".example.com", Support: customer.Contact{Same: true},
		Company: customer.Company{
			Name: "株式会社テスト " + login, NameKana: "カブシキガイシャテスト", Postcode: "1000001", Prefecture: "JP-13",
			Address1: "千代田区千代田1-1", Address2: "テストビル",
		},
		Seller: customer.Seller{Company: "販売店"}, Terms: TermsVersion, TermsAt: s.Now(), CreatedAt: s.Now(),
	}
	u.Account = a.ID
	r := s.Do(keystore.Register{Account: &a, User: &u, By: u.ID, Codes: []codec.Code{s.Licence(Software, 200, nil)}})
	return *r.User
}

// Join adds a user with a role to the account of another, with Password.
func (s *Site) Join(owner customer.User, login string, role customer.Role) customer.User {
	s.T.Helper()
	var hash customer.Hash
	if _, err := s.Random.Read(hash[:]); err != nil {
		s.T.Fatal(err)
	}
	u := s.user(login, role)
	u.Account = owner.Account
	s.Do(keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: hash, Kind: customer.Invite, Account: owner.Account, Mail: u.Person.Mail, Role: role, Lang: u.Lang, By: owner.ID,
		At: s.Now(), Expires: s.Now().Add(time.Hour),
	}})
	return *s.Do(keystore.Join{Ticket: hash, User: u}).User
}

func (s *Site) user(login string, role customer.Role) customer.User {
	s.T.Helper()
	return customer.User{
		ID: s.id(), Login: login, Password: s.hash, Role: role, Lang: "ja", CreatedAt: s.Now(), PasswordAt: s.Now(),
		Person: customer.Person{
			Name: "山田 太郎", NameKana: "ヤマダ タロウ", Mail: fmt.Sprintf("%s@example.com", login),
			Department: "情報システム部", Phone: "0312345678",
		},
	}
}

func (s *Site) id() customer.ID {
	s.T.Helper()
	id, err := customer.NewID(s.Random)
	if err != nil {
		s.T.Fatal(err)
	}
	return id
}

// User gives a user as the store has him now.
func (s *Site) User(id customer.ID) (u customer.User) {
	s.T.Helper()
	s.Read(func(b customer.Book) (err error) { u, err = b.User(id); return err })
	return u
}

// Letters gives the letters that wait, the oldest first.
func (s *Site) Letters() (letters []customer.Letter) {
	s.T.Helper()
	s.Read(func(b customer.Book) (err error) { letters, _, err = b.Letters("", 1000); return err })
	return letters
}

// Read reads what is known of customers.
func (s *Site) Read(fn func(customer.Book) error) {
	s.T.Helper()
	if err := s.Store.Customers(context.Background(), fn); err != nil {
		s.T.Fatal(err)
	}
}
