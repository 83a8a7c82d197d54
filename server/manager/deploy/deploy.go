package deploy

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/profile"
	"ollu/server/manager/book"
)

// Options are what a Deployer needs. Only Book is required.
type Options struct {
	Book *book.Book
	// Transport gives the way to a product: certificates and all. It is asked at
	// each exchange, and may give the same one each time. nil: straight, by the
	// machine's own trusted certificates, keeping no connection.
	Transport func(p *book.Product) (http.RoundTripper, error)
	Now       func() time.Time // nil: time.Now
	Random    io.Reader        // spreads what is tried again; nil: crypto/rand
	Log       *zap.Logger      // nil: none
	Parallel  int              // products that are talked to at once; 0: 1000
	Patience  time.Duration    // after which a product is given up for this time; 0: 15 s
	Retry     time.Duration    // the first wait after a failure, which doubles from there; 0: a minute
}

// Deployer brings the book's statements to the products. It is safe for
// concurrent use, and talks to one product once at a time.
type Deployer struct {
	o        Options
	random   sync.Mutex
	ledger   ledger
	busy     locks
	long     chan struct{} // room for long answers
	carried  carried
	register Register // nil: nobody's devices
}

// New makes a Deployer. It starts nothing.
func New(o Options) *Deployer {
	if o.Transport == nil {
		straight := straight()
		o.Transport = func(*book.Product) (http.RoundTripper, error) { return straight, nil }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	o.Parallel = cmp.Or(max(o.Parallel, 0), 1000)
	o.Patience = cmp.Or(o.Patience, 15*time.Second)
	o.Retry = min(cmp.Or(max(o.Retry, 0), firstPause), lastPause)
	return &Deployer{o: o, ledger: ledger{book: o.Book}, long: make(chan struct{}, longOnes)}
}

func straight() *http.Transport {
	return &http.Transport{
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// Select says what is to be deployed. The zero Select is everything.
type Select struct {
	Product string     // its name; "": every product
	Code    codec.Code // zero: every code
}

// all tells whether nothing was named.
func (s Select) all() bool { return s.Product == "" && s.Code.IsZero() }

// Due delivers what is stale, and what failed before and is due again. next is
// when something will be due by itself; zero when nothing is waiting. It returns
// once every product was talked to or given up; the error is ctx's, or the book's.
func (d *Deployer) Due(ctx context.Context) (next time.Time, err error) {
	_, next, err = d.round(ctx, Select{}, false)
	if err != nil {
		return time.Time{}, err
	}
	return next, nil
}

// Deploy delivers by hand: at once, whatever failed before or waits. What was
// named is pushed once more even when it is current; without a name, what is not
// current everywhere. The error wraps book.ErrNotFound for a product or a code
// that the manager does not know; what the products did is in the report.
func (d *Deployer) Deploy(ctx context.Context, sel Select) (Report, error) {
	if sel.Product != "" {
		if _, err := d.o.Book.Product(sel.Product); err != nil {
			return Report{}, fmt.Errorf("product %s: %w", sel.Product, err)
		}
	}
	if !sel.Code.IsZero() {
		if _, err := d.o.Book.Code(sel.Code); err != nil {
			return Report{}, fmt.Errorf("code %v: %w", sel.Code, err)
		}
	}
	r, _, err := d.round(ctx, sel, true)
	return r, err
}

// Probe asks a product what it is and what it holds. The error is a *ProbeError
// or that of ctx. Nothing is written down.
func (d *Deployer) Probe(ctx context.Context, p *book.Product) (profile.Holding, error) {
	limited, cancel := context.WithTimeout(ctx, d.o.Patience)
	defer cancel()
	h, f := d.call(limited, p, nil)
	if ctx.Err() != nil {
		return profile.Holding{}, ctx.Err()
	}
	if f != nil {
		return profile.Holding{}, &ProbeError{p.Name, f.why, f.detail}
	}
	return h, nil
}

// round visits every product that has something to do, so many at once, and tells
// when something of theirs is due by itself.
func (d *Deployer) round(ctx context.Context, sel Select, byHand bool) (r Report, next time.Time, err error) {
	issuer, err := d.issuer()
	if err != nil {
		return r, next, err
	}
	names, askers, err := d.survey(sel, byHand, issuer)
	if err != nil {
		return r, next, err
	}
	r.Products = []ProductReport{}
	var (
		errs  []error
		mu    sync.Mutex
		group sync.WaitGroup
		room  = make(chan struct{}, d.o.Parallel)
	)
	for _, name := range names {
		select {
		case room <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		group.Go(func() {
			defer func() { <-room }()
			v := visit{d: d, issuer: issuer, askers: askers, sel: sel, byHand: byHand}
			err := v.run(ctx, name)
			mu.Lock()
			defer mu.Unlock()
			errs = append(errs, err)
			r.add(v.report())
			next = earlier(next, v.next())
		})
	}
	group.Wait()
	slices.SortFunc(r.Products, func(a, b ProductReport) int { return strings.Compare(a.Name, b.Name) })
	return r, next, cmp.Or(ctx.Err(), errors.Join(errs...))
}
