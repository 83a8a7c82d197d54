package check

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/terms"
)

// today is noon of a day in Tokyo; every test's clock stands there.
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

// gateways is a catalogue of two products that share a prefix (row L3).
func gateways(t testing.TB) *terms.Book {
	t.Helper()
	im, as := prefix(t, "IM"), prefix(t, "AS")
	schedule := &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd}
	made := func(id string, spam ...codec.Prefix) *product.Product {
		text := product.Text{JA: id, EN: id}
		return &product.Product{
			ID: id, Name: text, Prefixes: spam, Zone: "Asia/Tokyo", Grace: 90, Schedule: schedule,
			Components: []product.Component{
				{ID: "antivirus", Name: text, Prefixes: []codec.Prefix{im}, Sold: true},
				{ID: "spam", Name: text, Prefixes: spam, Sold: true, Links: []string{"reputation"}},
				{ID: "reputation", Name: text, Sold: true},
			},
		}
	}
	c, err := product.NewCatalogue([]*product.Product{made("appliance", im), made("software", im, as)})
	if err != nil {
		t.Fatal(err)
	}
	return terms.NewBook(c)
}

func prefix(t testing.TB, s string) codec.Prefix {
	t.Helper()
	p, err := codec.ParsePrefix(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// house is a store, a checker over it, and a door on a real listener.
type house struct {
	t       testing.TB
	store   *mem.Store
	checker *Checker
	door    *Door
	url     string
}

func newHouse(t testing.TB, change ...func(*DoorOptions)) *house {
	t.Helper()
	h := &house{t: t, store: mem.New()}
	metrics := NewMetrics(prometheus.NewRegistry())
	checker, err := New(Options{Store: h.store, Book: gateways(t), Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	o := DoorOptions{Checker: checker, Metrics: metrics, Now: func() time.Time { return noon }}
	for _, f := range change {
		f(&o)
	}
	h.checker, h.door = checker, NewDoor(o)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.url = "http://" + l.Addr().String() + Path
	served := make(chan error, 1)
	go func() { served <- h.door.Serve(l) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
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

// licence is an appliance's licence that expires so many days from today.
func licence(t testing.TB, days int) keystore.Licence {
	t.Helper()
	code, err := codec.NewCode(prefix(t, "IM"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return keystore.Licence{
		Code: code, Product: "appliance", Type: product.Full, Seats: 100, Components: []string{"antivirus", "spam", "reputation"},
		Zone: "Asia/Tokyo", Expires: today + term.Day(days), Grace: 90, Issued: today - 100, IssuedAt: noon.AddDate(0, 0, -100), DeviceLimit: 2,
	}
}

// issue puts a licence into the store, with changes made to it before.
func (h *house) issue(days int, change ...func(*keystore.Licence)) keystore.Licence {
	h.t.Helper()
	l := licence(h.t, days)
	for _, f := range change {
		f(&l)
	}
	h.apply(keystore.Issue{Licences: []keystore.Licence{l}})
	return l
}

// address is where the door listens, as host:port.
func (h *house) address() string {
	return strings.TrimPrefix(strings.TrimSuffix(h.url, Path), "http://")
}

func (h *house) apply(c keystore.Change) {
	h.t.Helper()
	if _, err := h.store.Apply(context.Background(), keystore.Act{By: "test", At: noon, Change: c}); err != nil {
		h.t.Fatalf("%v: %v", c, err)
	}
}

// active issues a licence and registers the device "rack-1" for it.
func (h *house) active(days int, change ...func(*keystore.Licence)) keystore.Licence {
	h.t.Helper()
	l := h.issue(days, change...)
	h.apply(keystore.Activate{Code: l.Code, Device: "rack-1"})
	return l
}

// ask asks in JSON and returns the statement.
func (h *house) ask(l keystore.Licence, more ...string) answer.Statement {
	h.t.Helper()
	v := url.Values{"ac": {l.Code.Reveal()}, "format": {"json"}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	status, body := h.get(v.Encode())
	if status != http.StatusOK {
		h.t.Fatalf("asked %v: %d %s", more, status, body)
	}
	s, err := answer.ParseJSON([]byte(body))
	if err != nil {
		h.t.Fatalf("answer %s: %v", body, err)
	}
	return s
}

func (h *house) get(query string) (int, string) {
	h.t.Helper()
	res, err := http.Get(h.url + "?" + query)
	return h.read(res, err)
}

func (h *house) post(contentType, body string) (int, string) {
	h.t.Helper()
	res, err := http.Post(h.url, contentType, strings.NewReader(body))
	return h.read(res, err)
}

func (h *house) read(res *http.Response, err error) (int, string) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if got := res.Header.Get("Cache-Control"); got != "no-store" {
		h.t.Errorf("status %d: Cache-Control is %q", res.StatusCode, got)
	}
	return res.StatusCode, string(bytes.TrimSpace(body))
}
