package account

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"ollu/keystore/customer"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// site runs this room, with a page to land on that belongs to another.
func site(t *testing.T) *visittest.Site {
	t.Helper()
	away := []visit.Route{
		{Method: http.MethodGet, Path: "/products", Need: visit.LoggedIn, Handle: showJoin},
		{Method: http.MethodGet, Path: "/login", Need: visit.LoggedOut, Handle: showJoin},
	}
	return visittest.New(t, append(Routes(), away...), Pages())
}

// in runs a test in each language.
func in(t *testing.T, test func(t *testing.T, s *visittest.Site, l words.Lang)) {
	t.Helper()
	for _, l := range words.Langs {
		t.Run(l.String(), func(t *testing.T) { test(t, site(t), l) })
	}
}

// enter opens a browser of a user in a language.
func enter(s *visittest.Site, login string, l words.Lang) *visittest.Browser {
	s.T.Helper()
	b := s.LogIn(login)
	b.Speak(l)
	return b
}

// post gives the letter of a kind, which must be the only one, and what it holds.
func post(s *visittest.Site, kind string) (customer.Letter, map[string]any) {
	s.T.Helper()
	var found []customer.Letter
	for _, l := range s.Letters() {
		if l.Kind == kind {
			found = append(found, l)
		}
	}
	if len(found) != 1 {
		s.T.Fatalf("%d letters %q wait, want one", len(found), kind)
	}
	data := map[string]any{}
	if err := json.Unmarshal(found[0].Data, &data); err != nil {
		s.T.Fatal(err)
	}
	return found[0], data
}

// kinds lists the letters that wait.
func kinds(s *visittest.Site) string {
	s.T.Helper()
	count := map[string]int{}
	for _, l := range s.Letters() {
		count[l.Kind]++
	}
	b, err := json.Marshal(count)
	if err != nil {
		s.T.Fatal(err)
	}
	return string(b)
}

// account is the one account, as the store has it now.
func account(s *visittest.Site) (a customer.Account) {
	s.T.Helper()
	s.Read(func(b customer.Book) (err error) { a, err = b.Account(s.Users[visittest.Owner].Account); return err })
	return a
}

// user is one of its users, as the store has him now.
func user(s *visittest.Site, login string) customer.User { return s.User(s.Users[login].ID) }

// wrong fails the test unless a text stands beside a field.
func wrong(t *testing.T, p *visittest.Page, l words.Lang, name string, id words.ID) {
	t.Helper()
	p.Want(http.StatusUnprocessableEntity)
	if got, want := p.Error(name), words.Say(l, id, nil); got != want {
		t.Errorf("beside %s stands %q, want %q", name, got, want)
	}
}

// says gives a text as it stands in a page.
func says(l words.Lang, id words.ID, args words.Args) string {
	return strings.Join(strings.Fields(words.Say(l, id, args)), " ")
}

// alone gives a single argument.
func alone(name string, value any) words.Args { return words.Args{name: value} }
