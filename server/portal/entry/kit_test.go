package entry

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// newSite runs a portal with this package's routes, and pages to go to.
func newSite(t *testing.T) *visittest.Site {
	t.Helper()
	inside := func(v *visit.Visit) error { return v.Send("text/plain", "", []byte("inside as "+v.User.Login)) }
	routes := append(Routes(),
		visit.Route{Method: http.MethodGet, Path: "/products", Need: visit.LoggedIn, Handle: inside},
		visit.Route{Method: http.MethodGet, Path: "/calendar", Need: visit.LoggedIn, Handle: inside},
	)
	return visittest.New(t, routes, Pages())
}

// enterBy sends the log-in as the page asks for it.
func enterBy(b *visittest.Browser, login, password string) *visittest.Page {
	b.Site.T.Helper()
	return b.Post("/login", b.Get("/login").With("login", login, "password", password))
}

// said gives a text in both languages, to find it in a page of either.
func said(l words.Lang, id words.ID, args words.Args) string { return words.Say(l, id, args) }

// letterData gives the data of the one letter of a kind that waits.
func letterData(t *testing.T, s *visittest.Site, kind string) (l customer.Letter, data map[string]any) {
	t.Helper()
	n := 0
	for _, one := range s.Letters() {
		if one.Kind == kind {
			l, n = one, n+1
		}
	}
	if n != 1 {
		t.Fatalf("%d letters %q wait", n, kind)
	}
	if err := json.Unmarshal(l.Data, &data); err != nil {
		t.Fatal(err)
	}
	return l, data
}

// factored turns a user's second factor on.
func factored(t *testing.T, s *visittest.Site, u customer.User) (key []byte, recovery []string) {
	t.Helper()
	key, err := access.NewFactor(s.Random)
	if err != nil {
		t.Fatal(err)
	}
	recovery, hashes, err := access.NewRecovery(s.Random)
	if err != nil {
		t.Fatal(err)
	}
	s.Do(keystore.SetFactor{User: u.ID, Factor: key, Step: s.Now().Unix()/30 - 10, Recovery: hashes})
	return key, recovery
}

func codeNow(t *testing.T, s *visittest.Site, key []byte) string {
	t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(access.FactorSecret(key), " ", ""), s.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// actions gives what the account's users see of what was done, the newest first.
func actions(s *visittest.Site, account customer.ID) (all []string) {
	s.Read(func(b customer.Book) error {
		activities, err := b.Activities(account, 0, 100)
		for _, a := range activities {
			all = append(all, a.Action+" "+a.Actor)
		}
		return err
	})
	return all
}

func cookieOf(b *visittest.Browser, name string) string {
	u, err := url.Parse(b.Site.URL)
	if err != nil {
		b.Site.T.Fatal(err)
	}
	for _, c := range b.Client.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

const minute = time.Minute
