package demo

import (
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
)

// Customer is the account that can be entered at once.
type Customer struct {
	Login, Password string
	Viewer          string // a second user, with the same password
	Products        int    // on its list

	trial *product.Product // that it holds as a trial
}

// life is the customer on its way through the years.
type life struct {
	*clerk
	*maker
	account, owner, viewer customer.ID
	hash                   string // of the password
	lines                  []customer.Registration
}

// customer opens an account and does what its users did since, in the order of
// time.
func (c *clerk) customer(m *maker, all []*product.Product) Customer {
	l := &life{clerk: c, maker: m}
	made := Customer{Login: OwnerLogin, Viewer: ViewerLogin, Password: l.password(), trial: all[len(all)-1]}
	l.account, l.owner, l.viewer = l.id(), l.id(), l.id()
	for i := range orders {
		l.buy(i, all)
	}
	l.invite(m.now.AddDate(0, 0, -14))
	l.try(made.trial, m.now.AddDate(0, 0, -9))
	l.settleDown()
	made.Products = len(l.lines)
	return made
}

func (l *life) failed() bool { return l.clerk.err != nil || l.maker.err != nil }

func (l *life) id() customer.ID {
	id, err := customer.NewID(l.random)
	l.note(err)
	return id
}

// password draws one that meets the rules (row R3).
func (l *life) password() string {
	drawn := l.id()
	password := "Demo7-" + string(drawn[:min(len(drawn), 10)]) // short enough to be typed
	var err error
	l.hash, err = access.NewHasher(access.HasherOptions{Random: l.random, Rest: -1}).Hash(l.ctx, password)
	l.note(err)
	return password
}

// buy registers an order; the first opens the account.
func (l *life) buy(i int, all []*product.Product) {
	order, at := fmt.Sprintf("SD-%04d", 1001+i*37), l.now.AddDate(0, 0, -orders[i].ago)
	bought := keystore.Register{By: l.owner}
	var licences []keystore.Licence
	for j, years := range orders[i].years {
		n := 2*i + j
		made := l.bought(all[n%len(all)], product.Full, at, 365*years-orders[i].ago)
		made.Order, made.Seats = order, sizes[n%len(sizes)]
		if n%9 != 5 { // the rest was never activated
			l.install(&made, n)
		}
		licences, bought.Keys = append(licences, made), append(bought.Keys, made.Key)
	}
	account := l.account
	if i == 0 {
		account, bought.By, bought.Account, bought.User = "", "", l.newAccount(at), l.newUser(l.owner, OwnerLogin, owner)
	}
	l.register(at, account, licences, bought)
}

// register takes the licences over, as the vendor issued them, and registers
// their keys.
func (l *life) register(at time.Time, account customer.ID, all []keystore.Licence, bought keystore.Register) {
	if l.failed() {
		return
	}
	l.take(at, all)
	l.made = append(l.made, all...)
	l.lines = append(l.lines, l.do(at.Add(3*time.Hour), OwnerLogin, account, bought).Registrations...)
}

func (l *life) newAccount(at time.Time) *customer.Account {
	return &customer.Account{
		ID: l.account, Company: company, EmergencyMail: emergencyMail, Support: customer.Contact{Same: true}, Seller: seller,
		Terms: "demo", TermsAt: at,
	}
}

func (l *life) newUser(id customer.ID, login string, who customer.Person) *customer.User {
	return &customer.User{ID: id, Account: l.account, Login: login, Password: l.hash, Person: who, Role: customer.Owner, Lang: "ja"}
}

// bought makes a licence with the registration key that it came with.
func (l *life) bought(p *product.Product, kind product.Type, at time.Time, expires int) keystore.Licence {
	made := l.licence(p, kind, expires)
	key, err := codec.NewKey(p.Prefixes[0], l.random)
	l.note(err)
	made.Key, made.Owner, made.Note, made.IssuedAt = key, company.Name, "", at
	made.Issued = 0 // the store takes it from IssuedAt
	return made
}

// install registers devices that ask for as long as the licence runs.
func (l *life) install(made *keystore.Licence, n int) {
	l.activate(made, 1+n%3, 0)
	for i := range made.Devices {
		d := &made.Devices[i]
		d.ID, d.Version = fmt.Sprintf("%s-%02d", hosts[(n+i)%len(hosts)], 1+n%7), fmt.Sprintf("9.1 %d", 1244+n%12)
		d.FirstSeen = made.IssuedAt.Add(time.Duration(26+i*30) * time.Hour)
		if d.LastSeen = l.now.Add(-time.Duration(n%40) * time.Hour); n%11 == 7 {
			d.LastSeen = l.now.AddDate(0, 0, -43)
		}
		if d.LastSeen.Before(d.FirstSeen) {
			d.LastSeen = d.FirstSeen
		}
		made.LastSeen = d.LastSeen
	}
	made.ActivatedAt = made.Devices[0].FirstSeen
}

// try registers a trial that runs. It comes after all that was bought, which
// would take its place.
func (l *life) try(p *product.Product, at time.Time) {
	made := l.bought(p, product.Trial, at, trialDays(p)-9)
	made.Seats = 25
	l.install(&made, 3)
	l.register(at, l.account, []keystore.Licence{made}, keystore.Register{By: l.owner, Keys: []codec.Key{made.Key}})
}

// invite brings the second user in.
func (l *life) invite(at time.Time) {
	_, hash, err := access.NewToken(l.random)
	l.note(err)
	if l.failed() {
		return
	}
	l.do(at, OwnerLogin, l.account, keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: hash, Kind: customer.Invite, Account: l.account, Mail: viewer.Mail, Role: customer.Viewer, Lang: "ja", By: l.owner,
		At: at, Expires: at.AddDate(0, 0, 7),
	}})
	l.do(at.Add(time.Hour), ViewerLogin, "", keystore.Join{Ticket: hash, User: *l.newUser(l.viewer, ViewerLogin, viewer)})
}

// settleDown does what makes an account look used.
func (l *life) settleDown() {
	if l.failed() {
		return
	}
	day := func(ago int) time.Time { return l.now.AddDate(0, 0, -ago) }
	l.do(day(8), OwnerLogin, l.account, keystore.LogIn{User: l.owner})
	l.do(day(8), OwnerLogin, l.account, keystore.EditSupport{Account: l.account, Support: support})
	l.do(day(6), operator, "", keystore.Suspend{Code: l.lines[25].Code, Reason: suspendReason})
	l.do(day(5), operator, "", keystore.Revoke{Code: l.lines[6].Code, Reason: revokeReason})
	l.do(day(3), OwnerLogin, l.account, keystore.RequestOffline{Account: l.account, No: 37, User: l.owner, Note: offlineNote})
	l.do(day(1), ViewerLogin, l.account, keystore.LogIn{User: l.viewer})
}
