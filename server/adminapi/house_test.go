package adminapi

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/wire"
)

// noon is the time in all tests: 2026-11-20 21:00 in Tokyo.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const secret = "a-token-that-is-long-enough"

// house is the API on a loopback listener, over a store in memory.
type house struct {
	t      *testing.T
	ring   *signing.Ring
	store  *mem.Store
	now    time.Time
	random io.Reader
	log    lockedBuffer
	url    string
}

func newHouse(t *testing.T, change ...func(*Options)) *house {
	t.Helper()
	h := &house{t: t, store: mem.New(), now: noon, random: newTape()}
	h.ring = newRing(t)
	o := Options{
		Store: h.store, Token: secret, Random: h.random,
		Book:    func() *terms.Book { return gateways(t) },
		Backup:  func(ctx context.Context, w io.Writer) error { return h.store.Snapshot(ctx, w) },
		Now:     func() time.Time { return h.now },
		Log:     logTo(&h.log),
		Version: wire.VersionResponse{Version: "1.2.3", Commit: "abc", Go: "go1.26"},

		Ring:          func() *signing.Ring { return h.ring },
		ReloadSigning: func() error { return nil },
	}
	for _, f := range change {
		f(&o)
	}
	api, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api)
	h.url = server.URL
	t.Cleanup(func() {
		server.Close()
		h.noSecretsLogged()
	})
	return h
}

// newRing makes signing keys of their own.
func newRing(t testing.TB) *signing.Ring {
	t.Helper()
	r, err := signing.Init(filepath.Join(t.TempDir(), "signing"), "ollu", newTape(), noon)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// written is a code or key in full.
var written = regexp.MustCompile(`[A-Z]{2}(-[2-9A-Z]{4,5}){4,}`)

// noSecretsLogged holds every test of this package to the promise about logs.
func (h *house) noSecretsLogged() {
	text := h.log.String()
	if s := written.FindString(text); s != "" {
		h.t.Errorf("the log holds a code: %s", s)
	}
	if strings.Contains(text, secret) {
		h.t.Error("the log holds the token")
	}
}

// reply is an answer that was checked against the API's description.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// post makes a call with a JSON body; headers are given in pairs.
func (h *house) post(path string, q any, headers ...string) reply {
	h.t.Helper()
	body, ok := q.(string)
	if !ok {
		b, err := json.Marshal(q)
		if err != nil {
			h.t.Fatal(err)
		}
		body = string(b)
	}
	return h.send(http.MethodPost, path, body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func (h *house) send(method, path, body string, headers ...string) reply {
	h.t.Helper()
	q, err := http.NewRequest(method, h.url+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+secret)
	for i := 0; i < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	r := reply{h.t, resp.StatusCode, resp.Header, b}
	described(h.t, method, q.URL.Path, body, r)
	return r
}

// ok decodes a 200.
func ok[A any](r reply) (a A) {
	r.t.Helper()
	if r.status != http.StatusOK {
		r.t.Fatalf("status %d: %s", r.status, r.body)
	}
	if err := json.Unmarshal(r.body, &a); err != nil {
		r.t.Fatalf("%v: %s", err, r.body)
	}
	return a
}

// refused decodes an error and checks its code and status.
func (r reply) refused(code wire.ErrorCode) *wire.Error {
	r.t.Helper()
	var w wire.ErrorResponse
	if err := json.Unmarshal(r.body, &w); err != nil || w.Error == nil {
		r.t.Fatalf("status %d, no error in %q: %v", r.status, r.body, err)
	}
	if w.Error.Code != code || r.status != w.Error.Status() || w.Error.Next == "" {
		r.t.Fatalf("status %d, %+v; want %s", r.status, *w.Error, code)
	}
	return w.Error
}

// issued issues one licence.
func (h *house) issued(q wire.IssueRequest) wire.Licence {
	h.t.Helper()
	return ok[wire.LicencesResponse](h.post(wire.PathLicenceIssue, q)).Licences[0]
}

// sold is an ordinary licence.
func sold() wire.IssueRequest {
	return wire.IssueRequest{Product: "appliance", Seats: 50, Expires: day("2027-03-31")}
}

// activated registers devices for a licence, as agents would.
func (h *house) activated(code codec.Code, devices ...string) {
	h.t.Helper()
	for _, d := range devices {
		act := keystore.Act{By: "agent", At: h.now, Change: keystore.Activate{Code: code, Device: d, Version: "9.1"}}
		if _, err := h.store.Apply(h.t.Context(), act); err != nil {
			h.t.Fatal(err)
		}
	}
}

func day(s string) *term.Day {
	d, err := term.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return &d
}

// gateways is a catalogue of two products with the same prefix and a third with
// trials.
func gateways(t testing.TB) *terms.Book {
	t.Helper()
	im, as, nm := codec.Prefix{'I', 'M'}, codec.Prefix{'A', 'S'}, codec.Prefix{'N', 'M'}
	schedule := &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd}
	made := func(id string, prefixes ...codec.Prefix) *product.Product {
		text := product.Text{JA: id, EN: id}
		return &product.Product{
			ID: id, Name: text, Prefixes: prefixes, Zone: "Asia/Tokyo", Grace: 90, DeviceLimit: 5,
			Schedule: schedule, ScheduleName: "gateway",
			Components: []product.Component{
				{ID: "antivirus", Name: text, Prefixes: prefixes[:1], Sold: true},
				{ID: "spam", Name: text, Prefixes: prefixes, Sold: true, Links: []string{"reputation"}},
				{ID: "reputation", Name: text, Sold: true},
				{ID: "encryption", Name: text, Prefixes: prefixes[:1]},
			},
		}
	}
	hosted := made("hosted", nm)
	hosted.TrialDays, hosted.TrialGrace = 30, 0
	c, err := product.NewCatalogue([]*product.Product{made("appliance", im), made("software", im, as), hosted})
	if err != nil {
		t.Fatal(err)
	}
	return terms.NewBook(c)
}

// tape is a source of bytes that never repeats, and is the same in every run.
type tape struct {
	mu sync.Mutex
	n  uint64
}

func newTape() *tape { return &tape{} }

func (s *tape) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range p {
		s.n = s.n*6364136223846793005 + 1442695040888963407
		p[i] = byte(s.n >> 56)
	}
	return len(p), nil
}

func logTo(w io.Writer) *zap.Logger {
	return zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.AddSync(w), zap.DebugLevel))
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
