package check

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"time"

	"github.com/valyala/fasthttp"
	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
)

// answer lets in what may come in and hands it on, as a batch or a question.
func (d *Door) answer(ctx *fasthttp.RequestCtx, x *scratch, now time.Time) error {
	if string(ctx.Path()) != Path {
		return d.beside(ctx, now)
	}
	if !ctx.IsGet() && !ctx.IsPost() {
		return &httpError{status: fasthttp.StatusMethodNotAllowed, reason: "use GET or POST", allow: "GET, POST"}
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

// beside answers what does not go to the update endpoint.
func (d *Door) beside(ctx *fasthttp.RequestCtx, now time.Time) error {
	switch string(ctx.Path()) {
	case PathSync:
		return d.sync(ctx, now)
	case PathWait:
		return d.wait(ctx, now)
	case PathRevocations:
		return d.revoked(ctx, now)
	}
	return d.publish(ctx, now)
}

// posted lets in what a manager posts as JSON of at most so many bytes.
func (d *Door) posted(ctx *fasthttp.RequestCtx, now time.Time, most int) error {
	if !ctx.IsPost() {
		return &httpError{status: fasthttp.StatusMethodNotAllowed, reason: "use POST", allow: "POST"}
	}
	if err := d.admit(ctx, now); err != nil {
		return err
	}
	switch {
	case len(ctx.PostBody()) > most:
		return &httpError{status: fasthttp.StatusRequestEntityTooLarge, reason: "the body is too large; send less at once"}
	case !isJSON(ctx.Request.Header.ContentType()):
		return bad("", "the body is not JSON; send it with Content-Type: application/json")
	}
	return nil
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
	form, err := wanted(x.form.format, &ctx.Request.Header)
	if err != nil {
		return err
	}
	signer := d.signer.Load()
	if form == asJWT && signer == nil {
		return errUnsigned // before anything is activated
	}
	code, err := d.checker.ask(unhurried, &x.s, q, now)
	if err != nil {
		return err
	}
	if d.access {
		d.logQuestion(ctx, code, q, &x.s)
	}
	out := room(ctx)
	switch form {
	case asJWT:
		out = d.signed(out, signer, code, x, now)
		ctx.SetContentTypeBytes(typeJWT)
	case asJSON:
		out = append(x.s.AppendJSON(out), '\n')
		ctx.SetContentTypeBytes(typeJSON)
	default:
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
	if err := unsigned(ctx.QueryArgs().Peek("format")); err != nil {
		return err
	}
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

// encoding is the form of an answer.
type encoding uint8

const (
	asText encoding = iota
	asJSON
	asJWT
)

// wanted settles the form of the answer: what is said in the question goes
// before what the Accept header says, and text is the default.
func wanted(format []byte, h *fasthttp.RequestHeader) (encoding, error) {
	switch string(format) {
	case "text":
		return asText, nil
	case "json":
		return asJSON, nil
	case "jwt":
		return asJWT, nil
	case "":
		return accepted(h.Peek("Accept")), nil
	}
	return 0, errFormat
}

var errFormat = bad("format", "is none of text, json and jwt")

// accepted returns the first form that an Accept header names.
func accepted(types []byte) encoding {
	for t := range bytes.SplitSeq(types, []byte{','}) {
		switch {
		case isMedia(t, typeJSON):
			return asJSON
		case isMedia(t, typeJWT):
			return asJWT
		}
	}
	return asText
}

// isJSON tells whether a Content-Type is JSON.
func isJSON(contentType []byte) bool { return isMedia(contentType, typeJSON) }

// isMedia tells whether t, with or without parameters, is the media type.
func isMedia(t, media []byte) bool {
	t, _, _ = bytes.Cut(t, []byte{';'})
	return bytes.EqualFold(bytes.TrimSpace(t), media)
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
func remote(ctx *fasthttp.RequestCtx) netip.Addr { return addressOf(ctx.RemoteAddr()) }

// addressOf is the IP address of an end of a connection; the zero one where it has
// none.
func addressOf(end net.Addr) netip.Addr {
	if a, ok := end.(*net.TCPAddr); ok {
		return a.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

// logQuestion writes the one line of a question; the code stays masked.
func (d *Door) logQuestion(ctx *fasthttp.RequestCtx, code codec.Code, q *Question, s *answer.Statement) {
	shown := ""
	if !code.IsZero() {
		shown = code.String()
	}
	d.log.Info("query", zap.Stringer("from", ctx.RemoteAddr()), zap.String("code", shown), zap.Bool("activate", q.Activate),
		zap.Stringer("result", s.Result), zap.String("product", s.Product), zap.ByteString("version", q.Version))
}
