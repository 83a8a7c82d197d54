package page

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/server/manager/deploy"
	"ollu/server/manager/report"
	"ollu/server/words"
)

// API is what the page shows and does; server/manager has it.
type API interface {
	// Status gives how everything stands now.
	Status() (report.Site, error)
	// Deploy hands the issuer's word to products: to all ("") or to those that a
	// product's name or a code's id selects.
	Deploy(ctx context.Context, selector string) (deploy.Report, error)
	// Healthy gives nil, or why the manager should be looked at.
	Healthy() error
}

// Options is what a Page is made of. API and Token are required.
type Options struct {
	API      API
	Token    string               // what people sign in with
	Site     string               // the site's name, shown; may be empty
	Version  string               // of the program, shown; may be empty
	Zone     *time.Location       // of moments; nil: that of the licences where they have one, otherwise the machine's
	Lang     words.Lang           // for browsers that ask for neither language
	Registry *prometheus.Registry // takes the page's figures and gives /metrics; nil: one of its own
	Now      func() time.Time     // nil: the machine's clock
	Random   io.Reader            // nil: crypto/rand
	Log      *zap.Logger          // nil: no log
}

// Page is the web page with the figures. It is safe for concurrent use.
type Page struct {
	o        Options
	sessions *sessions
	tries    *tries
	work     *work
	handler  http.Handler

	patience time.Duration
	refresh  int // seconds
	formTime time.Duration
}

// New returns a page that can be served at once; see [Page.Close].
func New(o Options) (*Page, error) {
	if o.API == nil || o.Token == "" {
		return nil, errors.New("page: the manager and its token are required")
	}
	o.Log = cmp.Or(o.Log, zap.NewNop())
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Registry == nil {
		o.Registry = prometheus.NewRegistry()
	}
	if err := o.Registry.Register(newCollector(o.API, o.Now)); err != nil {
		return nil, err
	}
	p := &Page{
		o: o, sessions: newSessions(o.Now, o.Random), tries: newTries(o.Now), work: newWork(o.API, o.Now, o.Log),
		patience: patience, refresh: refresh, formTime: formTime,
	}
	p.handler = p.guarded(p.routes())
	return p, nil
}

// Close breaks off a delivery that was started from the page, and waits for its
// end.
func (p *Page) Close() { p.work.close() }

// ServeHTTP implements http.Handler.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

func (p *Page) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /style.css", asset("style.css", "text/css; charset=utf-8"))
	mux.Handle("GET /icon.svg", asset("icon.svg", "image/svg+xml"))
	mux.HandleFunc("GET /sign-in", p.showSignIn)
	mux.HandleFunc("POST /sign-in", p.signIn)
	mux.HandleFunc("POST /sign-out", p.signedIn(p.signOut))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, pathProducts, http.StatusSeeOther) })
	mux.HandleFunc("GET "+pathProducts, p.signedIn(p.showProducts))
	mux.HandleFunc("GET "+pathCodes, p.signedIn(p.showCodes))
	mux.HandleFunc("GET "+pathIssuer, p.signedIn(p.showIssuer))
	mux.HandleFunc("POST /deploy", p.signedIn(p.deploy))
	mux.HandleFunc("/", p.nothingHere)
	p.monitored(mux)
	return mux
}

// The screens.
const (
	pathProducts = "/products"
	pathCodes    = "/codes"
	pathIssuer   = "/issuer"
)

const (
	formMost = 16 << 10         // bytes of a form
	formTime = 20 * time.Second // that a form may take to arrive
)

// policy lets the page load its own style and icon, send its own forms, and
// nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded sets what every answer says to the browser, bounds what comes in, and
// refuses forms that a browser says come from elsewhere.
func (p *Page) guarded(next http.Handler) http.Handler {
	own := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if r.ContentLength != 0 { // a listener for commands, too, bounds the head alone
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(p.formTime)) // what has none has no slow line
		}
		r.Body = http.MaxBytesReader(w, r.Body, formMost)
		own.ServeHTTP(w, r)
	})
}
