package entry

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/mem"
	"ollu/server/access"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func TestLogInAndOutInBothLanguages(t *testing.T) {
	s := newSite(t)
	for _, l := range words.Langs {
		b := s.Browser(l)
		b.Speak(l)
		b.Get("/").Want(http.StatusOK, said(l, words.EntryHome, nil), said(l, words.EntryHomeRegister, nil))
		b.Get("/login").Want(http.StatusOK, said(l, words.EntryLogIn, nil), said(l, words.EntryForgotten, nil))
		enterBy(b, visittest.Owner, visittest.Password).Leads("/products")
		b.Get("/products").Want(http.StatusOK, "inside as "+visittest.Owner)
		for _, path := range []string{"/", "/login", "/login/factor", "/forgot"} {
			b.Get(path).Leads("/products")
		}
		b.Post("/logout", nil).Leads("/login")
		b.Get("/login").Want(http.StatusOK, said(l, words.EntryLoggedOut, nil))
		b.Get("/products").Leads("/login")
	}
	if got := actions(s, s.Users[visittest.Owner].Account); got[0] != "log_in "+visittest.Owner {
		t.Errorf("the account's activity: %v", got)
	}
	if s.User(s.Users[visittest.Owner].ID).LastLogIn != s.Now() {
		t.Error("the log-in was not noted")
	}
}

func TestALoginIDIsReadAsPeopleTypeIt(t *testing.T) {
	s := newSite(t)
	for _, typed := range []string{"tester", " TESTER ", "ｔｅｓｔｅｒ", "Tester\u3000"} {
		enterBy(s.Browser(words.JA), typed, visittest.Password).Leads("/products")
	}
}

// The id of the session is another after the log-in, and that of before is worth
// nothing.
func TestTheSessionIsFresh(t *testing.T) {
	s := newSite(t)
	b := s.Browser(words.EN)
	b.Get("/products").Leads("/login") // it notes where he wanted to go: there is a session now
	before := cookieOf(b, "ollu")
	enterBy(b, visittest.Owner, visittest.Password).Leads("/products")
	if after := cookieOf(b, "ollu"); before == "" || after == "" || after == before {
		t.Errorf("the session was %q, and is %q", before, after)
	}
	thief := s.Browser(words.EN)
	u, _ := url.Parse(s.URL)
	thief.Client.Jar.SetCookies(u, []*http.Cookie{{Name: "ollu", Value: before, Path: "/"}})
	thief.Get("/products").Leads("/login")
}

func TestOneIsLedToWhereOneWantedToGo(t *testing.T) {
	s := newSite(t)
	b := s.Browser(words.EN)
	b.Get("/calendar?from=2026-12").Leads("/login")
	enterBy(b, visittest.Owner, visittest.Password).Leads("/calendar?from=2026-12")
	outside := s.Browser(words.EN)
	outside.Get("/login?next=https://evil.example/&wanted=//evil.example/").Want(http.StatusOK)
	form := outside.Get("/login").With("login", visittest.Owner, "password", visittest.Password)
	form.Set("next", "//evil.example/")
	form.Set("wanted", "https://evil.example/")
	outside.Post("/login?next=//evil.example/", form).Leads("/products")
}

// row R8, and the first promise of the package: the same text after the same
// work.
func TestARefusalDoesNotTellWhetherTheIDExists(t *testing.T) {
	s := newSite(t)
	for _, l := range words.Langs {
		var pages []string
		for _, login := range []string{visittest.Owner, "nobody-here", "x", strings.Repeat("y", 200), "名無し"} {
			before := s.Desk.Hasher.Count()
			p := enterBy(s.Browser(l), login, "wrong")
			p.Want(http.StatusUnauthorized, said(l, words.EntryRefused, nil))
			if n := s.Desk.Hasher.Count() - before; n != 1 {
				t.Errorf("%.12q took %d hashes", login, n)
			}
			pages = append(pages, strings.ReplaceAll(p.Body, `value="`+login+`"`, `value=""`))
			s.Pass(time.Hour)
		}
		for _, other := range pages[1:] {
			if other != pages[0] {
				t.Errorf("two refusals differ:\n%s\n%s", pages[0], other)
			}
		}
	}
}

func TestAPasswordNeverComesBack(t *testing.T) {
	s := newSite(t)
	p := enterBy(s.Browser(words.EN), visittest.Owner, "Wr0ng-passw0rd")
	if strings.Contains(p.Body, "Wr0ng-passw0rd") || !strings.Contains(p.Body, `value="tester"`) {
		t.Error("the page shows the password, or has lost the login id")
	}
	for _, entry := range s.Logged.All() {
		if strings.Contains(entry.Message, "Wr0ng") {
			t.Errorf("the log has it: %v", entry)
		}
	}
}

// TestAHashOfLessWorkIsMadeAnew: at a log-in, which alone has the password.
func TestAHashOfLessWorkIsMadeAnew(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	was := s.User(s.Users[visittest.Owner].ID).Password
	s.Desk.Hasher = access.NewHasher(access.HasherOptions{Random: s.Random, Memory: 128, Passes: 1, Rest: -1})
	s.Serve(Routes())
	for range 2 {
		enterBy(s.Browser(words.EN), visittest.Owner, visittest.Password).Leads("/products")
	}
	now := s.User(s.Users[visittest.Owner].ID).Password
	if now == was || s.Desk.Hasher.Outdated(now) || s.Desk.Hasher.Count() != 3 {
		t.Errorf("%d hashes were made: %s became %s", s.Desk.Hasher.Count(), was, now)
	}
}

// TestProofsAreCountedAndLogged: what came of a try, from where; never what was
// typed, which may be a password in the wrong field.
func TestProofsAreCountedAndLogged(t *testing.T) {
	s := newSite(t)
	enterBy(s.Browser(words.EN), visittest.Password, "Secret-in-vain-1")
	enterBy(s.Browser(words.EN), visittest.Owner, "Secret-in-vain-1")
	enterBy(s.Browser(words.EN), visittest.Owner, visittest.Password).Leads("/products")
	got := map[string]int{}
	for _, e := range s.Logged.FilterMessage("portal: log-in").All() {
		told := e.ContextMap()
		got[told["outcome"].(string)]++
		for name, value := range told {
			if text := fmt.Sprint(value); strings.Contains(text, visittest.Password) || strings.Contains(text, "in-vain") || strings.Contains(text, visittest.Owner) {
				t.Errorf("the log tells %s %q", name, text)
			}
		}
		if told["address"] != "127.0.0.1" {
			t.Errorf("the log names %v", told["address"])
		}
	}
	if got["wrong_password"] != 2 || got["entered"] != 1 {
		t.Errorf("logged: %v", got)
	}
	const want = `
# HELP ollu_portal_proofs_total Log-ins, and wrong passwords and codes, also of who was logged in already.
# TYPE ollu_portal_proofs_total counter
ollu_portal_proofs_total{outcome="entered"} 1
ollu_portal_proofs_total{outcome="wrong_factor"} 0
ollu_portal_proofs_total{outcome="wrong_password"} 2
`
	if err := testutil.GatherAndCompare(s.Registry, strings.NewReader(want), "ollu_portal_proofs_total"); err != nil {
		t.Error(err)
	}
}

func TestEmptyFieldsTakeNoWork(t *testing.T) {
	s := newSite(t)
	before := s.Desk.Hasher.Count()
	p := enterBy(s.Browser(words.JA), "", "").Want(http.StatusUnprocessableEntity)
	for name, want := range map[string]string{
		"login": "ログインIDを入力してください。", "password": "パスワードを入力してください。",
	} {
		if got := p.Error(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if s.Desk.Hasher.Count() != before {
		t.Error("something was hashed")
	}
}

// row P9
func TestOnlyTheLoginIDIsRemembered(t *testing.T) {
	s := newSite(t)
	b := s.Browser(words.EN)
	form := b.Get("/login").With("login", "TESTER", "password", visittest.Password, "remember", "1")
	b.Post("/login", form).Leads("/products")
	if got := cookieOf(b, "ollu-login"); got != visittest.Owner {
		t.Errorf("remembered is %q", got)
	}
	b.Post("/logout", nil)
	p := b.Get("/login")
	if got := p.Fields(); got.Get("login") != visittest.Owner || got.Get("remember") != "1" || got.Get("password") != "" {
		t.Errorf("filled in: %v", got)
	}
	b.Get("/products").Leads("/login")
	form = p.With("password", visittest.Password)
	form.Del("remember")
	b.Post("/login", form).Leads("/products")
	if got := cookieOf(b, "ollu-login"); got != "" {
		t.Errorf("still remembered is %q", got)
	}
	other := s.Browser(words.EN)
	enterBy(other, visittest.Owner, visittest.Password)
	if got := cookieOf(other, "ollu-login"); got != "" {
		t.Errorf("without being asked for, remembered is %q", got)
	}
}

func TestAStrangeRememberedIDIsNotShown(t *testing.T) {
	s := newSite(t)
	for _, value := range []string{"x", strings.Repeat("x", 26), "a b c d e f", "<script>"} {
		b := s.Browser(words.EN)
		u, _ := url.Parse(s.URL)
		b.Client.Jar.SetCookies(u, []*http.Cookie{{Name: "ollu-login", Value: value}})
		if got := b.Get("/login").Fields().Get("login"); got != "" {
			t.Errorf("%q is filled in as %q", value, got)
		}
	}
}

func TestCookiesAreForHTTPSAloneWhereThePortalIs(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	s.Desk.PublicURL = "https://portal.example.com"
	s.Serve(Routes())
	b := s.Browser(words.EN)
	toPortal := func(r *http.Request) {
		r.Host = "portal.example.com"
		r.Header.Set("Origin", "https://portal.example.com")
	}
	form := url.Values{"login": {visittest.Owner}, "password": {visittest.Password}, "remember": {"1"}}
	p := b.Ask(http.MethodPost, "/login", strings.NewReader(form.Encode()), toPortal)
	cookies := p.Header.Values("Set-Cookie")
	if p.Status != http.StatusSeeOther || len(cookies) != 3 {
		t.Fatalf("%v: %v", p, cookies)
	}
	for _, c := range cookies {
		if strings.HasPrefix(c, "ollu=") { // the session's, which is made elsewhere
			continue
		}
		for _, want := range []string{"__Host-ollu-", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"} {
			if !strings.Contains(c, want) {
				t.Errorf("%s has no %q", c, want)
			}
		}
	}
}

// watched is a store that tells when customers are read.
type watched struct {
	keystore.Store
	read func()
}

func (w *watched) Customers(ctx context.Context, fn func(customer.Book) error) error {
	w.read()
	return w.Store.Customers(ctx, fn)
}

func TestWhoIsHeldIsToldOnlyWithTheRightPassword(t *testing.T) {
	s := newSite(t)
	s.Do(keystore.HoldAccount{Account: s.Users[visittest.Owner].Account, Reason: "unpaid"})
	for _, l := range words.Langs {
		b := s.Browser(l)
		enterBy(b, visittest.Owner, "wrong").Want(http.StatusUnauthorized, said(l, words.EntryRefused, nil))
		p := enterBy(b, visittest.Owner, visittest.Password).Want(http.StatusForbidden, said(l, words.EntryHeld, nil))
		if strings.Contains(p.Body, "unpaid") {
			t.Error("the reason is for operators")
		}
		b.Get("/products").Leads("/login")
	}
}

func TestWithoutTheStoreNobodyIsLetIn(t *testing.T) {
	s := newSite(t)
	s.Store.Fail(mem.RefuseWrite)
	b := s.Browser(words.EN)
	enterBy(b, visittest.Owner, visittest.Password).Want(http.StatusServiceUnavailable)
	s.Store.Fail(mem.Healthy)
	b.Get("/products").Leads("/login")
}

// Nothing of a form from another site counts.
func TestAnotherSitesFormIsRefused(t *testing.T) {
	s := newSite(t)
	b := s.Browser(words.EN)
	form := url.Values{"login": {visittest.Owner}, "password": {visittest.Password}}
	p := b.Ask(http.MethodPost, "/login", strings.NewReader(form.Encode()), func(r *http.Request) {
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
	})
	p.Want(http.StatusForbidden)
	in := s.LogIn(visittest.Owner)
	in.Ask(http.MethodPost, "/logout", nil, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }).Want(http.StatusForbidden)
	in.Get("/products").Want(http.StatusOK)
	in.Get("/logout").Want(http.StatusMethodNotAllowed)
}

func TestFormsThatAreTooLargeAreRefused(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/login", "/forgot", "/reset"} {
		s.Browser(words.EN).Post(path, url.Values{"x": {strings.Repeat("x", 70<<10)}}).Want(http.StatusRequestEntityTooLarge)
	}
}

func TestHelpAndTerms(t *testing.T) {
	s := newSite(t)
	for _, l := range words.Langs {
		for _, b := range []*visittest.Browser{s.Browser(l), s.LogIn(visittest.Viewer)} {
			b.Speak(l)
			p := b.Get("/help").Want(http.StatusOK, said(l, words.EntryHelp, nil), visittest.SupportMail, "03-1234-5678", "https://support.example.com/")
			for _, q := range usual {
				p.Want(http.StatusOK, said(l, q.Asked, nil), said(l, q.Answer, nil))
			}
			p = b.Get("/terms").Want(http.StatusOK, "1. Terms ("+l.String()+")", visittest.TermsVersion)
			if strings.Contains(p.Body, "<b>More</b>") {
				t.Error("the terms are not text")
			}
		}
	}
	none := visittest.Prepare(t, Pages())
	none.Desk.Terms, none.Desk.SupportMail, none.Desk.SupportPhone, none.Desk.SupportURL = nil, "", "", ""
	none.Serve(Routes())
	none.Browser(words.JA).Get("/terms").Want(http.StatusOK, said(words.JA, words.EntryTermsNone, nil))
	none.Browser(words.JA).Get("/help").Want(http.StatusOK, said(words.JA, words.EntryHelpNobody, nil))
}
