package manager

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/server/check"
	"ollu/server/manager/book"
)

// A typing error refuses the request before anything is asked or written, says
// where it is, and what was probably meant (row B4).
func TestAddMistyped(t *testing.T) {
	w := newWorld(t)
	good := w.issue(30)
	bad := []byte(good.Reveal())
	if bad[8] = 'A'; good.Reveal()[8] == 'A' {
		bad[8] = 'B'
	}
	_, err := w.m.Add(t.Context(), AddRequest{Codes: []string{w.issue(30).Reveal(), string(bad)}})
	e, ok := errors.AsType[*CodeError](err)
	if !ok || e.At != 1 || len(codec.Positions(err)) != 1 || codec.Suggestion(err) != good.Reveal() {
		t.Fatalf("error is %v", err)
	}
	if strings.Contains(err.Error(), string(bad)) || strings.Contains(err.Error(), good.Reveal()) {
		t.Errorf("the code is in it: %v", err)
	}
	if n, err := w.book.CountCodes(); n != 0 || err != nil || len(w.asked) != 0 {
		t.Errorf("%d codes were added, %d requests made", n, len(w.asked))
	}
}

func TestAddRefusals(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30).Reveal()
	stranger := newCode(t, codec.Prefix{'S', 'U'})
	key := codec.DeriveOfflineKey(make([]byte, 32), "suite")
	offline, err := codec.NewOfflineCode(codec.Prefix{'S', 'U'}, "suite", codec.Offline{Perpetual: true, Seats: 5}, &key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		r    AddRequest
		want error
	}{
		"an offline code":               {AddRequest{Codes: []string{code, offline.Reveal()}}, ErrRequest},
		"none":                          {AddRequest{}, ErrRequest},
		"an unknown product":            {AddRequest{Codes: []string{code}, Product: "nowhere"}, ErrNotManaged},
		"replaces what is unknown":      {AddRequest{Codes: []string{code}, Replaces: stranger.Reveal()}, ErrNotManaged},
		"replaces an unknown id":        {AddRequest{Codes: []string{code}, Replaces: stranger.Fingerprint()}, ErrNotManaged},
		"two replace one":               {AddRequest{Codes: []string{code, stranger.Reveal()}, Replaces: w.managed(t)}, ErrRequest},
		"one replaces itself":           {AddRequest{Codes: []string{w.managed(t)}, Replaces: w.managed(t)}, ErrRequest},
		"replaces something unreadable": {AddRequest{Codes: []string{code}, Replaces: "SU-"}, nil},
	} {
		_, err := w.m.Add(t.Context(), c.r)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, err := w.book.CountCodes(); n != 1 || err != nil {
		t.Errorf("%d codes, %v", n, err)
	}
}

// managed adds a code once, and gives it.
func (w *world) managed(t *testing.T) (code string) {
	if err := w.book.Codes(func(c *book.Code) error { code = c.Code.Reveal(); return nil }); err != nil {
		t.Fatal(err)
	}
	if code == "" {
		c := w.issue(30)
		w.add(c)
		code = c.Reveal()
	}
	return code
}

// A code that is added is asked about at once, and is added all the same when
// nobody can be asked.
func TestAdd(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	w.down(true)
	r, err := w.m.Add(t.Context(), AddRequest{Codes: []string{code.Reveal(), strings.ToLower(code.Reveal())}, Note: "second floor"})
	if err != nil || r.Asked || r.Cause != "network" || len(r.Codes) != 1 || r.Codes[0].Known || r.Codes[0].Result != "" {
		t.Fatalf("%+v, %v", r, err)
	}
	w.down(false)
	r, err = w.m.Add(t.Context(), AddRequest{Codes: []string{code.Reveal()}})
	if err != nil || !r.Asked || !r.Codes[0].Known || r.Codes[0].Result != "valid" || r.Codes[0].Product != "suite" || r.Codes[0].Expires == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	if is := w.held(code); is.Note != "second floor" {
		t.Errorf("the note is %q", is.Note)
	}
	if i, err := w.book.Issuer(); err != nil || i.Facts["suite"] == "" || i.Name != "ollu" {
		t.Errorf("the product is not described: %v, %v", i.Facts, err)
	}
	if text, err := json.Marshal(r); err != nil || strings.Contains(string(text), code.Reveal()) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestRemove(t *testing.T) {
	w := newWorld(t)
	a, b, c := w.issue(30), w.issue(30), w.issue(30)
	w.add(a, b)
	if _, err := w.m.Remove(t.Context(), RemoveRequest{Codes: []string{a.Reveal(), c.Reveal()}}); !errors.Is(err, ErrNotManaged) {
		t.Errorf("error is %v", err)
	}
	r, err := w.m.Remove(t.Context(), RemoveRequest{Codes: []string{a.Reveal(), b.Fingerprint(), a.Fingerprint()}})
	if err != nil || len(r.Removed) != 2 || r.Removed[0].Code != a.String() || r.Removed[1].ID != b.Fingerprint() {
		t.Errorf("%+v, %v", r, err)
	}
	if n, err := w.book.CountCodes(); n != 0 || err != nil {
		t.Errorf("%d codes are left", n)
	}
	if _, err := w.m.Remove(t.Context(), RemoveRequest{}); !errors.Is(err, ErrRequest) {
		t.Errorf("nothing to remove: %v", err)
	}
}

// A code that takes the place of another does so on the lists of the products,
// and in the products that may take one (row M4).
func TestReplaces(t *testing.T) {
	w := newWorld(t)
	old := w.issue(30)
	next := w.licence("suite", codec.Prefix{'S', 'U'}, 400)
	p := w.install("desk", "suite", old)
	w.add(old)
	w.mustAddProduct("desk", old)
	w.sync()
	w.apply(keystore.Replace{Old: old, New: next})
	r, err := w.m.Add(t.Context(), AddRequest{Codes: []string{next.Code.Reveal()}, Replaces: old.Fingerprint()})
	if err != nil || r.Codes[0].Result != "not_activated" {
		t.Fatalf("%+v, %v", r, err)
	}
	if users, err := w.book.Users(next.Code); err != nil || !slices.Equal(users, []string{"desk"}) {
		t.Errorf("used by %v, %v", users, err)
	}
	if users, err := w.book.Users(old); err != nil || len(users) != 0 {
		t.Errorf("the old one is used by %v, %v", users, err)
	}
	w.sync()
	if p.result(next.Code) != "valid" {
		t.Errorf("the product holds %s", p.result(next.Code))
	}
}

// Devices that asked while the issuer was away are registered there by the next
// sync, before it asks about their code.
func TestActivationsHandedOn(t *testing.T) {
	w := newWorld(t)
	l := w.licence("suite", codec.Prefix{'S', 'U'}, 30)
	l.Type = product.Full
	w.apply(keystore.Issue{Licences: []keystore.Licence{l}})
	w.add(l.Code)
	for _, device := range []string{"one", "two"} {
		if err := w.book.PutActivation(book.Activation{Code: l.Code, Device: device, Product: "suite", At: w.wall()}); err != nil {
			t.Fatal(err)
		}
	}
	w.set(func() {
		w.after = func(r *http.Request, resp *http.Response) {
			if r.URL.Path == check.Path && r.Header.Get("Content-Type") == "application/json" {
				cutOff(r, resp)
			}
		}
	})
	if _, err := w.m.Sync(t.Context()); err == nil {
		t.Error("the answer was cut")
	}
	if waiting, err := w.book.Activations(); len(waiting) != 2 || err != nil || w.marks().LastGood.IsZero() || w.marks().Failures != 1 {
		t.Errorf("%v wait, %v, %+v", waiting, err, w.marks())
	}
	w.set(func() { w.after = nil })
	r := w.sync()
	if len(r.Activations) != 2 || r.Activations[0].Result != "valid" || w.says(l.Code) != "valid" {
		t.Errorf("%+v, %s", r, w.says(l.Code))
	}
	if waiting, err := w.book.Activations(); len(waiting) != 0 || err != nil {
		t.Errorf("%v wait, %v", waiting, err)
	}
	if is, err := w.store.Licence(t.Context(), l.Code); err != nil || len(is.Devices) != 2 {
		t.Errorf("%+v, %v", is, err)
	}
}
