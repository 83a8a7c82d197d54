package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	netmail "net/mail"
	"os"
	"time"
)

// Values of Options.TLS.
const (
	StartTLS = "starttls" // a connection that must turn to TLS before anything else
	TLS      = "tls"      // TLS from the first byte
	NoTLS    = "none"     // in the clear, which excludes a user
)

// defaultTimeout bounds each half of sending: until signed in, and the rest.
const defaultTimeout = 30 * time.Second

var defaultPorts = map[string]int{StartTLS: 587, TLS: 465, NoTLS: 25}

// Options say where mail goes to. Host and From are required.
type Options struct {
	Host           string
	Port           int           // 0: 587 with starttls, 465 with tls, 25 with none
	TLS            string        // StartTLS (default), TLS or NoTLS
	User, Password string        // empty: no signing in
	From           string        // like "Licence agent <licence@example.com>"
	To             []string      // of messages that name nobody
	CAFile         string        // PEM certificates to trust beside those of the system
	Helo           string        // what this host calls itself; empty: its name
	Timeout        time.Duration // of signing in, and again of sending; 0: 30 s
}

// String leaves the password out.
func (o Options) String() string {
	return fmt.Sprintf("%s:%d (%s), user %q, from %q to %q", o.Host, o.Port, o.TLS, o.User, o.From, o.To)
}

// GoString is String.
func (o Options) GoString() string { return o.String() }

// complete fills in what was left out and says what is wrong with the rest.
func (o *Options) complete() error {
	if o.TLS == "" {
		o.TLS = StartTLS
	}
	port, known := defaultPorts[o.TLS]
	if o.Port == 0 {
		o.Port = port
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	switch {
	case o.Host == "":
		return errors.New("mail: no host, name the mail server")
	case !known:
		return fmt.Errorf("mail: unknown tls %.24q, take starttls, tls or none", o.TLS)
	case o.Port < 1 || o.Port > 65535:
		return fmt.Errorf("mail: port %d, take 1 to 65535", o.Port)
	case o.Timeout < 0:
		return fmt.Errorf("mail: timeout %v, take a positive one", o.Timeout)
	case o.User != "" && o.TLS == NoTLS:
		return errors.New("mail: a user needs tls starttls or tls, because the password must not be sent in the clear")
	case (o.User == "") != (o.Password == ""):
		return errors.New("mail: user and password go together, name both or neither")
	}
	return nil
}

// addresses parses From and To.
func (o *Options) addresses() (from *netmail.Address, to []*netmail.Address, err error) {
	if from, err = address("from", o.From); err != nil {
		return nil, nil, err
	}
	for _, s := range o.To {
		a, err := address("to", s)
		if err != nil {
			return nil, nil, err
		}
		to = append(to, a)
	}
	return from, to, nil
}

func address(what, s string) (*netmail.Address, error) {
	a, err := netmail.ParseAddress(s)
	if err != nil || a.Address != oneLine(a.Address) || a.Name != oneLine(a.Name) {
		return nil, fmt.Errorf("mail: %s: %.80q is not a mail address, write it like name@example.com", what, s)
	}
	return a, nil
}

// tlsConfig trusts the system's authorities and those of CAFile.
func (o *Options) tlsConfig() (*tls.Config, error) {
	c := &tls.Config{ServerName: o.Host, MinVersion: tls.VersionTLS12}
	if o.CAFile == "" {
		return c, nil
	}
	pem, err := os.ReadFile(o.CAFile)
	if err != nil {
		return nil, fmt.Errorf("mail: reading the CA file: %w", err)
	}
	if c.RootCAs, err = x509.SystemCertPool(); err != nil {
		c.RootCAs = x509.NewCertPool()
	}
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("mail: %s holds no certificate in PEM form", o.CAFile)
	}
	return c, nil
}
