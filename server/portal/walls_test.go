package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// What belongs to an account cannot be told, by another, from what is not there.
func TestAnothersNumbersAreNotThere(t *testing.T) {
	each(t, func(rt visit.Route) bool { return strings.Contains(rt.Path, "{") }, func(t *testing.T, s *visittest.Site, rt visit.Route) {
		victim := s.Users[visittest.Owner]
		before, theirs := state(s, victim.Account), secrets(s)
		intruder := s.Enter(s.Open("intruder"))
		p, none := request(intruder, rt), requestAt(intruder, rt, nowhere(rt))
		if p.Status == http.StatusOK || p.Status != none.Status || p.Location != none.Location || posts(rt) && p.Status != http.StatusNotFound {
			t.Errorf("what is another's is answered %v, what is not there %v", p, none)
		}
		shows(t, p, theirs)
		if state(s, victim.Account) != before {
			t.Error("it changed what is another's")
		}
		if !strings.Contains(rt.Path, "{file}") { // that is nobody's
			if own := request(s.LogIn(visittest.Owner), rt); own.Status == http.StatusNotFound {
				t.Errorf("it was not tried in earnest: %v", own)
			}
		}
	})
}

// Nothing that another account's pages have in their forms does anything to it
// in other hands.
func TestAnothersFormsDoNothing(t *testing.T) {
	s := start(t)
	victim := s.Users[visittest.Owner]
	before := state(s, victim.Account)
	owner, intruder := s.LogIn(visittest.Owner), s.Enter(s.Open("intruder"))
	tried := 0
	for _, rt := range Routes() {
		if rt.Method != http.MethodGet {
			continue
		}
		for _, f := range formsOf(request(owner, rt)) {
			tried++
			intruder.Post(f.action, f.values)
			if state(s, victim.Account) != before {
				t.Fatalf("the form of %s for %s changed what is another's: %v", rt.Path, f.action, f.values)
			}
			intruder = s.Enter(s.Users[intruderOf(s)]) // it may have logged out, or lost its role
		}
	}
	if tried < 20 {
		t.Fatalf("only %d forms were found: the search is broken", tried)
	}
}

// intruderOf opens one more account, and gives its login id.
func intruderOf(s *visittest.Site) string {
	login := fmt.Sprintf("intruder-%d", len(s.Users))
	s.Users[login] = s.Open(login)
	return login
}

// form is one that a page sends by POST.
type form struct {
	action string
	values url.Values
}

// formsOf gives the forms of a page as it would send them.
func formsOf(p *visittest.Page) (all []form) {
	for n := range p.Doc().Descendants() {
		if n.DataAtom != atom.Form || attr(n, "method") != "post" {
			continue
		}
		action := attr(n, "action")
		if action == "" {
			action = p.Path
		}
		var b strings.Builder
		if err := html.Render(&b, n); err != nil {
			p.T.Fatal(err)
		}
		part := visittest.Page{T: p.T, Body: b.String()}
		all = append(all, form{action, part.Fields()})
	}
	return all
}

// Who is not logged in is sent to the log-in, and from there to where he wanted.
func TestStrangersLogInFirst(t *testing.T) {
	each(t, needsLogIn, func(t *testing.T, s *visittest.Site, rt visit.Route) {
		before, theirs := state(s, s.Users[visittest.Owner].Account), secrets(s)
		b := s.Browser(words.EN)
		p := request(b, rt).Leads("/login")
		shows(t, p, theirs)
		if state(s, s.Users[visittest.Owner].Account) != before {
			t.Error("a stranger changed something")
		}
		wanted := "/products"
		if !posts(rt) {
			wanted = at(s, rt)
		}
		form := b.Follow(p).Want(http.StatusOK).With("login", visittest.Owner, "password", visittest.Password)
		b.Post("/login", form).Leads(wanted)
	})
}

// What a role does not allow is refused, and changes nothing.
func TestRolesKeepToTheirRights(t *testing.T) {
	each(t, func(rt visit.Route) bool { _, ok := rt.Need.Right(); return ok }, func(t *testing.T, s *visittest.Site, rt visit.Route) {
		right, _ := rt.Need.Right()
		for login, u := range s.Users {
			s := start(t)
			before := state(s, u.Account)
			p := request(s.LogIn(login), rt)
			if may := access.May(u.Role, right); may == (p.Status == http.StatusForbidden) {
				t.Errorf("%s may %t: %v", login, may, p)
			}
			if p.Status == http.StatusForbidden && state(s, u.Account) != before {
				t.Errorf("%s changed something in spite of it", login)
			}
		}
	})
}

// A browser says where a request comes from; other sites change nothing.
func TestOtherSitesChangeNothing(t *testing.T) {
	each(t, posts, func(t *testing.T, s *visittest.Site, rt visit.Route) {
		owner := s.LogIn(visittest.Owner)
		before := state(s, s.Users[visittest.Owner].Account)
		for _, from := range []map[string]string{
			{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example.com"},
			{"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.com"},
			{"Sec-Fetch-Site": "", "Origin": "https://evil.example.com"},
			{"Sec-Fetch-Site": "", "Origin": "null"},
		} {
			p := request(owner, rt, func(r *http.Request) {
				for name, value := range from {
					if r.Header.Del(name); value != "" {
						r.Header.Set(name, value)
					}
				}
			})
			p.Want(http.StatusForbidden, "This was sent from another site")
		}
		if state(s, s.Users[visittest.Owner].Account) != before {
			t.Error("another site changed something")
		}
		owner.Get("/products").Want(http.StatusOK)
	})
}

// Looking changes nothing.
func TestGetChangesNothing(t *testing.T) {
	s := start(t)
	of := s.Users[visittest.Owner].Account
	before, letters := state(s, of), len(s.Letters())
	for _, rt := range Routes() {
		if !posts(rt) {
			request(s.LogIn(visittest.Owner), rt)
			request(s.Browser(words.JA), rt)
			if state(s, of) != before || len(s.Letters()) != letters {
				t.Fatalf("GET %s changed something", rt.Path)
			}
		}
	}
}

// A session is worth nothing once its user was held, removed or has set another
// password.
func TestSessionsEndWithTheirUser(t *testing.T) {
	each(t, needsLogIn, func(t *testing.T, s *visittest.Site, rt visit.Route) {
		viewer := s.LogIn(visittest.Viewer)
		s.Do(keystore.RemoveUser{User: s.Users[visittest.Viewer].ID})
		request(viewer, rt).Leads("/login")
	})
}
