package manager

import (
	"context"
	"crypto/rand"
	"net/http"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/check"
	"ollu/server/feed"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
	"ollu/server/signing"
	"ollu/server/terms"
)

const issuerURL = "http://licence.example.com"

var tokyo = zone("Asia/Tokyo")

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// world is an issuer, a site's manager with its book on a real disk, and the
// site's products, on a network without sockets. It works in a bubble of time as
// well as outside.
type world struct {
	t        testing.TB
	store    *mem.Store
	feed     *feed.Feed
	door     *check.Door
	ring     *signing.Ring
	ringDir  string
	terms    *terms.Book
	book     *book.Book
	options  Options
	m        *Manager
	stop     func() // the manager that runs
	products map[string]*installation

	mu      sync.Mutex
	skew    time.Duration // of the manager's clock
	edition check.Edition // of the issuer's catalogue
	asked   []exchange    // of the manager with the issuer
	between func(*http.Request) (*http.Response, error)
	after   func(*http.Request, *http.Response)
}

func newWorld(t testing.TB, change ...func(*Options)) *world {
	t.Helper()
	w := &world{t: t, store: mem.New(), ringDir: filepath.Join(t.TempDir(), "signing"), products: map[string]*installation{}}
	var err error
	if w.ring, err = signing.Init(w.ringDir, "ollu", rand.Reader, time.Now()); err != nil {
		t.Fatal(err)
	}
	w.terms = catalogue(t)
	w.feed, err = feed.New(feed.Options{Store: w.store, Log: zap.NewNop(), MaxWaiters: 10, Gather: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.feed.Close)
	for ready := false; !ready; _, _, ready = w.feed.Revocations() {
		runtime.Gosched()
	}
	metrics := check.NewMetrics(prometheus.NewRegistry())
	checker, err := check.New(check.Options{Store: w.store, Book: w.terms, Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	w.door = check.NewDoor(check.DoorOptions{Checker: checker, Metrics: metrics, Now: time.Now, Feed: w.feed})
	w.sign()
	w.open(filepath.Join(t.TempDir(), "manager.db"), change...)
	return w
}

// open makes the manager of a book.
func (w *world) open(path string, change ...func(*Options)) {
	w.t.Helper()
	var err error
	if w.book, err = book.Open(path, book.Options{}); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = w.book.Close() })
	w.options = Options{
		Book: w.book, Server: issuerURL, Transport: w, Zone: tokyo, Now: w.wall, Random: rand.Reader, Site: "head office",
		Deployer: deploy.New(deploy.Options{
			Book: w.book, Now: w.wall, Random: rand.Reader,
			Transport: func(*book.Product) (http.RoundTripper, error) { return w, nil },
		}),
	}
	for _, f := range change {
		f(&w.options)
	}
	if w.m, err = New(w.options); err != nil {
		w.t.Fatal(err)
	}
}

// sign has the door sign with the keys that are in force.
func (w *world) sign() {
	w.t.Helper()
	ring, err := signing.Open(w.ringDir, time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	w.ring = ring
	s := &check.Signing{Signer: ring.Signer(), Issuer: ring.Issuer(), KeySet: ring.KeySetJSON(), Products: map[string][]byte{}, Edition: w.edition}
	for _, p := range w.terms.Catalogue().Products() {
		s.Products[p.ID] = s.Signer.AppendProduct(nil, s.Issuer, p.AppendFacts(nil), time.Now())
	}
	w.door.UseSigning(s)
}

// rotate changes the issuer's key.
func (w *world) rotate() {
	w.t.Helper()
	if _, err := w.ring.Rotate(rand.Reader, time.Now()); err != nil {
		w.t.Fatal(err)
	}
	w.sign()
}

// catalogue is of two products: one takes all by profile, the other no other code.
func catalogue(t testing.TB) *terms.Book {
	t.Helper()
	made := func(id string, prefix codec.Prefix, may product.Manager) *product.Product {
		text := product.Text{JA: id, EN: id}
		return &product.Product{
			ID: id, Name: text, Prefixes: []codec.Prefix{prefix}, Zone: "Asia/Tokyo", Grace: 90, Manager: may,
			Schedule:   &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd},
			Components: []product.Component{{ID: "antivirus", Name: text, Prefixes: []codec.Prefix{prefix}, Sold: true}},
		}
	}
	c, err := product.NewCatalogue([]*product.Product{
		made("suite", codec.Prefix{'S', 'U'}, product.Manager{Renewal: true, NewCode: true}),
		made("gateway", codec.Prefix{'I', 'M'}, product.Manager{Renewal: true, MinBuild: 1244}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return terms.NewBook(c)
}

// wall is what the clock of the manager's machine says.
func (w *world) wall() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.skew == 0 {
		return time.Now()
	}
	return time.Now().Add(w.skew).Round(0)
}

// set changes something of the world.
func (w *world) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

func (w *world) apply(c keystore.Change) {
	w.t.Helper()
	if _, err := w.store.Apply(context.Background(), keystore.Act{By: "operator", At: time.Now(), Change: c}); err != nil {
		w.t.Fatalf("%T: %v", c, err)
	}
}

func newCode(t testing.TB, prefix codec.Prefix) codec.Code {
	t.Helper()
	code, err := codec.NewCode(prefix, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (w *world) licence(id string, prefix codec.Prefix, days int) keystore.Licence {
	today := term.Today(time.Now(), tokyo)
	return keystore.Licence{
		Code: newCode(w.t, prefix), Product: id, Type: product.Full, Seats: 100, Components: []string{"antivirus"},
		Zone: "Asia/Tokyo", Expires: today + term.Day(days), Grace: 90, Issued: today - 10, IssuedAt: time.Now(), DeviceLimit: 5,
	}
}

// issue issues an activated licence for the suite that expires so many days from
// today.
func (w *world) issue(days int) codec.Code {
	w.t.Helper()
	l := w.licence("suite", codec.Prefix{'S', 'U'}, days)
	w.apply(keystore.Issue{Licences: []keystore.Licence{l}})
	w.apply(keystore.Activate{Code: l.Code, Device: "first"})
	return l.Code
}

// renew moves a code's expiry, at once.
func (w *world) renew(code codec.Code, days int) {
	w.t.Helper()
	w.apply(keystore.Renew{Code: code, Expires: term.Today(time.Now(), tokyo) + term.Day(days)})
}

func (w *world) add(codes ...codec.Code) {
	w.t.Helper()
	var typed []string
	for _, c := range codes {
		typed = append(typed, c.Reveal())
	}
	if _, err := w.m.Add(context.Background(), AddRequest{Codes: typed}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) sync() SyncReport {
	w.t.Helper()
	r, err := w.m.Sync(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// held gives what the book says of a code.
func (w *world) held(code codec.Code) book.Code {
	w.t.Helper()
	c, err := w.book.Code(code)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// says gives what a code is held to be.
func (w *world) says(code codec.Code) string { return w.held(code).Signed.Result.String() }

func (w *world) marks() book.Marks {
	w.t.Helper()
	m, err := w.book.Marks()
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// on has the manager run, in a bubble.
func (w *world) on() {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.m.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Errorf("run: %v", err)
		}
	})
	w.t.Cleanup(w.stop)
	synctest.Wait()
}

// until lets time go by in a bubble.
func until(at time.Time) {
	if d := time.Until(at); d > 0 {
		<-time.After(d)
	}
	synctest.Wait()
}

func pass(d time.Duration) { until(time.Now().Add(d)) }
