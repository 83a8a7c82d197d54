package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"syscall"
	"time"

	"ollu/server/wire"
)

// request is one call: what is sent is the same at every repetition.
type request struct {
	method, path string
	media        string // of body
	body         []byte
	key          string // idempotency key; "": not a write
}

// read makes a call that changes nothing.
func read[A any](ctx context.Context, a *Admin, path string, q any) (answer A, err error) {
	return decoded[A](ctx, a, path, q, "")
}

// write makes a call that changes something, under an idempotency key; one is
// made up when key is empty.
func write[A any](ctx context.Context, a *Admin, path string, q any, key string) (answer A, err error) {
	if key, err = a.keyOr(key); err != nil {
		return answer, err
	}
	return decoded[A](ctx, a, path, q, key)
}

func decoded[A any](ctx context.Context, a *Admin, path string, q any, key string) (answer A, err error) {
	body, err := json.Marshal(q)
	if err != nil {
		return answer, fmt.Errorf("writing the request: %w", err)
	}
	b, err := a.fetch(ctx, request{http.MethodPost, path, "application/json", body, key})
	if err != nil {
		return answer, err
	}
	return parsed[A](b)
}

func parsed[A any](b []byte) (answer A, err error) {
	if err := json.Unmarshal(b, &answer); err != nil {
		return answer, fmt.Errorf("the server's answer cannot be read: is it the admin API of ollu, and of this version? %w", err)
	}
	return answer, nil
}

// keyOr makes an idempotency key when the caller has none.
func (a *Admin) keyOr(key string) (string, error) {
	if key != "" {
		return key, nil
	}
	var b [18]byte
	if _, err := io.ReadFull(a.options.Random, b[:]); err != nil {
		return "", fmt.Errorf("making an idempotency key: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// fetch makes a call, with repetitions, and returns the whole body.
func (a *Admin) fetch(ctx context.Context, r request) ([]byte, error) {
	for try := 0; ; try++ {
		b, err := a.once(ctx, r)
		if err == nil || try == len(a.pauses) || !repeatable(ctx, err) {
			return b, err
		}
		if err := pause(ctx, a.pauses[try]); err != nil {
			return nil, err
		}
	}
}

// repeatable tells whether a call may do better the next time: the connection
// broke, or the server could not reach its store. A server that is not there is
// not waited for.
func repeatable(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	if e, ok := errors.AsType[*wire.Error](err); ok {
		return e.Code == wire.Unavailable
	}
	_, absent := errors.AsType[*NotRunningError](err)
	_, broken := errors.AsType[*brokenError](err)
	return broken && !absent
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// brokenError is a connection that failed on the way.
type brokenError struct {
	server string
	err    error
}

func (e *brokenError) Error() string {
	return fmt.Sprintf("the connection to the server at %s broke: %v: try again; a write that was made is not made twice with the same idempotency key", e.server, e.err)
}

func (e *brokenError) Unwrap() error { return e.err }

// once makes a call once and reads the answer.
func (a *Admin) once(ctx context.Context, r request) ([]byte, error) {
	resp, err := a.open(ctx, r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, &brokenError{a.base, err}
	}
	return b, nil
}

// open makes a call once; an answer that is not 200 is an error.
func (a *Admin) open(ctx context.Context, r request) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, r.method, a.base+r.path, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Authorization", "Bearer "+a.token)
	if r.media != "" {
		q.Header.Set("Content-Type", r.media)
	}
	if a.options.Operator != "" {
		q.Header.Set(wire.HeaderOperator, a.options.Operator)
	}
	if r.key != "" {
		q.Header.Set(wire.HeaderIdempotencyKey, r.key)
	}
	resp, err := a.http.Do(q)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return nil, &NotRunningError{DataDir: a.dataDir, Server: a.base, Err: err}
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &brokenError{a.base, err}
	case resp.StatusCode != http.StatusOK:
		defer resp.Body.Close()
		return nil, refusal(a.base, resp)
	}
	return resp, nil
}

// errorLimit bounds how much of an error's body is read.
const errorLimit = 64 << 10

// refusal gives the wire's error, or says that this was no answer of the API.
func refusal(server string, resp *http.Response) error {
	b, _ := io.ReadAll(io.LimitReader(resp.Body, errorLimit))
	var w wire.ErrorResponse
	if err := json.Unmarshal(b, &w); err == nil && w.Error != nil && w.Error.Code != "" {
		return w.Error
	}
	return fmt.Errorf("%s answered %s, which the admin API of ollu never does in this form: check --server", server, resp.Status)
}
