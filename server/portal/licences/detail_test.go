package licences

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// Row L6: all that the server holds, in both languages.
func TestDetail(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Hosted, 30, func(l *keystore.Licence) { l.Order, l.Note = "PO-9", "a note of the issuer" })
	activated(s, code, "gw-tokyo-1")
	s.Do(keystore.Renew{Code: code, Expires: today + 395, Seats: 250})
	b := s.LogIn(visittest.Owner)
	p := b.Get("/products/2").Want(http.StatusOK, "Mail Filter Hosted", code.Reveal(), "PO-9", "Seats250", "Valid", "2027-12-21", "395 days left",
		"Grace period ends2028-03-20", "Component updatesAllowed", "Products ask next2026-11-26", "Asia/Tokyo", "First activated on 2026-11-21 12:00",
		"Antivirus", "Spam prevention", "1 of 4 in use", "gw-tokyo-1", "9.1 1330", "Registered bytester",
		"2026-11-21: Expiry moved from 2026-12-21 to 2027-12-21", "Open console", "Registered by its code")
	if strings.Contains(p.Body, "a note of the issuer") {
		t.Error("the issuer's note is shown to the customer")
	}
	b.Speak(words.JA)
	b.Get("/products/2").Want(http.StatusOK, "メールフィルタ クラウド版", "残り395日", "有効期限を 2026年12月21日 から 2027年12月21日 に変更", "4台中1台を使用中")
}

// Row B1: what products are told at the next checks, and on a day of choice.
func TestForecast(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 20, nil)
	b := s.LogIn(visittest.Owner)
	p := b.Get("/products/2").Want(http.StatusOK, "No installation asks about this code yet")
	if strings.Contains(p.Body, `data-label="Answer"`) {
		t.Error("checks are shown of a code that nothing asks about")
	}
	activated(s, code, "gw-1")
	p = b.Get("/products/2").Want(http.StatusOK,
		"2026-12-10ValidAllowed 2026-12-11Grace periodAllowed 2027-01-10Grace periodAllowed 2027-02-09Grace periodAllowed 2027-03-11ExpiredStopped 2027-03-12ExpiredStopped")
	if n := strings.Count(p.Body, `data-label="Answer"`); n != checksAhead {
		t.Errorf("%d checks are shown", n)
	}
	for on, want := range map[string]string{
		"2026-11-21": "On 2026-11-21: Valid Component updates: Allowed",
		"2027-01-01": "On 2027-01-01: Grace period Component updates: Allowed",
		"2027-06-01": "On 2027-06-01: Expired Component updates: Stopped",
		"2026-11-20": "Choose a day from today on.",
		"tomorrow":   "Choose a day from today on.",
	} {
		b.Get("/products/2?on="+on).Want(http.StatusOK, want)
	}
	s.Do(keystore.Suspend{Code: code, Reason: "unpaid"})
	b.Get("/products/2?on=2027-01-01").Want(http.StatusOK, "On 2027-01-01: Suspended Component updates: Stopped")
}

// Row L5: a renewal is nowhere to be seen before its day.
func TestPendingRenewalStaysHidden(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 20, nil)
	activated(s, code, "gw-1")
	b := s.LogIn(visittest.Owner)
	s.Do(keystore.Renew{Code: code, Expires: today + 385, ShowsFrom: today + 3, Seats: 999})
	for _, path := range []string{"/products", "/products/2?on=2027-01-01", "/products/2/certificate", "/calendar", "/products.csv"} {
		p := b.Get(path).Want(http.StatusOK)
		for _, secret := range []string{"2027-12-11", "999"} {
			if strings.Contains(p.Text(), secret) {
				t.Errorf("%s shows %s", path, secret)
			}
		}
	}
	b.Get("/products/2?on=2027-01-01").Want(http.StatusOK, "On 2027-01-01: Grace period", "Products ask next2026-11-24")
	s.Pass(3 * day)
	b.Get("/products/2?on=2027-01-01").Want(http.StatusOK, "Seats999", "2027-12-11", "2026-11-24: Expiry moved from 2026-12-11 to 2027-12-11", "On 2027-01-01: Valid")
}

// What is said above the details, by status.
func TestDetailSaysWhatToDo(t *testing.T) {
	for name, c := range map[string]struct {
		days  int
		after func(codec.Code) keystore.Change
		want  []string
	}{
		"ending":    {5, nil, []string{"This licence expires in 5 days.", "5 days left"}},
		"last day":  {0, nil, []string{"expired on 2026-11-21", "another 90 days", "Ended today"}},
		"grace":     {-89, nil, []string{"another 1 day:", "89 days ago"}},
		"expired":   {-100, nil, []string{"ended on 2026-11-11", "Component updatesStopped"}},
		"suspended": {50, func(c codec.Code) keystore.Change { return keystore.Suspend{Code: c, Reason: "The invoice is open"} }, []string{"suspended since 2026-11-21 12:00", "Reason: The invoice is open", "Component updatesStopped"}},
		"revoked":   {50, func(c codec.Code) keystore.Change { return keystore.Revoke{Code: c, Reason: "Published"} }, []string{"was revoked on 2026-11-21 12:00", "Reason: Published"}},
	} {
		s, _ := site(t)
		_, code := owned(s, visittest.Appliance, c.days, nil)
		if c.after != nil {
			s.Do(c.after(code))
		}
		b := s.LogIn(visittest.Owner)
		p := b.Get("/products/2").Want(http.StatusOK, c.want...)
		if withdrawn := name == "suspended" || name == "revoked"; withdrawn == strings.Contains(p.Body, "/products/2/file") || withdrawn == strings.Contains(p.Body, "/products/2/certificate") {
			t.Errorf("%s: the page offers a file or a certificate, or does not", name)
		}
	}
}

// Rows R6 and L5: what a line had before stays to be seen.
func TestFormer(t *testing.T) {
	s, _ := site(t)
	u := s.Users[visittest.Owner]
	old := s.Licence(visittest.Hosted, 20, trial)
	s.Own(u, old)
	full := s.Licence(visittest.Hosted, 400, nil)
	s.Own(u, full)
	next, err := codec.NewCode(codec.Prefix{'N', 'M'}, s.Random)
	if err != nil {
		t.Fatal(err)
	}
	s.Do(keystore.Replace{Old: full, New: keystore.Licence{Code: next}})
	b := s.LogIn(visittest.Owner)
	p := b.Get("/products/2").Want(http.StatusOK, "Earlier keys and codes", next.Reveal(), full.Reveal(), old.Reveal(), "FREE (trial)", "Not yet: enter the activation code")
	if strings.Index(p.Body, full.Reveal()) > strings.Index(p.Body, old.Reveal()) {
		t.Error("the newest of what was before is not the first")
	}
	b.Get("/products?q="+old.Reveal()).Want(http.StatusOK, "Nothing matches")
	b.Get("/products").Want(http.StatusOK, "1 to 2 of 2", next.Reveal())
}

// Without a script: a page asks, a form releases.
func TestRelease(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 100, nil)
	activated(s, code, "gw 1?&")
	activated(s, code, "gw-2")
	b := s.LogIn(visittest.Editor)
	p := b.Get("/products/2").Want(http.StatusOK, "2 of 4 in use")
	_, link, _ := strings.Cut(p.Body, `href="/products/2/release?device=gw`)
	link, _, _ = strings.Cut(link, `"`)
	asked := b.Get("/products/2/release?device=gw"+strings.ReplaceAll(link, "&amp;", "&")).Want(http.StatusOK, "Release this installation?", "gw 1?&", "Leave it as it is")
	after := b.Submit("/products/2/release", asked.Fields()).Want(http.StatusOK, "gw 1?& was released.", "1 of 4 in use", "gw-2")
	if strings.Contains(after.Body, "gw 1?&amp;</th>") {
		t.Error("the installation is still there")
	}
	b.Submit("/products/2/release", asked.Fields()).Want(http.StatusOK, "gw 1?& is not registered any more.")
	b.Submit("/products/2/release", url.Values{"device": {"\x00"}}).Want(http.StatusOK, "is not registered any more.")
	b.Get("/products/2/release?device=gw-1").Want(http.StatusNotFound)
	b.Get("/activity").Want(http.StatusOK, "Installation released", "editor")
	viewer := s.LogIn(visittest.Viewer)
	viewer.Get("/products/2/release?device=gw-2").Want(http.StatusForbidden)
	viewer.Post("/products/2/release", url.Values{"device": {"gw-2"}}).Want(http.StatusForbidden)
	if p := viewer.Get("/products/2").Want(http.StatusOK, "gw-2"); strings.Contains(p.Body, "/release") {
		t.Error("a viewer is offered to release")
	}
}

// Nothing of another's can be seen, changed or told apart from what is not there.
func TestStrangersSeeNothing(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 100, nil)
	activated(s, code, "gw-1")
	b, _ := stranger(s)
	for _, path := range []string{"/products/2", "/products/2/certificate", "/products/2/offline", "/products/2/release?device=gw-1",
		"/products/0", "/products/-1", "/products/01", "/products/x", "/products/99999999999999999999", "/products/1e3"} {
		b.Get(path).Want(http.StatusNotFound)
	}
	for path, form := range map[string]url.Values{
		"/products/2/file": {}, "/products/2/offline": {"note": {"mine"}}, "/products/2/release": {"device": {"gw-1"}},
	} {
		b.Post(path, form).Want(http.StatusNotFound)
	}
	if p := b.Get("/products?q=" + code.Reveal()); strings.Contains(p.Text(), "Appliance") {
		t.Error("another's licence is found by its code")
	}
	nobody := s.Browser(words.EN)
	for _, path := range []string{"/products", "/products/2", "/products.csv", "/calendar", "/activity"} {
		nobody.Get(path).Leads("/login")
	}
	l, err := s.Store.Licence(t.Context(), code)
	if err != nil || l.DeviceCount != 1 {
		t.Errorf("%v %v", l, err)
	}
	s.Read(func(b customer.Book) error {
		r, err := b.Registration(s.Users[visittest.Owner].Account, 2)
		if r.Request != nil {
			t.Error("a stranger asked for an offline code")
		}
		return err
	})
}
