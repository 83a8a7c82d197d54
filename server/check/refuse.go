package check

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"
	"go.uber.org/zap"
)

// retry is when to come back after a 503.
const retry = 30 * time.Second

var errPanic = errors.New("answering panicked")

// httpError is a request that gets no answer about a code.
type httpError struct {
	status     int
	reason     string
	retryAfter time.Duration
	allow      string // methods, with 405
}

func (e *httpError) Error() string { return fmt.Sprintf("%d %s", e.status, e.reason) }

var errTooLarge = &httpError{
	status: fasthttp.StatusRequestEntityTooLarge,
	reason: "the body is too large; a question has at most 64 KiB, a batch 10,000 questions in 8 MiB",
}

var (
	errUnsigned = busy("this server has no key to sign with now; ask again later, or for format=json")
	errNothing  = &httpError{status: fasthttp.StatusNotFound, reason: "there is nothing here; the update endpoint is " + Path}
)

// busy is a refusal for now.
func busy(reason string) *httpError {
	return &httpError{status: fasthttp.StatusServiceUnavailable, reason: reason, retryAfter: retry}
}

// outside is the one table from an error to what the asker is told. What is
// not in it is the store's or ours, and is told as "come back", never why.
func outside(err error) *httpError {
	var (
		http *httpError
		ask  *BadRequest
	)
	switch {
	case errors.As(err, &http):
		return http
	case errors.As(err, &ask):
		return &httpError{status: fasthttp.StatusBadRequest, reason: err.Error()}
	}
	return &httpError{status: fasthttp.StatusServiceUnavailable, reason: "the licence store cannot answer now; nothing is decided, ask again later", retryAfter: retry}
}

// refuse answers a request that has no statement.
func (d *Door) refuse(ctx *fasthttp.RequestCtx, err error) {
	e := outside(err)
	if _, told := errors.AsType[*httpError](err); !told && e.status == fasthttp.StatusServiceUnavailable { // a rush is counted, and would fill the log
		d.log.Error("a question could not be answered", zap.Error(err))
	}
	d.metrics.refused.WithLabelValues(strconv.Itoa(e.status)).Inc()
	h := &ctx.Response.Header
	h.SetCanonical(cacheControl, noStore)
	if e.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int((e.retryAfter+time.Second-1)/time.Second)))
	}
	if e.allow != "" {
		h.Set("Allow", e.allow)
	}
	ctx.SetStatusCode(e.status)
	ctx.SetContentTypeBytes(typeText)
	ctx.SetBodyString("error=" + e.reason + "\n")
}

// unreadable answers what never became a request: too large, too slow, or not HTTP.
func (d *Door) unreadable(ctx *fasthttp.RequestCtx, err error) {
	var (
		small *fasthttp.ErrSmallBuffer
		slow  net.Error
	)
	e := &httpError{status: fasthttp.StatusBadRequest, reason: "this is not a request that can be read"}
	switch {
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		e = errTooLarge
	case errors.As(err, &small):
		e = &httpError{status: fasthttp.StatusRequestHeaderFieldsTooLarge, reason: "the address or the headers are too long"}
	case errors.As(err, &slow) && slow.Timeout():
		e = &httpError{status: fasthttp.StatusRequestTimeout, reason: "the request did not arrive in time"}
	}
	d.refuse(ctx, e)
	ctx.SetConnectionClose()
}
