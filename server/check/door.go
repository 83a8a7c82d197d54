package check

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
	"go.uber.org/zap"

	"ollu/codec"
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

	silent sync.Map // net.Conn: open, and no request came over it yet

	mu       sync.Mutex // over what follows
	listener net.Listener
	closed   bool
}

// NewDoor returns a door that is not open yet: see [Door.Serve].
func NewDoor(o DoorOptions) *Door {
	d := &Door{checker: o.Checker, metrics: o.Metrics, log: o.Log, access: o.AccessLog, now: o.Now, limiter: newLimiter(o.Limit)}
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

// Connections returns how many connections are open.
func (d *Door) Connections() int { return int(d.server.GetOpenConnectionsCount()) }

// sizes allows a large body only to what says that it is a batch.
func sizes(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if isJSON(h.ContentType()) {
		return fasthttp.RequestConfig{MaxRequestBodySize: maxJSON + excess}
	}
	return fasthttp.RequestConfig{}
}

// scratch is what one request needs while it is answered.
type scratch struct {
	form form
	s    answer.Statement
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// Handle answers one HTTP request. `now` is read here, once.
func (d *Door) Handle(ctx *fasthttp.RequestCtx) {
	now := d.now()
	if ctx.ConnRequestNum() == 1 {
		d.silent.Delete(ctx.Conn())
	}
	d.metrics.inFlight.Inc()
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

// answer lets in what may come in and hands it on, as a batch or a question.
func (d *Door) answer(ctx *fasthttp.RequestCtx, x *scratch, now time.Time) error {
	if string(ctx.Path()) != Path {
		return &httpError{status: fasthttp.StatusNotFound, reason: "there is nothing here; the update endpoint is " + Path}
	}
	if !ctx.IsGet() && !ctx.IsPost() {
		return &httpError{status: fasthttp.StatusMethodNotAllowed, reason: "use GET or POST"}
	}
	if err := d.admit(ctx, now); err != nil {
		return err
	}
	json := ctx.IsPost() && isJSON(ctx.Request.Header.ContentType())
	switch size := len(ctx.PostBody()); {
	case size > maxJSON, size > maxForm && !json:
		return errTooLarge
	case json:
		return d.batch(ctx, now)
	}
	return d.single(ctx, x, now)
}

// unhurried is the context of every question. The request's own would end when
// the door shuts down, and so break off the activations that Shutdown waits for.
var unhurried = context.Background()

// single answers one question, from the query and a form body together.
func (d *Door) single(ctx *fasthttp.RequestCtx, x *scratch, now time.Time) error {
	x.form.reset()
	if err := gather(&x.form, ctx); err != nil {
		return err
	}
	q, err := x.form.question()
	if err != nil {
		return err
	}
	if len(q.Code) == 0 {
		return bad("ac", "is missing; send the activation code in it")
	}
	json, err := wantsJSON(x.form.format, &ctx.Request.Header)
	if err != nil {
		return err
	}
	if err := d.checker.Ask(unhurried, &x.s, q, now); err != nil {
		return err
	}
	if d.access {
		d.logQuestion(ctx, q, &x.s)
	}
	out := room(ctx)
	if json {
		out = append(x.s.AppendJSON(out), '\n')
		ctx.SetContentTypeBytes(typeJSON)
	} else {
		out = x.s.AppendText(out)
		ctx.SetContentTypeBytes(typeText)
	}
	ctx.Response.SwapBody(out)
	return nil
}

// batch answers a body of many questions. They are paid for afterwards, many
// at the price of one request: refusing a batch that is already understood
// would only have it sent again.
func (d *Door) batch(ctx *fasthttp.RequestCtx, now time.Time) error {
	out, n, err := d.checker.AskAll(unhurried, room(ctx), ctx.PostBody(), now)
	if err != nil {
		return err
	}
	d.metrics.batch.Observe(float64(n))
	d.limiter.spend(remote(ctx), n/questionsPerRequest, now)
	if d.access {
		d.log.Info("batch", zap.Stringer("from", ctx.RemoteAddr()), zap.Int("queries", n))
	}
	ctx.SetContentTypeBytes(typeJSON)
	ctx.Response.SwapBody(append(out, '\n'))
	return nil
}

// room takes the buffer out of a response, empty, so that an answer is written
// straight into it and put back with SwapBody, rather than copied.
func room(ctx *fasthttp.RequestCtx) []byte { return ctx.Response.SwapBody(nil)[:0] }

// gather reads the parameters of the query and of a form body.
func gather(f *form, ctx *fasthttp.RequestCtx) error {
	for name, value := range ctx.QueryArgs().All() {
		if err := f.set(name, value); err != nil {
			return err
		}
	}
	if len(ctx.PostBody()) > 0 && ctx.IsPost() && ctx.PostArgs().Len() == 0 {
		return bad("", "the body is not a form; send application/x-www-form-urlencoded, or application/json for a batch")
	}
	for name, value := range ctx.PostArgs().All() {
		if err := f.set(name, value); err != nil {
			return err
		}
	}
	return nil
}

// wantsJSON settles the form of the answer: what is said in the question goes
// before what the Accept header says, and text is the default.
func wantsJSON(format []byte, h *fasthttp.RequestHeader) (bool, error) {
	switch string(format) {
	case "json":
		return true, nil
	case "text":
		return false, nil
	case "":
		return isJSON(h.Peek("Accept")), nil
	}
	return false, bad("format", "is neither text nor json")
}

// isJSON tells whether JSON is named by a media type, or by a list of them with
// parameters such as an Accept header holds.
func isJSON(types []byte) bool {
	for t := range bytes.SplitSeq(types, []byte{','}) {
		t, _, _ = bytes.Cut(t, []byte{';'})
		if bytes.EqualFold(bytes.TrimSpace(t), typeJSON) {
			return true
		}
	}
	return false
}

// admit takes one request from the asker's allowance (row B11).
func (d *Door) admit(ctx *fasthttp.RequestCtx, now time.Time) error {
	if d.limiter == nil {
		return nil
	}
	wait, ok := d.limiter.allow(remote(ctx), now)
	if ok {
		return nil
	}
	return &httpError{status: fasthttp.StatusTooManyRequests, reason: "too many requests from this address; wait as Retry-After says", retryAfter: wait}
}

// remote is the address of the other end, as the connection has it.
func remote(ctx *fasthttp.RequestCtx) netip.Addr {
	if a, ok := ctx.RemoteAddr().(*net.TCPAddr); ok {
		return a.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

// logQuestion writes the one line of a question; the code stays masked.
func (d *Door) logQuestion(ctx *fasthttp.RequestCtx, q *Question, s *answer.Statement) {
	code, err := codec.ParseCodeBytes(q.Code)
	shown := code.String()
	if err != nil {
		shown = ""
	}
	d.log.Info("query", zap.Stringer("from", ctx.RemoteAddr()), zap.String("code", shown), zap.Bool("activate", q.Activate),
		zap.Stringer("result", s.Result), zap.String("product", s.Product), zap.ByteString("version", q.Version))
}
