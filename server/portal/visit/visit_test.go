package visit_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func show(v *visit.Visit) error { return v.Show(http.StatusOK, "here", v.R.URL.Path) }

// here is a page that says where it is and holds something worth hiding.
var here = []look.Page{{Name: "here", FS: fstest.MapFS{"here.html": {
	Data: []byte(`{{define "title"}}Here{{end}}{{define "main"}}<h1>Here: {{.Data}}</h1>` + strings.Repeat("<p>More</p>", 300) + `{{end}}`),
}}}}

func route(method, path string, need visit.Need, handle func(*visit.Visit) error) visit.Route {
	return visit.Route{Method: method, Path: path, Need: need, Handle: handle}
}

// routes are what most tests are served; more are added.
func routes(more ...visit.Route) []visit.Route {
	get := http.MethodGet
	return append([]visit.Route{
		route(get, "/", visit.Anyone, show), route(get, "/login", visit.LoggedOut, show), route(get, "/products", visit.LoggedIn, show),
		route(get, "/products/{no}", visit.LoggedIn, show), route(get, "/account/users", visit.For(access.SetRoles), show),
		route(http.MethodPost, "/save", visit.Anyone, func(v *visit.Visit) error {
			form, err := v.Form()
			if err != nil {
				return err
			}
			v.Note("ok", words.LookErrors, words.Args{"count": len(form)})
			return v.Go("/")
		}),
	}, more...)
}

func TestNeeds(t *testing.T) {
	s := visittest.New(t, routes(), here)
	stranger, viewer, owner := s.Browser(words.EN), s.LogIn(visittest.Viewer), s.LogIn(visittest.Owner)
	stranger.Get("/").Want(http.StatusOK, "Here", "Log in")
	stranger.Get("/products").Leads("/login")
	stranger.Open("/products").Want(http.StatusOK, "Here: /login", "Please log in to go on")
	viewer.Get("/login").Leads("/products")
	viewer.Get("/products").Want(http.StatusOK, "Here", "Log out")
	viewer.Get("/account/users").Want(http.StatusForbidden, "You may not do this")
	owner.Get("/account/users").Want(http.StatusOK, "Here")
}

func TestLogInLeadsBack(t *testing.T) {
	var s *visittest.Site
	half := route(http.MethodPost, "/half", visit.Anyone, func(v *visit.Visit) error {
		u := s.Users[visittest.Owner]
		if err := v.HalfLogIn(&u); err != nil {
			return err
		}
		return v.Go("/login")
	})
	whole := route(http.MethodPost, "/whole", visit.Anyone, func(v *visit.Visit) error {
		u := s.Users[visittest.Owner]
		wanted, err := v.LogIn(&u)
		if err != nil {
			return err
		}
		return v.Go(wanted)
	})
	s = visittest.New(t, routes(half, whole), here)
	for wanted, leads := range map[string]string{"": "/products", "/products/7?sort=%2Fx": "/products/7?sort=%2Fx", "/account/users": "/account/users"} {
		b := s.Browser(words.EN)
		if wanted != "" {
			b.Get(wanted).Leads("/login")
		}
		b.Post("/half", nil).Leads("/login")
		b.Get("/products").Leads("/login")
		b.Get(leads)
		b.Post("/whole", nil).Leads(leads)
		b.Get("/products").Want(http.StatusOK)
	}
}

func TestNotesAreShownOnce(t *testing.T) {
	s := visittest.New(t, routes(), here)
	b := s.Browser(words.EN)
	b.Submit("/save", url.Values{"a": {"1"}, "b": {"2"}}).Want(http.StatusOK, "Please check 2 fields")
	if p := b.Get("/"); strings.Contains(p.Text(), "Please check") {
		t.Errorf("the note is shown twice: %v", p)
	}
	for range 20 {
		b.Post("/save", url.Values{})
	}
	if n := strings.Count(b.Get("/").Text(), "Please check 0 fields"); n == 0 || n > 10 {
		t.Errorf("%d notes are kept", n)
	}
}

func TestLanguages(t *testing.T) {
	both := []visit.Route{route(http.MethodGet, "/both", visit.Anyone, show), route(http.MethodPost, "/both", visit.Anyone, show)}
	s := visittest.New(t, routes(both...), here)
	says := func(b *visittest.Browser, path, lang string) {
		t.Helper()
		if p := b.Get(path).Want(http.StatusOK); !strings.Contains(p.Body, `<html lang="`+lang+`">`) || p.Header.Get("Content-Language") != lang {
			t.Errorf("%s is not in %s", path, lang)
		}
	}
	b := s.Browser(words.JA)
	says(b, "/", "ja")
	for path, to := range map[string]string{
		"/?lang=en": "/", "/?lang=fr": "/", "/login?a=b&lang=en&c=%26": "/login?a=b&c=%26",
	} {
		b.Get(path).Leads(to)
	}
	says(b, "/", "en")
	b.Get("/?lang=ja").Leads("/")
	says(b, "/login", "ja")
	own := s.Browser(words.EN)
	own.Post("/visittest/log-in", url.Values{"user": {string(s.Users[visittest.Owner].ID)}})
	says(own, "/products", "ja") // what the user has chosen for himself goes before what the browser asks for
	if p := b.Get("/login?x=1"); !strings.Contains(p.Body, `href="/login?lang=en&amp;x=1"`) {
		t.Errorf("the switch leads elsewhere: %s", p.Body)
	}
	if p := own.Post("/both?x=1", nil); !strings.Contains(p.Body, `href="/both?lang=en"`) {
		t.Errorf("the switch of what was posted leads elsewhere: %s", p.Body)
	}
	other := s.Browser(words.EN)
	p := other.Ask(http.MethodGet, "/", nil, func(r *http.Request) { r.Header.Set("Accept-Language", "fr, de;q=0.7") })
	if !strings.Contains(p.Body, `<html lang="en">`) {
		t.Error("who asks for neither language does not get the portal's")
	}
}

// Errors become pages that say what to do, and nothing of what went wrong; the
// number of a failure is in the log with its cause.
func TestErrorsArePages(t *testing.T) {
	secret := errors.New("AS-2DH8 of tester@example.com")
	var fails error
	var s *visittest.Site
	act := route(http.MethodPost, "/act", visit.Anyone, func(*visit.Visit) error { return fails })
	s = visittest.New(t, routes(act), here)
	b := s.LogIn(visittest.Owner)
	for _, c := range []struct {
		err    error
		status int
		says   string
		logged bool
	}{
		{visit.ErrNotFound, 404, "This page does not exist", false},
		{fmt.Errorf("line: %w: %w", keystore.ErrNotFound, secret), 404, "This page does not exist", false},
		{visit.ErrForbidden, 403, "You may not do this", false},
		{visit.ErrBadForm, 400, "The form could not be read", false},
		{visit.ErrTooLarge, 413, "That was too much to send", false},
		{visit.ErrLimited{Wait: 90 * time.Second}, 429, "Please wait 90 seconds", false},
		{fmt.Errorf("hash: %w", access.ErrBusy), 503, "Nothing was changed", false},
		{fmt.Errorf("%w: %w", keystore.ErrUnavailable, secret), 503, "may or may not have been saved", true},
		{keystore.ErrClosed, 503, "not available now", false},
		{secret, 500, "Something went wrong", true},
	} {
		fails = c.err
		s.Logged.TakeAll()
		p := b.Post("/act", url.Values{}).Want(c.status, c.says)
		logged := s.Logged.TakeAll()
		if len(logged) == 1 != c.logged || strings.Contains(p.Body, "AS-2DH8") {
			t.Errorf("%v: %d entries in the log, %v", c.err, len(logged), p)
		}
		if c.logged && !strings.Contains(p.Text(), logged[0].ContextMap()["id"].(string)) {
			t.Errorf("%v: the page has not the number that the log has", c.err)
		}
		if retry := p.Header.Get("Retry-After"); (retry != "") != (c.status == 429 || c.status == 503) {
			t.Errorf("%v: Retry-After is %q", c.err, retry)
		}
		if p.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v: the page may be kept", c.err)
		}
	}
}

func TestPanicsArePages(t *testing.T) {
	panics := route(http.MethodGet, "/panic", visit.Anyone, func(*visit.Visit) error { panic("AS-2DH8") })
	late := route(http.MethodGet, "/late", visit.Anyone, func(v *visit.Visit) error {
		if err := v.Send("text/csv", "list.csv", []byte("begun")); err != nil {
			return err
		}
		return errors.New("too late")
	})
	s := visittest.New(t, routes(panics, late), here)
	p := s.Browser(words.EN).Get("/panic").Want(http.StatusInternalServerError, "Something went wrong", "Error number")
	logged := s.Logged.TakeAll()
	if len(logged) != 1 || !strings.Contains(p.Text(), logged[0].ContextMap()["id"].(string)) || !strings.Contains(logged[0].ContextMap()["stack"].(string), "visit_test") {
		t.Errorf("logged: %+v", logged)
	}
	if strings.Contains(p.Body, "AS-2DH8") || strings.Contains(fmt.Sprint(logged), "AS-2DH8") || strings.Contains(p.Body, "goroutine") {
		t.Error("what was panicked with is told")
	}
	if res, err := http.Get(s.URL + "/late"); err == nil {
		_ = res.Body.Close()
		t.Errorf("half an answer looks whole: %d", res.StatusCode)
	}
}

// A session ends when its user's epoch moves on, his account is held, or he does
// nothing for long.
func TestSessionsEnd(t *testing.T) {
	ends := map[string]func(*visittest.Site){
		"another password": func(s *visittest.Site) {
			s.Do(keystore.SetPassword{User: s.Users[visittest.Owner].ID, Hash: s.Users[visittest.Owner].Password})
		},
		"account held": func(s *visittest.Site) {
			s.Do(keystore.HoldAccount{Account: s.Users[visittest.Owner].Account, Reason: "unpaid"})
		},
		"idle": func(s *visittest.Site) { s.Pass(21 * time.Minute) },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			s := visittest.New(t, routes(), here)
			b := s.LogIn(visittest.Owner)
			b.Get("/products").Want(http.StatusOK)
			end(s)
			b.Get("/products").Leads("/login")
			b.Get("/").Want(http.StatusOK, "Log in")
		})
	}
}

// While an account is held, even a session that was made since is none.
func TestNobodyOfAHeldAccountIsLoggedIn(t *testing.T) {
	s := visittest.New(t, routes(), here)
	s.Do(keystore.HoldAccount{Account: s.Users[visittest.Owner].Account, Reason: "unpaid"})
	b := s.LogIn(visittest.Owner)
	b.Get("/products").Leads("/login")
	s.Do(keystore.ReleaseAccount{Account: s.Users[visittest.Owner].Account})
	s.LogIn(visittest.Owner).Get("/products").Want(http.StatusOK)
}

// A store that cannot be read lets nobody in, and says so.
func TestUnreadableStore(t *testing.T) {
	s := visittest.New(t, routes(), here)
	b := s.LogIn(visittest.Owner)
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	b.Speak(words.JA)
	b.Get("/products").Want(http.StatusServiceUnavailable, words.Say(words.JA, words.LookUnsure, nil))
	s.Browser(words.EN).Get("/").Want(http.StatusOK)
}

func TestActsAndLetters(t *testing.T) {
	act := route(http.MethodPost, "/act", visit.LoggedIn, func(v *visit.Visit) error {
		l, err := v.Letter("company_changed", "a@example.com", "ja", map[string]string{"url": v.URL()})
		if err != nil {
			return err
		}
		if l.Account != v.Account.ID || !l.Due.Equal(v.Now) {
			t.Errorf("%+v", l)
		}
		if _, err := v.Apply(keystore.EditCompany{Account: v.Account.ID, Company: v.Account.Company, EmergencyMail: "new@example.com"}, l); err != nil {
			return err
		}
		return v.Read(func(b customer.Book) error {
			a, err := b.Account(v.Account.ID)
			if err == nil && a.EmergencyMail != "new@example.com" {
				t.Errorf("%+v", a)
			}
			return err
		})
	})
	s := visittest.New(t, routes(act), here)
	s.LogIn(visittest.Owner).Post("/act", url.Values{}).Want(http.StatusOK)
	letters := s.Letters()
	if len(letters) != 1 || !strings.Contains(string(letters[0].Data), s.URL) {
		t.Errorf("%+v", letters)
	}
	var done []customer.Activity
	s.Read(func(b customer.Book) (err error) {
		done, err = b.Activities(s.Users[visittest.Owner].Account, 0, 1)
		return err
	})
	if len(done) != 1 || done[0].Actor != visittest.Owner || done[0].Action != "edit_company" {
		t.Errorf("%+v", done)
	}
}

func TestRobot(t *testing.T) {
	const purpose = "test"
	var wrong error
	form := route(http.MethodGet, "/form", visit.Anyone, func(v *visit.Visit) error { return v.Show(http.StatusOK, "form", v.Puzzle(purpose, wrong)) })
	check := route(http.MethodPost, "/check", visit.Anyone, func(v *visit.Visit) error {
		posted, err := v.Form()
		if err != nil {
			return err
		}
		wrong = v.Robot(purpose, posted)
		return v.Go("/form")
	})
	page := look.Page{Name: "form", FS: fstest.MapFS{"form.html": {Data: []byte(`{{define "title"}}T{{end}}{{define "main"}}<form>{{robot .Data}}</form>{{end}}`)}}}
	s := visittest.New(t, routes(form, check), append(here, page))
	b := s.Browser(words.EN)
	solved := b.Get("/form").Fields()
	if p := b.Submit("/check", solved); wrong != nil || p.Error("robot_answer") != "" {
		t.Errorf("a solved check is refused: %v", wrong)
	}
	if p := b.Submit("/check", solved); !errors.Is(wrong, access.ErrRobotStale) || p.Error("robot_answer") == "" {
		t.Errorf("a check is passed twice: %v", wrong)
	}
	p := b.Get("/form")
	b.Submit("/check", p.With(access.RobotNonce, "", access.RobotAnswer, "999"))
	if !errors.Is(wrong, access.ErrRobot) {
		t.Errorf("a wrong answer passes: %v", wrong)
	}
}
