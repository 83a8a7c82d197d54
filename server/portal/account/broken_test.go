package account

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ollu/keystore/customer"
	"ollu/keystore/mem"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// While nothing can be written nothing is said to be saved, nobody is logged out,
// and no secret is shown that is not in force.
func TestWhatCannotBeWrittenIsNotSaid(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		key := secret(t, b.Get(setUpPath))
		viewer := s.Users[visittest.Viewer]
		forms := []struct {
			path string
			form url.Values
		}{
			{companyPath, b.Get(companyPath).With("company", "Another")},
			{supportPath, ownSupport(b.Get(supportPath))},
			{mePath, b.Get(mePath).With("person", "Another")},
			{setUpPath, proof(visittest.Password, shown(t, key, s.Now()))},
			{passwordPath, change(visittest.Password, another, another)},
			{invitePath, inviting("suzuki@example.com", customer.Editor, "en")},
			{at(viewer, "role"), role(customer.Editor)},
			{at(viewer, "remove"), nil},
		}
		before := account(s).Revision
		s.Store.Fail(mem.RefuseWrite)
		for _, f := range forms {
			p := b.Post(f.path, f.form).Want(http.StatusServiceUnavailable)
			if len(codes(p)) > 1 {
				t.Errorf("%s shows %q", f.path, codes(p))
			}
		}
		s.Store.Fail(mem.Healthy)
		if account(s).Revision != before || kinds(s) != "{}" {
			t.Error("something was written")
		}
		for _, f := range forms {
			if p := b.Post(f.path, f.form); p.Status >= http.StatusBadRequest {
				t.Errorf("once more: %v", p)
			}
		}
		if got := kinds(s); strings.Count(got, ":1") != len(forms) {
			t.Errorf("letters: %s", got)
		}
	})
}

// What an authenticator app shows is short enough for a QR code, whatever the
// portal is called.
func TestTheAppIsToldWhoseKeyItIs(t *testing.T) {
	for _, brand := range []string{"", "ollu", strings.Repeat("株式会社", 60)} {
		s := visittest.Prepare(t, Pages())
		s.Desk.Brand = brand
		s.Serve(Routes())
		p := s.LogIn(visittest.Viewer).Get(setUpPath).Want(http.StatusOK)
		if !strings.Contains(p.Body, `<svg class="qr"`) {
			t.Errorf("%q: there is no QR code", brand)
		}
	}
}
