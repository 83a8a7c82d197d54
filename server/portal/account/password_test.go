package account

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

const another = "An0ther-passw0rd"

func change(current, first, again string) url.Values {
	return url.Values{currentField: {current}, newPassword: {first}, "password_again": {again}}
}

// cookie is the browser's session.
func cookie(t *testing.T, b *visittest.Browser) string {
	t.Helper()
	at, err := url.Parse(b.Site.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Client.Jar.Cookies(at) {
		if c.Name == "ollu" {
			return c.Value
		}
	}
	t.Fatal("the browser has no session")
	return ""
}

// Row P6: this session goes on under a fresh id, all others end.
func TestAChangedPasswordEndsOtherSessions(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		here, there := enter(s, visittest.Viewer, l), enter(s, visittest.Viewer, l)
		before := cookie(t, here)
		here.Submit(passwordPath, change(visittest.Password, another, another)).
			Want(http.StatusOK, says(l, words.AccountPasswordSaved, alone("mail", "viewer@example.com")))
		if cookie(t, here) == before {
			t.Error("the session goes on under its old id")
		}
		there.Get(mePath).Leads("/login")
		u := user(s, visittest.Viewer)
		if right, err := s.Desk.Hasher.Verify(t.Context(), u.Password, another); err != nil || !right {
			t.Errorf("the new password: %v %v", right, err)
		}
		letter, data := post(s, "password_changed")
		if letter.To != "viewer@example.com" || data["login"] != "viewer" || data["at"] != "2026-11-21T03:00:00Z" || data["person"] != "山田 太郎" {
			t.Errorf("to %s: %v", letter.To, data)
		}
	})
}

func TestAPasswordIsRefused(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		hash := user(s, visittest.Owner).Password
		for _, c := range []struct {
			form  url.Values
			field string
		}{
			{change("Wrong-passw0rd", another, another), currentField},
			{change("", another, another), currentField},
			{change(visittest.Password, "short1A", "short1A"), newPassword},
			{change(visittest.Password, "no-digit-Here", "no-digit-Here"), newPassword},
			{change(visittest.Password, "パスワード12Aa", "パスワード12Aa"), newPassword},
			{change(visittest.Password, another, another+"x"), "password_again"},
			{change(visittest.Password, visittest.Password, visittest.Password), newPassword},
		} {
			p := b.Post(passwordPath, c.form).Want(http.StatusUnprocessableEntity)
			if p.Error(c.field) == "" {
				t.Errorf("%v: nothing is said of %s", c.form, c.field)
			}
			for name, value := range p.Fields() {
				if value[0] != "" {
					t.Errorf("%v: %s came back", c.form, name)
				}
			}
		}
		if user(s, visittest.Owner).Password != hash || kinds(s) != "{}" {
			t.Error("the password changed")
		}
	})
}

// Who has somebody's open session cannot try out his password for long.
func TestWrongPasswordsAreLimited(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		for range 10 {
			wrong(t, b.Post(passwordPath, change("Wrong-passw0rd", another, another)), l, currentField, words.AccountCurrentWrong)
		}
		p := b.Post(passwordPath, change(visittest.Password, another, another)).Want(http.StatusTooManyRequests)
		if p.Header.Get("Retry-After") == "" {
			t.Error("it is not said when to come again")
		}
		enter(s, visittest.Editor, l).Submit(passwordPath, change(visittest.Password, another, another)).Want(http.StatusOK)
		s.Pass(2 * time.Minute)
		b.Submit(passwordPath, change(visittest.Password, another, another)).Want(http.StatusOK)
	})
}
