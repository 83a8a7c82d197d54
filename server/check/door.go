package check

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
	"go.uber.org/zap"

	"ollu/codec/answer"
	"ollu/server/feed"
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
	// Feed is what managers wait for, and where the list of what is revoked comes
	// from; nil: neither is to be had.
	Feed *feed.Feed
	// NoWaiting lets nobody wait.
	NoWaiting bool
}

const (
	maxForm   = 64 << 10 // a single question
	maxJSON   = 8 << 20  // a batch of MaxBatch questions, with room
	excess    = 1 << 20  // read beyond that, so that the refusal arrives: a connection closed on unread bytes loses it
	maxHeader = 16 << 10

	longRead  = time.Minute // for a sync to arrive: half a megabyte over a slow line
	longWrite = 2 * time.Minute

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

	feed        *feed.Feed // nil: none
	lobby       *lobby     // nil: nobody can wait
	pace        pace
	tags        tags         // used within slices of pace alone
	line        line         // of those for whom much is to be signed
	unsent      atomic.Int64 // bytes of long answers to syncs that are on their way
	revocations revocations

	silent sync.Map // net.Conn: open, and no request came over it yet

	mu       sync.Mutex // over what follows
	listener net.Listener
	closed   bool
	closing  chan struct{} // closed with the door
	each     int           // connections that one address may have; 0: any number
}

// NewDoor returns a door that is not open yet: see [Door.Serve].
func NewDoor(o DoorOptions) *Door {
	d := &Door{
		checker: o.Checker, metrics: o.Metrics, log: o.Log, access: o.AccessLog, now: o.Now, limiter: newLimiter(o.Limit),
		mostKept: o.KeptAnswers, feed: o.Feed, closing: make(chan struct{}), each: o.MaxPerAddress,
	}
	if d.log == nil {
		d.log = zap.NewNop()
	}
	if d.now == nil {
		d.now = time.Now
	}
	d.pace.now, d.pace.metrics = d.now, d.metrics
	d.line = newLine(d.closing)
	if d.feed != nil && !o.NoWaiting {
		d.lobby = newLobby(d.metrics, d.now, o.MaxPerAddress)
	}
	d.server = d.newServer(&o)
	return d
}

func (d *Door) newServer(o *DoorOptions) *fasthttp.Server {
	return &fasthttp.Server{
		Handler:               d.Handle,
		ErrorHandler:          d.unreadable,
		HeaderReceived:        d.bounds,
		ConnState:             d.watch,
		Name:                  "ollu",
		Concurrency:           o.MaxConnections,
		ReadTimeout:           o.ReadTimeout,
		WriteTimeout:          o.WriteTimeout,
		IdleTimeout:           o.IdleTimeout,
		MaxRequestBodySize:    maxForm + excess,
		ReadBufferSize:        maxHeader,
		CloseOnShutdown:       true,
		SecureErrorLogMessage: true,
		Logger:                zap.NewStdLog(d.log.WithOptions(zap.IncreaseLevel(zap.ErrorLevel))),

		DisablePreParseMultipartForm: true,
		KeepHijackedConns:            true, // the lobby closes them
	}
}

// Serve answers the connections of ln until Shutdown, and closes it.
func (d *Door) Serve(ln net.Listener) error {
	if d.each > 0 {
		ln = newCrowd(ln, d.each, d.metrics.refused.WithLabelValues(strconv.Itoa(fasthttp.StatusTooManyRequests)).Inc)
	}
	d.mu.Lock()
	d.listener = ln
	closed := d.closed
	d.mu.Unlock()
	if closed {
		return ln.Close()
	}
	return d.server.Serve(ln)
}

// Shutdown stops taking connections, answers those who wait, lets the requests
// under way finish, and returns when all are done or ctx ends.
func (d *Door) Shutdown(ctx context.Context) error {
	d.mu.Lock()
	if !d.closed {
		d.closed = true
		close(d.closing)
	}
	ln := d.listener
	d.mu.Unlock()
	if d.lobby != nil {
		d.lobby.close()
	}
	d.silent.Range(func(c, _ any) bool {
		return c.(net.Conn).SetReadDeadline(d.now().Add(lastCall)) == nil
	})
	err := d.server.ShutdownWithContext(ctx)
	if ln != nil {
		ln.Close() // the server did so, unless it had not taken the listener over yet
	}
	if d.lobby != nil {
		err = errors.Join(err, d.lobby.wait(ctx))
	}
	return err
}

// lastCall is how long a connection that never said anything may still begin
// when the door is shut down.
const lastCall = time.Second

// watch keeps track of the connections that have not said anything, and gives
// the lobby those that wait.
func (d *Door) watch(c net.Conn, state fasthttp.ConnState) {
	switch state {
	case fasthttp.StateNew:
		d.silent.Store(c, nil)
	case fasthttp.StateClosed, fasthttp.StateHijacked:
		d.silent.Delete(c)
		if d.lobby != nil {
			d.lobby.leaves(c, state)
		}
	}
}

// bounds allows a large body only to what says that it holds many questions, and
// long times only to a sync.
func (d *Door) bounds(h *fasthttp.RequestHeader) (c fasthttp.RequestConfig) {
	if !isJSON(h.ContentType()) {
		return c
	}
	c.MaxRequestBodySize = maxJSON + excess
	if bytes.Contains(h.RequestURI(), []byte(PathSync)) {
		c.ReadTimeout, c.WriteTimeout = longRead, longWrite
	}
	return c
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
	d.metrics.begins()
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
