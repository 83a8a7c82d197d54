package manager

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/valyala/fasthttp"
	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/check"
	"ollu/server/client"
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
	asked   []exchange    // of the manager with the issuer
	between func(*http.Request) (*http.Response, error)
	after   func(*http.Request, *http.Response)
}

// exchange is one request to the issuer.
type exchange struct {
	at   time.Time
	path string
	body []byte
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
	s := &check.Signing{Signer: ring.Signer(), Issuer: ring.Issuer(), KeySet: ring.KeySetJSON(), Products: map[string][]byte{}}
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

func (w *world) down(is bool) {
	w.set(func() {
		w.between = nil
		if is {
			w.between = func(*http.Request) (*http.Response, error) {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("no route to host")}
			}
		}
	})
}

// RoundTrip is the network: to the issuer, and to the products by their names.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if r.URL.Host != strings.TrimPrefix(issuerURL, "http://") {
		return w.product(r, body)
	}
	w.mu.Lock()
	w.asked = append(w.asked, exchange{time.Now(), r.URL.Path, body})
	between, after := w.between, w.after
	w.mu.Unlock()
	if between != nil {
		if resp, err := between(r); resp != nil || err != nil {
			return resp, err
		}
	}
	var resp *http.Response
	var err error
	if r.URL.Path == check.PathWait {
		resp, err = w.wait(r, body)
	} else {
		resp = w.handle(r, body)
	}
	if err == nil && after != nil {
		after(r, resp)
	}
	return resp, err
}

// handle has the door answer.
func (w *world) handle(r *http.Request, body []byte) *http.Response {
	var q fasthttp.Request
	q.Header.SetMethod(r.Method)
	q.SetRequestURI(r.URL.String())
	for name := range r.Header {
		q.Header.Set(name, r.Header.Get(name))
	}
	q.SetBody(body)
	var ctx fasthttp.RequestCtx
	ctx.Init(&q, nil, nil)
	w.door.Handle(&ctx)
	resp := answered(r, ctx.Response.StatusCode(), bytes.Clone(ctx.Response.Body()))
	for name, value := range ctx.Response.Header.All() {
		resp.Header.Set(string(name), string(value))
	}
	return resp
}

// wait is the door's long poll without its connections: the feed itself.
func (w *world) wait(r *http.Request, body []byte) (*http.Response, error) {
	var q struct {
		Since   string
		Marks   []byte
		Seconds int
	}
	if err := json.Unmarshal(body, &q); err != nil {
		w.t.Error(err)
	}
	since, _ := strconv.ParseUint(q.Since, 10, 64)
	marks := make([]uint32, 0, len(q.Marks)/4)
	for i := 0; i < len(q.Marks); i += 4 {
		marks = append(marks, binary.BigEndian.Uint32(q.Marks[i:]))
	}
	woken := make(chan feed.Wake, 1)
	waiter, err := w.feed.Wait(since, marks, func(wake feed.Wake) { woken <- wake })
	if err != nil {
		return answered(r, http.StatusServiceUnavailable, nil), nil
	}
	timer := time.NewTimer(time.Duration(q.Seconds) * time.Second)
	defer timer.Stop()
	wake := feed.Wake{Revision: since}
	select {
	case wake = <-woken:
	case <-timer.C:
		waiter.Stop()
	case <-r.Context().Done():
		waiter.Stop()
		return nil, r.Context().Err()
	}
	return answered(r, http.StatusOK, wakeText(&wake)), nil
}

func wakeText(wake *feed.Wake) []byte {
	var marks []byte
	for _, m := range wake.Marks {
		marks = binary.BigEndian.AppendUint32(marks, m)
	}
	return fmt.Appendf(nil, `{"revision":"%d","all":%v,"marks":%q}`, wake.Revision, wake.All, base64.StdEncoding.EncodeToString(marks))
}

func answered(r *http.Request, status int, body []byte) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r, ContentLength: int64(len(body)),
		Body: io.NopCloser(bytes.NewReader(body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
}

// exchanges gives the requests to the issuer on one path.
func (w *world) exchanges(path string) (list []exchange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, x := range w.asked {
		if x.path == path {
			list = append(list, x)
		}
	}
	return list
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

// cutOff gives the error of a connection that was cut.
func cutOff(r *http.Request, resp *http.Response) {
	body, _ := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{}))
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// couldNot gives the cause of a sync that could not be completed.
func couldNot(t testing.TB, err error) client.Cause {
	t.Helper()
	e, ok := errors.AsType[*client.CouldNotCompleteError](err)
	if !ok {
		t.Fatalf("error is %v", err)
	}
	return e.Cause
}
