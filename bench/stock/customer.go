package stock

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/bolt"
	"ollu/keystore/customer"
	"ollu/server/access"
)

// Password is that of every user whom Customer makes.
const Password = "Passw0rd-of-bench"

// Login is the login id of user i.
func Login(i int) string { return fmt.Sprintf("visitor-%04d", i) }

// Customer gives an account with so many users the licences 0 … owned-1 of a
// database that Build made.
func Customer(ctx context.Context, path string, owned, users int, now time.Time) (err error) {
	s, err := bolt.Open(bolt.Options{Path: path, Now: time.Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	hash, err := access.NewHasher(access.HasherOptions{Random: rand.Reader, Rest: -1}).Hash(ctx, Password)
	if err != nil {
		return err
	}
	r := &registrar{ctx: ctx, store: s, now: now, hash: hash}
	account := r.open(owned)
	for i := 1; i < users; i++ {
		r.join(account, i)
	}
	return r.err
}

// registrar makes customers; the first failure stays.
type registrar struct {
	ctx   context.Context
	store keystore.Store
	now   time.Time
	hash  string
	err   error
}

func (r *registrar) act(change keystore.Change) {
	if r.err == nil {
		_, r.err = r.store.Apply(r.ctx, keystore.Act{By: "bench", At: r.now, Change: change})
	}
}

func (r *registrar) id() customer.ID {
	id, err := customer.NewID(rand.Reader)
	r.err = errors.Join(r.err, err)
	return id
}

// open registers the licences for a new account.
func (r *registrar) open(owned int) customer.ID {
	company := customer.Company{Name: "株式会社 計測商事", NameKana: "カブシキガイシャ ケイソクショウジ", Postcode: "1000001", Prefecture: "JP-13", Address1: "千代田区千代田 1-1"}
	account := customer.Account{
		ID: r.id(), Company: company, Support: customer.Contact{Same: true}, Seller: customer.Seller{Company: "販売店"}, Terms: "bench", TermsAt: r.now,
	}
	user := r.user(account.ID, 0)
	user.Role = customer.Owner
	codes := make([]codec.Code, owned)
	for i := range codes {
		codes[i] = Code(i)
	}
	r.act(keystore.Register{Account: &account, User: &user, By: user.ID, Codes: codes})
	return account.ID
}

// join adds user i to an account.
func (r *registrar) join(account customer.ID, i int) {
	_, hash, err := access.NewToken(rand.Reader)
	r.err = errors.Join(r.err, err)
	user := r.user(account, i)
	r.act(keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: hash, Kind: customer.Invite, Account: account, Mail: user.Person.Mail, Role: customer.Editor, Lang: "ja", At: r.now, Expires: r.now.AddDate(0, 0, 7),
	}})
	r.act(keystore.Join{Ticket: hash, User: user})
}

func (r *registrar) user(account customer.ID, i int) customer.User {
	return customer.User{
		ID: r.id(), Account: account, Login: Login(i), Password: r.hash, Role: customer.Editor, Lang: "ja", CreatedAt: r.now, PasswordAt: r.now,
		Person: customer.Person{Name: "計測 太郎", Mail: fmt.Sprintf("visitor-%d@example.com", i), Phone: "0312345678"},
	}
}
