package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"
)

// Client works on a site's manager: one that runs, or one in this process.
type Client struct {
	base, token string
	http        *http.Client
}

const typeJSON = "application/json"

// Remote gives a client of the manager that listens at an address, "http://host:port".
// No proxy is used: the address is one of this machine, or of a tunnel to another.
func Remote(url, token string) *Client {
	t := &http.Transport{
		DialContext:       (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		DisableKeepAlives: true,
	}
	return &Client{base: url, token: token, http: &http.Client{Transport: t, CheckRedirect: stay}}
}

// stay is the redirect policy: none. A redirect would carry the token away.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Local gives a client of a handler in this process.
func Local(h http.Handler, token string) *Client {
	return &Client{base: "http://local", token: token, http: &http.Client{Transport: inside{h}}}
}

var (
	// ErrNotRunning says that nothing listens at the manager's address.
	ErrNotRunning = errors.New("no manager answers at its address")
	// ErrBrokeOff says that the manager gave no whole answer: it was stopped.
	ErrBrokeOff = errors.New("the manager broke off")
)

// send makes one call and gives its answer, which the caller closes.
func (c *Client) send(ctx context.Context, path string, body io.Reader, media string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, body)
	if err != nil {
		return nil, fmt.Errorf("%q is not the address of a manager: %w", c.base, ErrNotRunning)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", media)
	resp, err := c.http.Do(r)
	switch {
	case ctx.Err() != nil && err != nil:
		return nil, ctx.Err()
	case errors.Is(err, syscall.ECONNREFUSED):
		return nil, ErrNotRunning
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrBrokeOff, err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBrokeOff, err)
	}
	return nil, refused(resp.StatusCode, said)
}

// maxAnswer bounds an answer in bytes: the state of a site of a hundred thousand
// codes is below it.
const maxAnswer = 256 << 20

// call makes one call of the API.
func call[R any](ctx context.Context, c *Client, path string, q any) (out R, err error) {
	body, err := json.Marshal(q)
	if err != nil {
		return out, err
	}
	return callWith[R](ctx, c, path, bytes.NewReader(body), typeJSON)
}

func callWith[R any](ctx context.Context, c *Client, path string, body io.Reader, media string) (out R, err error) {
	resp, err := c.send(ctx, path, body, media)
	if err != nil {
		return out, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&out); err != nil {
		return out, fmt.Errorf("%w: its answer cannot be read: %w", ErrBrokeOff, err)
	}
	return out, nil
}
