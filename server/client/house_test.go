package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore/mem"
	"ollu/server/adminapi"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/wire"
)

const secret = "a-token-that-is-long-enough"

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// house is a real admin API on loopback with its files in a data directory. A
// test may stand between it and the client.
type house struct {
	store  *mem.Store
	ring   *signing.Ring
	dir    string
	url    string
	mu     sync.Mutex
	before func(w http.ResponseWriter, r *http.Request) (answered bool)
	after  func(w *httptest.ResponseRecorder, r *http.Request) // may change what was answered
	calls  []*http.Request
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{store: mem.New(), dir: t.TempDir()}
	var err error
	if h.ring, err = signing.Init(filepath.Join(h.dir, "signing"), "ollu", rand.Reader, noon); err != nil {
		t.Fatal(err)
	}
	api, err := adminapi.New(adminapi.Options{
		Store: h.store, Token: secret, Random: rand.Reader, Now: func() time.Time { return noon },
		Book:   func() *terms.Book { return appliance(t) },
		Backup: func(ctx context.Context, w io.Writer) error { return h.store.Snapshot(ctx, w) },
		Ring:   func() *signing.Ring { return h.ring }, ReloadSigning: func() error { return nil },
		Version: wire.VersionResponse{Version: "1.2.3"},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.serve(api, w, r) }))
	t.Cleanup(server.Close)
	h.url = server.URL
	h.write(t, addrFile, server.URL+"\n")
	h.write(t, tokenFile, secret+"\n")
	return h
}

func (h *house) serve(api http.Handler, w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls = append(h.calls, r)
	if h.before != nil && h.before(w, r) {
		return
	}
	if h.after == nil {
		api.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	api.ServeHTTP(answer, r)
	h.after(answer, r)
	for name := range answer.Header() {
		w.Header().Set(name, answer.Header().Get(name))
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// between changes what stands between server and client.
func (h *house) between(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

// called gives the calls so far.
func (h *house) called() []*http.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.calls
}

func (h *house) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(h.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// dial gives a client that does not wait between repetitions.
func (h *house) dial(t *testing.T) *Admin {
	t.Helper()
	a, err := Dial(Options{DataDir: h.dir, Operator: "hanako"})
	if err != nil {
		t.Fatal(err)
	}
	a.pauses = []time.Duration{time.Millisecond, time.Millisecond}
	return a
}

func appliance(t testing.TB) *terms.Book {
	t.Helper()
	text := product.Text{JA: "装置", EN: "appliance"}
	c, err := product.NewCatalogue([]*product.Product{{
		ID: "appliance", Name: text, Prefixes: []codec.Prefix{{'I', 'M'}}, Zone: "Asia/Tokyo", Grace: 90,
		Schedule:   &term.Schedule{Every: 30},
		Components: []product.Component{{ID: "antivirus", Name: text, Prefixes: []codec.Prefix{{'I', 'M'}}, Sold: true}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return terms.NewBook(c)
}

func sold(count int) *wire.IssueRequest {
	d, err := term.ParseDay("2027-03-31")
	if err != nil {
		panic(err)
	}
	return &wire.IssueRequest{Product: "appliance", Seats: 50, Expires: &d, Count: count}
}

// issue issues licences under no key of the test's.
func issue(t *testing.T, a *Admin, count int) []wire.Licence {
	t.Helper()
	answer, err := a.Issue(t.Context(), sold(count), "")
	if err != nil {
		t.Fatal(err)
	}
	return answer.Licences
}

// breaks cuts the connection without an answer.
func breaks(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }

// halves announces the whole answer and sends half of it.
func halves(w *httptest.ResponseRecorder, _ *http.Request) {
	w.Header().Set("Content-Length", "100000")
	w.Body = bytes.NewBuffer(w.Body.Bytes()[:w.Body.Len()/2])
}
