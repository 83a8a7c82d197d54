package adminapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/terms"
	"ollu/server/wire"
)

// call is one request under way.
type call struct {
	*api
	ctx  context.Context
	w    http.ResponseWriter
	r    *http.Request
	now  time.Time
	book *terms.Book

	by     string   // who acts, for the audit log
	key    string   // idempotency key, "" none
	digest [32]byte // of the request, when there is a key
}

// headers reads what a request says beside its body. The time limit for the
// answer is lifted: an export may take minutes, and whoever is here is known.
func (c *call) headers() error {
	c.by = c.r.Header.Get(wire.HeaderOperator)
	c.key = c.r.Header.Get(wire.HeaderIdempotencyKey)
	if !printable(c.by, 64) {
		return badField(wire.HeaderOperator, "must be at most 64 printable ASCII characters")
	}
	if _, given := c.r.Header[wire.HeaderIdempotencyKey]; given && c.key == "" || !printable(c.key, 128) {
		return badField(wire.HeaderIdempotencyKey, "must be 1 to 128 printable ASCII characters")
	}
	if c.by == "" {
		c.by = "admin"
	}
	err := http.NewResponseController(c.w).SetWriteDeadline(time.Time{})
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("lifting the time limit: %w", err)
	}
	return nil
}

// body reads the whole body, up to limit bytes, and takes its digest when the
// request may be repeated.
func (c *call) body(limit int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(c.r.ContentLength, 0), limit) + bytes.MinRead))
	_, err := b.ReadFrom(http.MaxBytesReader(c.w, c.r.Body, limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		// Some of the rest is read, so that the refusal arrives: a connection closed
		// on unread bytes may lose it.
		_, _ = io.CopyN(io.Discard, c.r.Body, limit)
		return nil, wire.NewError(wire.TooLarge, fmt.Sprintf("the body is larger than %d bytes", large.Limit))
	case err != nil:
		return nil, wire.NewError(wire.InvalidRequest, "the body broke off")
	}
	if c.key != "" {
		h := sha256.New()
		fmt.Fprintf(h, "%s?%s\n", c.r.URL.Path, c.r.URL.RawQuery)
		h.Write(b.Bytes())
		h.Sum(c.digest[:0])
	}
	return b.Bytes(), nil
}

// mediaOf gives the Content-Type, which must be one of those wanted. None at
// all is taken for the first.
func (c *call) mediaOf(wanted ...string) (string, error) {
	given := c.r.Header.Get("Content-Type")
	if given == "" {
		return wanted[0], nil
	}
	kind, _, err := mime.ParseMediaType(given)
	if err != nil || !slices.Contains(wanted, kind) {
		return "", wire.NewError(wire.UnsupportedMedia, "this call reads "+strings.Join(wanted, ", "))
	}
	return kind, nil
}

// apply makes the change durable, in the caller's name, with the mails that tell
// of it.
func (c *call) apply(change keystore.Change, letters ...customer.Letter) (keystore.Receipt, error) {
	receipt, err := c.Store.Apply(c.ctx, keystore.Act{
		By: c.by, At: c.now, Change: change, IdempotencyKey: c.key, Digest: c.digest, Letters: letters,
	})
	if receipt.Replayed {
		c.w.Header().Set(wire.HeaderReplayed, "true")
	}
	return receipt, err
}

// reply sends the answer of a call.
func (c *call) reply(answer any) error {
	if s, ok := answer.(stream); ok {
		return s.send(c)
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	c.send(http.StatusOK, body)
	return nil
}

// send writes a JSON answer.
func (c *call) send(status int, body []byte) {
	h := c.w.Header()
	h.Set("Content-Type", mediaJSON)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	switch status {
	case http.StatusTooManyRequests:
		h.Set("Retry-After", "2")
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="ollu"`)
	}
	c.w.WriteHeader(status)
	// The reader having gone is the only way for this to fail.
	_, _ = c.w.Write(append(body, '\n'))
}

// stream is an answer that is too large to be held: write produces it.
type stream struct {
	contentType string
	write       func(io.Writer) error
}

// send sends a stream. When it fails before the first byte, the error is
// answered as any other; after it, the connection is broken off, so that
// nobody takes half of it for the whole.
func (s stream) send(c *call) error {
	c.w.Header().Set("Content-Type", s.contentType)
	c.w.Header().Set("Cache-Control", "no-store")
	out := &counter{w: c.w}
	err := s.write(out)
	if err == nil || out.n == 0 {
		return err
	}
	c.Log.Error("admin API: stream broken off: " + c.r.URL.Path + ": " + err.Error())
	panic(http.ErrAbortHandler)
}

// counter knows whether anything was written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil // it would send the header
	}
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// printable tells whether s is at most n printable ASCII characters.
func printable(s string, n int) bool {
	return len(s) <= n && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}
