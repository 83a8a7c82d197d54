package control

import (
	"io"
	"net/http"
)

// inside carries calls to a handler of this process, as a network would: the
// answer begins with its head, and its body follows while it is made.
type inside struct{ h http.Handler }

// RoundTrip implements http.RoundTripper. The handler has ended once the body
// ends.
func (t inside) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	body, pipe := io.Pipe()
	a := &answering{pipe: pipe, header: http.Header{}, begun: make(chan int, 1)}
	go func() {
		defer func() {
			_ = r.Body.Close()
			if p := recover(); p != nil { // as a server does: the connection is cut
				a.WriteHeader(http.StatusInternalServerError)
				_ = pipe.CloseWithError(io.ErrUnexpectedEOF)
				if p != http.ErrAbortHandler {
					panic(p)
				}
			}
		}()
		t.h.ServeHTTP(a, r)
		a.WriteHeader(http.StatusOK)
		_ = pipe.Close()
	}()
	status := <-a.begun
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header.Clone(), Body: body, ContentLength: -1, Request: r,
	}, nil
}

// answering is the http.ResponseWriter of such a call.
type answering struct {
	pipe   *io.PipeWriter
	header http.Header
	begun  chan int
	done   bool
}

func (a *answering) Header() http.Header { return a.header }

func (a *answering) WriteHeader(status int) {
	if !a.done {
		a.done = true
		a.begun <- status
	}
}

func (a *answering) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.pipe.Write(p)
}
