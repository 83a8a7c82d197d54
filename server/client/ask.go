package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ollu/codec/answer"
)

// Where agents ask, and what is published beside it, below the server's address.
const (
	askPath      = "/ollu/license_update.aspx"
	keysFile     = "keys.json"
	productsPath = "products/"
	syncFile     = "sync"
	waitFile     = "wait"
	revokedFile  = "revocations.jwt"
)

// The forms of an answer, and their media types.
const (
	formatText = "text"
	formatJSON = "json"
	formatJWT  = "jwt"

	typeText   = "text/plain"
	typeJSON   = "application/json"
	typeJWT    = "application/jwt"
	typeJWKSet = "application/jwk-set+json"
)

// Bytes of an answer that are read at most.
const (
	answerLimit = 64 << 10
	keysLimit   = 1 << 20
	longLimit   = 64 << 20 // of a sync or a batch: ten thousand statements with room
	wokenLimit  = 1 << 20
)

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
	Format    string // text (default), json, jwt
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

// Asker asks the update endpoint of one server. Whatever comes instead of an
// answer is a *CouldNotCompleteError; only a caller who cancels gets
// context.Canceled instead. It is safe for concurrent use.
type Asker struct {
	// Server is the base URL of the agents' listener, or the whole address of the
	// update endpoint.
	Server string
	// Transport is best one of NewTransport: of another, less can be said when a
	// proxy refuses. Nil is NewTransport of no options.
	Transport http.RoundTripper
	// Timeout bounds a question and its whole answer; 0 is 30 seconds. A sync or a
	// batch may take ten times as long, a wait so much longer than it waits.
	Timeout time.Duration
}

// Ask asks the server at a base URL, through no proxy but those of the
// environment. See Asker.Ask.
func Ask(ctx context.Context, server string, q Question) (answer.Statement, []byte, error) {
	return (&Asker{Server: server}).Ask(ctx, q)
}

// Ask sends one question and gives the statement and its raw form. Of the form
// jwt, the statement is only what the token claims: nothing is verified here.
// The code goes into the body alone.
func (a *Asker) Ask(ctx context.Context, q Question) (answer.Statement, []byte, error) {
	w := wanted{media: []string{typeText}, limit: answerLimit}
	parse := answer.ParseText
	switch q.Format {
	case formatJSON:
		w.media, parse = []string{typeJSON}, answer.ParseJSON
	case formatJWT:
		w.media, parse = []string{typeJWT}, claimed
	}
	var s answer.Statement
	w.check = func(raw []byte) (err error) { s, err = parse(raw); return err }
	raw, err := a.post(ctx, q, w)
	return s, raw, err
}

// AskToken sends one question and gives the signed answer as it came. It has
// the form of a token, and is not verified.
func (a *Asker) AskToken(ctx context.Context, q Question) ([]byte, error) {
	q.Format = formatJWT
	return a.post(ctx, q, wanted{media: []string{typeJWT}, limit: answerLimit, check: isToken})
}

// Keys fetches the issuer's public keys: a JWK set as it came, not verified.
func (a *Asker) Keys(ctx context.Context) ([]byte, error) {
	return a.get(ctx, keysFile, wanted{media: []string{typeJWKSet, typeJSON}, limit: keysLimit, check: isObject})
}

// Product fetches the signed description of a product: a token as it came, not
// verified. A server that does not know the product gives Status 404.
func (a *Asker) Product(ctx context.Context, id string) ([]byte, error) {
	name := productsPath + url.PathEscape(id) + ".jwt"
	return a.get(ctx, name, wanted{media: []string{typeJWT}, limit: answerLimit, check: isToken})
}

func (a *Asker) post(ctx context.Context, q Question, w wanted) ([]byte, error) {
	w.code = q.Code
	endpoint, err := a.endpoint()
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint.String(), strings.NewReader(q.form().Encode()))
	if err != nil {
		return nil, a.badAddress()
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return a.fetch(r, w)
}

// get fetches what lies beside the update endpoint; name is escaped.
func (a *Asker) get(ctx context.Context, name string, w wanted) ([]byte, error) {
	r, err := a.beside(ctx, http.MethodGet, name, nil)
	if err != nil {
		return nil, err
	}
	if w.tag != nil && *w.tag != "" {
		r.Header.Set("If-None-Match", *w.tag)
	}
	return a.fetch(r, w)
}

// send posts JSON to what lies beside the update endpoint; an empty name is the
// endpoint itself.
func (a *Asker) send(ctx context.Context, name string, body []byte, w wanted) ([]byte, error) {
	r, err := a.beside(ctx, http.MethodPost, name, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", typeJSON)
	w.media = []string{typeJSON}
	return a.fetch(r, w)
}

func (a *Asker) beside(ctx context.Context, method, name string, body io.Reader) (*http.Request, error) {
	endpoint, err := a.endpoint()
	if err != nil {
		return nil, err
	}
	address := endpoint.String()
	if name != "" {
		address = endpoint.ResolveReference(&url.URL{Path: "./"}).String() + name
	}
	r, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, a.badAddress()
	}
	return r, nil
}

// endpoint gives the address to ask at.
func (a *Asker) endpoint() (*url.URL, error) {
	u, err := url.Parse(a.Server)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, a.badAddress()
	}
	if !strings.HasSuffix(u.Path, ".aspx") {
		u = u.JoinPath(askPath)
	}
	return u, nil
}

func (a *Asker) badAddress() error {
	return &CouldNotCompleteError{
		Cause: CauseAddress, Server: withoutSecrets(a.Server),
		Reason: "this is not the address of a server, write it like http://licence.example.com:8080",
	}
}

// claimed reads the statement in a token, and believes it.
func claimed(token []byte) (answer.Statement, error) {
	if err := isToken(token); err != nil {
		return answer.Statement{}, err
	}
	payload, err := base64.RawURLEncoding.DecodeString(string(bytes.Split(token, []byte{'.'})[1]))
	if err != nil {
		return answer.Statement{}, errNoAnswer
	}
	return answer.ParseJSON(payload)
}

// isToken tells whether b has the form of a signed token: three parts of
// base64url.
func isToken(b []byte) error {
	parts := bytes.Split(b, []byte{'.'})
	for _, part := range parts {
		if len(part) == 0 || bytes.ContainsFunc(part, func(r rune) bool { return !base64URL(r) }) {
			return errNoAnswer
		}
	}
	if len(parts) != 3 {
		return errNoAnswer
	}
	return nil
}

func base64URL(r rune) bool {
	return 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_'
}

func isObject(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) == 0 || b[0] != '{' || !json.Valid(b) {
		return errNoAnswer
	}
	return nil
}
