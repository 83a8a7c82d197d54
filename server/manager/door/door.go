package door

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager/book"
)

// Where products ask, and what is published beside it; the same paths as the
// issuer's.
const (
	Path            = "/ollu/license_update.aspx"
	PathKeys        = "/ollu/keys.json"
	PathRevocations = "/ollu/revocations.jwt"
	pathProduct     = "/ollu/products/{file}" // ID.jwt
)

// RelayTime is how long the issuer may take to answer a question that was
// handed on, before the shelf answers in its place.
const RelayTime = 3 * time.Second

// Options is what a Door is made of.
type Options struct {
	Book       *book.Book
	Relay      *client.Asker         // the issuer; nil: the shelf alone answers
	Now        func() time.Time      // nil: the machine's clock
	Log        *zap.Logger           // nil: no log
	Registerer prometheus.Registerer // nil: no figures
}

// Door answers products. It is safe for concurrent use.
type Door struct {
	book    *book.Book
	issuer  *issuer
	relay   *relay
	learner *learner
	figures *figures
	now     func() time.Time
	log     *zap.Logger
	mux     *http.ServeMux
}

// New returns a door that can be served at once; see [Door.Close].
func New(o Options) *Door {
	d := &Door{book: o.Book, now: o.Now, log: o.Log, figures: newFigures(o.Registerer), mux: http.NewServeMux()}
	if d.now == nil {
		d.now = time.Now
	}
	d.log = cmp.Or(d.log, zap.NewNop())
	d.issuer = &issuer{book: o.Book, now: d.now}
	d.relay = newRelay(o.Relay, d.now)
	d.learner = &learner{book: o.Book, log: d.log, lost: d.figures.lost}
	d.mux.HandleFunc(Path, d.serve(d.ask, http.MethodGet, http.MethodPost))
	d.mux.HandleFunc(PathKeys, d.serve(d.keys, http.MethodGet, http.MethodHead))
	d.mux.HandleFunc(PathRevocations, d.serve(d.revocations, http.MethodGet, http.MethodHead))
	d.mux.HandleFunc(pathProduct, d.serve(d.product, http.MethodGet, http.MethodHead))
	d.mux.HandleFunc("/", d.serve(nothingHere))
	return d
}

// Close waits until what was learned of products is written down. Call it after
// the last request and before the book is closed.
func (d *Door) Close() { d.learner.close() }

// ServeHTTP implements http.Handler.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.mux.ServeHTTP(w, r) }

// Server returns an HTTP server for h with the times and sizes of a listener
// that strangers can reach.
func Server(h http.Handler, log *zap.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      60 * time.Second, // a revocation list over a slow line
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          zap.NewStdLog(cmp.Or(log, zap.NewNop()).WithOptions(zap.IncreaseLevel(zap.ErrorLevel))),
	}
}

// page is the handling of one path. An error of it is told to the asker by refuse.
type page func(w http.ResponseWriter, r *http.Request) error

// serve lets the given methods in, all of them when none is given.
func (d *Door) serve(p page, methods ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		err := allow(r, methods)
		if err == nil {
			err = p(w, r)
		}
		if err != nil {
			d.refuse(w, r, err)
		}
	}
}

// ask answers a question about a code. `now` is read here, once.
func (d *Door) ask(w http.ResponseWriter, r *http.Request) error {
	now := d.now()
	q, err := parse(w, r)
	if err != nil {
		return err
	}
	code, err := codec.ParseCode(q.Code)
	if err != nil {
		return d.mistyped(w, q, err, now)
	}
	held, err := d.managed(code)
	if err != nil {
		return err
	}
	if q.Nonce != "" || q.Activate {
		if raw, ok := d.handOn(r, q, held, now); ok {
			d.figures.answered(fromIssuer)
			return give(w, q.Format, raw)
		}
	}
	return d.fromShelf(w, q, held, now)
}

// managed gives what is held about a code of this site.
func (d *Door) managed(code codec.Code) (*book.Code, error) {
	held, err := d.book.Code(code)
	switch {
	case errors.Is(err, book.ErrNotFound), err == nil && held.Carried:
		return nil, errNotManaged
	case err != nil:
		return nil, err
	}
	return &held, nil
}

// mistyped answers a code that fails its check, which can be told without asking
// anybody (row B4). It cannot be told signed.
func (d *Door) mistyped(w http.ResponseWriter, q *client.Question, err error, now time.Time) error {
	d.figures.answered(asMistyped)
	if q.Format == asJWT {
		return &refusal{status: http.StatusBadRequest, reason: "parameter ac: " + err.Error()}
	}
	return say(w, q.Format, &answer.Statement{Result: answer.Malformed, Hint: hint(err), ServerTime: now})
}

// say writes a statement, unsigned.
func say(w http.ResponseWriter, format string, s *answer.Statement) error {
	if format == asJSON {
		return give(w, format, append(s.AppendJSON(nil), '\n'))
	}
	return give(w, format, s.AppendText(nil))
}

// give writes an answer as it is.
func give(w http.ResponseWriter, format string, raw []byte) error {
	w.Header().Set("Content-Type", media[format])
	_, _ = w.Write(raw) // the asker may be gone
	return nil
}
