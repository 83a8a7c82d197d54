package client

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Proxy is an HTTP forward proxy (row L1). Plain HTTP is handed to it, and HTTPS
// goes through a tunnel that it opens (CONNECT).
type Proxy struct {
	URL            string   // "http://proxy.example.com:3128", or https:// for one that speaks TLS itself
	User, Password string   // for Basic authentication; an empty User: none
	NoProxy        []string // asked directly: a host with all below it, ".suffix", address, CIDR, each but the last with ":port" if need be, or "*"
}

// String shows the proxy without its password.
func (p Proxy) String() string {
	password := ""
	if p.Password != "" {
		password = ":…"
	}
	return fmt.Sprintf("%s%s at %s", p.User, password, withoutSecrets(p.URL))
}

// GoString is String: %#v shows no password either.
func (p Proxy) GoString() string { return p.String() }

// address checks the settings and gives the address with user and password in it.
func (p *Proxy) address() (*url.URL, error) {
	u, err := url.Parse(p.URL)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the proxy's address %q cannot be used: write it like http://proxy.example.com:3128", withoutSecrets(p.URL))
	case u.User != nil:
		return nil, errors.New("the proxy's address holds a user: set user and password on their own, so that no log shows them")
	case p.User == "" && p.Password != "":
		return nil, errors.New("the proxy has a password and no user: set the user as well")
	case strings.Contains(p.User, ":"):
		return nil, errors.New("the proxy's user holds a colon, which Basic authentication cannot carry: correct it")
	}
	u = &url.URL{Scheme: u.Scheme, Host: u.Host}
	if p.User != "" {
		u.User = url.UserPassword(p.User, p.Password)
	}
	return u, nil
}

// choose gives the function that a transport asks for the proxy of a request.
// No address is left out by itself, not even one of this machine, as net/http
// would do: who names a proxy wants it used.
func (p *Proxy) choose() (func(*http.Request) (*url.URL, error), error) {
	through, err := p.address()
	if err != nil {
		return nil, err
	}
	direct, err := parseDirect(p.NoProxy)
	if err != nil {
		return nil, err
	}
	return func(r *http.Request) (*url.URL, error) {
		if slices.ContainsFunc(direct, func(d rule) bool { return d.covers(r.URL) }) {
			return nil, nil
		}
		return through, nil
	}, nil
}

// withoutSecrets shows an address that may not even be one: what stands before
// an @ may be a password, and a query or a fragment may be a code.
func withoutSecrets(address string) string {
	at := strings.LastIndexByte(address, '@')
	shown := address[at+1:]
	if end := strings.IndexAny(shown, "?#"); end >= 0 {
		shown = shown[:end]
	}
	if at >= 0 {
		return "…@" + shown
	}
	return shown
}
