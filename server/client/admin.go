package client

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Files in the data directory of a running server.
const (
	addrFile  = "admin.addr"
	tokenFile = "admin.token"
)

// Options name a server: by the data directory it runs on, or by its address
// and a file with its token.
type Options struct {
	DataDir   string // holds admin.addr and admin.token
	Server    string // base URL, "http://127.0.0.1:8082"; empty: from DataDir
	TokenFile string // empty: from DataDir
	Token     string // in place of TokenFile

	Operator  string            // who acts, for the audit log; empty: the server's "admin"
	Transport http.RoundTripper // nil: http.DefaultTransport
	Random    io.Reader         // for idempotency keys; nil: crypto/rand.Reader
}

// Admin calls the admin API of one server. It is safe for concurrent use.
type Admin struct {
	base    string
	dataDir string // "" when the server was named by its address
	token   string
	options Options
	http    *http.Client
	pauses  []time.Duration // before each repetition
}

// Dial finds a server. It does not call it: the first call does.
func Dial(o Options) (*Admin, error) {
	a := &Admin{
		options: o, base: o.Server,
		http:   &http.Client{Transport: o.Transport, CheckRedirect: stay},
		pauses: []time.Duration{200 * time.Millisecond, time.Second},
	}
	if a.options.Random == nil {
		a.options.Random = rand.Reader
	}
	if o.Server == "" {
		a.dataDir = o.DataDir
		base, err := addressIn(o.DataDir)
		if err != nil {
			return nil, err
		}
		a.base = base
	}
	if err := a.checkBase(); err != nil {
		return nil, err
	}
	token, err := tokenOf(o)
	a.token = token
	return a, err
}

// stay is the redirect policy: none.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (a *Admin) checkBase() error {
	u, err := url.Parse(a.base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%q is not the address of a server: write it like http://127.0.0.1:8082", a.base)
	}
	a.base = strings.TrimRight(a.base, "/")
	return nil
}

// addressIn reads where the server on a data directory listens.
func addressIn(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("no server is named: name its data directory with --data-dir, or its address with --server")
	}
	b, err := os.ReadFile(filepath.Join(dir, addrFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", &NotRunningError{DataDir: dir, Err: err}
	}
	if err != nil {
		return "", fmt.Errorf("reading the server's address: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// tokenOf reads the bearer token.
func tokenOf(o Options) (string, error) {
	if o.Token != "" {
		return o.Token, nil
	}
	path := o.TokenFile
	if path == "" && o.DataDir != "" {
		path = filepath.Join(o.DataDir, tokenFile)
	}
	if path == "" {
		return "", errors.New("the server's token is missing: name its file with --token-file (admin.token in the server's data directory)")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the server's token: %w", err)
	}
	token := strings.TrimSpace(string(b))
	if token == "" || strings.ContainsAny(token, " \r\n\t") {
		return "", fmt.Errorf("%s does not hold a token: it should be one line, as in admin.token of the server's data directory", path)
	}
	return token, nil
}

// NotRunningError says that nobody answers where the server should be.
type NotRunningError struct {
	DataDir string // "" when the server was named by its address
	Server  string
	Err     error
}

func (e *NotRunningError) Error() string {
	if e.DataDir != "" {
		return fmt.Sprintf("no server is running on data directory %s: start it with `ollu serve --data-dir %s`, or name one with --server", e.DataDir, e.DataDir)
	}
	return fmt.Sprintf("no server answers at %s: start it, or correct --server", e.Server)
}

func (e *NotRunningError) Unwrap() error { return e.Err }
