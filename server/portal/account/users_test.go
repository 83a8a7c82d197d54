package account

import (
	"net/http"
	"net/url"
	"testing"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func at(u customer.User, what string) string { return "/account/users/" + string(u.ID) + "/" + what }

func role(r customer.Role) url.Values { return url.Values{"role": {r.String()}} }

func TestUsersAreListed(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		s.Do(keystore.LogIn{User: s.Users[visittest.Editor].ID})
		armed(t, s, enter(s, visittest.Viewer, l))
		p := enter(s, visittest.Owner, l).Get(usersPath).Want(http.StatusOK, "tester", "editor@example.com", "viewer",
			says(l, words.AccountUserYou, nil), says(l, words.AccountFactorOn, nil),
			says(l, words.AccountRoleOwnerHint, nil), "12:00 (UTC+09:00)")
		if p.Fields().Get("lang") != "ja" {
			t.Error("the form of an invitation is not in the inviter's language")
		}
	})
}

func TestARoleIsGiven(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		owner, viewer := enter(s, visittest.Owner, l), enter(s, visittest.Viewer, l)
		owner.Submit(at(s.Users[visittest.Viewer], "role"), role(customer.Editor)).Want(http.StatusOK,
			says(l, words.AccountRoleSaved, words.Args{"login": "viewer", "role": says(l, words.AccountRoleEditor, nil)}))
		if got := user(s, visittest.Viewer).Role; got != customer.Editor {
			t.Errorf("the role is %v", got)
		}
		viewer.Get(mePath).Leads("/login")
		letter, data := post(s, "role_changed")
		if letter.To != "viewer@example.com" || data["role"] != "editor" || data["login"] != "viewer" || data["url"] != s.URL {
			t.Errorf("to %s: %v", letter.To, data)
		}
		owner.Submit(at(s.Users[visittest.Viewer], "role"), role(customer.Editor)).Want(http.StatusOK, says(l, words.AccountUnchanged, nil))
		owner.Get(at(s.Users[visittest.Viewer], "role")).Leads(usersPath)
		owner.Post(at(s.Users[visittest.Viewer], "role"), url.Values{"role": {"king"}}).Want(http.StatusBadRequest)
	})
}

func TestTheLastOwnerStays(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b, me := enter(s, visittest.Owner, l), s.Users[visittest.Owner]
		said := says(l, words.AccountLastOwner, nil)
		b.Post(at(me, "role"), role(customer.Viewer)).Want(http.StatusConflict, said)
		b.Post(at(me, "remove"), nil).Want(http.StatusConflict, said)
		if user(s, visittest.Owner).Role != customer.Owner || kinds(s) != "{}" {
			t.Error("the last owner is gone")
		}
		b.Get(usersPath).Want(http.StatusOK)
	})
}

// An owner steps down while another is there, and stays logged in as what he is
// then.
func TestAnOwnerStepsDown(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		b.Submit(at(s.Users[visittest.Editor], "role"), role(customer.Owner)).Want(http.StatusOK)
		b.Post(at(s.Users[visittest.Owner], "role"), role(customer.Viewer)).Leads(companyPath)
		b.Get(companyPath).Want(http.StatusOK, says(l, words.AccountReadOnly, nil))
		b.Get(usersPath).Want(http.StatusForbidden)
	})
}

func TestAUserIsRemoved(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		owner, editor := enter(s, visittest.Owner, l), enter(s, visittest.Editor, l)
		editor.Get(mePath).Want(http.StatusOK)
		path := at(s.Users[visittest.Editor], "remove")
		owner.Get(path).Want(http.StatusOK, "editor@example.com", says(l, words.AccountRemoveLead, nil))
		editor.Get(mePath).Want(http.StatusOK)
		owner.Submit(path, nil).Want(http.StatusOK, says(l, words.AccountUserRemoved, alone("login", "editor")))
		editor.Get(mePath).Leads("/login")
		letter, data := post(s, "removed")
		if letter.To != "editor@example.com" || data["company"] != "株式会社テスト tester" || data["person"] != "山田 太郎" {
			t.Errorf("to %s: %v", letter.To, data)
		}
		owner.Get(path).Want(http.StatusNotFound)
		owner.Post(path, nil).Want(http.StatusNotFound)
	})
}

func TestAnOwnerLeaves(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		b.Submit(at(s.Users[visittest.Viewer], "role"), role(customer.Owner)).Want(http.StatusOK)
		b.Get(at(s.Users[visittest.Owner], "remove")).Want(http.StatusOK, says(l, words.AccountRemoveYou, nil))
		p := b.Post(at(s.Users[visittest.Owner], "remove"), nil)
		p.Leads("/login")
		b.Follow(p).Want(http.StatusOK, says(l, words.AccountYouRemoved, alone("company", "株式会社テスト tester")))
		b.Get(mePath).Leads("/login")
	})
}

// Users of another account are as if they were not there.
func TestAnotherAccountsUsersAreNotThere(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		stranger, b := s.Open("stranger"), enter(s, visittest.Owner, l)
		for _, u := range []customer.User{stranger, {ID: "aaaaaaaaaaaaaaaa"}, {ID: "nonsense"}} {
			b.Get(at(u, "remove")).Want(http.StatusNotFound)
			b.Post(at(u, "remove"), nil).Want(http.StatusNotFound)
			b.Get(at(u, "role")).Want(http.StatusNotFound)
			b.Post(at(u, "role"), role(customer.Viewer)).Want(http.StatusNotFound)
		}
		if s.User(stranger.ID).Role != customer.Owner || kinds(s) != "{}" {
			t.Error("a stranger was changed")
		}
	})
}

func TestWhoMayWhat(t *testing.T) {
	s := site(t)
	viewer := s.Users[visittest.Viewer]
	nobody := s.Browser(words.JA)
	for _, r := range Routes() {
		path := r.Path
		if path == rolePath || path == removePath {
			path = at(viewer, path[len("/account/users/{id}/"):])
		}
		least := customer.Viewer
		switch {
		case path == joinPath:
			continue
		case r.Method == http.MethodPost && (path == companyPath || path == supportPath):
			least = customer.Editor
		case path == usersPath, path == at(viewer, "role"), path == at(viewer, "remove"), path == invitePath, path == withdrawPath:
			least = customer.Owner
		}
		ask := func(b *visittest.Browser) *visittest.Page { return b.Ask(r.Method, path, nil) }
		ask(nobody).Leads("/login")
		for _, login := range []string{visittest.Viewer, visittest.Editor, visittest.Owner} {
			if s.Users[login].Role >= least {
				continue
			}
			ask(s.LogIn(login)).Want(http.StatusForbidden)
		}
	}
	if user(s, visittest.Viewer).Role != customer.Viewer || kinds(s) != "{}" {
		t.Error("something was changed")
	}
}

// Where a role suffices, the route answers it.
func TestWhoMayIsAnswered(t *testing.T) {
	s := site(t)
	for login, paths := range map[string][]string{
		visittest.Viewer: {companyPath, supportPath, sellerPath, mePath, passwordPath, factorPath, setUpPath, joinPath},
		visittest.Owner:  {companyPath, supportPath, sellerPath, mePath, passwordPath, factorPath, setUpPath, joinPath, usersPath},
	} {
		for _, path := range paths {
			s.LogIn(login).Get(path).Want(http.StatusOK)
		}
	}
	s.LogIn(visittest.Editor).Post(companyPath, nil).Want(http.StatusUnprocessableEntity)
}
