package register

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/mem"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// Two people at once: one wins, the other is told, and has nothing half done.
func TestRace(t *testing.T) {
	for _, l := range words.Langs {
		s := site(t)
		key := s.Key(visittest.Appliance, nil).Reveal()
		first, second := s.Browser(l), s.Browser(l)
		one := toConfirm(first, key)
		two := toConfirm(second, key, "login_login", "another-one", "user_mail", "two@example.com", "user_mail_again", "two@example.com")
		first.Submit("/register/confirm", one.Fields()).Want(http.StatusOK)
		lost := second.Submit("/register/confirm", two.Fields())
		lost.Want(http.StatusConflict, words.Say(l, words.RegisterTaken, nil), words.Say(l, words.RegisterTakenRace, nil))
		if strings.Contains(lost.Body, "chiyoda") {
			t.Errorf("%v: it says who was quicker", l)
		}
		if letters := s.Letters(); len(letters) != 1 || letters[0].To != "chiyoda@example.com" {
			t.Errorf("%v: letters %v", l, letters)
		}
		s.Read(func(b customer.Book) error {
			if u, err := b.UserByLogin("another-one"); err == nil {
				t.Errorf("%v: the loser has an account: %v", l, u.ID)
			}
			return nil
		})
		// what he typed is there for another key
		next := s.Key(visittest.Software, nil).Reveal()
		second.Post("/register", second.Get("/register").With("key", next)).Leads("/register/product")
		second.Submit("/register/confirm", second.Get("/register/confirm").Want(http.StatusOK, "another-one").Fields()).Want(http.StatusOK, "another-one")
	}
}

// Truly at once, through a store that makes both wait.
func TestRaceInTheStore(t *testing.T) {
	s, m := meet(t)
	key := s.Key(visittest.Appliance, nil).Reveal()
	var pages []*visittest.Page
	browsers := []*visittest.Browser{s.Browser(words.EN), s.Browser(words.EN)}
	for i, b := range browsers {
		pages = append(pages, toConfirm(b, key, "login_login", []string{"person-one", "person-two"}[i]))
	}
	answers := m.together(browsers, "/register/confirm", []url.Values{pages[0].Fields(), pages[1].Fields()})
	done, lost := 0, 0
	for i, a := range answers {
		switch end := browsers[i].Follow(a); end.Status {
		case http.StatusOK:
			done++
		case http.StatusConflict:
			lost++
		default:
			t.Errorf("the answer is %v", end)
		}
	}
	if done != 1 || lost != 1 || len(s.Letters()) != 1 {
		t.Errorf("%d won, %d lost, %d letters", done, lost, len(s.Letters()))
	}
}

// meeting is a store whose acts wait until as many as are awaited are there.
type meeting struct {
	*mem.Store
	awaited sync.WaitGroup
}

func (m *meeting) Apply(ctx context.Context, act keystore.Act) (keystore.Receipt, error) {
	m.awaited.Done()
	m.awaited.Wait()
	return m.Store.Apply(ctx, act)
}

// meet makes a site whose store waits, once it is told to, for that many acts.
func meet(t *testing.T) (*visittest.Site, *meeting) {
	t.Helper()
	s := visittest.Prepare(t, Pages())
	m := &meeting{Store: s.Store}
	s.Desk.Store = m
	s.Serve(Routes())
	return s, m
}

// together posts forms at once.
func (m *meeting) together(browsers []*visittest.Browser, path string, forms []url.Values) []*visittest.Page {
	m.awaited.Add(len(forms))
	answers := make([]*visittest.Page, len(forms))
	var all sync.WaitGroup
	for i := range forms {
		all.Go(func() { answers[i] = browsers[i].Post(path, forms[i]) })
	}
	all.Wait()
	return answers
}

// twin is a browser with the same cookies, as they are now, that does not take
// over the other's new ones.
func twin(t *testing.T, b *visittest.Browser) *visittest.Browser {
	t.Helper()
	u, err := url.Parse(b.Site.URL)
	if err != nil {
		t.Fatal(err)
	}
	other := b.Site.Browser(b.Lang)
	other.Client.Jar.SetCookies(u, b.Client.Jar.Cookies(u))
	return other
}

// wantOnce fails unless one account was made, with one line and one letter.
func wantOnce(t *testing.T, s *visittest.Site) {
	t.Helper()
	letters := s.Letters()
	if len(letters) != 1 {
		t.Fatalf("%d letters", len(letters))
	}
	if n := len(registrations(s, letters[0].Account)); n != 1 {
		t.Errorf("%d lines", n)
	}
	if n := s.Store.Stats().Accounts; n != 2 {
		t.Errorf("%d accounts, want the site's own and one more", n)
	}
}

// A second click is answered as the first, whether it comes at once, or after the
// session has become that of the new user.
func TestDoubleClick(t *testing.T) {
	for _, l := range words.Langs {
		s := site(t)
		b := s.Browser(l)
		page := toConfirm(b, s.Key(visittest.Appliance, nil).Reveal())
		late := twin(t, b)
		b.Post("/register/confirm", page.Fields()).Leads("/register/done")
		b.Post("/register/confirm", page.Fields()).Leads("/register/done")
		b.Get("/register/confirm").Leads("/register/done")
		late.Post("/register/confirm", page.Fields()).Leads("/login")
		wantOnce(t, s)
	}
}

func TestDoubleClickAtOnce(t *testing.T) {
	s, m := meet(t)
	b := s.Browser(words.EN)
	page := toConfirm(b, s.Key(visittest.Appliance, nil).Reveal())
	browsers := []*visittest.Browser{b, twin(t, b)}
	for i, a := range m.together(browsers, "/register/confirm", []url.Values{page.Fields(), page.Fields()}) {
		a.Leads("/register/done")
		browsers[i].Get("/register/done").Want(http.StatusOK, "chiyoda-01")
	}
	wantOnce(t, s)
}

func TestDoubleClickOnAdding(t *testing.T) {
	s := site(t)
	b := s.LogIn(visittest.Owner)
	page := add(b, s.Key(visittest.Appliance, nil).Reveal())
	b.Post("/products/add/confirm", page.Fields()).Leads("/products/add/done")
	b.Post("/products/add/confirm", page.Fields()).Leads("/products/add/done")
	if n := len(registrations(s, s.Users[visittest.Owner].Account)); n != 2 || len(s.Letters()) != 1 {
		t.Errorf("%d lines, %d letters", n, len(s.Letters()))
	}
}

// Of two of one account the quicker has registered; the other is told that it was
// done, and is promised no mail.
func TestColleaguesAtOnce(t *testing.T) {
	s, m := meet(t)
	key := s.Key(visittest.Appliance, nil).Reveal()
	browsers := []*visittest.Browser{s.LogIn(visittest.Owner), s.LogIn(visittest.Editor)}
	forms := []url.Values{add(browsers[0], key).Fields(), add(browsers[1], key).Fields()}
	ends := map[int]int{}
	for i, a := range m.together(browsers, "/products/add/confirm", forms) {
		ends[browsers[i].Follow(a).Status]++
	}
	if ends[http.StatusOK] != 1 || ends[http.StatusConflict] != 1 || len(s.Letters()) != 1 {
		t.Errorf("they end in %v, with %d letters", ends, len(s.Letters()))
	}
}

// A store that refuses writes: nothing was changed, nothing typed is lost, and
// pressed again it is done.
func TestStoreRefuses(t *testing.T) {
	for _, l := range words.Langs {
		s := site(t)
		key := s.Key(visittest.Appliance, nil)
		b := s.Browser(l)
		page := toConfirm(b, key.Reveal())
		s.Store.Fail(mem.RefuseWrite)
		again := b.Post("/register/confirm", page.Fields())
		again.Want(http.StatusServiceUnavailable, words.Say(l, words.RegisterUnsure, nil), "chiyoda-01", key.Reveal())
		s.Store.Fail(mem.Healthy)
		if k, err := s.Store.RegKey(t.Context(), key); err != nil || !k.RegisteredAt.IsZero() || len(s.Letters()) != 0 {
			t.Fatalf("%v: something was changed: %v, %v", l, k, err)
		}
		b.Submit("/register/confirm", again.Fields()).Want(http.StatusOK, "chiyoda-01")
		wantOnce(t, s)
	}
}

// A store whose answer is lost has done it: that is found, not done again.
func TestAnswerIsLost(t *testing.T) {
	s := site(t)
	b := s.Browser(words.EN)
	page := toConfirm(b, s.Key(visittest.Appliance, nil).Reveal())
	s.Store.Fail(mem.LoseAnswer)
	b.Post("/register/confirm", page.Fields()).Leads("/register/done")
	s.Store.Fail(mem.Healthy)
	b.Post("/register/confirm", page.Fields()).Leads("/register/done")
	wantOnce(t, s)
}

// As above, and the store could not even be read: whatever is asked for next
// finds it done.
func TestAnswerIsLostAndUnread(t *testing.T) {
	for _, next := range []string{"/register", "/register/terms", "/register/details", "/register/confirm"} {
		s := site(t)
		b := s.Browser(words.EN)
		page := toConfirm(b, s.Key(visittest.Appliance, nil).Reveal())
		blind(t, s, func() {
			b.Post("/register/confirm", page.Fields()).Want(http.StatusServiceUnavailable)
		})
		b.Get(next).Leads("/register/done")
		b.Get("/register/done").Want(http.StatusOK, "chiyoda-01")
		wantOnce(t, s)
	}
}

// blind runs a request whose act is done, after which the store cannot be read
// until the request is over.
func blind(t *testing.T, s *visittest.Site, request func()) {
	t.Helper()
	s.Store.Fail(mem.LoseAnswer)
	stop := s.Store.Watch(func(keystore.Changes) { s.Store.Fail(mem.Unreadable) })
	defer stop()
	request()
	s.Store.Fail(mem.Healthy)
}

// Two steps of one wizard under other names of it: nothing is confirmed that was
// not shown.
func TestAnotherWindow(t *testing.T) {
	s := site(t)
	b := s.LogIn(visittest.Owner)
	page := add(b, s.Key(visittest.Appliance, nil).Reveal())
	other := s.Key(visittest.Software, nil)
	add(b, other.Reveal())
	b.Post("/products/add/confirm", page.Fields()).Leads("/products/add/confirm")
	b.Get("/products/add/confirm").Want(http.StatusOK, words.Say(words.EN, words.RegisterChanged, nil), other.Reveal())
	if len(s.Letters()) != 0 {
		t.Error("something was registered")
	}
}

// The login id was free when it was typed, and is taken when it is registered.
func TestLoginTakenMeanwhile(t *testing.T) {
	s := site(t)
	one, two := s.Browser(words.EN), s.Browser(words.EN)
	first := toConfirm(one, s.Key(visittest.Appliance, nil).Reveal())
	second := toConfirm(two, s.Key(visittest.Software, nil).Reveal())
	one.Submit("/register/confirm", first.Fields()).Want(http.StatusOK)
	page := two.Post("/register/confirm", second.Fields()).Want(http.StatusConflict)
	if said := page.Error("login_login"); said != words.Say(words.EN, words.RegisterLoginTaken, nil) {
		t.Errorf("it says %q", said)
	}
	two.Get("/register/confirm").Leads("/register/details")
	two.Post("/register/details", page.With("login_login", "chiyoda-02")).Leads("/register/confirm")
	two.Submit("/register/confirm", two.Get("/register/confirm").Fields()).Want(http.StatusOK, "chiyoda-02")
}

// An account that an operator holds while somebody adds a product.
func TestHeldMeanwhile(t *testing.T) {
	s := site(t)
	b := s.LogIn(visittest.Owner)
	page := add(b, s.Key(visittest.Appliance, nil).Reveal())
	s.Do(keystore.HoldAccount{Account: s.Users[visittest.Owner].Account, Reason: "unpaid"})
	b.Post("/products/add/confirm", page.Fields()).Leads("/login")
	if len(s.Letters()) != 0 {
		t.Error("something was registered")
	}
}

// A browser whose session has ended, and one that never had any.
func TestSessionEnds(t *testing.T) {
	for _, l := range words.Langs {
		s := site(t)
		page := toConfirm(s.Browser(l), s.Key(visittest.Appliance, nil).Reveal())
		b := s.Browser(l)
		b.Post("/register/confirm", page.Fields()).Leads("/register")
		b.Get("/register").Want(http.StatusOK, words.Say(l, words.RegisterEnded, nil))
		if len(s.Letters()) != 0 {
			t.Errorf("%v: something was registered", l)
		}
	}
}
