package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

// TransportOptions say how the update endpoint is reached.
type TransportOptions struct {
	Proxy  *Proxy // nil: HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment
	CAFile string // PEM certificates trusted beside those of the machine, for HTTPS; "": none

	KeepAlive   bool             // keep connections for the next question, for who asks many
	Certificate *tls.Certificate // shown to a server that asks for one; nil: none
}

// keptTime is how long a kept connection waits for the next question: shorter
// than servers and firewalls keep it, so that a question seldom meets its end.
const keptTime = 30 * time.Second

// Times after which a step is given up. Asker.Timeout bounds the whole.
const (
	dialTime  = 10 * time.Second
	tlsTime   = 10 * time.Second
	headLimit = 64 << 10 // bytes of an answer's header
)

// NewTransport gives a transport for an Asker. It speaks HTTP/1.1, which every
// proxy passes on, and keeps no connection unless asked to: an agent's questions
// are days apart. An error says which setting to correct, and holds no password.
func NewTransport(o TransportOptions) (*http.Transport, error) {
	t := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: dialTime}).DialContext,
		TLSHandshakeTimeout:    tlsTime,
		DisableKeepAlives:      !o.KeepAlive,
		IdleConnTimeout:        keptTime,
		MaxResponseHeaderBytes: headLimit,
		DisableCompression:     true,
		Protocols:              new(http.Protocols),
		OnProxyConnectResponse: tunnelled,
	}
	t.Protocols.SetHTTP1(true)
	if o.Proxy != nil {
		choose, err := o.Proxy.choose()
		if err != nil {
			return nil, err
		}
		t.Proxy = choose
	}
	var err error
	t.TLSClientConfig, err = o.tls()
	return t, err
}

// tls gives what differs from the usual; nil: nothing does.
func (o *TransportOptions) tls() (*tls.Config, error) {
	if o.CAFile == "" && o.Certificate == nil {
		return nil, nil
	}
	c := new(tls.Config)
	if o.Certificate != nil {
		c.Certificates = []tls.Certificate{*o.Certificate}
	}
	if o.CAFile != "" {
		roots, err := trusted(o.CAFile)
		if err != nil {
			return nil, err
		}
		c.RootCAs = roots
	}
	return c, nil
}

// trusted gives the machine's certificates and those of a file.
func trusted(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the file of trusted certificates: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a machine without any: the file's are enough
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate: it should be PEM, with BEGIN CERTIFICATE in it", file)
	}
	return roots, nil
}

// tunnelError is a proxy's refusal to open a tunnel; net/http by itself keeps
// no more of it than the words of the status.
type tunnelError struct{ resp *http.Response }

func (e *tunnelError) Error() string { return "the proxy opened no tunnel: " + e.resp.Status }

// tunnelled looks at a proxy's answer to CONNECT.
func tunnelled(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &tunnelError{resp}
}
