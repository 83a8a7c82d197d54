package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/valyala/fasthttp"

	"ollu/bench/proc"
)

const plaintextName = "plaintext"

// newPlaintext is the peer of the update endpoint: the same HTTP server with the
// same settings, which answers everything with the text that it is given first.
func newPlaintext() proc.Job {
	var text []byte
	s := &fasthttp.Server{
		Handler: func(ctx *fasthttp.RequestCtx) {
			ctx.SetContentType("application/json")
			ctx.SetBody(text)
		},
		Name:               "ollu",
		Concurrency:        65536,
		ReadTimeout:        10 * time.Second,
		WriteTimeout:       10 * time.Second,
		IdleTimeout:        75 * time.Second,
		MaxRequestBodySize: 64 << 10,
		ReadBufferSize:     16 << 10,
		CloseOnShutdown:    true,

		DisablePreParseMultipartForm: true,
	}
	return func(question json.RawMessage) (any, error) {
		if text != nil {
			return nil, errors.New("the text is set already")
		}
		if err := json.Unmarshal(question, &text); err != nil {
			return nil, err
		}
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		go func() {
			fmt.Fprintln(os.Stderr, s.Serve(l))
			os.Exit(1)
		}()
		return l.Addr().String(), nil
	}
}

// plaintext is the running peer.
type plaintext struct {
	*proc.Worker
	addr string
}

func (b *bench) startPlaintext(text []byte) (*plaintext, error) {
	w, err := proc.StartWorker(b.ctx, plaintextName)
	if err != nil {
		return nil, err
	}
	b.later(w.Stop)
	p := &plaintext{Worker: w}
	return p, w.Ask(text, &p.addr)
}
