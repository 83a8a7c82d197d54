package deploy

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/profile"
	"ollu/codec/term"
	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tester is what tests and the rounds of a law have in common.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

const issuerName = "https://licence.example.com"

// world is an issuer, a manager's book on disk, a site of products, and a deployer
// between them whose clock stands still until it is moved.
type world struct {
	tester
	book   *book.Book
	path   string
	site   *sitetest.Site
	d      *Deployer
	o      Options
	signer *answer.Signer
	logs   *observer.ObservedLogs
	idle   *http.Transport

	mu       sync.Mutex
	now      time.Time
	issuedAt map[codec.Code]time.Time
	facts    map[string]*product.Product
	pushed   []pushed
}

// pushed is what a product got, with what it was at that moment.
type pushed struct {
	name, build string
	held        profile.Holding
	push        profile.Push
}

// start of every test; the statements are signed from then on.
var start = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// newWorld makes a site; the products of change are those it has.
func newWorld(t testing.TB, o sitetest.Options, change ...func(*Options)) *world {
	t.Helper()
	w := setUp(t, t.TempDir(), o, change...)
	t.Cleanup(w.tearDown)
	return w
}

func setUp(t tester, dir string, o sitetest.Options, change ...func(*Options)) *world {
	t.Helper()
	w := &world{
		tester: t, path: filepath.Join(dir, "manager.db"), now: start, issuedAt: map[codec.Code]time.Time{},
		facts: map[string]*product.Product{}, idle: &http.Transport{MaxIdleConnsPerHost: 1},
	}
	w.signer = newSigner(t, 1)
	o.Keys, o.Now = w.keys(), w.clock
	o.OnPush = func(p *sitetest.Product, push profile.Push) {
		held := p.Holding()
		w.mu.Lock()
		defer w.mu.Unlock()
		w.pushed = append(w.pushed, pushed{p.Name(), held.Build, held, push})
	}
	site, err := sitetest.New(o)
	w.must(err)
	w.site = site
	core, logs := observer.New(zap.DebugLevel)
	w.logs = logs
	random := rand.NewChaCha8([32]byte{7})
	w.o = Options{
		Now: w.clock, Random: random, Log: zap.New(core), Patience: 5 * time.Second,
		Transport: func(*book.Product) (http.RoundTripper, error) { return w.idle, nil },
	}
	for _, f := range change {
		f(&w.o)
	}
	w.open()
	w.describe(product.Manager{Renewal: true, NewCode: o.NewCode})
	return w
}

// open opens the book, as after a restart.
func (w *world) open() {
	b, err := book.Open(w.path, book.Options{})
	w.must(err)
	w.book, w.o.Book = b, b
	w.d = New(w.o)
}

func (w *world) restart() {
	w.must(w.book.Close())
	w.open()
}

func (w *world) tearDown() {
	w.idle.CloseIdleConnections()
	w.must(w.site.Close())
	w.must(w.book.Close())
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func newSigner(t tester, seed byte) *answer.Signer {
	s, err := answer.NewSigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) keys() []byte {
	set := &answer.KeySet{}
	set.Add(w.signer.Public())
	return set.AppendJWKS(nil, nil)
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// pass lets time go by.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) pushes() []pushed {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]pushed(nil), w.pushed...)
}

// gateway is a product that a manager may do so much with.
func gateway(id string, may product.Manager) *product.Product {
	im, err := codec.ParsePrefix("IM")
	if err != nil {
		panic(err)
	}
	name := product.Text{JA: "製品", EN: "Product"}
	return &product.Product{
		ID: id, Name: name, Prefixes: []codec.Prefix{im},
		Components: []product.Component{{ID: "antivirus", Name: name, Prefixes: []codec.Prefix{im}, Sold: true}},
		Schedule:   &term.Schedule{Every: 30}, Grace: 90, TrialDays: 30, Zone: "Asia/Tokyo", Manager: may,
	}
}

// describe publishes what a manager may do with the gateway; others are described
// as they are named.
func (w *world) describe(may product.Manager, others ...string) {
	w.Helper()
	w.facts["gateway"] = gateway("gateway", may)
	for _, id := range others {
		w.facts[id] = gateway(id, may)
	}
	w.publish(nil)
}

// publish puts what the issuer publishes into the book.
func (w *world) publish(revoked []answer.Revocation) {
	w.Helper()
	i := book.Issuer{Name: issuerName, Keys: w.keys(), Facts: map[string]string{}}
	for id, p := range w.facts {
		i.Facts[id] = string(w.signer.AppendProduct(nil, issuerName, p.AppendFacts(nil), w.clock()))
	}
	if revoked != nil {
		list := answer.Revocations{Issuer: issuerName, IssuedAt: w.clock(), List: revoked}
		i.Revocations = string(w.signer.AppendRevocations(nil, &list))
	}
	w.must(w.book.PutIssuer(i))
}

var codeSeed = rand.NewChaCha8([32]byte{42})
var codeMu sync.Mutex

func newCode(t tester) codec.Code {
	t.Helper()
	codeMu.Lock()
	defer codeMu.Unlock()
	im, err := codec.ParsePrefix("IM")
	if err != nil {
		t.Fatal(err)
	}
	c, err := codec.NewCode(im, io.Reader(codeSeed))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// word is what the issuer says about a code.
type word struct {
	expires   string // "": perpetual
	product   string // "": gateway
	component string // "": antivirus
	result    answer.Result
}

// says has the issuer say something new about a code, a second after what it said
// last, and the manager take it.
func (w *world) says(c codec.Code, what word) {
	w.Helper()
	w.must(w.book.TakeStatements(w.clock(), w.said(c, what)))
}

func (w *world) said(c codec.Code, what word) book.Taken {
	w.Helper()
	w.mu.Lock()
	at := w.now
	if last, ok := w.issuedAt[c]; ok && !at.After(last) {
		at = last.Add(time.Second)
	}
	w.issuedAt[c] = at
	w.mu.Unlock()
	s := answer.Statement{
		Result: what.result, Issued: true, Product: "gateway", Type: product.Full, Seats: 10,
		Components: []string{"antivirus"}, Zone: "Asia/Tokyo", UpdatesAllowed: true, ServerTime: at,
	}
	if what.result == 0 {
		s.Result = answer.Valid
	}
	if what.product != "" {
		s.Product = what.product
	}
	if what.component != "" {
		s.Components = []string{what.component}
	}
	if s.Perpetual = what.expires == ""; !s.Perpetual {
		day, err := term.ParseDay(what.expires)
		w.must(err)
		s.Expires, s.GraceEnds = day, day+90
	}
	claims := answer.Claims{Issuer: issuerName, Subject: c.Fingerprint(), IssuedAt: at, Expires: at.Add(35 * 24 * time.Hour)}
	taken := book.Taken{
		Code: c, Tag: string(s.AppendTag(nil, w.signer.KeyID())), Token: string(w.signer.AppendStatement(nil, &claims, &s)),
		Signed: answer.Signed{Claims: claims, Statement: s, KeyID: w.signer.KeyID()},
	}
	return taken
}

// manages has the manager manage codes, about which nothing is known yet.
func (w *world) manages(codes ...codec.Code) {
	w.Helper()
	for _, c := range codes {
		w.must(w.book.PutCodes(book.Code{Code: c, Added: w.clock()}))
	}
}

// looksAfter has the manager look after a simulated product.
func (w *world) looksAfter(p *sitetest.Product, codes ...codec.Code) {
	w.Helper()
	w.must(w.book.PutProduct(book.Product{Name: p.Name(), URL: p.URL(), Token: p.Token(), Codes: codes}))
}

// ready is a site whose only product uses a code that it learned of by hand, and
// about which the issuer has said something.
func ready(t testing.TB, may product.Manager, change ...func(*Options)) (*world, *sitetest.Product, codec.Code) {
	t.Helper()
	w := newWorld(t, sitetest.Options{Count: 1, Product: "gateway", Build: "1300", NewCode: may.NewCode}, change...)
	w.describe(may)
	p, c := w.site.Products()[0], newCode(t)
	p.Use(c, "antivirus")
	w.manages(c)
	w.looksAfter(p, c)
	w.says(c, word{expires: "2027-03-31"})
	return w, p, c
}

func (w *world) due(t testing.TB) time.Time {
	t.Helper()
	next, err := w.d.Due(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func (w *world) delivery(p *sitetest.Product, c codec.Code) book.Delivery {
	w.Helper()
	d, err := w.book.Delivery(p.Name(), c)
	w.must(err)
	return d
}

// stands checks how it stands with a delivery.
func (w *world) stands(p *sitetest.Product, c codec.Code, state book.State, why string) book.Delivery {
	w.Helper()
	d := w.delivery(p, c)
	code, err := w.book.Code(c)
	w.must(err)
	if d.State != state || d.Why != why || (state == book.Current) != current(&code, &d) {
		w.Fatalf("the delivery stands %s (%s; %s), current %v; want %s (%s)", d.State, d.Why, d.Detail, current(&code, &d), state, why)
	}
	return d
}

// holds checks which expiry a product holds.
func (w *world) holds(p *sitetest.Product, c codec.Code, expires string) {
	w.Helper()
	part, _, _ := p.Part(c)
	if part.Expires != expires {
		w.Fatalf("%s holds expiry %q, want %q (%+v)", p.Name(), part.Expires, expires, part)
	}
}

// byHand pushes by hand.
func (w *world) byHand(t testing.TB, sel Select) Report {
	t.Helper()
	r, err := w.d.Deploy(t.Context(), sel)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// counted puts a report's numbers into one line.
func counted(r Report) string {
	return fmt.Sprintf("%d delivered, %d failed, %d held back, %d waiting", r.Delivered, r.Failed, r.HeldBack, r.Waiting)
}

// flat puts the pieces of a body together.
func flat(t tester, b body) []byte {
	t.Helper()
	r, err := b.open()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// background is the context of a test that has none of its own.
func (w *world) background() context.Context { return context.Background() }
