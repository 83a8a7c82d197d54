package visit_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"ollu/keystore"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
)

// handler is the site's without a network between, for requests that no client sends.
func handler(t *testing.T, s *visittest.Site, all []visit.Route) http.Handler {
	t.Helper()
	desk := s.Desk
	desk.Registerer = nil // the site's own is there already
	h, err := visit.New(desk, all)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// slow is a form before whose first byte something else happens.
type slow struct {
	io.Reader
	before func()
}

func (s *slow) Read(b []byte) (int, error) {
	if s.before != nil {
		s.before()
		s.before = nil
	}
	return s.Reader.Read(b)
}

// Who somebody is counts when his form is there, and not when he began to send it.
func TestALateFormIsJudgedWhenItIsThere(t *testing.T) {
	for what, lose := range map[string]func(*visittest.Site, *visittest.Browser){
		"removed": func(s *visittest.Site, _ *visittest.Browser) {
			s.Do(keystore.RemoveUser{User: s.Users[visittest.Viewer].ID})
		},
		"logged out": func(_ *visittest.Site, b *visittest.Browser) { b.Post("/end", nil) },
		"nothing":    func(*visittest.Site, *visittest.Browser) {},
	} {
		s := visittest.Prepare(t, here)
		var came string
		all := routes(
			route(http.MethodPost, "/end", visit.LoggedIn, func(v *visit.Visit) error { return v.Desk.Sessions.LogOut(v.R.Context()) }),
			route(http.MethodPost, "/act", visit.LoggedIn, func(v *visit.Visit) error {
				form, err := v.Form()
				came = form.Get("a")
				return err
			}),
		)
		s.Serve(all)
		b := s.LogIn(visittest.Viewer)
		h := handler(t, s, all)
		r := httptest.NewRequest(http.MethodPost, s.URL+"/act", &slow{strings.NewReader("a=acted"), func() { lose(s, b) }})
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		u, _ := url.Parse(s.URL)
		for _, c := range b.Client.Jar.Cookies(u) {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if acted := came == "acted"; acted != (what == "nothing") {
			t.Errorf("%s: it was taken: %t (%d)", what, acted, w.Code)
		}
	}
}

// A form that breaks off is none.
func TestHalfAFormIsNotTaken(t *testing.T) {
	s := visittest.New(t, routes(), here)
	h := handler(t, s, routes())
	half := io.MultiReader(strings.NewReader("a=b"), iotest.ErrReader(io.ErrUnexpectedEOF))
	r := httptest.NewRequest(http.MethodPost, s.URL+"/save", half)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
		t.Errorf("it is answered %d", w.Code)
	}
}
