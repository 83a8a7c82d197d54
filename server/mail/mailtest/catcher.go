package mailtest

import (
	"bytes"
	"crypto/tls"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"ollu/server/certtest"
)

// Options say what the server is like. The zero Options make one that offers
// STARTTLS and takes mail from anybody.
type Options struct {
	User, Password string   // empty: nobody needs to sign in, nor can
	TLS            string   // starttls (default), tls, none: as in mail.Options
	Names          []string // that its certificate is for; empty: localhost and 127.0.0.1
}

// patience is how long Wait waits.
const patience = 20 * time.Second

// Catcher is a running server.
type Catcher struct {
	t       testing.TB
	options Options
	address *net.TCPAddr
	caFile  string

	mu      sync.Mutex
	arrived chan struct{} // closed and made anew whenever a mail has come
	mails   []Message
	said    bytes.Buffer
	refuse  func(verb, argument string) (code int, text string)
}

// Start starts a server on a free port of 127.0.0.1 and stops it with the test.
func Start(t testing.TB, o Options) *Catcher {
	t.Helper()
	if len(o.Names) == 0 {
		o.Names = []string{"localhost", "127.0.0.1"}
	}
	c := &Catcher{t: t, options: o, arrived: make(chan struct{})}
	authority := certtest.New(t)
	c.caFile = authority.File
	config := &tls.Config{Certificates: []tls.Certificate{authority.Certificate(t, certtest.Spec{Names: o.Names})}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.address = listener.Addr().(*net.TCPAddr)
	if o.TLS == "tls" {
		listener = tls.NewListener(listener, config)
	}
	c.serve(listener, config)
	return c
}

func (c *Catcher) serve(listener net.Listener, config *tls.Config) {
	server := smtp.NewServer(smtp.BackendFunc(c.session))
	server.Domain = "mailtest"
	server.Debug = (*transcript)(c)
	server.ErrorLog = log.New(io.Discard, "", 0)
	switch c.options.TLS {
	case "", "starttls":
		server.TLSConfig = config
	case "none":
		server.AllowInsecureAuth = true // offers what nobody should accept
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // returns when it is closed
	}()
	c.t.Cleanup(func() {
		server.Close()
		<-ended
	})
}

// Host is the server's host.
func (c *Catcher) Host() string { return c.address.IP.String() }

// Port is the server's port.
func (c *Catcher) Port() int { return c.address.Port }

// CAFile is a file with the certificate to trust, in PEM form.
func (c *Catcher) CAFile() string { return c.caFile }

// Refuse makes the server answer with a code other than 0 that f gives for a
// command: AUTH with the user, MAIL with the sender, RCPT with the recipient,
// DATA with the whole mail. nil refuses nothing.
func (c *Catcher) Refuse(f func(verb, argument string) (code int, text string)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refuse = f
}

// Messages gives the mails that came, in order.
func (c *Catcher) Messages() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.mails)
}

// Wait waits until n mails have come and gives them all; a test that waits in
// vain fails.
func (c *Catcher) Wait(n int) []Message {
	c.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		c.mu.Lock()
		mails, arrived := slices.Clone(c.mails), c.arrived
		c.mu.Unlock()
		if len(mails) >= n {
			return mails
		}
		select {
		case <-arrived:
		case <-late.C:
			c.t.Fatalf("%d mails came within %v, want %d", len(mails), patience, n)
		}
	}
}

// Transcript gives all that both sides said, of TLS what it protected too.
func (c *Catcher) Transcript() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said.String()
}

// Said tells whether a text, in any case, was part of the conversation.
func (c *Catcher) Said(text string) bool {
	return strings.Contains(strings.ToLower(c.Transcript()), strings.ToLower(text))
}

// transcript is the Catcher as the place where the conversation is written to.
type transcript Catcher

func (w *transcript) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.said.Write(b)
}

func (c *Catcher) keep(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mails = append(c.mails, m)
	close(c.arrived)
	c.arrived = make(chan struct{})
}
