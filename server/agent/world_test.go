package agent

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/valyala/fasthttp"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/check"
	"ollu/server/mail"
	"ollu/server/terms"
)

// world is a server and one machine in a bubble of time: the real door and store,
// reached without a socket, and an agent that may run on it.
type world struct {
	t       testing.TB
	store   *mem.Store
	door    *check.Door
	signer  *answer.Signer
	options Options

	pulse time.Duration // of the agent; 0: as usual
	stop  func()        // the agent that runs; nil: the machine is off
	a     *Agent

	mu       sync.Mutex
	skew     time.Duration // of the machine's clock
	down     bool          // the network
	mailDown bool
	asked    []time.Time // questions about codes, and tries at one
	shown    []note      // console lines
	mailed   []note      // mails that got through, their bodies
}

// note is what was told, and when.
type note struct {
	at   time.Time
	text string
}

func newWorld(t testing.TB, start time.Time, change ...func(*Options)) *world {
	t.Helper()
	wait(t, time.Until(start))
	w := &world{t: t, store: mem.New(), signer: newSigner(t)}
	catalogue := gateways(t)
	for _, p := range catalogue.Products() {
		for i := range p.Components {
			p.Components[i].Name = product.Text{EN: p.Components[i].ID, JA: p.Components[i].ID}
		}
	}
	book, metrics := terms.NewBook(catalogue), check.NewMetrics(prometheus.NewRegistry())
	checker, err := check.New(check.Options{Store: w.store, Book: book, Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	w.door = check.NewDoor(check.DoorOptions{Checker: checker, Metrics: metrics, Now: time.Now})
	keys := &answer.KeySet{}
	keys.Add(w.signer.Public())
	s := &check.Signing{Signer: w.signer, Issuer: issuer, KeySet: keys.AppendJWKS(nil, nil), Products: map[string][]byte{}}
	for _, p := range book.Catalogue().Products() {
		s.Products[p.ID] = w.signer.AppendProduct(nil, issuer, p.AppendFacts(nil), time.Now())
	}
	w.door.UseSigning(s)
	w.options = Options{
		Dir: t.TempDir(), Server: "http://licence.example.com", Product: "appliance", Trust: s.KeySet, Transport: w, Insist: true,
		Now: w.wall, Mail: w, Host: "gateway", Console: func(line string) { w.tell(&w.shown, line) },
	}
	for _, f := range change {
		f(&w.options)
	}
	return w
}

// wall is what the machine's clock says.
func (w *world) wall() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.skew == 0 {
		return time.Now()
	}
	return time.Now().Add(w.skew).Round(0)
}

// wait lets time go by.
func wait(t testing.TB, d time.Duration) {
	t.Helper()
	if d > 0 {
		<-time.After(d)
	}
	synctest.Wait()
}

func (w *world) tell(to *[]note, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*to = append(*to, note{time.Now(), text})
}

// RoundTrip is the network between agent and door.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	if r.URL.Path == check.Path {
		w.asked = append(w.asked, time.Now())
	}
	down := w.down
	w.mu.Unlock()
	if down {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("no route to host")}
	}
	var q fasthttp.Request
	q.Header.SetMethod(r.Method)
	q.SetRequestURI(r.URL.String())
	for name := range r.Header {
		q.Header.Set(name, r.Header.Get(name))
	}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		q.SetBody(body)
	}
	var ctx fasthttp.RequestCtx
	ctx.Init(&q, nil, nil)
	w.door.Handle(&ctx)
	h := http.Header{}
	for name, value := range ctx.Response.Header.All() {
		h.Add(string(name), string(value))
	}
	body := bytes.Clone(ctx.Response.Body())
	return &http.Response{
		StatusCode: ctx.Response.StatusCode(), Header: h, Request: r, ContentLength: int64(len(body)),
		Body: io.NopCloser(bytes.NewReader(body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// Send is the mail server.
func (w *world) Send(_ context.Context, m mail.Message) error {
	w.mu.Lock()
	down := w.mailDown
	w.mu.Unlock()
	if down {
		return errors.New("the mail server is down")
	}
	w.tell(&w.mailed, m.ID+"\n"+m.Subject+"\n"+m.Body)
	return nil
}

func (w *world) set(flag *bool, value bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*flag = value
}

// turn sets the machine's clock so far ahead, or back where it is negative.
func (w *world) turn(by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.skew = by
}

// on starts the machine, off stops it.
func (w *world) on() {
	w.t.Helper()
	a, err := Open(w.options)
	if err != nil {
		w.t.Fatal(err)
	}
	a.tell.pulse = w.pulse
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	w.a = a
	w.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Errorf("run: %v", err)
		}
	}
	synctest.Wait()
}

func (w *world) off() {
	w.stop()
	w.stop = nil
}

func (w *world) apply(c keystore.Change) {
	w.t.Helper()
	if _, err := w.store.Apply(context.Background(), keystore.Act{By: "operator", At: time.Now(), Change: c}); err != nil {
		w.t.Fatalf("%T: %v", c, err)
	}
}

// made makes a full licence for the first three components of the appliance.
func (w *world) made(code codec.Code, expires term.Day) keystore.Licence {
	return keystore.Licence{
		Code: code, Product: "appliance", Type: product.Full, Seats: 100, Components: []string{"antivirus", "spam", "reputation"},
		Zone: "Asia/Tokyo", Expires: expires, Grace: 90, Issued: term.Today(time.Now(), tokyo), IssuedAt: time.Now(), DeviceLimit: 1,
	}
}

func (w *world) activate(code codec.Code) {
	w.t.Helper()
	r, err := w.a.Activate(w.t.Context(), code.Reveal(), "")
	if err != nil || r.Outcome == CouldNotComplete {
		w.t.Fatalf("activate: %+v, %v", r, err)
	}
	synctest.Wait()
}

// questions gives the times of all questions so far.
func (w *world) questions() []time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]time.Time(nil), w.asked...)
}
