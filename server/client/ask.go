package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"ollu/codec/answer"
)

// updatePath is where agents ask.
const updatePath = "/ollu/license_update.aspx"

// Question is what an agent asks. Only Code is required.
type Question struct {
	Code      string // as typed: the server says where it is mistyped
	Product   string
	Component string
	Device    string
	Version   string
	Build     string
	Lang      string // ja, en
	Nonce     string
	Activate  bool   // register Device
	Format    string // text (default), json
}

// form gives the question as the parameters of the wire.
func (q *Question) form() url.Values {
	v := url.Values{"ac": {q.Code}}
	for name, value := range map[string]string{
		"product": q.Product, "component": q.Component, "device": q.Device, "version": q.Version,
		"build": q.Build, "lang": q.Lang, "nonce": q.Nonce, "format": q.Format,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.Activate {
		v.Set("action", "activate")
	}
	return v
}

// Asker asks the update endpoint of one server.
type Asker struct {
	// Server is the base URL of the agents' listener, or the whole address of the
	// update endpoint.
	Server string
	// Transport may name a proxy; nil is http.DefaultTransport.
	Transport http.RoundTripper
}

// Ask asks the server at a base URL, through no proxy but those of the
// environment. See Asker.Ask.
func Ask(ctx context.Context, server string, q Question) (answer.Statement, []byte, error) {
	return (&Asker{Server: server}).Ask(ctx, q)
}

// CouldNotCompleteError says that the update endpoint gave no answer about the
// code: nothing is known of it, and nothing follows from that (row A3).
type CouldNotCompleteError struct {
	Server string
	Status int    // of HTTP; 0: there was no answer at all
	Reason string // what happened, and what to check
	Err    error
}

func (e *CouldNotCompleteError) Error() string {
	return fmt.Sprintf("could not complete the query to %s: %s", e.Server, e.Reason)
}

func (e *CouldNotCompleteError) Unwrap() error { return e.Err }

// answerLimit bounds how much of an answer is read.
const answerLimit = 64 << 10

// Ask sends one question and gives the statement and its raw form. Any other
// outcome is a *CouldNotCompleteError. The code goes into the body alone.
func (a *Asker) Ask(ctx context.Context, q Question) (answer.Statement, []byte, error) {
	endpoint, err := a.endpoint()
	if err != nil {
		return answer.Statement{}, nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(q.form().Encode()))
	if err != nil {
		return answer.Statement{}, nil, a.failed(0, "its address cannot be used", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := http.Client{Transport: a.Transport, CheckRedirect: stay}
	resp, err := client.Do(r)
	if err != nil {
		return answer.Statement{}, nil, a.unreached(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	if err != nil {
		return answer.Statement{}, nil, a.failed(resp.StatusCode, "the connection broke in the middle of the answer: try again", err)
	}
	return a.understand(resp, raw)
}

// endpoint gives the address to ask at.
func (a *Asker) endpoint() (string, error) {
	u, err := url.Parse(a.Server)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", a.failed(0, "this is not the address of a server, write it like http://licence.example.com:8080", nil)
	}
	if !strings.HasSuffix(u.Path, ".aspx") {
		u.Path = strings.TrimRight(u.Path, "/") + updatePath
	}
	return u.String(), nil
}

// understand parses an answer, or says what came instead.
func (a *Asker) understand(resp *http.Response, raw []byte) (answer.Statement, []byte, error) {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return answer.Statement{}, nil, a.failed(resp.StatusCode, "it sends elsewhere, as a log-in page of a network does: check the network and the address", nil)
	case resp.StatusCode != http.StatusOK:
		return answer.Statement{}, nil, a.failed(resp.StatusCode, statusReason(resp, kind, raw), nil)
	case len(raw) > answerLimit:
		return answer.Statement{}, nil, a.failed(resp.StatusCode, "its answer is far too long: check the address", nil)
	}
	parse := answer.ParseText
	switch kind {
	case "application/json":
		parse = answer.ParseJSON
	case "text/plain":
	default:
		return answer.Statement{}, nil, a.failed(resp.StatusCode, fmt.Sprintf("something else answered, with %q: check the address and the proxy", kind), nil)
	}
	s, err := parse(raw)
	if err != nil {
		return answer.Statement{}, nil, a.failed(resp.StatusCode, "its answer is not a licence statement: check the address and the proxy", err)
	}
	return s, raw, nil
}

// statusReason says what a status means; the server's own words are added when
// they are a short plain text.
func statusReason(resp *http.Response, kind string, raw []byte) string {
	reason := "it answered " + resp.Status
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		reason += ": try again"
		if after := resp.Header.Get("Retry-After"); after != "" {
			reason += " after " + after + " seconds"
		}
	case http.StatusProxyAuthRequired:
		reason += ": the proxy wants a user and a password"
	}
	text := strings.TrimSpace(string(raw))
	if kind == "text/plain" && text != "" && len(text) <= 200 {
		reason += " (" + text + ")"
	}
	return reason
}

// unreached says why there was no answer.
func (a *Asker) unreached(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	reason := "it cannot be reached, check the address and the network: " + err.Error()
	if errors.Is(err, syscall.ECONNREFUSED) {
		reason = "nothing listens there: start the server, or correct the address"
	}
	return a.failed(0, reason, err)
}

func (a *Asker) failed(status int, reason string, err error) error {
	return &CouldNotCompleteError{Server: a.Server, Status: status, Reason: reason, Err: err}
}
