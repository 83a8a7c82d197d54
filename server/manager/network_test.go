package manager

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"ollu/server/check"
	"ollu/server/client"
	"ollu/server/feed"
	"ollu/server/manager/report"
)

// exchange is one request to the issuer.
type exchange struct {
	at   time.Time
	path string
	body []byte
}

func (w *world) down(is bool) {
	w.set(func() {
		w.between = nil
		if is {
			w.between = func(*http.Request) (*http.Response, error) {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("no route to host")}
			}
		}
	})
}

// RoundTrip is the network: to the issuer, and to the products by their names.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if r.URL.Host != strings.TrimPrefix(issuerURL, "http://") {
		return w.product(r, body)
	}
	w.mu.Lock()
	w.asked = append(w.asked, exchange{time.Now(), r.URL.Path, body})
	between, after := w.between, w.after
	w.mu.Unlock()
	if between != nil {
		if resp, err := between(r); resp != nil || err != nil {
			return resp, err
		}
	}
	var resp *http.Response
	var err error
	if r.URL.Path == check.PathWait {
		resp, err = w.wait(r, body)
	} else {
		resp = w.handle(r, body)
	}
	if err == nil && after != nil {
		after(r, resp)
	}
	return resp, err
}

// handle has the door answer.
func (w *world) handle(r *http.Request, body []byte) *http.Response {
	var q fasthttp.Request
	q.Header.SetMethod(r.Method)
	q.SetRequestURI(r.URL.String())
	for name := range r.Header {
		q.Header.Set(name, r.Header.Get(name))
	}
	q.SetBody(body)
	var ctx fasthttp.RequestCtx
	ctx.Init(&q, nil, nil)
	w.door.Handle(&ctx)
	resp := answered(r, ctx.Response.StatusCode(), bytes.Clone(ctx.Response.Body()))
	for name, value := range ctx.Response.Header.All() {
		resp.Header.Set(string(name), string(value))
	}
	return resp
}

// wait is the door's long poll without its connections: the feed itself.
func (w *world) wait(r *http.Request, body []byte) (*http.Response, error) {
	var q struct {
		Since   string
		Marks   []byte
		Seconds int
	}
	if err := json.Unmarshal(body, &q); err != nil {
		w.t.Error(err)
	}
	if q.Seconds == 0 {
		return w.handle(r, body), nil
	}
	since, _ := strconv.ParseUint(q.Since, 10, 64)
	marks := make([]uint32, 0, len(q.Marks)/4)
	for i := 0; i < len(q.Marks); i += 4 {
		marks = append(marks, binary.BigEndian.Uint32(q.Marks[i:]))
	}
	woken := make(chan feed.Wake, 1)
	waiter, err := w.feed.Wait(since, marks, func(wake feed.Wake) { woken <- wake })
	if err != nil {
		return answered(r, http.StatusServiceUnavailable, nil), nil
	}
	timer := time.NewTimer(time.Duration(q.Seconds) * time.Second)
	defer timer.Stop()
	wake := feed.Wake{Revision: since}
	select {
	case wake = <-woken:
	case <-timer.C:
		waiter.Stop()
	case <-r.Context().Done():
		waiter.Stop()
		return nil, r.Context().Err()
	}
	return answered(r, http.StatusOK, wakeText(&wake)), nil
}

func wakeText(wake *feed.Wake) []byte {
	var marks []byte
	for _, m := range wake.Marks {
		marks = binary.BigEndian.AppendUint32(marks, m)
	}
	return fmt.Appendf(nil, `{"revision":"%d","all":%v,"marks":%q}`, wake.Revision, wake.All, base64.StdEncoding.EncodeToString(marks))
}

func answered(r *http.Request, status int, body []byte) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r, ContentLength: int64(len(body)),
		Body: io.NopCloser(bytes.NewReader(body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
}

// exchanges gives the requests to the issuer on one path.
func (w *world) exchanges(path string) (list []exchange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, x := range w.asked {
		if x.path == path {
			list = append(list, x)
		}
	}
	return list
}

// waits gives the questions of those who really wait.
func (w *world) waits() []exchange {
	return slices.DeleteFunc(w.exchanges(check.PathWait), func(x exchange) bool { return bytes.Contains(x.body, []byte(`"seconds":0,`)) })
}

// cutOff gives the error of a connection that was cut.
func cutOff(r *http.Request, resp *http.Response) {
	body, _ := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{}))
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// couldNot gives the cause of a sync that could not be completed.
func couldNot(t testing.TB, err error) client.Cause {
	t.Helper()
	e, ok := errors.AsType[*client.CouldNotCompleteError](err)
	if !ok {
		t.Fatalf("error is %v", err)
	}
	return e.Cause
}

// reasonOf tells whether a code is reported as revoked for that reason.
func reasonOf(codes []report.Code, id, reason string) bool {
	return slices.ContainsFunc(codes, func(c report.Code) bool { return c.ID == id && c.Result == "revoked" && c.Reason == reason })
}
