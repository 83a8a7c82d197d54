package manager

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/manager/book"
)

// A product that is added is asked what it is, and the codes that it says it uses
// are put on its list.
func TestAddProduct(t *testing.T) {
	w := newWorld(t)
	code, strange := w.issue(30), w.issue(30)
	w.add(code)
	w.install("desk", "suite", code, strange)
	r, err := w.m.AddProduct(t.Context(), AddProductRequest{Name: "desk", URL: "http://desk"})
	if err != nil || !r.Reached || r.Product != "suite" || r.Build != "2000" || r.Device != "device-desk" || r.Known || len(r.Token) != 32 {
		t.Fatalf("%+v, %v", r, err)
	}
	if len(r.Codes) != 1 || r.Codes[0].ID != code.Fingerprint() || !slices.Equal(r.Strange, []string{strange.Fingerprint()}) {
		t.Errorf("uses %+v and %v", r.Codes, r.Strange)
	}
	again, err := w.m.AddProduct(t.Context(), AddProductRequest{Name: "desk", Codes: []string{strange.Reveal()}})
	if err != nil || !again.Known || again.Token != "" || again.URL != "http://desk" || len(again.Codes) != 2 || len(again.Strange) != 0 {
		t.Fatalf("%+v, %v", again, err)
	}
	if p, err := w.book.Product("desk"); err != nil || p.Token != r.Token || p.SeenAt.IsZero() {
		t.Errorf("%+v, %v", p, err)
	}
	list, err := w.m.ListProducts()
	if err != nil || len(list) != 1 || list[0].Product != "suite" || len(list[0].Codes) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	if text, err := json.Marshal(list); err != nil || strings.Contains(string(text), r.Token) || strings.Contains(string(text), code.Reveal()) {
		t.Errorf("%s, %v", text, err)
	}
	if err := w.m.RemoveProduct(t.Context(), "desk"); err != nil {
		t.Error(err)
	}
	if err := w.m.RemoveProduct(t.Context(), "desk"); !errors.Is(err, ErrNotManaged) {
		t.Errorf("removing it twice: %v", err)
	}
}

// A product that is off is added all the same, and one that came to ask by itself
// is taken up in it.
func TestAddProductThatIsOff(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	w.add(code)
	r, err := w.m.AddProduct(t.Context(), AddProductRequest{Name: "desk", URL: "http://desk", Token: "given", Codes: []string{code.Fingerprint()}})
	if err != nil || r.Reached || r.Why != book.WhyUnreachable || r.Token != "" || len(r.Codes) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	w.install("desk", "suite")
	if err := w.book.PutProduct(book.Product{Name: "device-desk", Device: "device-desk", Asks: true, Codes: []codec.Code{code}}); err != nil {
		t.Fatal(err)
	}
	if r = w.mustAddProduct("desk"); !r.Reached || len(r.Codes) != 1 {
		t.Errorf("%+v", r)
	}
	if list, err := w.m.ListProducts(); err != nil || len(list) != 1 || list[0].Name != "desk" || list[0].Asks {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAddProductRefusals(t *testing.T) {
	w := newWorld(t)
	stranger := newCode(t, codec.Prefix{'S', 'U'})
	for name, c := range map[string]struct {
		r    AddProductRequest
		want error
	}{
		"no name":              {AddProductRequest{URL: "http://desk"}, ErrRequest},
		"no such name":         {AddProductRequest{Name: "a b", URL: "http://desk"}, ErrRequest},
		"no address":           {AddProductRequest{Name: "desk"}, ErrRequest},
		"another scheme":       {AddProductRequest{Name: "desk", URL: "ftp://desk"}, ErrRequest},
		"a password in it":     {AddProductRequest{Name: "desk", URL: "http://a:secret@desk"}, ErrRequest},
		"a query in it":        {AddProductRequest{Name: "desk", URL: "http://desk/?x=1"}, ErrRequest},
		"a token of two lines": {AddProductRequest{Name: "desk", URL: "http://desk", Token: "a\nb"}, ErrRequest},
		"an unknown id":        {AddProductRequest{Name: "desk", URL: "http://desk", Codes: []string{stranger.Fingerprint()}}, ErrNotManaged},
		"a mistyped code":      {AddProductRequest{Name: "desk", URL: "http://desk", Codes: []string{stranger.Reveal()[:30]}}, nil},
	} {
		_, err := w.m.AddProduct(t.Context(), c.r)
		if err == nil || c.want != nil && !errors.Is(err, c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := w.m.ListProducts(); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// Deploying by hand names a product, a code, the id of one, or nothing for all
// that is not current (row M3).
func TestDeploy(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	w.add(code)
	p := w.install("desk", "suite", code)
	p.look(func() { p.off = true })
	w.mustAddProduct("desk", code)
	if r, err := w.m.Deploy(t.Context(), ""); err != nil || r.Failed != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	p.look(func() { p.off = false })
	for _, selector := range []string{"", "desk", code.Reveal(), code.Fingerprint(), strings.ToLower(code.Reveal())} {
		r, err := w.m.Deploy(t.Context(), selector)
		if want := 1; err != nil || r.Delivered != want {
			t.Errorf("%.4q: %+v, %v", selector, r, err)
		}
	}
	for _, selector := range []string{"nowhere", newCode(t, codec.Prefix{'S', 'U'}).Reveal(), newCode(t, codec.Prefix{'S', 'U'}).Fingerprint()} {
		if _, err := w.m.Deploy(t.Context(), selector); !errors.Is(err, ErrNotManaged) {
			t.Errorf("%.4q: %v", selector, err)
		}
	}
}

// A product that must be given its new code by hand, or whose build is too old,
// shows as held back with the reason (rows M4, M5).
func TestHeldBack(t *testing.T) {
	w := newWorld(t)
	l := w.licence("gateway", codec.Prefix{'I', 'M'}, 30)
	next := w.licence("gateway", codec.Prefix{'I', 'M'}, 400)
	w.apply(keystore.Issue{Licences: []keystore.Licence{l}})
	p := w.install("mail", "gateway", l.Code)
	p.look(func() { p.build = "1243" })
	w.add(l.Code)
	w.mustAddProduct("mail", l.Code)
	w.sync()
	why := func() (string, string) {
		site, err := w.m.Status()
		if err != nil || len(site.Products) != 1 || len(site.Products[0].Deliveries) != 1 {
			t.Fatalf("%+v, %v", site.Products, err)
		}
		return string(site.Products[0].State), site.Products[0].Deliveries[0].Why
	}
	if state, reason := why(); state != "held_back" || reason != book.WhyBuildTooOld {
		t.Errorf("%s: %s", state, reason)
	}
	p.look(func() { p.build = "1244" })
	w.mustAddProduct("mail")
	w.sync()
	if state, reason := why(); state != "current" || reason != "" {
		t.Errorf("%s: %s", state, reason)
	}
	w.apply(keystore.Replace{Old: l.Code, New: next})
	if _, err := w.m.Add(t.Context(), AddRequest{Codes: []string{next.Code.Reveal()}, Replaces: l.Code.Reveal()}); err != nil {
		t.Fatal(err)
	}
	w.sync()
	if state, reason := why(); state != "held_back" || reason != book.WhyNewCodeByHand {
		t.Errorf("%s: %s", state, reason)
	}
	w.mustAddProduct("mail") // it still uses the old code, which is not to come back on its list
	if state, reason := why(); state != "held_back" || reason != book.WhyNewCodeByHand {
		t.Errorf("asked again, %s: %s", state, reason)
	}
}
