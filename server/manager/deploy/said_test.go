package deploy

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"ollu/codec/profile"
	"ollu/server/manager/book"
)

// saying is the address of a product that says of itself what it likes.
func saying(t *testing.T, raw string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", typeJSON)
		_, _ = io.WriteString(w, raw)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// What a product says of itself has bounds, so that no product can say what the
// book cannot keep, or what passes for another one's device.
func TestWhatAProductSaysOfItselfIsBounded(t *testing.T) {
	long, full := strings.Repeat("d", 300_000), strings.Repeat("~", maxText)
	many := func(n int) []profile.Part { return slices.Repeat([]profile.Part{{Component: "a", Subject: "b"}}, n) }
	for name, x := range map[string]struct {
		h  profile.Holding
		ok bool
	}{
		"the longest":          {profile.Holding{Device: full, Product: full, Version: full, Build: full, Parts: many(maxParts)}, true},
		"a device alone":       {profile.Holding{Device: "d"}, true},
		"no device":            {profile.Holding{}, false},
		"a long device":        {profile.Holding{Device: long}, false},
		"one character more":   {profile.Holding{Device: full + "d"}, false},
		"a device with a NUL":  {profile.Holding{Device: "d\x00other"}, false},
		"a long product":       {profile.Holding{Device: "d", Product: long}, false},
		"lines in a version":   {profile.Holding{Device: "d", Version: "1\n2"}, false},
		"another script":       {profile.Holding{Device: "d", Build: "１３００"}, false},
		"many parts":           {profile.Holding{Device: "d", Parts: many(maxParts + 1)}, false},
		"a long part":          {profile.Holding{Device: "d", Parts: []profile.Part{{Expires: long}}}, false},
		"many results":         {profile.Holding{Device: "d", Results: make([]profile.Result, maxResults+1)}, false},
		"a result with escape": {profile.Holding{Device: "d", Results: []profile.Result{{Why: "\x1b[2J"}}}, false},
	} {
		x.h.Time = start
		raw, err := json.Marshal(&x.h)
		if err != nil {
			t.Fatal(err)
		}
		h, err := New(Options{}).Probe(t.Context(), &book.Product{Name: "p", URL: saying(t, string(raw))})
		failed, told := errors.AsType[*ProbeError](err)
		switch {
		case x.ok && (err != nil || h.Device != x.h.Device || len(h.Parts) != len(x.h.Parts)):
			t.Errorf("%s: %.80v", name, err)
		case !x.ok && (!told || failed.Why != book.WhyNotAProduct || len(err.Error()) > 200):
			t.Errorf("%s: %.80v", name, err)
		}
	}
}

// A device that the book could not keep is a failure of that product, which waits
// its turn, and none of the round.
func TestADeviceWithoutEndIsAFailureAndNoError(t *testing.T) {
	w, p, c := ready(t, anything)
	raw, err := json.Marshal(profile.Holding{Device: strings.Repeat("d", 300_000), Time: start})
	w.must(err)
	url := saying(t, string(raw))
	w.must(w.book.EditProduct(p.Name(), func(b *book.Product) error { b.URL = url; return nil }))
	if next := w.due(t); !next.After(start) {
		t.Errorf("it is tried again at %v", next)
	}
	w.stands(p, c, book.Failed, book.WhyNotAProduct)
}
