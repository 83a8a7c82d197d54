package storetest

import (
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
)

var userTests = []test{
	{"Account/Edit", edit},
	{"Account/Hold", hold},
	{"Account/Feed", feed},
	{"User/Edit", editUser},
	{"User/Password", password},
	{"User/Factor", factor},
	{"User/Roles", roles},
	{"Ticket", ticket},
	{"Ticket/Join", join},
}

// phc is the hash of a password.
const phc = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"

// edit: company and support are saved apart, and not over what another saved.
func edit(k *kit) {
	f := k.joined(1)
	seen := k.account(f.account.ID)
	was := customer.Digest(seen.Company, seen.EmergencyMail)
	company := seen.Company
	company.Address2 = "第二ビル"
	k.later(time.Minute)
	r := k.done(f.on(k, keystore.EditCompany{Account: seen.ID, Company: company, EmergencyMail: "day@example.com", Was: was}))
	now := k.account(seen.ID)
	equal(k, "receipt", r.Account, &now)
	equal(k, "company", []any{now.Company, now.EmergencyMail, now.ChangedAt, now.Support}, []any{company, "day@example.com", k.now, seen.Support})
	equal(k, "revision", now.Revision, seen.Revision+1)
	k.denied(keystore.ErrStale, f.on(k, keystore.EditCompany{Account: seen.ID, Company: seen.Company, Was: was}))
	support := customer.Contact{Company: company, Person: f.user.Person}
	k.done(f.on(k, keystore.EditSupport{Account: seen.ID, Support: support, Was: customer.Digest(seen.Support)}))
	k.denied(keystore.ErrStale, f.on(k, keystore.EditSupport{Account: seen.ID, Support: support, Was: customer.Digest(seen.Support)}))
	equal(k, "support", k.account(seen.ID).Support, support)
	k.done(f.on(k, keystore.EditCompany{Account: seen.ID, Company: seen.Company})) // whatever was there
	equal(k, "seen by its users", k.actions(seen.ID)[:3], []string{"edit_company", "edit_support", "edit_company"})
	bad := company
	bad.Name = ""
	k.denied(keystore.ErrInvalid, f.on(k, keystore.EditCompany{Account: seen.ID, Company: bad}))
}

// hold keeps everybody out until the account is released; licences live on.
func hold(k *kit) {
	f := k.joined(1)
	epoch := k.user(f.user.ID).Epoch
	k.must(keystore.HoldAccount{Account: f.account.ID, Reason: "unpaid"})
	equal(k, "hold", k.account(f.account.ID).Hold, &customer.Hold{At: k.now, By: "operator", Reason: "unpaid"})
	equal(k, "sessions end", k.user(f.user.ID).Epoch > epoch, true)
	k.denied(keystore.ErrConflict, k.act(keystore.HoldAccount{Account: f.account.ID}))
	k.denied(keystore.ErrHeld, f.on(k, keystore.LogIn{User: f.user.ID}))
	k.denied(keystore.ErrHeld, k.act(keystore.LogIn{User: f.user.ID}))
	k.denied(keystore.ErrHeld, f.on(k, keystore.EditUser{User: f.user.ID, Person: f.user.Person, Lang: "en"}))
	k.must(keystore.Activate{Code: k.line(f.account.ID, 1).Code, Device: "d"})
	k.must(keystore.ReleaseAccount{Account: f.account.ID})
	k.denied(keystore.ErrConflict, k.act(keystore.ReleaseAccount{Account: f.account.ID}))
	k.done(f.on(k, keystore.LogIn{User: f.user.ID}))
	k.denied(keystore.ErrNotFound, k.act(keystore.HoldAccount{Account: k.id()}))
}

// feed: one secret address at a time.
func feed(k *kit) {
	f, first, second := k.joined(1), k.hash(), k.hash()
	there := func(h customer.Hash) bool {
		found := false
		k.read(func(b customer.Book) error {
			t, err := b.Ticket(h)
			if found = err == nil; found {
				equal(k, "ticket", []any{t.Kind, t.Account}, []any{customer.Feed, f.account.ID})
			} else {
				is(k, "Ticket", err, keystore.ErrNotFound)
			}
			return nil
		})
		return found
	}
	for _, h := range []customer.Hash{first, second, {}} {
		k.done(f.on(k, keystore.SetFeed{Account: f.account.ID, Hash: h}))
		equal(k, "the account's", k.account(f.account.ID).Feed, h)
		equal(k, "addresses that lead there", []bool{there(first), there(second)}, []bool{h == first, h == second})
	}
}

// editUser: a user is found by the new address, and by the old one no more.
func editUser(k *kit) {
	f := k.joined(1)
	seen := k.user(f.user.ID)
	was := customer.Digest(seen.Person, seen.Lang)
	person := seen.Person
	person.Mail = "new.address@example.com"
	k.later(time.Minute)
	r := k.done(f.on(k, keystore.EditUser{User: seen.ID, Person: person, Lang: "en", Was: was}, k.letter(&f)))
	now := k.user(seen.ID)
	equal(k, "receipt", *r.User, now)
	equal(k, "user", []any{now.Person, now.Lang, now.ChangedAt, now.Epoch}, []any{person, "en", k.now, seen.Epoch})
	k.read(func(b customer.Book) error {
		for mail, want := range map[string]int{person.Mail: 1, seen.Person.Mail: 0} {
			all, err := b.UsersByMail(mail)
			is(k, "UsersByMail", err, nil)
			equal(k, "users with "+mail, len(all), want)
		}
		return nil
	})
	k.denied(keystore.ErrStale, f.on(k, keystore.EditUser{User: seen.ID, Person: person, Lang: "ja", Was: was}, k.letter(&f)))
	k.denied(keystore.ErrInvalid, f.on(k, keystore.EditUser{User: seen.ID, Person: person, Lang: "xx"}))
	k.denied(keystore.ErrNotFound, k.act(keystore.EditUser{User: k.id(), Person: person, Lang: "ja"}))
}

// password: it ends all sessions, and uses up the ticket that it came with.
func password(k *kit) {
	f, other := k.joined(1), k.joined(1)
	epoch := k.user(f.user.ID).Epoch
	reset := customer.Ticket{Hash: k.hash(), Kind: customer.Reset, User: f.user.ID, Mail: f.user.Person.Mail, Expires: k.soon(30 * time.Minute)}
	k.must(keystore.OpenTicket{Ticket: reset})
	second := reset
	second.Hash = k.hash()
	k.must(keystore.OpenTicket{Ticket: second})
	k.later(time.Minute)
	k.denied(keystore.ErrTicket, k.act(keystore.SetPassword{User: other.user.ID, Hash: phc, Ticket: reset.Hash}))
	k.denied(keystore.ErrTicket, k.act(keystore.SetPassword{User: f.user.ID, Hash: phc, Ticket: k.hash()}))
	k.must(keystore.SetPassword{User: f.user.ID, Hash: phc, Ticket: reset.Hash})
	now := k.user(f.user.ID)
	equal(k, "user", []any{now.Password, now.PasswordAt, now.Epoch}, []any{phc, k.now, epoch + 1})
	k.denied(keystore.ErrTicket, k.act(keystore.SetPassword{User: f.user.ID, Hash: phc, Ticket: reset.Hash}))
	k.denied(keystore.ErrTicket, k.act(keystore.SetPassword{User: f.user.ID, Hash: phc, Ticket: second.Hash})) // from before
	late := reset
	late.Hash = k.hash()
	k.must(keystore.OpenTicket{Ticket: late})
	k.later(30 * time.Minute)
	k.denied(keystore.ErrTicket, k.act(keystore.SetPassword{User: f.user.ID, Hash: phc, Ticket: late.Hash}))
	k.done(f.on(k, keystore.SetPassword{User: f.user.ID, Hash: phc}))
	equal(k, "sessions end", k.user(f.user.ID).Epoch, epoch+2)
	k.denied(keystore.ErrInvalid, f.on(k, keystore.SetPassword{User: f.user.ID, Hash: "Secret123"}))
}

// factor: no time step and no recovery code counts twice.
func factor(k *kit) {
	f, codes := k.joined(1), []customer.Hash{k.hash(), k.hash()}
	key := []byte("twenty bytes of a key")[:20]
	k.denied(keystore.ErrInvalid, f.on(k, keystore.LogIn{User: f.user.ID, Step: 5}))
	k.done(f.on(k, keystore.SetFactor{User: f.user.ID, Factor: key, Step: 100, Recovery: codes}))
	u := k.user(f.user.ID)
	equal(k, "user", []any{u.Factor, u.Step, u.Recovery}, []any{key, int64(100), codes})
	k.denied(keystore.ErrInvalid, f.on(k, keystore.LogIn{User: f.user.ID}))
	k.denied(keystore.ErrUsed, f.on(k, keystore.LogIn{User: f.user.ID, Step: 100}))
	k.later(time.Minute)
	k.done(f.on(k, keystore.LogIn{User: f.user.ID, Step: 101}))
	equal(k, "last log-in", k.user(f.user.ID).LastLogIn, k.now)
	k.denied(keystore.ErrUsed, f.on(k, keystore.LogIn{User: f.user.ID, Step: 101}))
	k.done(f.on(k, keystore.LogIn{User: f.user.ID, Recovery: codes[0]}))
	k.denied(keystore.ErrUsed, f.on(k, keystore.LogIn{User: f.user.ID, Recovery: codes[0]}))
	equal(k, "codes left", k.user(f.user.ID).Recovery, codes[1:])
	k.must(keystore.SetFactor{User: f.user.ID})
	u = k.user(f.user.ID)
	equal(k, "off", []any{len(u.Factor), u.Step, len(u.Recovery)}, []any{0, int64(0), 0})
	k.done(f.on(k, keystore.LogIn{User: f.user.ID}))
}

// colleague lets another user join by an invitation.
func (k *kit) colleague(f *firm, role customer.Role) customer.User {
	k.t.Helper()
	h, u := k.hash(), k.firm().user
	k.done(f.on(k, keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: h, Kind: customer.Invite, Account: f.account.ID, Mail: u.Person.Mail, Role: role, Lang: "ja", By: f.user.ID, Expires: k.soon(time.Hour),
	}}))
	r := k.done(k.act(keystore.Join{Ticket: h, User: u}))
	return *r.User
}

// roles: an account keeps an owner.
func roles(k *kit) {
	f := k.joined(1)
	for _, c := range []keystore.Change{keystore.SetRole{User: f.user.ID, Role: customer.Editor}, keystore.RemoveUser{User: f.user.ID}} {
		k.denied(keystore.ErrConflict, f.on(k, c))
	}
	second := k.colleague(&f, customer.Viewer)
	k.done(f.on(k, keystore.SetRole{User: second.ID, Role: customer.Owner}, k.letter(&f)))
	now := k.user(second.ID)
	equal(k, "role, and sessions end", []any{now.Role, now.Epoch}, []any{customer.Owner, second.Epoch + 1})
	k.done(f.on(k, keystore.SetRole{User: f.user.ID, Role: customer.Viewer}))
	k.denied(keystore.ErrConflict, f.on(k, keystore.RemoveUser{User: second.ID}))
	k.denied(keystore.ErrInvalid, f.on(k, keystore.SetRole{User: f.user.ID, Role: 9}))
	k.done(f.on(k, keystore.RemoveUser{User: f.user.ID}))
	k.read(func(b customer.Book) error {
		_, err := b.User(f.user.ID)
		is(k, "User", err, keystore.ErrNotFound)
		_, err = b.UserByLogin(f.user.Login)
		is(k, "UserByLogin", err, keystore.ErrNotFound)
		users, err := b.UsersOf(f.account.ID)
		equal(k, "users left", len(users), 1)
		return err
	})
	again := k.firm()
	again.user.Login, again.user.Person.Mail = f.user.Login, f.user.Person.Mail
	k.must(again.register(keystore.Register{Codes: k.codes(1)})) // login and address are free
}

// ticket: opened, listed, taken back.
func ticket(k *kit) {
	f, other := k.joined(1), k.joined(1)
	t := customer.Ticket{
		Hash: k.hash(), Kind: customer.Invite, Account: f.account.ID, Mail: "new@example.com", Role: customer.Editor, Lang: "en",
		By: f.user.ID, Expires: k.soon(time.Hour),
	}
	k.done(f.on(k, keystore.OpenTicket{Ticket: t}, k.letter(&f)))
	t.At = k.now
	equal(k, "invitations", k.invitations(f.account.ID), []customer.Ticket{t})
	k.denied(keystore.ErrExists, f.on(k, keystore.OpenTicket{Ticket: t}))
	wrong := t
	wrong.Hash, wrong.Role = k.hash(), 9
	k.denied(keystore.ErrInvalid, f.on(k, keystore.OpenTicket{Ticket: wrong}))
	k.denied(keystore.ErrNotFound, other.on(k, keystore.CloseTicket{Hash: t.Hash}))
	k.done(f.on(k, keystore.CloseTicket{Hash: t.Hash}))
	k.denied(keystore.ErrNotFound, f.on(k, keystore.CloseTicket{Hash: t.Hash}))
	equal(k, "invitations", len(k.invitations(f.account.ID)), 0)
}

func (k *kit) invitations(account customer.ID) (all []customer.Ticket) {
	k.t.Helper()
	k.read(func(b customer.Book) (err error) { all, err = b.Invitations(account); return err })
	return all
}

// join: the role and the account are the invitation's, which is good once, and not
// for ever.
func join(k *kit) {
	f := k.joined(1)
	u := k.colleague(&f, customer.Viewer)
	equal(k, "user", []any{u.Account, u.Role, u.CreatedAt}, []any{f.account.ID, customer.Viewer, k.now})
	invite := func() customer.Hash {
		h := k.hash()
		k.done(f.on(k, keystore.OpenTicket{Ticket: customer.Ticket{
			Hash: h, Kind: customer.Invite, Account: f.account.ID, Mail: "x@example.com", Role: customer.Owner, Lang: "ja", By: f.user.ID, Expires: k.soon(time.Hour),
		}}))
		return h
	}
	h, next := invite(), k.firm().user
	taken := next
	taken.Login = u.Login
	k.denied(keystore.ErrTaken, k.act(keystore.Join{Ticket: h, User: taken}))
	k.done(k.act(keystore.Join{Ticket: h, User: next}))
	k.denied(keystore.ErrTicket, k.act(keystore.Join{Ticket: h, User: k.firm().user}))
	k.denied(keystore.ErrTicket, k.act(keystore.Join{Ticket: k.hash(), User: k.firm().user}))
	late := invite()
	k.later(time.Hour)
	k.denied(keystore.ErrTicket, k.act(keystore.Join{Ticket: late, User: k.firm().user}))
	k.later(time.Minute)
	h = invite()
	k.must(keystore.HoldAccount{Account: f.account.ID})
	k.denied(keystore.ErrHeld, k.act(keystore.Join{Ticket: h, User: k.firm().user}))
}
