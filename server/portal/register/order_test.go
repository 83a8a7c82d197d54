package register

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// add takes a logged-in browser from a key to the last page before it is added.
func add(b *visittest.Browser, key string) *visittest.Page {
	b.Site.T.Helper()
	b.Post("/products/add", b.Get("/products/add").With("key", key)).Leads("/products/add/product")
	b.Post("/products/add/terms", b.Get("/products/add/terms").With("accept", "1")).Leads("/products/add/confirm")
	return b.Get("/products/add/confirm").Want(http.StatusOK)
}

func registrations(s *visittest.Site, account customer.ID) (all []customer.Registration) {
	s.Read(func(b customer.Book) (err error) { all, err = b.Registrations(account); return err })
	return all
}

func keysOf(all []customer.Registration) (keys []codec.Key) {
	for _, r := range all {
		keys = append(keys, r.Key)
	}
	return keys
}

// Any key of an order shows all of it, and registers it together.
func TestOrderOfThree(t *testing.T) {
	for _, l := range words.Langs {
		s := site(t)
		keys := issueOrder(s, "PO-1", visittest.Appliance, visittest.Software, visittest.Hosted)
		b := s.Browser(l)
		page := toConfirm(b, keys[1].Reveal())
		seen := b.Get("/register/product").Want(http.StatusOK, words.Say(l, words.RegisterOrderLead, words.Args{"count": 3}), "PO-1")
		for _, key := range keys {
			page.Want(http.StatusOK, key.Reveal())
			seen.Want(http.StatusOK, key.Reveal())
		}
		if n := strings.Count(seen.Text(), words.Say(l, words.RegisterEntered, nil)); n != 1 {
			t.Errorf("%v: %d keys are shown as entered", l, n)
		}
		done := b.Submit("/register/confirm", page.Fields()).Want(http.StatusOK)
		letters, data := told(t, s, letterRegistered)
		if len(letters) != 1 || len(data[0].Licences) != 3 {
			t.Fatalf("%v: letters %+v", l, data)
		}
		got := registrations(s, letters[0].Account)
		if len(got) != 3 || !slices.Equal(sorted(keysOf(got)), sorted(keys)) {
			t.Fatalf("%v: registered %v", l, got)
		}
		for _, r := range got {
			done.Want(http.StatusOK, r.Code.Reveal(), r.Key.Reveal())
			if !slices.ContainsFunc(data[0].Licences, func(x letterLicence) bool { return x.Code == r.Code.Reveal() && x.Key == r.Key.Reveal() }) {
				t.Errorf("%v: the letter does not tell of %s", l, r.Code)
			}
		}
	}
}

func sorted(keys []codec.Key) (names []string) {
	for _, k := range keys {
		names = append(names, k.Reveal())
	}
	slices.Sort(names)
	return names
}

// What somebody registered of an order before is said, masked; the rest is
// registered.
func TestOrderPartlyRegistered(t *testing.T) {
	s := site(t)
	keys := issueOrder(s, "PO-2", visittest.Appliance, visittest.Software)
	late := s.LogIn(visittest.Editor)
	page := add(late, keys[0].Reveal())
	more := issueOrder(s, "PO-2", visittest.Hosted)
	// the order has grown since: it is shown again before it is registered
	late.Post("/products/add/confirm", page.Fields()).Leads("/products/add/confirm")
	page = late.Get("/products/add/confirm").Want(http.StatusOK, words.Say(words.EN, words.RegisterChanged, nil), more[0].Reveal())
	late.Submit("/products/add/confirm", page.Fields()).Want(http.StatusOK)

	last := issueOrder(s, "PO-2", visittest.Hosted)[0]
	b := s.Browser(words.JA)
	seen := b.Follow(b.Post("/register", b.Get("/register").With("key", last.Reveal())))
	seen.Want(http.StatusOK, last.Reveal(), words.Say(words.JA, words.RegisterStateTaken, nil), words.Say(words.JA, words.RegisterOrderLead, words.Args{"count": 1}))
	for _, key := range append(keys, more...) {
		if strings.Contains(seen.Body, key.Reveal()) {
			t.Errorf("the key %s of another is shown in full", key)
		}
		seen.Want(http.StatusOK, key.String())
	}
	if strings.Contains(seen.Body, visittest.Editor) {
		t.Error("it says whose they are")
	}
}

// More keys than go into one registration: the rest is left for the next.
func TestLargeOrder(t *testing.T) {
	s := site(t)
	var all []keystore.RegKey
	for range maxLines + 2 {
		key, err := codec.NewKey(codec.Prefix{'I', 'M'}, s.Random)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, keystore.RegKey{Key: key, Prefix: key.Prefix(), Product: visittest.Appliance, Seats: 1, Months: 12, Order: "PO-3", IssuedAt: s.Now()})
	}
	s.Do(keystore.Issue{Keys: all})
	b := s.LogIn(visittest.Owner)
	page := add(b, all[7].Key.Reveal())
	b.Get("/products/add/product").Want(http.StatusOK, words.Say(words.EN, words.RegisterOrderMore, words.Args{"count": 2}))
	b.Submit("/products/add/confirm", page.Fields()).Want(http.StatusOK)
	mine := registrations(s, s.Users[visittest.Owner].Account)
	if len(mine) != maxLines+1 {
		t.Errorf("%d lines, want %d", len(mine), maxLines+1)
	}
	for _, k := range all {
		if slices.Contains(keysOf(mine), k.Key) {
			continue
		}
		page = add(b, k.Key.Reveal())
		b.Get("/products/add/product").Want(http.StatusOK, words.Say(words.EN, words.RegisterOrderLead, words.Args{"count": 2}))
		b.Submit("/products/add/confirm", page.Fields()).Want(http.StatusOK)
		break
	}
	if n := len(registrations(s, s.Users[visittest.Owner].Account)); n != maxLines+3 {
		t.Errorf("%d lines, want %d", n, maxLines+3)
	}
}

// A full key takes the place of the trial's line, and says so before (row R6).
func TestUpgrade(t *testing.T) {
	for _, l := range words.Langs {
		s := site(t)
		user := s.Users[visittest.Owner]
		trial := s.Key(visittest.Hosted, func(k *keystore.RegKey) { k.Type, k.Seats, k.Months = product.Trial, 10, 1 })
		b := s.LogIn(visittest.Owner)
		b.Speak(l)
		b.Submit("/products/add/confirm", add(b, trial.Reveal()).Fields()).Want(http.StatusOK, words.Say(l, words.TypeTrial, nil))
		was := registrations(s, user.Account)
		full := s.Key(visittest.Hosted, nil)
		page := add(b, full.Reveal())
		old := was[1]
		for _, p := range []*visittest.Page{page, b.Get("/products/add/product")} {
			p.Want(http.StatusOK, words.Say(l, words.RegisterUpgradeLead, words.Args{"no": 2}), old.Key.String(), old.Code.String(), full.Reveal())
		}
		done := b.Submit("/products/add/confirm", page.Fields()).Want(http.StatusOK, words.Say(l, words.RegisterUpgradedLead, nil))
		now := registrations(s, user.Account)
		if len(now) != 2 || now[1].Key != full || now[1].Type != product.Full || len(now[1].Former) != 1 || now[1].Former[0].Code != old.Code {
			t.Fatalf("%v: the line is %+v", l, now[1])
		}
		done.Want(http.StatusOK, now[1].Code.Reveal())
		letters, data := told(t, s, letterUpgraded)
		if len(letters) != 1 || letters[0].Lang != user.Lang || data[0].Licences[0].Code != now[1].Code.Reveal() || data[0].Licences[0].Type != "full" {
			t.Errorf("%v: the letter is %+v", l, data)
		}
	}
}

// What the page promises is what the store does: of two full keys, each takes the
// place of one trial, and a third none.
func TestUpgradesGoInTurn(t *testing.T) {
	s := site(t)
	user := s.Users[visittest.Owner]
	trials := func(k *keystore.RegKey) { k.Type, k.Months = product.Trial, 1 }
	b := s.LogIn(visittest.Owner)
	for range 2 {
		b.Submit("/products/add/confirm", add(b, s.Key(visittest.Hosted, trials).Reveal()).Fields()).Want(http.StatusOK)
	}
	keys := issueOrder(s, "PO-4", visittest.Hosted, visittest.Hosted, visittest.Hosted)
	keys = append(keys, s.Key(visittest.Hosted, func(k *keystore.RegKey) { trials(k); k.Order = "PO-4" }))
	page := add(b, keys[3].Reveal())
	if n := strings.Count(page.Text(), words.Say(words.EN, words.RegisterUpgradeOld, nil)); n != 2 {
		t.Errorf("%d upgrades are shown, want 2", n)
	}
	b.Submit("/products/add/confirm", page.Fields()).Want(http.StatusOK)
	var full, trial int
	for _, r := range registrations(s, user.Account)[1:] {
		if r.Type == product.Full {
			full++
		} else {
			trial++
		}
	}
	if full != 3 || trial != 1 {
		t.Errorf("%d full lines and %d trials, want 3 and 1", full, trial)
	}
}

// A code that came with a key registers the key.
func TestCodeWithItsKey(t *testing.T) {
	s := site(t)
	key, err := codec.NewKey(codec.Prefix{'I', 'M'}, s.Random)
	if err != nil {
		t.Fatal(err)
	}
	code := s.Licence(visittest.Appliance, -100, func(l *keystore.Licence) { l.Key = key })
	for _, typed := range []string{code.Reveal(), key.Reveal()} {
		b := s.Browser(words.EN)
		b.Follow(b.Post("/register", b.Get("/register").With("key", typed))).Want(http.StatusOK, code.Reveal(), key.Reveal(), words.Say(words.EN, words.RegisterEndedAlready, nil))
	}
	b := s.LogIn(visittest.Owner)
	b.Submit("/products/add/confirm", add(b, code.Reveal()).Fields()).Want(http.StatusOK, code.Reveal())
	if k, err := s.Store.RegKey(t.Context(), key); err != nil || k.RegisteredAt.IsZero() {
		t.Errorf("the key is not registered: %v, %v", k, err)
	}
	if letters, data := told(t, s, letterAdded); len(letters) != 1 || data[0].Licences[0].Key != key.Reveal() {
		t.Errorf("the letter says %+v", data)
	}
}
