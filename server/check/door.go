package check

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
	"go.uber.org/zap"

	"ollu/codec/answer"
)

// Path is the one path of the agents' door (row L1).
const Path = "/ollu/license_update.aspx"

// DoorOptions is what a Door is made of. Sizes are in bytes; zero durations
// and numbers mean no limit, except for the body sizes, which have defaults.
type DoorOptions struct {
	Checker *Checker
	Metrics *Metrics
	Log     *zap.Logger      // nil: no log
	Now     func() time.Time // nil: the machine's clock
	Limit   Limit

	ReadTimeout    time.Duration // for a whole request, and for the first byte of a connection
	WriteTimeout   time.Duration // for a whole answer
	IdleTimeout    time.Duration // between two requests of a connection
	MaxConnections int
	MaxPerAddress  int // connections of one address
	// AccessLog writes one line for each request, with the code masked.
	AccessLog bool
	// KeptAnswers is how many signed answers are kept at most, to be given out
	// again; 0 keeps none.
	KeptAnswers int
}

const (
	maxForm   = 64 << 10 // a single question
	maxJSON   = 8 << 20  // a batch of MaxBatch questions, with room
	excess    = 1 << 20  // read beyond that, so that the refusal arrives: a connection closed on unread bytes loses it
	maxHeader = 16 << 10

	questionsPerRequest = 100 // of a batch, against the address's rate
)

// Door is the HTTP side of the update endpoint.
type Door struct {
	checker *Checker
	metrics *Metrics
	log     *zap.Logger
	access  bool
	now     func() time.Time
	limiter *limiter
	server  *fasthttp.Server

	signer   atomic.Pointer[signer] // nil: no key to sign with
	mostKept int

	silent sync.Map // net.Conn: open, and no request came over it yet

	mu       sync.Mutex // over what follows
	listener net.Listener
	closed   bool
}

// NewDoor returns a door that is not open yet: see [Door.Serve].
func NewDoor(o DoorOptions) *Door {
	d := &Door{checker: o.Checker, metrics: o.Metrics, log: o.Log, access: o.AccessLog, now: o.Now, limiter: newLimiter(o.Limit), mostKept: o.KeptAnswers}
	if d.log == nil {
		d.log = zap.NewNop()
	}
	if d.now == nil {
		d.now = time.Now
	}
	d.server = &fasthttp.Server{
		Handler:               d.Handle,
		ErrorHandler:          d.unreadable,
		HeaderReceived:        sizes,
		ConnState:             d.watch,
		Name:                  "ollu",
		Concurrency:           o.MaxConnections,
		MaxConnsPerIP:         o.MaxPerAddress,
		ReadTimeout:           o.ReadTimeout,
		WriteTimeout:          o.WriteTimeout,
		IdleTimeout:           o.IdleTimeout,
		MaxRequestBodySize:    maxForm + excess,
		ReadBufferSize:        maxHeader,
		CloseOnShutdown:       true,
		SecureErrorLogMessage: true,
		Logger:                zap.NewStdLog(d.log.WithOptions(zap.IncreaseLevel(zap.ErrorLevel))),

		DisablePreParseMultipartForm: true,
	}
	return d
}

// Serve answers the connections of ln until Shutdown, and closes it.
func (d *Door) Serve(ln net.Listener) error {
	d.mu.Lock()
	d.listener = ln
	closed := d.closed
	d.mu.Unlock()
	if closed {
		return ln.Close()
	}
	return d.server.Serve(ln)
}

// Shutdown stops taking connections, lets the requests under way finish, and
// returns when all are done or ctx ends.
func (d *Door) Shutdown(ctx context.Context) error {
	d.mu.Lock()
	d.closed = true
	ln := d.listener
	d.mu.Unlock()
	d.silent.Range(func(c, _ any) bool {
		return c.(net.Conn).SetReadDeadline(d.now().Add(lastCall)) == nil
	})
	err := d.server.ShutdownWithContext(ctx)
	if ln != nil {
		ln.Close() // the server did so, unless it had not taken the listener over yet
	}
	return err
}

// lastCall is how long a connection that never said anything may still begin
// when the door is shut down.
const lastCall = time.Second

// watch keeps track of the connections that have not said anything.
func (d *Door) watch(c net.Conn, state fasthttp.ConnState) {
	switch state {
	case fasthttp.StateNew:
		d.silent.Store(c, nil)
	case fasthttp.StateClosed:
		d.silent.Delete(c)
	}
}

// sizes allows a large body only to what says that it is a batch.
func sizes(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if isJSON(h.ContentType()) {
		return fasthttp.RequestConfig{MaxRequestBodySize: maxJSON + excess}
	}
	return fasthttp.RequestConfig{}
}

// scratch is what one request needs while it is answered.
type scratch struct {
	form  form
	s     answer.Statement
	token []byte // room to sign in
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// Handle answers one HTTP request. `now` is read here, once.
func (d *Door) Handle(ctx *fasthttp.RequestCtx) {
	now := d.now()
	if ctx.ConnRequestNum() == 1 {
		d.silent.Delete(ctx.Conn())
	}
	d.metrics.inFlight.Add(1)
	x := scratches.Get().(*scratch)
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("answering a request panicked", zap.Any("panic", p), zap.Stack("stack"))
			d.refuse(ctx, errPanic)
		}
		d.metrics.served(now, d.now())
		scratches.Put(x)
	}()
	ctx.Response.Header.SetCanonical(cacheControl, noStore)
	if err := d.answer(ctx, x, now); err != nil {
		d.refuse(ctx, err)
	}
}

var (
	cacheControl = []byte("Cache-Control")
	noStore      = []byte("no-store")
	typeText     = []byte("text/plain; charset=utf-8")
	typeJSON     = []byte("application/json")
)
