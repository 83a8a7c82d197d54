package agent

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/check"
	"ollu/server/terms"
)

var (
	tokyo = mustZone("Asia/Tokyo")
	noon  = time.Date(2026, 11, 20, 12, 0, 0, 0, tokyo)
	today = term.Today(noon, tokyo)
)

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

func prefixOf(s string) codec.Prefix {
	p, err := codec.ParsePrefix(s)
	if err != nil {
		panic(err)
	}
	return p
}

// gateways is a catalogue of two products that share a prefix, with every kind of
// component of row L4.
func gateways(t testing.TB) *product.Catalogue {
	t.Helper()
	im, as, dl := prefixOf("IM"), prefixOf("AS"), prefixOf("DL")
	made := func(id string, spam ...codec.Prefix) *product.Product {
		name := product.Text{JA: id, EN: id}
		return &product.Product{
			ID: id, Name: name, Prefixes: append([]codec.Prefix{dl}, spam...), Zone: "Asia/Tokyo", Grace: 90,
			Schedule:      &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd},
			ConsoleWindow: product.Windows{Full: 60, Trial: 14}, MailWindow: product.Windows{Full: 15, Trial: 14},
			Components: []product.Component{
				{ID: "antivirus", Name: name, Prefixes: []codec.Prefix{im}, Sold: true},
				{ID: "spam", Name: name, Prefixes: spam, Sold: true, Optional: true, Links: []string{"reputation"}},
				{ID: "reputation", Name: name, Sold: true, Optional: true},
				{ID: "loss-prevention", Name: name, Prefixes: []codec.Prefix{dl}, Sold: true, Optional: true},
				{ID: "encryption", Name: name, Optional: true},
			},
		}
	}
	c, err := product.NewCatalogue([]*product.Product{made("appliance", im), made("software", im, as)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// clockwork is a clock that tests move.
type clockwork struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clockwork) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clockwork) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

func (c *clockwork) days(n int) { c.set(c.now().AddDate(0, 0, n)) }

// house is a real server on a real listener: a store, a door and a signing key.
type house struct {
	t       testing.TB
	clock   *clockwork
	store   *mem.Store
	book    *terms.Book
	checker *check.Checker
	door    *check.Door
	url     string
	signer  *answer.Signer
	keys    *answer.KeySet
	rotated []string
	wire    *wire
}

const issuer = "issuer"

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, clock: &clockwork{t: noon}, store: mem.New(), book: terms.NewBook(gateways(t)), keys: &answer.KeySet{}}
	metrics := check.NewMetrics(prometheus.NewRegistry())
	checker, err := check.New(check.Options{Store: h.store, Book: h.book, Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	h.checker = checker
	h.door = check.NewDoor(check.DoorOptions{Checker: checker, Metrics: metrics, Now: h.clock.now})
	h.signer = newSigner(t)
	h.publish()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.url = "http://" + l.Addr().String()
	served := make(chan error, 1)
	go func() { served <- h.door.Serve(l) }()
	transport := &http.Transport{}
	h.wire = &wire{next: transport}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := h.door.Shutdown(ctx); err != nil {
			t.Errorf("shut down: %v", err)
		}
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return h
}

func newSigner(t testing.TB) *answer.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := answer.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newKeys is a set of one key that signed nothing.
func newKeys(t testing.TB) *answer.KeySet {
	t.Helper()
	keys := &answer.KeySet{}
	keys.Add(newSigner(t).Public())
	return keys
}

// publish has the door sign with the signer and publish all keys.
func (h *house) publish() {
	h.keys.Add(h.signer.Public())
	s := &check.Signing{Signer: h.signer, Issuer: issuer, KeySet: h.keys.AppendJWKS(nil, h.rotated), Products: map[string][]byte{}}
	for _, p := range h.book.Catalogue().Products() {
		s.Products[p.ID] = h.signer.AppendProduct(nil, issuer, p.AppendFacts(nil), h.clock.now())
	}
	h.door.UseSigning(s)
}

// rotate has the key vouch for another, which signs from now on; the old one is
// no longer published.
func (h *house) rotate() {
	next := newSigner(h.t)
	h.rotated = append(h.rotated, string(h.signer.AppendRotation(nil, issuer, next.Public(), h.clock.now())))
	h.signer, h.keys = next, &answer.KeySet{}
	h.publish()
}

func (h *house) jwks() []byte { return h.keys.AppendJWKS(nil, h.rotated) }

// wire is what lies between agent and server; a test may stand on it.
type wire struct {
	next  http.RoundTripper
	mu    sync.Mutex
	asked []string // paths
	lie   func(r *http.Request, next http.RoundTripper) (*http.Response, error)
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	lie := w.lie
	w.asked = append(w.asked, r.URL.Path)
	w.mu.Unlock()
	if lie != nil {
		return lie(r, w.next)
	}
	return w.next.RoundTrip(r)
}

func (w *wire) lying(lie func(r *http.Request, next http.RoundTripper) (*http.Response, error)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lie = lie
}

// cut makes the network break down.
func (w *wire) cut() {
	w.lying(func(*http.Request, http.RoundTripper) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Err: io.EOF}
	})
}

// questions gives how many questions about codes went over the wire.
func (w *wire) questions() (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, path := range w.asked {
		if path == check.Path {
			n++
		}
	}
	return n
}

// saying answers every question about a code with a body of the test's making,
// out of the true one.
func saying(change func(token []byte) (body []byte, kind string)) func(*http.Request, http.RoundTripper) (*http.Response, error) {
	return func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err != nil || r.URL.Path != check.Path {
			return resp, err
		}
		defer resp.Body.Close()
		token, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		body, kind := change(token)
		resp.Body = io.NopCloser(bytes.NewReader(body))
		resp.ContentLength = int64(len(body))
		resp.Header = http.Header{"Content-Type": {kind}}
		return resp, nil
	}
}

const jwt = "application/jwt"

// licence is an appliance's licence that expires so many days from today.
func (h *house) licence(days int, change ...func(*keystore.Licence)) keystore.Licence {
	h.t.Helper()
	l := keystore.Licence{
		Product: "appliance", Type: product.Full, Seats: 100, Components: []string{"antivirus", "spam", "reputation"},
		Zone: "Asia/Tokyo", Expires: today + term.Day(days), Grace: 90, Issued: today - 100, IssuedAt: noon.AddDate(0, 0, -100), DeviceLimit: 2,
	}
	for _, f := range change {
		f(&l)
	}
	if l.Code.IsZero() {
		l.Code = freshCode(h.t, "IM")
	}
	return l
}

func freshCode(t testing.TB, prefix string) codec.Code {
	t.Helper()
	code, err := codec.NewCode(prefixOf(prefix), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// issue puts a licence into the store.
func (h *house) issue(days int, change ...func(*keystore.Licence)) keystore.Licence {
	h.t.Helper()
	l := h.licence(days, change...)
	h.apply(keystore.Issue{Licences: []keystore.Licence{l}})
	return l
}

func (h *house) apply(c keystore.Change) {
	h.t.Helper()
	if _, err := h.store.Apply(context.Background(), keystore.Act{By: "test", At: h.clock.now(), Change: c}); err != nil {
		h.t.Fatalf("%v: %v", c, err)
	}
}

// agent opens an agent over a new folder, pinned to the house's keys.
func (h *house) agent(change ...func(*Options)) *Agent {
	h.t.Helper()
	return h.agentIn(h.t.TempDir(), change...)
}

func (h *house) agentIn(dir string, change ...func(*Options)) *Agent {
	h.t.Helper()
	o := Options{
		Dir: dir, Server: h.url, Product: "appliance", Trust: h.jwks(), Transport: h.wire, Now: h.clock.now, Insist: true,
	}
	for _, f := range change {
		f(&o)
	}
	a, err := Open(o)
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

func (h *house) activate(a *Agent, l keystore.Licence, component string) Report {
	h.t.Helper()
	r, err := a.Activate(h.t.Context(), l.Code.Reveal(), component)
	if err != nil || r.Outcome == CouldNotComplete {
		h.t.Fatalf("activate: %+v, %v", r, err)
	}
	return r
}

func (h *house) check(a *Agent, want Outcome) Report {
	h.t.Helper()
	r, err := a.Check(h.t.Context())
	if err != nil || r.Outcome != want {
		h.t.Fatalf("check: %+v, %v, want %s", r, err, want)
	}
	return r
}

// pass lets time go by with the agent running.
func (h *house) pass(a *Agent, until time.Time) {
	h.t.Helper()
	for h.clock.now().Before(until) {
		h.clock.set(earlier(h.clock.now().AddDate(0, 0, 29), until))
		if err := a.change(Tick, func(*State) error { return nil }); err != nil {
			h.t.Fatal(err)
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// file signs a licence file.
func (h *house) file(l keystore.Licence, change ...func(*answer.Claims, *answer.Statement)) []byte {
	h.t.Helper()
	at := h.clock.now()
	c := answer.Claims{Issuer: issuer, Subject: l.Code.Fingerprint(), IssuedAt: at, Expires: at.AddDate(1, 0, 0)}
	st := answer.Statement{
		Result: answer.Valid, Issued: true, Product: l.Product, Type: l.Type, Seats: l.Seats, Components: l.Components,
		Expires: l.Expires, GraceEnds: l.Expires + term.Day(l.Grace), Zone: l.Zone, DaysLeft: int(l.Expires - today),
		UpdatesAllowed: true, ServerTime: at,
	}
	for _, f := range change {
		f(&c, &st)
	}
	return h.signer.AppendStatement(nil, &c, &st)
}

// files gives every file of a folder by name.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(b)
	}
	return all
}

// holds tells what one component holds, in short: "-" nothing verified, or result
// and expiry.
func holds(a *Agent, component string) string {
	s := a.store.View()
	l, ok := s.lease(component, a.at(s))
	if !ok {
		return "-"
	}
	return strings.TrimSpace(l.Result.String() + " " + l.Expires().String())
}
