package licences

import (
	"net/http"
	"strings"
	"testing"

	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// Every action of the audit log has its words; one that will come later is shown
// by its name.
func TestEveryActionHasItsWords(t *testing.T) {
	for a := audit.Action(1); !strings.HasPrefix(a.String(), "Action("); a++ {
		if words.ActivityDid(a.String()) == words.ActivityDidOther {
			t.Errorf("%s has no words", a)
		}
	}
	for l, want := range map[words.Lang]string{words.EN: "Other (teleport)", words.JA: "その他の操作（teleport）"} {
		if got := lineOfActivity(l, &customer.Activity{Action: "teleport"}, nil).What; got != want {
			t.Errorf("%q", got)
		}
	}
}

func TestActivity(t *testing.T) {
	s, _ := site(t)
	u := s.Users[visittest.Owner]
	for n := range 120 {
		s.Do(keystore.SetFeed{Account: u.Account, Hash: customer.Hash{byte(n + 1)}})
	}
	b := s.LogIn(visittest.Viewer)
	p := b.Get("/activity").Want(http.StatusOK, "Calendar address changed", "Activity")
	if strings.Contains(p.Text(), "Newest") {
		t.Error("the first page leads to itself")
	}
	rows := strings.Count(p.Body, `<th scope="row"`)
	for pages := 1; ; pages++ {
		_, link, more := strings.Cut(p.Body, `rel="next" href="`)
		if !more {
			break
		}
		link, _, _ = strings.Cut(link, `"`)
		p = b.Get(link).Want(http.StatusOK, "Newest")
		rows += strings.Count(p.Body, `<th scope="row"`)
		if pages > 10 {
			t.Fatal("the pages have no end")
		}
	}
	p.Want(http.StatusOK, "Account opened")
	all := 0
	s.Read(func(b customer.Book) error {
		entries, err := b.Activities(u.Account, 0, 10_000)
		all = len(entries)
		return err
	})
	if rows != all || all < 120 {
		t.Errorf("%d entries are shown, there are %d", rows, all)
	}
	b.Speak(words.JA)
	b.Get("/activity").Want(http.StatusOK, "操作履歴", "カレンダー用アドレスの変更")
	b.Get("/activity?before=x").Want(http.StatusOK, "カレンダー用アドレスの変更")
	other, _ := stranger(s)
	if p := other.Get("/activity").Want(http.StatusOK, "Account opened"); strings.Contains(p.Text(), "Calendar address changed") || strings.Contains(p.Text(), "tester") {
		t.Error("a stranger sees another's activity")
	}
}

// TestTheIssuersPeopleAreNotNamed: who of them held an account or took a second
// factor off is not the customer's business.
func TestTheIssuersPeopleAreNotNamed(t *testing.T) {
	s, _ := site(t)
	u := s.Users[visittest.Owner]
	for _, c := range []keystore.Change{
		keystore.HoldAccount{Account: u.Account, Reason: "unpaid"}, keystore.ReleaseAccount{Account: u.Account}, keystore.SetFactor{User: u.ID},
	} {
		s.Do(c)
	}
	said := s.LogIn(visittest.Viewer).Get("/activity").Want(http.StatusOK).Text()
	if n := strings.Count(said, "The issuer"); n != 3 {
		t.Errorf("the issuer is named %d times, want 3:\n%s", n, said)
	}
}
