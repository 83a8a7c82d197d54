package keystore

import (
	"testing"
	"time"

	"ollu/keystore/customer"
)

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
		t.Errorf("the role that there was: %d letters, epoch %d", n, w.user(g).Epoch)
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
	before := w.user(u).Epoch
	w.must(a, SetFactor{User: u, Factor: make([]byte, 20), Step: 100, Recovery: []customer.Hash{someHash(8), someHash(9)}})
	if now := w.user(u).Epoch; now != before+1 {
		t.Errorf("epoch %d after %d: sessions from before the second factor go on", now, before)
	}
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

// TestLogInWithAHashMadeAnew: the password is the same, so sessions and tickets
// stay as they are.
func TestLogInWithAHashMadeAnew(t *testing.T) {
	w := newTown(t)
	was := w.user(owner().ID)
	w.refused(ErrInvalid, "invalid", "", LogIn{User: was.ID, Hash: "no hash"})
	w.must("", LogIn{User: was.ID, Hash: phc + "2"})
	if now := w.user(was.ID); now.Password != phc+"2" || now.Epoch != was.Epoch || !now.PasswordAt.Equal(was.PasswordAt) {
		t.Errorf("%+v", now)
	}
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
	w.refused(ErrTicket, "", "", set(u, moved)) // sent to an address that is theirs no more
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
	w.tables[customer.Tickets]["short"] = []byte("odd")
	w.refused(ErrDamaged, "damaged", a, OpenTicket{Ticket: earliest(last)})
}

// earliest is a ticket whose hash comes before every other.
func earliest(k customer.Ticket) customer.Ticket {
	k.Hash = customer.Hash{0, 1}
	return k
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

// TestAnInvitationEndsWithWhoSentIt: whoever is no owner any more, or is gone, has
// invited nobody.
func TestAnInvitationEndsWithWhoSentIt(t *testing.T) {
	w := newTown(t)
	a, g := firm().ID, guest().ID
	w.must(a, SetRole{User: g, Role: customer.Owner})
	invited := invite2(invitation(), 80)
	invited.By = g
	w.must(a, OpenTicket{Ticket: invited})
	newcomer := guest()
	newcomer.ID, newcomer.Login = someID(60), "newcomer"
	w.must(a, SetRole{User: g, Role: customer.Editor})
	w.refused(ErrTicket, "", "", Join{Ticket: invited.Hash, User: newcomer})
	w.must(a, RemoveUser{User: g})
	w.refused(ErrTicket, "", "", Join{Ticket: invited.Hash, User: newcomer})
	other := invite2(invitation(), 81)
	other.By = owner().ID
	w.must(a, OpenTicket{Ticket: other})
	w.must("", Join{Ticket: other.Hash, User: newcomer})
}

// TestATicketForNobodyLeavesNoLogEntry: it is opened for the work alone, and no
// letter tells anybody of it.
func TestATicketForNobodyLeavesNoLogEntry(t *testing.T) {
	w := newTown(t)
	for _, c := range []struct {
		user    customer.ID
		letters []customer.Letter
		entries int
	}{{"", nil, 0}, {"", []customer.Letter{letter(1)}, 1}, {owner().ID, nil, 1}} {
		mail := owner().Person.Mail
		k := customer.Ticket{Hash: someHash(byte(90 + c.entries + len(c.letters))), Kind: customer.Reset, User: c.user, Mail: mail, Expires: noon.Add(time.Hour)}
		writes, _, err := Plan(w, Act{By: "somebody", At: w.now, Change: OpenTicket{Ticket: k}, Letters: c.letters})
		if err != nil || len(writes.Audit) != c.entries {
			t.Fatalf("%+v: %d log entries, %v", c, len(writes.Audit), err)
		}
		w.take(writes)
		if _, err := customer.Open(w).Ticket(k.Hash); err != nil {
			t.Error(err)
		}
	}
}
