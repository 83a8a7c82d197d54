package keystore

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/keystore/customer"
)

// TestForKeepsToItsAccount is the last wall between customers: on behalf of one,
// nothing of another's can be touched, and it is as if it were not there.
func TestForKeepsToItsAccount(t *testing.T) {
	w := newTown(t)
	b, stranger := w.neighbour()
	a, u, theirs := firm().ID, owner().ID, single(15).Code
	w.must("", Activate{Code: theirs, Device: "d"})
	w.must("", Activate{Code: single(14).Code, Device: "d"})
	invite := invitation()
	invite.Hash, invite.Account, invite.By = someHash(30), b, stranger
	w.must(b, OpenTicket{Ticket: invite})
	reset := customer.Ticket{Hash: someHash(31), Kind: customer.Reset, User: stranger, Mail: "neighbour@example.com", Expires: noon.Add(time.Hour)}
	w.must("", OpenTicket{Ticket: reset})
	atMail := reset
	atMail.Hash, atMail.User = someHash(32), ""
	w.must("", OpenTicket{Ticket: atMail})
	mine := invite
	mine.Hash, mine.Account = someHash(33), a
	newcomer := guest()
	newcomer.ID, newcomer.Login = someID(60), "newcomer"
	for _, c := range []Change{
		RemoveDevice{Code: theirs, Device: "d"}, RemoveDevice{Code: single(14).Code, Device: "d"}, SignFile{Code: theirs, Until: 21000},
		Register{By: stranger, Codes: []codec.Code{single(14).Code}},
		EditCompany{Account: b, Company: firm().Company}, EditSupport{Account: b, Support: firm().Support}, SetFeed{Account: b, Hash: someHash(40)},
		EditUser{User: stranger, Person: guest().Person, Lang: "en"}, SetPassword{User: stranger, Hash: phc}, SetPassword{User: stranger, Hash: phc, Ticket: reset.Hash},
		SetFactor{User: stranger}, LogIn{User: stranger}, SetRole{User: stranger, Role: customer.Viewer}, RemoveUser{User: stranger},
		OpenTicket{Ticket: invite2(invite, 41)}, OpenTicket{Ticket: invite2(mine, 42)}, OpenTicket{Ticket: invite2(reset, 43)},
		CloseTicket{Hash: invite.Hash}, CloseTicket{Hash: reset.Hash}, CloseTicket{Hash: atMail.Hash},
		RequestOffline{Account: b, No: 1, User: u}, RequestOffline{Account: a, No: 1, User: stranger},
	} {
		w.refused(ErrNotFound, "not found", a, c)
		if _, err := w.try(a, c); strings.Contains(err.Error(), string(b)) != strings.Contains(fmt.Sprintf("%#v", c), string(b)) {
			t.Errorf("%v tells whose it is: %v", c, err)
		}
	}
	w.refused(ErrTicket, "", a, Join{Ticket: invite.Hash, User: newcomer})
	for _, c := range []Change{
		stock(), Import{Licences: []Licence{single(50)}}, Activate{Code: single(12).Code, Device: "d"}, Renew{Code: single(12).Code, Expires: 22000},
		Suspend{Code: single(12).Code}, Resume{Code: single(12).Code}, Revoke{Code: single(12).Code, Reason: "r"}, Replace{Old: single(12).Code, New: Licence{Code: single(50).Code}},
		Unregister{Account: a, No: 1}, HoldAccount{Account: a}, ReleaseAccount{Account: a}, AnswerOffline{Account: a, No: 1, Code: single(14).Code},
		LetterSent{ID: "x"}, LetterFailed{ID: "x"}, RetryLetter{ID: "x"}, DropLetter{ID: "x"},
	} {
		w.refused(ErrInvalid, "for: must be empty", a, c)
	}
	w.refused(ErrInvalid, "account: must be an id", "nobody", SetFeed{Account: a})
	w.refused(ErrNotFound, "account", someID(99), SetFeed{Account: someID(99)})
	theirLetter := letter(1)
	theirLetter.Account = b
	if _, err := w.try(a, SetFeed{Account: a}, theirLetter); !errors.Is(err, ErrInvalid) {
		t.Errorf("a letter of another account: %v", err)
	}
}

// invite2 is a ticket with another hash.
func invite2(k customer.Ticket, n byte) customer.Ticket {
	k.Hash = someHash(n)
	return k
}

// TestOwnLicencesCanBeHandled: and the account's users see it.
func TestOwnLicencesCanBeHandled(t *testing.T) {
	w := newTown(t)
	a, code := firm().ID, single(12).Code
	w.must("", Activate{Code: code, Device: "d"})
	before := w.must(a, RemoveDevice{Code: code, Device: "d"})
	after := w.must(a, SignFile{Code: code, Until: 21000, KeyID: "k"})
	if after.Account.Revision != before.Account.Revision+1 || !strings.HasPrefix(activities(w.table, a), "sign_file "+code.String()+"; remove_device "+code.String()) {
		t.Errorf("revision %d after %d, %s", after.Account.Revision, before.Account.Revision, activities(w.table, a))
	}
}

// TestHeldAccounts: nobody acts for them or gets in, while the issuer goes on.
func TestHeldAccounts(t *testing.T) {
	w := newTown(t)
	a, u := firm().ID, owner().ID
	reset := customer.Ticket{Hash: someHash(31), Kind: customer.Reset, User: u, Mail: owner().Person.Mail, Expires: noon.Add(time.Hour)}
	w.must("", OpenTicket{Ticket: reset})
	w.must("", OpenTicket{Ticket: invite2(invitation(), 32)})
	epoch := w.user(u).Epoch
	w.refused(ErrConflict, "cannot release: the account is not held", "", ReleaseAccount{Account: a})
	w.must("", HoldAccount{Account: a, Reason: "unpaid"})
	w.refused(ErrConflict, "held already", "", HoldAccount{Account: a})
	newcomer := guest()
	newcomer.ID, newcomer.Login = someID(60), "newcomer"
	for _, x := range []struct {
		forID customer.ID
		c     Change
	}{
		{a, SetFeed{Account: a}}, {a, Register{Codes: []codec.Code{single(14).Code}}}, {a, SignFile{Code: single(12).Code, Until: 21000}},
		{"", LogIn{User: u}}, {"", SetPassword{User: u, Hash: phc, Ticket: reset.Hash}}, {"", Join{Ticket: someHash(32), User: newcomer}},
	} {
		w.refused(ErrHeld, "held", x.forID, x.c)
	}
	w.must("", EditCompany{Account: a, Company: firm().Company})
	if got := w.user(u).Epoch; got != epoch+1 {
		t.Errorf("sessions of epoch %d live on, from %d", got, epoch)
	}
	w.must("", ReleaseAccount{Account: a})
	w.must("", LogIn{User: u})
}

func (w *town) user(id customer.ID) customer.User {
	w.t.Helper()
	u, err := customer.Open(w).User(id)
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

// TestRoles: an account keeps an owner, and a new role ends the old sessions.
func TestRoles(t *testing.T) {
	w := newTown(t)
	a, u, g := firm().ID, owner().ID, guest().ID
	last := "no other owner"
	w.refused(ErrConflict, last, a, SetRole{User: u, Role: customer.Viewer})
	w.refused(ErrConflict, last, "", RemoveUser{User: u})
	w.refused(ErrInvalid, "role", a, SetRole{User: g, Role: 4})
	revision := w.must(a, SetRole{User: g, Role: customer.Editor}, letter(1)).Account.Revision
	if n := len(w.tables[customer.Letters]); n != 0 || w.user(g).Epoch != 0 {
		t.Errorf("the role that he has: %d letters, epoch %d", n, w.user(g).Epoch)
	}
	r := w.must(a, SetRole{User: g, Role: customer.Owner})
	if r.User.Epoch != 1 || r.User.Role != customer.Owner || r.Account.Revision != revision+1 {
		t.Errorf("%+v, revision %d", r.User, r.Account.Revision)
	}
	if r := w.must(a, RemoveUser{User: u}); r.User != nil || r.Account == nil {
		t.Errorf("a removed user is in the receipt: %+v", r)
	}
	w.refused(ErrConflict, last, a, RemoveUser{User: g})
	w.refused(ErrNotFound, "user", a, RemoveUser{User: u})
	newcomer := owner()
	newcomer.ID = someID(60)
	w.must(a, OpenTicket{Ticket: customer.Ticket{Hash: someHash(50), Kind: customer.Invite, Account: a, Mail: "x@y.jp", Role: customer.Viewer, Lang: "ja", By: g, Expires: noon.Add(time.Hour)}})
	w.must("", Join{Ticket: someHash(50), User: newcomer}) // the login is free again
}

// TestEditsOfWhatAnotherChanged are refused, unless nothing is said of what was
// seen.
func TestEditsOfWhatAnotherChanged(t *testing.T) {
	w := newTown(t)
	a, u := firm().ID, owner().ID
	f := firm()
	company, support, user := customer.Digest(f.Company, f.EmergencyMail), customer.Digest(f.Support), customer.Digest(owner().Person, owner().Lang)
	other := f.Company
	other.Name = "another"
	contact := customer.Contact{Company: other, Person: owner().Person}
	edits := []Change{
		EditCompany{Account: a, Company: other, EmergencyMail: "x@y.jp", Was: company},
		EditSupport{Account: a, Support: contact, Was: support},
		EditUser{User: u, Person: guest().Person, Lang: "en", Was: user},
	}
	for _, c := range edits {
		w.must(a, c)
		w.refused(ErrStale, "look at it again", a, c)
	}
	r := w.must(a, EditCompany{Account: a, Company: other})
	if r.Account.EmergencyMail != "" || r.Account.Support != contact || !r.Account.ChangedAt.Equal(w.now) {
		t.Errorf("%+v", r.Account)
	}
	all, err := customer.Open(w).UsersByMail("taro@EXAMPLE.com")
	if none, _ := customer.Open(w).UsersByMail("hanako@example.com"); err != nil || len(all) != 2 || len(none) != 0 {
		t.Errorf("by mail: %v, %v, %v", all, none, err)
	}
}

// TestLogIn: each proof of the second factor counts once, and without it nobody
// gets in.
func TestLogIn(t *testing.T) {
	w := newTown(t)
	a, u := firm().ID, owner().ID
	w.must("", LogIn{User: u})
	w.refused(ErrInvalid, "step: must be missing", "", LogIn{User: u, Step: 7})
	w.refused(ErrInvalid, "step: must be missing", "", LogIn{User: u, Recovery: someHash(8)})
	for _, c := range []SetFactor{
		{Factor: make([]byte, minFactor-1)}, {Factor: make([]byte, maxFactor+1)}, {Factor: make([]byte, 20), Step: -1},
		{Factor: make([]byte, 20), Recovery: make([]customer.Hash, maxRecovery+1)},
	} {
		c.User = u
		w.refused(ErrInvalid, "invalid", a, c)
	}
	w.must(a, SetFactor{User: u, Factor: make([]byte, 20), Step: 100, Recovery: []customer.Hash{someHash(8), someHash(9)}})
	w.refused(ErrInvalid, "step: must be there", "", LogIn{User: u})
	w.refused(ErrInvalid, "recovery: must be missing", "", LogIn{User: u, Step: 101, Recovery: someHash(8)})
	w.refused(ErrUsed, "used before", "", LogIn{User: u, Step: 100})
	w.must("", LogIn{User: u, Step: 101})
	w.refused(ErrUsed, "used before", "", LogIn{User: u, Step: 101})
	w.refused(ErrUsed, "used before", "", LogIn{User: u, Step: -5})
	w.must("", LogIn{User: u, Recovery: someHash(8)})
	w.refused(ErrUsed, "used before", "", LogIn{User: u, Recovery: someHash(8)})
	w.now = w.now.Add(time.Minute)
	r := w.must("", LogIn{User: u, Recovery: someHash(9)})
	if len(r.User.Recovery) != 0 || !r.User.LastLogIn.Equal(w.now) || r.User.Step != 101 {
		t.Errorf("%+v", *r.User)
	}
	w.must(a, SetFactor{User: u})
	if x := w.user(u); x.Factor != nil || x.Step != 0 || x.Recovery != nil {
		t.Errorf("the factor is off: %v %d %v", x.Factor, x.Step, x.Recovery)
	}
	w.must("", LogIn{User: u})
}

// TestResetTickets is row R8: once, in time, for whom it was made, and void once
// the password or the address is another.
func TestResetTickets(t *testing.T) {
	w := newTown(t)
	a, u, g := firm().ID, owner().ID, guest().ID
	base := customer.Ticket{Kind: customer.Reset, User: u, Mail: "HANAKO@example.com", Expires: noon.Add(time.Hour)}
	open := func(n byte, change func(*customer.Ticket)) customer.Hash {
		k := invite2(base, n)
		change(&k)
		w.must("", OpenTicket{Ticket: k})
		return k.Hash
	}
	set := func(user customer.ID, h customer.Hash) SetPassword {
		return SetPassword{User: user, Hash: phc, Ticket: h}
	}
	first, anyone := open(60, func(*customer.Ticket) {}), open(61, func(k *customer.Ticket) { k.User = "" })
	w.refused(ErrTicket, "ask for a new one", "", set(u, someHash(99)))
	w.refused(ErrTicket, "", "", set(g, first))
	w.refused(ErrTicket, "", "", set(g, anyone)) // of another address
	w.refused(ErrTicket, "", "", set(u, invitation().Hash))
	w.refused(ErrInvalid, "password", "", SetPassword{User: u, Hash: "Secret123", Ticket: first})
	w.now = noon.Add(time.Minute)
	epoch := w.user(u).Epoch
	if r := w.must("", set(u, first)); r.User.Epoch != epoch+1 || !r.User.PasswordAt.Equal(w.now) {
		t.Errorf("%+v", *r.User)
	}
	w.refused(ErrTicket, "", "", set(u, first))
	w.refused(ErrTicket, "", "", set(u, anyone)) // made before the password
	late, moved, any2 := open(62, func(*customer.Ticket) {}), open(63, func(*customer.Ticket) {}), open(64, func(k *customer.Ticket) { k.User = "" })
	w.must("", set(u, any2))
	w.must(a, EditUser{User: u, Person: guest().Person, Lang: "ja"})
	w.refused(ErrTicket, "", "", set(u, moved)) // sent to an address that is his no more
	w.must(a, EditUser{User: u, Person: owner().Person, Lang: "ja"})
	w.now = noon.Add(time.Hour)
	w.refused(ErrTicket, "", "", set(u, late))
	w.must(a, SetPassword{User: u, Hash: phc})
}

func TestTicketsThatCannotBeOpened(t *testing.T) {
	w := newTown(t)
	a, u := firm().ID, owner().ID
	for want, change := range map[string]func(*customer.Ticket){
		"ticket.hash: is missing":      func(k *customer.Ticket) { k.Hash = customer.Hash{} },
		"ticket.mail":                  func(k *customer.Ticket) { k.Mail = "nobody" },
		"ticket.expires: must be late": func(k *customer.Ticket) { k.Expires = noon },
		"ticket.expires: must lie":     func(k *customer.Ticket) { k.Expires = noon.AddDate(300, 0, 0) },
		"ticket.kind":                  func(k *customer.Ticket) { k.Kind = customer.Feed },
		"role":                         func(k *customer.Ticket) { k.Role = 0 },
		"lang":                         func(k *customer.Ticket) { k.Lang = "fr" },
		"ticket.by":                    func(k *customer.Ticket) { k.By = "" },
		"account: must be an id":       func(k *customer.Ticket) { k.Account = "" },
		"user: must be an id":          func(k *customer.Ticket) { k.Kind, k.User = customer.Reset, "x" },
		"ticket.user: is missing":      func(k *customer.Ticket) { k.Kind = customer.Reset },
		"ticket.mail: must be the use": func(k *customer.Ticket) { k.Kind, k.User = customer.Reset, u },
	} {
		k := invite2(invitation(), 70)
		change(&k)
		w.refused(ErrInvalid, want, a, OpenTicket{Ticket: k})
	}
	k := invite2(invitation(), 70)
	w.must(a, OpenTicket{Ticket: k})
	w.refused(ErrExists, "ticket", a, OpenTicket{Ticket: k})
	k = invite2(k, 71)
	k.By = ""
	w.must("", OpenTicket{Ticket: k}) // an operator's
	w.must(a, SetFeed{Account: a, Hash: someHash(72)})
	w.refused(ErrExists, "ticket", a, SetFeed{Account: a, Hash: someHash(70)})
	w.refused(ErrInvalid, "a change of its own", a, CloseTicket{Hash: someHash(72)})
	w.refused(ErrNotFound, "ticket", a, CloseTicket{Hash: someHash(79)})
	w.must(a, CloseTicket{Hash: someHash(71)})
}

// TestTicketsThatRanOutAreDropped in passing.
func TestTicketsThatRanOutAreDropped(t *testing.T) {
	w := newTown(t)
	a := firm().ID
	for n := byte(100); n < 110; n++ {
		w.must(a, OpenTicket{Ticket: invite2(invitation(), n)})
	}
	w.now = noon.Add(2 * time.Hour)
	last := invite2(invitation(), 99)
	last.Expires = w.now.Add(time.Hour)
	w.must(a, OpenTicket{Ticket: last})
	all, err := customer.Open(w).Invitations(a)
	if problems := w.verified(); err != nil || len(all) != 1 || all[0].Hash != last.Hash || len(problems) > 0 {
		t.Errorf("%v left, %v, %q", all, err, problems)
	}
	reset := customer.Ticket{Hash: someHash(98), Kind: customer.Reset, User: guest().ID, Mail: guest().Person.Mail, Expires: last.Expires}
	w.must("", OpenTicket{Ticket: reset})
	w.must(a, RemoveUser{User: guest().ID})
	w.refused(ErrNotFound, "user", "", SetPassword{User: guest().ID, Hash: phc, Ticket: reset.Hash})
	w.must("", CloseTicket{Hash: reset.Hash})
}

// TestJoin makes the user that was invited, with the role that the ticket says.
func TestJoin(t *testing.T) {
	w := newTown(t)
	a := firm().ID
	w.must(a, OpenTicket{Ticket: invite2(invitation(), 80)})
	newcomer := guest()
	newcomer.ID, newcomer.Role, newcomer.Account, newcomer.Epoch = someID(60), customer.Owner, someID(99), 7
	w.refused(ErrTaken, "taken", "", Join{Ticket: someHash(80), User: newcomer})
	newcomer.Login = "TARO_123"
	w.refused(ErrTaken, "taken", "", Join{Ticket: someHash(80), User: newcomer})
	newcomer.Login = "newcomer"
	same := newcomer
	same.ID = guest().ID
	w.refused(ErrExists, "user", "", Join{Ticket: someHash(80), User: same})
	r := w.must("", Join{Ticket: someHash(80), User: newcomer})
	if x := r.User; x.Role != customer.Editor || x.Account != a || x.Epoch != 0 || !x.CreatedAt.Equal(noon) {
		t.Errorf("%+v", *x)
	}
	w.refused(ErrTicket, "", "", Join{Ticket: someHash(80), User: newcomer})
	w.must(a, OpenTicket{Ticket: invite2(invitation(), 81)})
	w.now = noon.Add(time.Hour)
	w.refused(ErrTicket, "", "", Join{Ticket: someHash(81), User: newcomer})
}

// TestLetters: queued with their act, once; tried, put off, given up.
func TestLetters(t *testing.T) {
	w := newTown(t)
	a := firm().ID
	l := letter(1)
	l.Account, l.Tries, l.Dead, l.Problem, l.Due = a, 5, true, "x", noon.Add(time.Hour)
	w.must(a, SetFeed{Account: a, Hash: someHash(4)}, l, letter(2))
	got, err := customer.Open(w).Letter(l.ID)
	if err != nil || got.Tries != 0 || got.Dead || got.Problem != "" || !got.Due.Equal(noon) || !got.At.Equal(noon) || got.Account != a {
		t.Errorf("%v, %+v", err, got)
	}
	for _, again := range [][]customer.Letter{{letter(1)}, {letter(3), letter(3)}} {
		if _, err := w.try(a, SetFeed{Account: a}, again...); !errors.Is(err, ErrExists) {
			t.Errorf("twice: %v", err)
		}
	}
	w.refused(ErrInvalid, "due: says when", "", LetterFailed{ID: l.ID})
	w.refused(ErrInvalid, "due", "", LetterFailed{ID: l.ID, Due: noon.AddDate(300, 0, 0)})
	w.must("", LetterFailed{ID: l.ID, Problem: "451\r\n" + strings.Repeat("長", 400) + "\xff", Due: noon.Add(1500 * time.Millisecond)})
	got, _ = customer.Open(w).Letter(l.ID)
	if got.Tries != 1 || !got.Due.Equal(noon.Add(2*time.Second)) || len(got.Problem) > maxProblem || !strings.HasPrefix(got.Problem, "451  長") || strings.ContainsRune(got.Problem, '\ufffd') {
		t.Errorf("%+v, %q", got, got.Problem)
	}
	w.refused(ErrConflict, "still waits", "", DropLetter{ID: l.ID})
	w.must("", LetterFailed{ID: l.ID, Problem: "550", Dead: true})
	if r := w.must("", DropLetter{ID: l.ID}); r.Account.ID != a || !strings.HasPrefix(activities(w.table, a), "drop_letter han*****@example.com;") {
		t.Errorf("%+v, %s", r, activities(w.table, a))
	}
	unknown := letter(9)
	unknown.Account = someID(99)
	w.must("", SetFeed{Account: a}, unknown)
	w.must("", LetterFailed{ID: unknown.ID, Dead: true})
	w.must("", DropLetter{ID: unknown.ID}) // also when its account is none
	if problems := w.verified(); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestFieldsOfCustomers: each wrong field is named.
func TestFieldsOfCustomers(t *testing.T) {
	long := strings.Repeat("長", maxLine/3+1)
	seller := func(s customer.Seller) func(*customer.Account, *customer.User, *customer.Letter) {
		return func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.Seller = s }
	}
	for want, changes := range map[string][]func(*customer.Account, *customer.User, *customer.Letter){
		"account":              {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.ID = "ABCDEFGHIJKLMNOP" }},
		"company.name":         company(func(c *customer.Company) { c.Name = " " }, func(c *customer.Company) { c.Name = long }, func(c *customer.Company) { c.Name = "a\nb" }, func(c *customer.Company) { c.Name = "\xff" }),
		"company.name_kana":    company(func(c *customer.Company) { c.NameKana = "\x00" }),
		"company.branch":       company(func(c *customer.Company) { c.Branch = long }),
		"company.address1":     company(func(c *customer.Company) { c.Address1 = "\t" }),
		"company.postcode":     company(func(c *customer.Company) { c.Postcode = "100-0001" }, func(c *customer.Company) { c.Postcode = "123" }),
		"company.prefecture":   company(func(c *customer.Company) { c.Prefecture = "JP-48" }, func(c *customer.Company) { c.Prefecture = "JP-00" }, func(c *customer.Company) { c.Prefecture = "東京都" }),
		"emergency_mail":       {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.EmergencyMail = "x" }},
		"terms":                {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.Terms = long }},
		"terms_at":             {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.TermsAt = noon.AddDate(300, 0, 0) }},
		"support":              {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.Support.Company.Name = "x" }},
		"support.company.name": {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.Support = customer.Contact{} }},
		"support.person.name": {func(a *customer.Account, _ *customer.User, _ *customer.Letter) {
			a.Support = customer.Contact{Company: a.Company}
		}},
		"seller.company":     {seller(customer.Seller{Company: long})},
		"seller.postcode":    {seller(customer.Seller{Postcode: "x"})},
		"seller.person.mail": {seller(customer.Seller{Person: customer.Person{Mail: "x"}})},
		"user":               user(func(u *customer.User) { u.ID = "" }),
		"login":              user(func(u *customer.User) { u.Login = "short" }, func(u *customer.User) { u.Login = strings.Repeat("x", 26) }, func(u *customer.User) { u.Login = "with space" }, func(u *customer.User) { u.Login = "日本語日本語" }),
		"password":           user(func(u *customer.User) { u.Password = "" }, func(u *customer.User) { u.Password = "Secret123" }, func(u *customer.User) { u.Password = "$" + strings.Repeat("x", maxHash) }),
		"lang":               user(func(u *customer.User) { u.Lang = "" }),
		"person.name":        user(func(u *customer.User) { u.Person.Name = "" }),
		"person.mail": user(func(u *customer.User) { u.Person.Mail = "" }, func(u *customer.User) { u.Person.Mail = "a@b@c" }, func(u *customer.User) { u.Person.Mail = "a b@c.jp" },
			func(u *customer.User) { u.Person.Mail = "a@b.jp\r\nBcc: x@y.jp" }, func(u *customer.User) { u.Person.Mail = "@b.jp" }, func(u *customer.User) { u.Person.Mail = "a@" }, func(u *customer.User) { u.Person.Mail = strings.Repeat("x", 250) + "@b.jp" }),
		"person.phone":    user(func(u *customer.User) { u.Person.Phone = "０３" }),
		"person.fax":      user(func(u *customer.User) { u.Person.Fax = strings.Repeat("1", 33) }),
		"letters.id":      mail(func(l *customer.Letter) { l.ID = "" }, func(l *customer.Letter) { l.ID = "a/b" }, func(l *customer.Letter) { l.ID = strings.Repeat("x", 65) }),
		"letters.account": mail(func(l *customer.Letter) { l.Account = "x" }),
		"letters.to":      mail(func(l *customer.Letter) { l.To = "" }),
		"letters.kind":    mail(func(l *customer.Letter) { l.Kind = "../x" }),
		"letters.data":    mail(func(l *customer.Letter) { l.Data = nil }, func(l *customer.Letter) { l.Data = json.RawMessage(`[]`) }, func(l *customer.Letter) { l.Data = json.RawMessage(`{"a":}`) }, func(l *customer.Letter) { l.Data = json.RawMessage(`{"a":"` + strings.Repeat("x", maxData) + `"}`) }),
	} {
		for i, change := range changes {
			w := &town{newTable(), t, noon}
			w.must("", stock())
			c, l := opened(), letter(1)
			change(c.Account, c.User, &l)
			_, err := w.try("", c, l)
			var field *FieldError
			if !errors.As(err, &field) || field.Field != want {
				t.Errorf("%s %d: %v", want, i, err)
			}
		}
	}
}

func company(changes ...func(*customer.Company)) (all []func(*customer.Account, *customer.User, *customer.Letter)) {
	for _, change := range changes {
		all = append(all, func(a *customer.Account, _ *customer.User, _ *customer.Letter) { change(&a.Company) })
	}
	return all
}

func user(changes ...func(*customer.User)) (all []func(*customer.Account, *customer.User, *customer.Letter)) {
	for _, change := range changes {
		all = append(all, func(_ *customer.Account, u *customer.User, _ *customer.Letter) { change(u) })
	}
	return all
}

func mail(changes ...func(*customer.Letter)) (all []func(*customer.Account, *customer.User, *customer.Letter)) {
	for _, change := range changes {
		all = append(all, func(_ *customer.Account, _ *customer.User, l *customer.Letter) { change(l) })
	}
	return all
}

// TestARepetitionIsTheAccountsOwn: the idempotency key of one account's user says
// nothing of another's acts.
func TestARepetitionIsTheAccountsOwn(t *testing.T) {
	w := newTown(t)
	b, _ := w.neighbour()
	act := func(forID customer.ID, n uint64) Act {
		return Act{By: "x", At: w.now, For: forID, IdempotencyKey: "k", Change: Register{Codes: []codec.Code{single(n).Code}}, Letters: []customer.Letter{letter(int(n))}}
	}
	w.must("", Issue{Licences: []Licence{single(50)}})
	for _, a := range []Act{act(firm().ID, 14), act(b, 50)} {
		writes, first, err := Plan(w, a)
		if err != nil || first.Replayed || len(first.Registrations) != 1 {
			t.Fatalf("%v: %+v", err, first)
		}
		w.take(writes)
		writes, again, err := Plan(w, a)
		if err != nil || !writes.Empty() || !again.Replayed || fmt.Sprint(again.Registrations) != fmt.Sprint(first.Registrations) || again.Account.ID != a.For {
			t.Errorf("%v: %+v, then %+v", err, first, again)
		}
	}
	w.must("", Unregister{Account: firm().ID, No: 1}) // where it took the place of the trial
	w.must(b, Register{Codes: []codec.Code{single(14).Code}})
	if _, later, err := Plan(w, act(firm().ID, 14)); err != nil || len(later.Registrations) != 0 || later.Account.ID != firm().ID {
		t.Errorf("after it was sold on: %v, %+v", err, later)
	}
}

// TestRepeatedRegistration: under the same idempotency key, with other ids and
// codes of its own, it tells of what was registered first.
func TestRepeatedRegistration(t *testing.T) {
	w := &town{newTable(), t, noon}
	w.must("", stock())
	act := func(n uint64) Act {
		c := opened()
		c.Account.ID, c.User.ID = someID(n), someID(n+1)
		c.Fresh[0].Code, _ = codes(n)
		return Act{By: "portal", At: noon, Change: c, IdempotencyKey: "k", Letters: []customer.Letter{letter(int(n))}}
	}
	writes, first, err := Plan(w, act(1))
	if err != nil {
		t.Fatal(err)
	}
	w.take(writes)
	writes, again, err := Plan(w, act(7))
	if err != nil || !writes.Empty() || !again.Replayed {
		t.Fatalf("%v, %+v", err, writes)
	}
	if again.Account.ID != first.Account.ID || again.User.ID != first.User.ID || !slices.EqualFunc(again.Registrations, first.Registrations, func(a, b customer.Registration) bool { return a.Code == b.Code && a.No == b.No }) || len(again.Keys) != len(first.Keys) {
		t.Errorf("first %+v\nagain %+v", first, again)
	}
	w.now = noon.Add(time.Hour)
	b, _ := w.neighbour()
	for no := 1; no <= 3; no++ {
		w.must("", Unregister{Account: first.Account.ID, No: no})
		w.must(b, Register{Codes: []codec.Code{first.Registrations[no-1].Code}})
		_, later, err := Plan(w, act(7))
		if err != nil || len(later.Registrations) != 3-no || (no < 3 && later.Account.ID != first.Account.ID) || (no == 3 && later.Account != nil) {
			t.Errorf("after %d were sold on: %v, %+v", no, err, later)
		}
	}
}
