package door

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/check"
	"ollu/server/client"
	"ollu/server/manager/book"
	"ollu/server/terms"
)

// The issuer's server leaves two goroutines to themselves: one that keeps the
// date, and one that sleeps for ten seconds before it sees a shut-down.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"))
}

var (
	tokyo = must(time.LoadLocation("Asia/Tokyo"))
	noon  = time.Date(2026, 11, 20, 12, 0, 0, 0, tokyo)
	today = term.Today(noon, tokyo)
)

const issuerName = "example"

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// site is a real issuer, and a manager's door over a real book.
type site struct {
	t      *testing.T
	store  *mem.Store
	issuer *check.Door
	asker  *client.Asker
	keys   answer.KeySet
	signer *answer.Signer
	book   *book.Book
	door   *Door
	url    string
	client *http.Client
	off    switchboard

	mu  sync.Mutex
	now time.Time
}

// switchboard is the line to the issuer, which can be cut.
type switchboard struct {
	mu     sync.Mutex
	cut    bool
	asked  int
	answer func(*http.Request) *http.Response // in place of the issuer's
	line   http.RoundTripper
}

func (s *switchboard) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.asked++
	cut, answer := s.cut, s.answer
	s.mu.Unlock()
	switch {
	case cut:
		return nil, io.ErrUnexpectedEOF
	case answer != nil:
		return answer(r), nil
	}
	return s.line.RoundTrip(r)
}

func (s *switchboard) set(change func(*switchboard)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *switchboard) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, store: mem.New(), now: noon, client: &http.Client{Transport: &http.Transport{}}}
	s.startIssuer()
	var err error
	if s.book, err = book.Open(filepath.Join(t.TempDir(), "manager.db"), book.Options{Timeout: time.Second}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.book.Close() })
	s.door = New(Options{Book: s.book, Relay: s.asker, Now: s.clock})
	t.Cleanup(s.door.Close)
	served := httptest.NewServer(s.door)
	t.Cleanup(served.Close)
	t.Cleanup(s.client.CloseIdleConnections)
	s.url = served.URL
	return s
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// startIssuer opens the issuer's real door over a store in memory.
func (s *site) startIssuer() {
	im, text := codec.Prefix{'I', 'M'}, product.Text{JA: "x", EN: "x"}
	catalogue, err := product.NewCatalogue([]*product.Product{{
		ID: "appliance", Name: text, Prefixes: []codec.Prefix{im}, Zone: "Asia/Tokyo", Grace: 90,
		Schedule:   &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd},
		Components: []product.Component{{ID: "antivirus", Name: text, Prefixes: []codec.Prefix{im}, Sold: true}},
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	metrics := check.NewMetrics(prometheus.NewRegistry())
	checker, err := check.New(check.Options{Store: s.store, Book: terms.NewBook(catalogue), Metrics: metrics})
	if err != nil {
		s.t.Fatal(err)
	}
	s.issuer = check.NewDoor(check.DoorOptions{Checker: checker, Metrics: metrics, Now: s.clock, KeptAnswers: 100})
	s.signer = must(answer.NewSigner(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))))
	s.keys.Add(s.signer.Public())
	s.issuer.UseSigning(&check.Signing{Signer: s.signer, Issuer: issuerName, KeySet: s.keys.AppendJWKS(nil, nil), Products: map[string][]byte{
		"appliance": s.signer.AppendProduct(nil, issuerName, catalogue.Products()[0].AppendFacts(nil), noon),
	}})
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	served := make(chan error, 1)
	go func() { served <- s.issuer.Serve(l) }()
	line := must(client.NewTransport(client.TransportOptions{}))
	s.off.line = line
	s.asker = &client.Asker{Server: "http://" + l.Addr().String(), Transport: &s.off}
	s.t.Cleanup(func() {
		line.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.issuer.Shutdown(ctx); err != nil {
			s.t.Error(err)
		}
		if err := <-served; err != nil {
			s.t.Error(err)
		}
	})
}

// issue has the issuer issue a code that runs for so many days, in use on device
// "rack".
func (s *site) issue(days int) codec.Code {
	s.t.Helper()
	code := must(codec.NewCode(codec.Prefix{'I', 'M'}, rand.Reader))
	l := keystore.Licence{
		Code: code, Product: "appliance", Type: product.Full, Seats: 1, Components: []string{"antivirus"}, Zone: "Asia/Tokyo",
		Expires: today + term.Day(days), Grace: 90, Standing: keystore.Activated, Issued: today - 300, IssuedAt: noon.AddDate(0, 0, -300),
		ActivatedAt: noon.AddDate(0, 0, -300), LastSeen: noon, DeviceLimit: 2, DeviceCount: 1,
		Devices: []keystore.Device{{ID: "rack", FirstSeen: noon.AddDate(0, 0, -300), LastSeen: noon}},
	}
	s.apply(keystore.Import{Licences: []keystore.Licence{l}})
	return code
}

func (s *site) apply(c keystore.Change) {
	s.t.Helper()
	r, err := s.store.Apply(context.Background(), keystore.Act{By: "test", At: s.clock(), Change: c})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, row := range r.Rows {
		if row.Outcome != keystore.RowNew {
			s.t.Fatalf("%s: %s", row.Outcome, row.Reason)
		}
	}
}

// manage puts a code into the book, with what the issuer says of it now and what
// the issuer publishes.
func (s *site) manage(code codec.Code) {
	s.t.Helper()
	if err := s.book.PutCodes(book.Code{Code: code, Added: s.clock()}); err != nil {
		s.t.Fatal(err)
	}
	s.sync(code)
	keys := must(s.asker.Keys(context.Background()))
	facts := must(s.asker.Product(context.Background(), "appliance"))
	err := s.book.PutIssuer(book.Issuer{Name: issuerName, Keys: keys, Facts: map[string]string{"appliance": string(facts)}, Revocations: "a.list.signed"})
	if err != nil {
		s.t.Fatal(err)
	}
}

// sync asks the issuer about a code, as a manager's sync does.
func (s *site) sync(code codec.Code) {
	s.t.Helper()
	got, err := s.asker.Sync(context.Background(), []client.Held{{Code: code}})
	if err != nil || len(got.Changed) != 1 {
		s.t.Fatalf("sync: %v, %d changed", err, len(got.Changed))
	}
	c := got.Changed[0]
	signed, err := s.keys.Verify(c.Statement, &answer.Expect{Issuer: issuerName, Subject: code.Fingerprint(), Now: s.clock()})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.book.TakeStatements(s.clock(), book.Taken{Code: code, Tag: c.Tag, Token: string(c.Statement), Signed: signed}); err != nil {
		s.t.Fatal(err)
	}
}

// ask asks the manager's door; parameters are given in pairs.
func (s *site) ask(code codec.Code, more ...string) (int, string) {
	s.t.Helper()
	status, body, _ := s.fetch(code, more...)
	return status, body
}

func (s *site) fetch(code codec.Code, more ...string) (int, string, http.Header) {
	s.t.Helper()
	v := url.Values{"ac": {code.Reveal()}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return s.do(must(http.NewRequest(http.MethodPost, s.url+Path, strings.NewReader(v.Encode()))), "application/x-www-form-urlencoded")
}

func (s *site) get(path string, headers ...string) (int, string, http.Header) {
	s.t.Helper()
	r := must(http.NewRequest(http.MethodGet, s.url+path, nil))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.do(r, "")
}

func (s *site) do(r *http.Request, kind string) (int, string, http.Header) {
	s.t.Helper()
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	res, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

// verify reads a token as a product does that trusts the issuer.
func (s *site) verify(token string, e answer.Expect) answer.Signed {
	s.t.Helper()
	e.Issuer, e.Now = issuerName, s.clock()
	signed, err := s.keys.Verify([]byte(token), &e)
	if err != nil {
		s.t.Fatalf("%v\n%s", err, token)
	}
	return signed
}
