package portal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/mail"
	"ollu/server/outbox"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// crowded is a store in which, whenever customers are read, many others have just
// tried the password of one of them in vain.
type crowded struct {
	keystore.Store
	try func()
}

func (c *crowded) Customers(ctx context.Context, fn func(customer.Book) error) error {
	c.try()
	return c.Store.Customers(ctx, fn)
}

// Of passwords that are tried all at once, those beyond the limit are answered
// alike: the answer does not tell the right one from the others.
func TestBeyondTheLimitTheRightPasswordLooksLikeAWrongOne(t *testing.T) {
	s := visittest.Prepare(t, nil)
	shown, err := looks()
	if err != nil {
		t.Fatal(err)
	}
	store := &crowded{Store: s.Store, try: func() {}}
	s.Desk.Look, s.Desk.Store = shown, store
	s.Serve(Routes())
	var answers []int
	for _, password := range []string{visittest.Password, "Wr0ng-password"} {
		b := s.Browser(words.EN)
		form := b.Get("/login").With("login", visittest.Owner, "password", password)
		store.try = func() {
			for s.Desk.Limits.Take(access.LimitLogInAccount, visittest.Owner) == 0 {
				continue
			}
		}
		answers = append(answers, b.Post("/login", form).Status)
		store.try = func() {}
		s.Desk.Limits.Forget(access.LimitLogInAccount, visittest.Owner)
	}
	if answers[0] != http.StatusTooManyRequests || answers[1] != answers[0] {
		t.Errorf("the right password is answered %d, a wrong one %d", answers[0], answers[1])
	}
}

// Whether a login id is taken can be asked a few times, by whoever chooses one, and
// not of a whole list.
func TestLoginIDsCannotBeTriedOutWhereOneIsChosen(t *testing.T) {
	s := start(t)
	b := s.Browser(words.EN)
	b.Submit("/register", b.Get("/register").With("key", s.Key(visittest.Appliance, nil).Reveal()))
	b.Submit("/register/terms", b.Get("/register/terms").With("accept", "1")).Want(http.StatusOK)
	for range 100 {
		if b.Post("/register/details", url.Values{"login_login": {visittest.Owner}}).Status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("a hundred login ids were tried out")
}

// A mail server says whom it refuses. The log says that it did, and not whom.
func TestTheLogOfMailsNamesNobody(t *testing.T) {
	s := start(t)
	b := s.Browser(words.EN)
	b.Post("/forgot", b.Get("/forgot").With("who", visittest.Owner)).Want(http.StatusOK)
	to := strings.ToUpper(s.Users[visittest.Owner].Person.Mail)
	core, logged := observer.New(zap.DebugLevel)
	ctx, stop := context.WithCancel(t.Context())
	o, err := outbox.New(outbox.Options{
		Store: s.Store, Now: s.Now, Random: s.Random, Registerer: prometheus.NewRegistry(),
		Log: zap.New(core, zap.Hooks(func(zapcore.Entry) error { stop(); return nil })),
		Send: func(context.Context, mail.Message) error {
			return &mail.Error{Server: "smtp.example.com:587", Reason: "550 5.1.1 <" + to + ">: Recipient address rejected", Code: 550}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	o.Run(ctx)
	if logged.Len() == 0 {
		t.Fatal("nothing was logged")
	}
	for _, e := range logged.All() {
		if text := fmt.Sprint(e.ContextMap()); strings.Contains(strings.ToLower(text), "tester@") {
			t.Errorf("the log names who got no mail: %s", text)
		}
	}
}

// The login id itself is no password, wherever one is chosen.
func TestTheLoginIDIsNoPassword(t *testing.T) {
	s := start(t)
	l := &life{Site: s, t: t, saw: witness{mu: &sync.Mutex{}, seen: &[]seen{}}}
	u := s.Join(s.Users[visittest.Owner], "Suzuki.2026", customer.Viewer)
	const same = "suZUki.2026"
	fails := func(what string, p *visittest.Page, name string) {
		t.Helper()
		if p.Status != http.StatusUnprocessableEntity || p.Error(name) != words.Say(words.EN, words.FieldPasswordLogin, nil) {
			t.Errorf("%s: %d, %q", what, p.Status, p.Error(name))
		}
	}
	fails("changed", s.Enter(u).Post("/account/password", url.Values{"current": {visittest.Password}, "password": {same}, "password_again": {same}}), "password")
	b := s.Browser(words.EN)
	b.Post("/forgot", b.Get("/forgot").With("who", u.Login)).Want(http.StatusOK)
	fails("forgotten", b.Post("/reset", url.Values{"token": {l.tokenOf("reset")}, "password": {same}, "password_again": {same}}), "password")
	owner := s.LogIn(visittest.Owner)
	owner.Post("/account/invitations", owner.Get("/account/users").With("mail", "x@example.com", "role", "viewer", "lang", "en")).Leads("/account/users")
	p := b.Post("/join", url.Values{"token": {l.tokenOf("invited")}}).Want(http.StatusOK)
	fails("invited", b.Post("/join", p.With("person", "名", "phone", "0312345678", "login", "Sato.2026", "password", "saTO.2026", "password_again", "saTO.2026")), "password")
	b.Submit("/register", b.Get("/register").With("key", s.Key(visittest.Appliance, nil).Reveal()))
	b.Submit("/register/terms", b.Get("/register/terms").With("accept", "1"))
	fails("registered", b.Post("/register/details", url.Values{"login_login": {"Ito.2026"}, "login_password": {"iTo.2026"}, "login_password_again": {"iTo.2026"}}), "login_password")
}
