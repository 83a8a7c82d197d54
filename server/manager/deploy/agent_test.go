package deploy

import (
	"net/http/httptest"
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/server/agent"
	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

// real is a site whose only product is a real agent.
func real(t *testing.T, may product.Manager, build string) (*world, *agent.Agent) {
	t.Helper()
	w := newWorld(t, sitetest.Options{})
	w.describe(may)
	a, err := agent.Open(agent.Options{
		Dir: t.TempDir(), Product: "gateway", Trust: w.keys(), Build: build, Now: w.clock,
		Facts: w.signer.AppendProduct(nil, issuerName, w.facts["gateway"].AppendFacts(nil), w.clock()),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.Profiles("a token"))
	t.Cleanup(server.Close)
	w.must(w.book.PutProduct(book.Product{Name: "real", URL: server.URL, Token: "a token"}))
	return w, a
}

func (w *world) at(state book.State, why string) book.Delivery {
	w.Helper()
	var found book.Delivery
	w.must(w.book.Deliveries("real", func(d *book.Delivery) error { found = *d; return nil }))
	if found.State != state || found.Why != why {
		w.Fatalf("the delivery stands %s (%s; %s), want %s (%s)", found.State, found.Why, found.Detail, state, why)
	}
	return found
}

// A real agent is given its first code, a renewal, a suspension, another code, and
// the list of what was revoked, by pushes alone (rows M2, M4, B5).
func TestARealAgentLivesByPushesAlone(t *testing.T) {
	w, a := real(t, anything, "1300")
	c, next := newCode(t), newCode(t)
	w.must(w.book.PutCodes(book.Code{Code: c}, book.Code{Code: next, Replaces: c}))
	w.must(w.book.EditProduct("real", func(p *book.Product) error { p.Codes = append(p.Codes, c); return nil }))
	result := func() string {
		s := a.Status()
		if s.Expires == nil {
			return s.Result
		}
		return s.Result + " " + s.Expires.String()
	}
	for _, step := range []struct {
		word word
		want string
	}{
		{word{expires: "2027-03-31"}, "valid 2027-03-31"},
		{word{expires: "2028-03-31"}, "valid 2028-03-31"},
		{word{expires: "2028-03-31", result: answer.Suspended}, "suspended 2028-03-31"},
		{word{expires: "2028-03-31"}, "valid 2028-03-31"},
	} {
		w.pass(time.Hour)
		w.says(c, step.word)
		w.due(t)
		if d := w.at(book.Current, ""); d.Expires != step.word.expires || result() != step.want {
			t.Fatalf("it shows %s, the delivery says %s; want %s", result(), d.Expires, step.want)
		}
	}
	w.pass(time.Hour)
	w.must(w.book.EditProduct("real", func(p *book.Product) error { p.Codes = append(p.Codes, next); return nil }))
	w.says(c, word{expires: "2028-03-31", result: answer.Replaced})
	w.says(next, word{expires: "2027-12-31"}) // which ends sooner
	w.due(t)
	if d := w.at(book.Current, ""); d.Code != next || result() != "valid 2027-12-31" {
		t.Fatalf("it shows %s", result())
	}
	w.pass(time.Hour)
	w.publish([]answer.Revocation{{Subject: next.Fingerprint(), At: w.clock(), Reason: "returned"}})
	w.due(t)
	if result() != "revoked 2027-12-31" {
		t.Fatalf("it shows %s", result())
	}
}

// rows M4, M5, with a real agent.
func TestARealAgentIsHeldBack(t *testing.T) {
	for why, x := range map[string]struct {
		may   product.Manager
		build string
	}{
		book.WhyBuildTooOld:   {product.Manager{Renewal: true, NewCode: true, MinBuild: 1244}, "1243"},
		book.WhyNewCodeByHand: {product.Manager{Renewal: true}, "1300"},
	} {
		w, _ := real(t, x.may, x.build)
		c := newCode(t)
		w.manages(c)
		w.must(w.book.EditProduct("real", func(p *book.Product) error { p.Codes = append(p.Codes, c); return nil }))
		w.says(c, word{expires: "2027-03-31"})
		w.due(t)
		w.at(book.HeldBack, why)
	}
}

// row B8: a manager that lies can grant nothing.
func TestARealAgentRefusesWhatTheIssuerDidNotSign(t *testing.T) {
	w, a := real(t, anything, "1300")
	c := newCode(t)
	w.manages(c)
	w.must(w.book.EditProduct("real", func(p *book.Product) error { p.Codes = append(p.Codes, c); return nil }))
	honest := w.signer
	w.signer = newSigner(t, 9)
	w.says(c, word{expires: "2099-12-31"})
	w.signer = honest
	w.due(t)
	w.at(book.Failed, book.WhyRefused)
	if s := a.Status(); s.Result != answer.NotActivated.String() {
		t.Fatalf("it shows %+v", s)
	}
}
