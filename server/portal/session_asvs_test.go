package portal

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// sessionOf is the id of a browser's session.
func sessionOf(b *visittest.Browser) string {
	b.Site.T.Helper()
	u, err := url.Parse(b.Site.URL)
	if err != nil {
		b.Site.T.Fatal(err)
	}
	for _, c := range b.Client.Jar.Cookies(u) {
		if c.Name == "ollu" {
			return c.Value
		}
	}
	return ""
}

// with opens a browser that has the id of another's session.
func with(s *visittest.Site, session string) *visittest.Browser {
	s.T.Helper()
	b := s.Browser(words.EN)
	u, err := url.Parse(s.URL)
	if err != nil {
		s.T.Fatal(err)
	}
	b.Client.Jar.SetCookies(u, []*http.Cookie{{Name: "ollu", Value: session, Path: "/"}})
	return b
}

// Whenever what a session may do changes, it gets a fresh id, and the id of before
// is worth nothing.
func TestASessionsIDChangesWithItsRights(t *testing.T) {
	s := start(t)
	b := s.Browser(words.EN)
	b.Get("/products").Leads("/login")
	change := func(what string, do func()) {
		t.Helper()
		before := sessionOf(b)
		do()
		if after := sessionOf(b); before == "" || after == before {
			t.Errorf("%s: the session was %q and is %q", what, before, after)
		}
		with(s, before).Get("/products").Leads("/login")
	}
	change("log-in", func() {
		b.Post("/login", b.Get("/login").With("login", visittest.Owner, "password", visittest.Password)).Leads("/products")
	})
	const chosen = "Another-One-26"
	change("password", func() {
		b.Post("/account/password", b.Get("/account/password").With("current", visittest.Password, "password", chosen, "password_again", chosen)).
			Want(http.StatusSeeOther)
	})
	key := factorKey.FindStringSubmatch(b.Get("/account/factor/setup").Body)[1]
	change("second factor on", func() {
		b.Post("/account/factor/setup", url.Values{"current": {chosen}, "code": {factorCode(s, key)}}).Want(http.StatusOK)
	})
	s.Pass(time.Minute)
	change("second factor off", func() {
		b.Post("/account/factor/off", url.Values{"current": {chosen}, "code": {factorCode(s, key)}}).Leads("/account/factor")
	})
	s.Do(keystore.SetRole{User: s.Users[visittest.Editor].ID, Role: customer.Owner})
	change("role", func() {
		b.Post("/account/users/"+string(s.Users[visittest.Owner].ID)+"/role", url.Values{"role": {"viewer"}}).Leads("/account")
	})
	b.Get("/products").Want(http.StatusOK)
	change("log-out", func() { b.Post("/logout", nil).Leads("/login") })
}

// What a session stands on may be taken from under it: then it is none any more,
// wherever it is open.
func TestSessionsEndWithWhatTheyStandOn(t *testing.T) {
	for what, take := range map[string]func(s *visittest.Site, u customer.User){
		"password": func(s *visittest.Site, u customer.User) { s.Do(keystore.SetPassword{User: u.ID, Hash: u.Password}) },
		"role":     func(s *visittest.Site, u customer.User) { s.Do(keystore.SetRole{User: u.ID, Role: customer.Editor}) },
		"user":     func(s *visittest.Site, u customer.User) { s.Do(keystore.RemoveUser{User: u.ID}) },
		"account": func(s *visittest.Site, u customer.User) {
			s.Do(keystore.HoldAccount{Account: u.Account, Reason: "unpaid"})
			s.Do(keystore.ReleaseAccount{Account: u.Account})
		},
	} {
		t.Run(what, func(t *testing.T) {
			s := start(t)
			one, two := s.LogIn(visittest.Viewer), s.LogIn(visittest.Viewer)
			one.Get("/products").Want(http.StatusOK)
			take(s, s.Users[visittest.Viewer])
			for _, b := range []*visittest.Browser{one, two} {
				for _, path := range []string{"/products", "/products.csv", "/account/me"} {
					b.Get(path).Leads("/login")
				}
				if b.Post("/products/1/file", nil).Leads("/login"); sessionOf(b) == "" {
					t.Error("there is no session in which to say why")
				}
			}
		})
	}
}

func TestSessionsEndInTime(t *testing.T) {
	s := start(t)
	idle := s.LogIn(visittest.Owner)
	s.Pass(20*time.Minute - time.Second)
	idle.Get("/products").Want(http.StatusOK)
	s.Pass(20 * time.Minute)
	idle.Get("/products").Leads("/login")
	busy := s.LogIn(visittest.Owner)
	for range 47 {
		s.Pass(15 * time.Minute)
		busy.Get("/products").Want(http.StatusOK)
	}
	s.Pass(15 * time.Minute) // twelve hours
	busy.Get("/products").Leads("/login")
}

// public runs the portal as the server does, behind an address of its own.
func public(t *testing.T, address string) *visittest.Site {
	t.Helper()
	s := visittest.Prepare(t, nil)
	h, err := New(Options{
		Store: s.Store, Book: s.Desk.Book, Now: s.Now, Random: s.Random, Secret: s.Desk.Secret, Terms: s.Desk.Terms, PublicURL: address,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

var setSession = regexp.MustCompile(`^(__Host-)?ollu=([A-Za-z0-9_-]{43}); Path=/; HttpOnly; (Secure; )?SameSite=Lax$`)

// The session's cookie is the browser's until it is closed, for this host alone,
// for no script, over HTTPS alone, and of 256 random bits.
func TestTheSessionsCookie(t *testing.T) {
	for address, want := range map[string]string{"https://portal.example.com/": "__Host-", "": ""} {
		s := public(t, address)
		ids := map[string]bool{}
		for range 20 {
			p := s.Browser(words.EN).Ask(http.MethodGet, "/products", nil, func(r *http.Request) {
				if address != "" {
					r.Host = "portal.example.com"
				}
			}).Leads("/login")
			found := setSession.FindStringSubmatch(p.Header.Get("Set-Cookie"))
			if found == nil || found[1] != want || (found[3] != "") != (want != "") {
				t.Fatalf("%q: %v", address, p.Header.Values("Set-Cookie"))
			}
			ids[found[2]] = true
		}
		if len(ids) != 20 {
			t.Errorf("%d ids of 20 sessions", len(ids))
		}
	}
}

// A session's id that somebody made up is not taken: the one of before he logged
// in is not one that another chose for him.
func TestAMadeUpSessionIsNotTaken(t *testing.T) {
	s := start(t)
	made := strings.Repeat("A", 43)
	b := with(s, made)
	b.Get("/products").Leads("/login")
	if sessionOf(b) == made {
		t.Error("an id that somebody chose is a session's")
	}
	b = with(s, made)
	b.Post("/login", b.Get("/login").With("login", visittest.Owner, "password", visittest.Password)).Leads("/products")
	with(s, made).Get("/products").Leads("/login")
}

// What opens an account to others asks for the password again, however fresh the
// session is.
func TestWhatOpensAnAccountAsksForThePasswordAgain(t *testing.T) {
	s := start(t)
	of := s.Users[visittest.Owner]
	b := s.LogIn(visittest.Owner)
	before := state(s, of.Account)
	me := b.Get("/account/me").With("mail", "thief@example.com", "mail_again", "thief@example.com")
	for path, form := range map[string]url.Values{
		"/account/password":                         {"password": {"Taken-Over-26"}, "password_again": {"Taken-Over-26"}},
		"/account/factor/setup":                     {"code": {"123456"}},
		"/account/factor/off":                       {"code": {"123456"}},
		"/account/factor/codes":                     {"code": {"123456"}},
		"/account/me":                               me,
		"/account/me?current=" + visittest.Password: me,
	} {
		for _, current := range []string{"", "Wr0ng-password"} {
			form.Set("current", current)
			if b.Post(path, form); state(s, of.Account) != before {
				t.Fatalf("%s was done without the password", path)
			}
		}
	}
}
