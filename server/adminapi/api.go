package adminapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"time"

	"go.uber.org/zap"

	"ollu/keystore"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/wire"
)

// Options is what the API is made of. All but Log and Version are required.
type Options struct {
	Store   keystore.Store
	Book    func() *terms.Book                           // the catalogue in force now
	Backup  func(ctx context.Context, w io.Writer) error // writes a backup of the store
	Token   string                                       // bearer token, at least MinToken characters
	Now     func() time.Time
	Random  io.Reader // for codes and keys: crypto/rand.Reader
	Log     *zap.Logger
	Version wire.VersionResponse

	Ring          func() *signing.Ring // the signing keys in force now
	ReloadSigning func() error         // reads them again

	PortalURL string // of the customers' portal, without a slash at its end: for mails; "" there is none
}

// MinToken is the shortest token that New takes.
const MinToken = 16

// api serves the calls. It is safe for concurrent use.
type api struct {
	Options
	gate   *gate
	routes map[string]route
}

// New returns the handler for everything under /v1/. A missing part is an
// error: an API without a token must not come to exist.
func New(o Options) (http.Handler, error) {
	if o.Store == nil || o.Book == nil || o.Backup == nil || o.Now == nil || o.Random == nil || o.Ring == nil || o.ReloadSigning == nil {
		return nil, errors.New("adminapi: store, book, backup, clock, randomness and signing keys are all required")
	}
	if len(o.Token) < MinToken {
		return nil, fmt.Errorf("adminapi: the token has %d characters, take at least %d", len(o.Token), MinToken)
	}
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	a := &api{Options: o, gate: newGate(o.Token), routes: map[string]route{}}
	for _, r := range routes() {
		a.routes[r.path] = r
	}
	return a, nil
}

// ServeHTTP does what every request must suffer, in this order: the token, the
// path and method, the headers, the body's size and form, the act, and the
// error table. now is read once.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{api: a, ctx: r.Context(), w: w, r: r, now: a.Now(), book: a.Book()}
	defer c.caught()
	if err := c.serve(); err != nil {
		c.fail(err)
	}
}

// serve finds the route of a request that is let in, and runs it.
func (c *call) serve() error {
	if err := c.gate.admit(c.ctx, c.r.Header.Get("Authorization"), c.now); err != nil {
		if err.Code == wire.Unauthorized { // the others would flood the log
			c.Log.Warn("admin API: "+err.Message, zap.String("remote", c.r.RemoteAddr))
		}
		return err
	}
	route, ok := c.routes[c.r.URL.Path]
	if !ok {
		return wire.NewError(wire.UnknownPath, "there is no such call")
	}
	if c.r.Method != route.method {
		c.w.Header().Set("Allow", route.method)
		return wire.NewError(wire.MethodNotAllowed, "this call takes "+route.method)
	}
	if err := c.headers(); err != nil {
		return err
	}
	return route.serve(c)
}

// caught turns a panic into an answer without internals. The log is told where
// it was, and neither its value nor arguments, which may be parts of a code.
func (c *call) caught() {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p) // how a stream is broken off: see stream.send
	}
	c.Log.Error("admin API: panic", zap.String("path", c.r.URL.Path),
		zap.String("type", fmt.Sprintf("%T", p)), zap.Strings("at", callers()))
	c.fail(wire.NewError(wire.Internal, "the server could not do this"))
}

// callers lists the functions that were running, without their arguments.
func callers() (lines []string) {
	pcs := make([]uintptr, 32)
	const own = 3 // Callers, callers, caught
	frames := runtime.CallersFrames(pcs[:runtime.Callers(own, pcs)])
	for {
		f, more := frames.Next()
		lines = append(lines, fmt.Sprintf("%s %s:%d", f.Function, f.File, f.Line))
		if !more {
			return lines
		}
	}
}

// fail answers with an error, by the table in package wire.
func (c *call) fail(err error) {
	e := wire.FromError(err)
	if e.Status() >= http.StatusInternalServerError {
		c.Log.Error("admin API: failed", zap.String("path", c.r.URL.Path), zap.String("code", string(e.Code)), zap.Error(err))
	}
	body, _ := json.Marshal(wire.ErrorResponse{Error: e}) // strings and numbers: it can always be written
	c.send(e.Status(), body)
}
