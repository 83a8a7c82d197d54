package keystore

import (
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
	w.refused(ErrConflict, "cannot release the account: the account is not held", "", ReleaseAccount{Account: a})
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
