package portal

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// overtaken is a store in which something is done between what a request has read
// and what it makes of that.
type overtaken struct {
	keystore.Store
	by func()
}

func (o *overtaken) Apply(ctx context.Context, act keystore.Act) (keystore.Receipt, error) {
	if by := o.by; by != nil {
		o.by = nil
		by()
	}
	return o.Store.Apply(ctx, act)
}

// Whatever somebody asks for, it is not done when what his session stood on was
// taken from him while he was asking: he is sent to the log-in.
func TestWhoIsOvertakenDoesNothing(t *testing.T) {
	overtook := 0
	each(t, func(rt visit.Route) bool { return posts(rt) && needsLogIn(rt) }, func(t *testing.T, s *visittest.Site, rt visit.Route) {
		of, store := s.Users[visittest.Owner], &overtaken{Store: s.Store}
		s.Desk.Store = store
		s.Desk.Registerer = nil
		s.Serve(Routes())
		b, left := s.LogIn(visittest.Owner), ""
		form := earnest(b, rt)
		store.by = func() {
			s.Do(keystore.SetPassword{User: of.ID, Hash: of.Password})
			left = state(s, of.Account)
		}
		p := b.Post(at(s, rt), form)
		if store.by != nil {
			return // it changes nothing like this
		}
		overtook++
		if p.Leads("/login"); state(s, of.Account) != left {
			t.Error("it was done")
		}
		if p := b.Get("/account/me"); p.Status == http.StatusOK {
			t.Error("the session goes on")
		}
	})
	if overtook < 12 {
		t.Errorf("only %d routes change something", overtook)
	}
}

// earnest fills a route's form in such that it would be done.
func earnest(b *visittest.Browser, rt visit.Route) url.Values {
	form := filled(b.Site)
	switch rt.Path {
	case "/account", "/account/support":
		form = b.Get(rt.Path).With("company", "別の会社", "support_same", "", "support_company", "別の会社", "support_postcode", "1000001", "support_prefecture", "JP-13",
			"support_address1", "千代田", "support_person", "別名", "support_mail", "x@example.com", "support_mail_again", "x@example.com", "support_phone", "0312345678")
	case "/account/me":
		form = b.Get(rt.Path).With("person", "別名 太郎")
	case "/account/password":
		form = url.Values{"current": {visittest.Password}, "password": {"Chosen-Anew-26"}, "password_again": {"Chosen-Anew-26"}}
	case "/account/factor/setup":
		key := factorKey.FindStringSubmatch(b.Get(rt.Path).Body)[1]
		form = url.Values{"current": {visittest.Password}, "code": {factorCode(b.Site, key)}}
	case "/account/invitations":
		form = b.Get("/account/users").With("mail", "new@example.com", "role", "owner", "lang", "ja")
	case "/account/invitations/close":
		form = b.Get("/account/users").Fields()
	}
	return form
}

// A password that was set anew while the old one was being looked at lets nobody in
// by the old one, and is not undone by it.
func TestALogInIsOvertakenByANewPassword(t *testing.T) {
	s := visittest.Prepare(t, nil)
	shown, err := looks()
	if err != nil {
		t.Fatal(err)
	}
	store := &overtaken{Store: s.Store}
	s.Desk.Look, s.Desk.Store = shown, store
	s.Desk.Hasher = access.NewHasher(access.HasherOptions{Random: s.Random, Memory: 128, Passes: 1, Rest: -1}) // more work than before
	s.Serve(Routes())
	const chosen = "Chosen-Anew-26"
	hash, err := s.Desk.Hasher.Hash(t.Context(), chosen)
	if err != nil {
		t.Fatal(err)
	}
	store.by = func() { s.Do(keystore.SetPassword{User: s.Users[visittest.Owner].ID, Hash: hash}) }
	b := s.Browser(words.EN)
	b.Post("/login", b.Get("/login").With("login", visittest.Owner, "password", visittest.Password))
	if store.by != nil {
		t.Fatal("nothing came between")
	}
	if p := b.Get("/products"); p.Status == http.StatusOK {
		t.Error("the old password opens a session")
	}
	if s.User(s.Users[visittest.Owner].ID).Password != hash {
		t.Error("the new password was undone")
	}
	b.Post("/login", b.Get("/login").With("login", visittest.Owner, "password", chosen)).Want(http.StatusSeeOther)
	b.Get("/products").Want(http.StatusOK)
}
