package manager

import (
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/server/check"
)

// An issuer that changed its key twice since it was heard last is believed by way
// of what its keys vouch for, and the products are told of it (row B6).
func TestRotatedTwice(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	p := w.install("desk", "suite", code)
	w.add(code)
	w.mustAddProduct("desk", code)
	w.sync()
	w.rotate()
	w.rotate()
	w.renew(code, 400)
	r := w.sync()
	if len(r.NewKeys) != 2 || w.held(code).Signed.KeyID != w.ring.Signer().KeyID() {
		t.Errorf("%+v, held under %s", r, w.held(code).Signed.KeyID)
	}
	if p.expires(code) != w.held(code).Signed.Statement.Expires.String() {
		t.Errorf("the product holds %s", p.expires(code))
	}
	w.reopen()
	if keys, name := w.m.trust.now(); keys.Len() != 3 || name != "ollu" {
		t.Errorf("after a restart %d keys of %q are believed", keys.Len(), name)
	}
	if r := w.sync(); r.Changed+r.Renewed+len(r.NewKeys) != 0 {
		t.Errorf("nothing happened since, and it says %+v", r)
	}
}

// A key that is changed between two requests of one sync is followed in it.
func TestRotatedDuringSync(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	w.add(code)
	w.sync()
	w.renew(code, 400)
	once := true
	w.set(func() {
		w.between = func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == check.PathSync && once {
				once = false
				w.rotate()
			}
			return nil, nil
		}
	})
	if r := w.sync(); r.Changed != 1 || len(r.NewKeys) != 1 || len(r.Refused) != 0 {
		t.Errorf("%+v", r)
	}
}

// Another issuer in the place of the one that was met is not believed, whatever
// keys it publishes.
func TestOtherIssuer(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	w.add(code)
	w.sync()
	before := w.held(code)
	rogue := newWorld(t)
	rogue.apply(keystore.Issue{Licences: []keystore.Licence{{
		Code: code, Product: "suite", Type: before.Signed.Type, Seats: 9999, Components: []string{"antivirus"}, Zone: "Asia/Tokyo",
		Perpetual: true, Issued: 1, IssuedAt: time.Now(), DeviceLimit: 1,
	}}})
	w.set(func() { w.door = rogue.door })
	_, err := w.m.Sync(t.Context())
	if reason, ok := why(err); !ok || reason.String() != "unknown_key" {
		t.Errorf("error is %v", err)
	}
	if r, err := w.m.Add(t.Context(), AddRequest{Codes: []string{code.Reveal()}}); err != nil || r.Codes[0].Problem != "unknown_key" || r.Codes[0].Result != "valid" {
		t.Errorf("%+v, %v", r, err)
	}
	if is := w.held(code); is.Token != before.Token {
		t.Error("its statement was taken")
	}
	if keys, _ := w.m.trust.now(); !slices.Equal(keys.IDs(), []string{w.ring.Signer().KeyID()}) {
		t.Errorf("believed are %v", keys.IDs())
	}
}

// Keys that were handed in go before those that are met.
func TestVendorsKeys(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	code := w.issue(30)
	trusting := func(set []byte) func(*Options) { return func(o *Options) { o.Trust = set } }
	w.open(filepath.Join(t.TempDir(), "right.db"), trusting(w.ring.KeySetJSON()))
	w.add(code)
	w.sync()
	if i, err := w.book.Issuer(); err != nil || i.FirstUse || i.Name != "ollu" {
		t.Errorf("%+v, %v", i, err)
	}
	w.open(filepath.Join(t.TempDir(), "wrong.db"), trusting(other.ring.KeySetJSON()))
	w.add(code)
	if _, err := w.m.Sync(t.Context()); err == nil || w.held(code).Token != "" {
		t.Errorf("error %v, held %+v", err, w.held(code))
	}
	for _, set := range []string{"", "{}", `{"keys":[]}`, "<html>"} {
		o := w.options
		o.Trust = []byte(set)
		if _, err := New(o); err == nil {
			t.Errorf("%q is taken for keys", set)
		}
	}
}

// mustAddProduct has the manager look after a product.
func (w *world) mustAddProduct(name string, codes ...interface{ Reveal() string }) AddProductReport {
	w.t.Helper()
	r := AddProductRequest{Name: name, URL: "http://" + name, Token: "a-token"}
	for _, c := range codes {
		r.Codes = append(r.Codes, c.Reveal())
	}
	report, err := w.m.AddProduct(w.t.Context(), r)
	if err != nil {
		w.t.Fatal(err)
	}
	return report
}

// reopen makes the manager anew, of the book as it is.
func (w *world) reopen() {
	w.t.Helper()
	var err error
	if w.m, err = New(w.options); err != nil {
		w.t.Fatal(err)
	}
}

// A site that has no code yet syncs: what the issuer publishes names it.
func TestEmptySite(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	w.apply(keystore.Revoke{Code: w.issue(30), Reason: "returned"})
	w.install("desk", "suite")
	w.mustAddProduct("desk")
	w.sync()
	if i, err := w.book.Issuer(); err != nil || i.Name != "ollu" || i.Revocations == "" || i.Facts["suite"] == "" {
		t.Errorf("%+v, %v", i, err)
	}
	w.open(filepath.Join(t.TempDir(), "handed.db"), func(o *Options) { o.Trust = other.ring.KeySetJSON() })
	if _, err := w.m.Sync(t.Context()); err == nil {
		t.Error("a list that another issuer signed is believed")
	}
	if i, err := w.book.Issuer(); err != nil || i.Name != "" || i.Revocations != "" {
		t.Errorf("%+v, %v", i, err)
	}
}
