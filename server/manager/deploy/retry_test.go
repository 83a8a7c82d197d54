package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"ollu/codec"
	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

func TestThePauseGrowsFromAMinuteToSixHours(t *testing.T) {
	d := New(Options{})
	before := time.Duration(0)
	for failures := 1; failures < 100; failures++ {
		lo, hi := d.pause(failures), time.Duration(0)
		for range 50 {
			x := d.pause(failures)
			lo, hi = min(lo, x), max(hi, x)
		}
		if lo < firstPause || hi > lastPause || failures < 9 && lo <= before {
			t.Fatalf("after %d failures it waits %v to %v, after one less at least %v", failures, lo, hi, before)
		}
		if lo == hi {
			t.Fatalf("after %d failures it always waits %v", failures, lo)
		}
		before = min(lo, firstPause<<min(failures-1, 8))
	}
	if d := New(Options{Random: iotest.ErrReader(io.EOF)}).pause(1); d != 75*time.Second {
		t.Fatalf("without randomness it waits %v", d)
	}
}

func TestThePauseBeginsWhereItIsTold(t *testing.T) {
	for retry, want := range map[time.Duration][3]time.Duration{ // after 1, 2 and 99 failures, without jitter
		0:                {time.Minute, 2 * time.Minute, 4 * time.Hour},
		-time.Second:     {time.Minute, 2 * time.Minute, 4 * time.Hour},
		time.Second:      {time.Second, 2 * time.Second, 4 * time.Hour},
		1000 * time.Hour: {4 * time.Hour, 4 * time.Hour, 4 * time.Hour},
	} {
		d := New(Options{Retry: retry, Random: zeros{}})
		if got := [3]time.Duration{d.pause(1), d.pause(2), d.pause(99)}; got != want {
			t.Errorf("retry %v: it waits %v, want %v", retry, got, want)
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// row M3: a product that stays off is tried again ever more rarely; a restart
// neither forgets nor hammers; a person, or a newer word, does not wait.
func TestARestartNeitherForgetsNorHammers(t *testing.T) {
	w, p, c := ready(t, anything)
	w.must(p.Off())
	for failures := 1; failures <= 12; failures++ {
		next := w.due(t)
		d := w.stands(p, c, book.Failed, book.WhyUnreachable)
		wait := next.Sub(w.clock())
		if d.Failures != failures || wait < firstPause || wait > lastPause {
			t.Fatalf("try %d: %d failures in a row, the next after %v", failures, d.Failures, wait)
		}
		w.restart()
		w.pass(wait - time.Second)
		if again := w.due(t); !again.Equal(next) || w.delivery(p, c) != d {
			t.Fatalf("try %d: after a restart the next is %v, want %v", failures, again, next)
		}
		w.pass(time.Second)
	}
	w.must(p.On())
	w.restart()
	w.due(t)
	w.stands(p, c, book.Current, "")
}

func TestAPersonAndANewerWordDoNotWait(t *testing.T) {
	w, p, c := ready(t, anything)
	w.must(p.Off())
	w.due(t)
	w.pass(time.Second)
	w.must(p.On())
	w.due(t)
	w.stands(p, c, book.Failed, book.WhyUnreachable)
	w.byHand(t, Select{})
	w.stands(p, c, book.Current, "")

	w.must(p.Off())
	w.says(c, word{expires: "2028-01-01"})
	w.due(t)
	w.must(p.On())
	w.pass(time.Second)
	w.says(c, word{expires: "2028-02-01"})
	w.due(t)
	w.holds(p, c, "2028-02-01")
}

func TestAClockThatWasSetBackStopsNothing(t *testing.T) {
	w, p, c := ready(t, anything)
	w.must(p.Off())
	w.pass(365 * 24 * time.Hour)
	w.due(t)
	w.pass(-365 * 24 * time.Hour)
	w.must(p.On())
	w.due(t)
	w.stands(p, c, book.Current, "")
}

// crowd is a site where each product uses a code of its own.
func crowd(t testing.TB, n int, change ...func(*Options)) (*world, []codec.Code) {
	t.Helper()
	w := newWorld(t, sitetest.Options{Count: n, Product: "gateway", Build: "1300"}, change...)
	w.describe(anything)
	codes, taken := make([]codec.Code, n), make([]book.Code, n)
	for i, p := range w.site.Products() {
		codes[i] = newCode(t)
		taken[i] = book.Code{Code: codes[i]}
		p.Use(codes[i], "antivirus")
	}
	w.must(w.book.PutCodes(taken...))
	said := make([]book.Taken, n)
	for i, p := range w.site.Products() {
		w.looksAfter(p, codes[i])
		said[i] = w.said(codes[i], word{expires: "2027-03-31"})
	}
	w.must(w.book.TakeStatements(w.clock(), said...))
	return w, codes
}

// Products that are off, or never answer, cost the others nothing.
func TestOneThatIsOffDelaysNobody(t *testing.T) {
	patience := 2 * time.Second
	w, codes := crowd(t, 60, func(o *Options) { o.Patience = patience })
	products := w.site.Products()
	for i, p := range products {
		switch i % 3 {
		case 0:
			p.SetSlow(time.Hour)
		case 1:
			w.must(p.Off())
		}
	}
	quick := make(chan int, len(products))
	go func() {
		n := 0
		for n < 20 {
			n = 0
			for i := 2; i < len(products); i += 3 {
				n += products[i].Counts().Taken
			}
		}
		quick <- n
	}()
	begun := time.Now()
	done := make(chan error, 1)
	go func() {
		_, err := w.d.Due(context.Background())
		done <- err
	}()
	select {
	case <-quick:
		if took := time.Since(begun); took > patience {
			t.Errorf("those that are well had to wait %v", took)
		}
	case err := <-done:
		t.Errorf("the round ended (%v) before those that are well had been served", err)
		<-quick
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 3*patience {
		t.Errorf("the round took %v", took)
	}
	for i, p := range products {
		state, why := book.Current, ""
		if i%3 != 2 {
			state, why = book.Failed, book.WhyUnreachable
		}
		w.stands(p, codes[i], state, why)
	}
}

func TestThoseThatFailedBeforeComeLast(t *testing.T) {
	w, _ := crowd(t, 6, func(o *Options) { o.Parallel = 1 })
	products := w.site.Products()
	w.must(products[0].Off())
	w.due(t)
	w.must(products[0].On())
	w.mu.Lock()
	w.pushed = nil
	w.mu.Unlock()
	for _, c := range []int{0, 5, 3} {
		b, err := w.book.Product(products[c].Name())
		w.must(err)
		w.says(b.Codes[0], word{expires: "2029-01-01"})
	}
	w.byHand(t, Select{})
	var order []string
	for _, x := range w.pushes() {
		order = append(order, x.name)
	}
	if got := strings.Join(order, " "); got != "product-0003 product-0005 product-0000" {
		t.Fatalf("they were served in the order %s", got)
	}
}

// A round that is stopped ends soon; what was done is kept, what was not is as it
// was and no failure.
func TestARoundThatIsStoppedLeavesTheBookRight(t *testing.T) {
	w, codes := crowd(t, 30, func(o *Options) { o.Patience = time.Hour })
	products := w.site.Products()
	for _, p := range products[10:] {
		p.SetSlow(time.Hour)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := w.d.Due(ctx)
		done <- err
	}()
	for n := 0; n < 10; {
		n = 0
		w.must(w.book.Deliveries("", func(d *book.Delivery) error {
			if d.State == book.Current {
				n++
			}
			return nil
		}))
	}
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("it ends with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("it does not stop")
	}
	for i, p := range products {
		d, err := w.book.Delivery(p.Name(), codes[i])
		if i < 10 && (err != nil || d.State != book.Current) || i >= 10 && !errors.Is(err, book.ErrNotFound) {
			t.Fatalf("product %d stands %+v (%v)", i, d, err)
		}
		p.SetSlow(0)
	}
	if next := w.due(t); !next.IsZero() {
		t.Fatalf("something is due at %v", next)
	}
}

func TestACancelledCallerIsNotKeptByAnother(t *testing.T) {
	w, p, _ := ready(t, anything, func(o *Options) { o.Patience = time.Hour })
	p.SetSlow(time.Hour)
	first, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan error, 1)
	go func() { _, err := w.d.Due(first); done <- err }()
	for held := 0; held == 0; {
		w.d.busy.mu.Lock()
		held = len(w.d.busy.held)
		w.d.busy.mu.Unlock()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := w.d.Deploy(ctx, Select{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("the second ends with %v", err)
	}
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Fatalf("the first ends with %v", err)
	}
	if len(w.d.busy.held) != 0 {
		t.Fatal("a lock is left behind")
	}
}

// Many rounds at once push a word once.
func TestOneProductIsTalkedToOnceAtATime(t *testing.T) {
	w, p, c := ready(t, anything)
	done := make(chan error)
	for range 8 {
		go func() { _, err := w.d.Due(context.Background()); done <- err }()
	}
	for range 8 {
		w.must(<-done)
	}
	w.stands(p, c, book.Current, "")
	if n := p.Counts().Pushes; n != 1 {
		t.Fatalf("%d pushes of one word", n)
	}
}

// A book that cannot be written is an error, and never a product's failure.
func TestABookThatFailsIsAnError(t *testing.T) {
	w, p, c := ready(t, anything)
	w.idle.CloseIdleConnections()
	w.o.Transport = func(*book.Product) (http.RoundTripper, error) {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			resp, err := w.idle.RoundTrip(r)
			if r.Method == http.MethodPost {
				w.must(w.book.Close())
			}
			return resp, err
		}), nil
	}
	w.d = New(w.o)
	if _, err := w.d.Due(t.Context()); !errors.Is(err, book.ErrClosed) {
		t.Fatalf("it ends with %v", err)
	}
	w.o.Transport = func(*book.Product) (http.RoundTripper, error) { return w.idle, nil }
	w.open()
	w.due(t)
	w.stands(p, c, book.Current, "")
	if n := p.Counts(); n.Held != 1 || n.Taken != 1 {
		t.Fatalf("the product met %+v", n)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A thousand products at once, a third of them refusing; the writes to the disk
// are shared.
func TestAThousandProducts(t *testing.T) {
	w, codes := crowd(t, 1000, func(o *Options) { o.Patience = 15 * time.Second })
	products := w.site.Products()
	for i := 0; i < len(products); i += 3 {
		products[i].SetFault(sitetest.FaultRefuse)
	}
	if r := w.byHand(t, Select{}); counted(r) != "666 delivered, 334 failed, 0 held back, 0 waiting" {
		why := map[string]int{}
		for _, p := range r.Products {
			why[p.Deliveries[0].Why+": "+p.Deliveries[0].Detail]++
		}
		t.Fatal(counted(r), why)
	}
	for _, p := range products {
		p.SetFault(sitetest.FaultNone)
	}
	w.pass(2 * time.Minute)
	w.due(t)
	for i, p := range products {
		w.stands(p, codes[i], book.Current, "")
	}
}

func TestLedgerSharesWrites(t *testing.T) {
	w, codes := crowd(t, 40)
	var l = ledger{book: w.book}
	var failed atomic.Int32
	done := make(chan bool)
	for i, p := range w.site.Products() {
		go func() {
			if l.note([]book.Delivery{{Product: p.Name(), Code: codes[i], State: book.Stale, Detail: fmt.Sprint(i)}}) != nil {
				failed.Add(1)
			} else if d, err := w.book.Delivery(p.Name(), codes[i]); err != nil || d.Detail != fmt.Sprint(i) {
				failed.Add(1)
			}
			done <- true
		}()
	}
	for range codes {
		<-done
	}
	if n := failed.Load(); n != 0 {
		t.Fatalf("%d deliveries were not on the disk when it said so", n)
	}
}
