package client

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"
)

const defaultTimeout = 30 * time.Second

var errNoAnswer = errors.New("not an answer of a licence server")

// wanted says what an answer must be.
type wanted struct {
	media []string
	limit int                // bytes
	check func([]byte) error // of the body
	code  string             // what was asked about, one or several: no error may hold it
	time  time.Duration      // for the whole; 0: the asker's
	tag   *string            // ETag of what is held, and then of what came; nil: none is asked for
}

// unchanged tells an answer that what is held is still right.
func (w *wanted) unchanged(resp *http.Response) bool {
	return resp.StatusCode == http.StatusNotModified && w.tag != nil && *w.tag != ""
}

// exchange is one request on its way, with what is known for telling why it
// failed.
type exchange struct {
	asker  *Asker
	server *url.URL
	proxy  *url.URL // nil: none, or none that is known
	code   string
}

// fetch sends one request and gives the body of its answer.
func (a *Asker) fetch(r *http.Request, w wanted) ([]byte, error) {
	x := &exchange{asker: a, server: r.URL, code: w.code}
	caller := r.Context()
	ctx, cancel := context.WithTimeout(caller, cmp.Or(w.time, a.timeout()))
	defer cancel()
	raw, err := x.carry(r.WithContext(ctx), w)
	if err != nil && errors.Is(caller.Err(), context.Canceled) {
		return nil, fmt.Errorf("asking %s: %w", withoutSecrets(a.Server), context.Canceled)
	}
	return raw, err
}

// timeout bounds a short question.
func (a *Asker) timeout() time.Duration { return cmp.Or(a.Timeout, defaultTimeout) }

// carry sends the request, reads the answer and judges it. No body and no error:
// what is held is still right.
func (x *exchange) carry(r *http.Request, w wanted) ([]byte, error) {
	transport, err := x.transport(r)
	if err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", "ollu")
	resp, err := (&http.Client{Transport: transport, CheckRedirect: stay}).Do(r)
	if err != nil {
		return nil, x.unreached(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, int64(w.limit)+1))
	switch {
	case w.unchanged(resp):
		return nil, nil
	case resp.StatusCode != http.StatusOK:
		return nil, x.refused(resp, raw)
	case err != nil:
		return nil, x.cut(resp, err)
	}
	if err := x.judge(resp, raw, w); err != nil {
		return nil, err
	}
	if w.tag != nil {
		*w.tag = resp.Header.Get("ETag")
	}
	return raw, nil
}

// transport gives what carries the request, and notes the proxy it will use.
func (x *exchange) transport(r *http.Request) (t http.RoundTripper, err error) {
	if t = x.asker.Transport; t == nil {
		if t, err = NewTransport(TransportOptions{}); err != nil {
			return nil, err
		}
	}
	if known, ok := t.(*http.Transport); ok && known.Proxy != nil {
		if x.proxy, err = known.Proxy(r); err != nil {
			return nil, x.failed(CauseProxy, 0, "the proxy settings cannot be used: check HTTP_PROXY and HTTPS_PROXY", nil)
		}
	}
	return t, nil
}

// judge says what is wrong with an answer of status 200, or nil.
func (x *exchange) judge(resp *http.Response, raw []byte, w wanted) error {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case isPage(media, raw):
		return x.failed(CausePortal, resp.StatusCode, "a web page answered in its place, as the log-in page of a network or the page of a proxy does: check "+x.way(), nil)
	case len(raw) > w.limit:
		return x.failed(CauseAnswer, resp.StatusCode, "its answer is far too long: check "+x.way(), nil)
	case !slices.Contains(w.media, media):
		return x.failed(CauseAnswer, resp.StatusCode, fmt.Sprintf("something else answered, with %s in place of %s: check %s", x.quoted(media), w.media[0], x.way()), nil)
	}
	if w.check(raw) != nil { // its error may quote what came, and so the question
		return x.failed(CauseAnswer, resp.StatusCode, "what it answered is not a licence statement, nor what belongs to one: check "+x.way(), nil)
	}
	return nil
}

// isPage tells whether an answer is a web page, whatever it calls itself.
func isPage(media string, raw []byte) bool {
	return media == "text/html" || media == "application/xhtml+xml" ||
		bytes.HasPrefix(bytes.TrimLeft(raw, "\ufeff \t\r\n"), []byte{'<'})
}

// failed makes the error of this exchange.
func (x *exchange) failed(c Cause, status int, reason string, err error) *CouldNotCompleteError {
	e := &CouldNotCompleteError{Cause: c, Server: withoutSecrets(x.asker.Server), Status: status, Reason: reason, Err: err}
	if x.proxy != nil {
		e.Proxy = x.proxy.Host
	}
	return e
}

// way names what to check when something else answered.
func (x *exchange) way() string {
	if x.proxy != nil {
		return "the address and the proxy " + x.proxy.Host
	}
	return "the address, the network, and whether a proxy has to be used"
}
