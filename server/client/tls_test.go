package client

import (
	"bytes"
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ollu/server/certtest"
)

// behind puts TLS around a listener, with a certificate of ca for name that is
// good until then.
func behind(t *testing.T, ca *certtest.Authority, name string, until time.Time) func(net.Listener) net.Listener {
	t.Helper()
	shown := ca.Certificate(t, certtest.Spec{Names: []string{name}, Serial: 2, Until: until})
	config := &tls.Config{Certificates: []tls.Certificate{shown}}
	return func(l net.Listener) net.Listener { return tls.NewListener(l, config) }
}

// secure opens a door behind a good certificate.
func (h *house) secure(t *testing.T, ca *certtest.Authority) (address string) {
	t.Helper()
	return "https://" + h.open(t, behind(t, ca, "127.0.0.1", time.Now().Add(time.Hour)))
}

func askerBy(t *testing.T, o TransportOptions) *Asker {
	t.Helper()
	transport, err := NewTransport(o)
	if err != nil {
		t.Fatal(err)
	}
	return &Asker{Transport: transport}
}

func TestTLS(t *testing.T) {
	h, ca := newHouse(t), certtest.New(t)
	code := issue(t, h.dial(t), 1)[0].Code.Reveal()
	trusting := askerBy(t, TransportOptions{CAFile: ca.File})
	trusting.Server = h.secure(t, ca)
	if _, err := trusting.AskToken(t.Context(), Question{Code: code}); err != nil {
		t.Fatal(err)
	}
	soon := time.Now().Add(time.Hour)
	for name, c := range map[string]struct {
		server string
		ca     string
		cause  Cause
		want   string
	}{
		"a stranger":      {trusting.Server, certtest.New(t).File, CauseTLS, "not trusted here"},
		"no authority":    {trusting.Server, "", CauseTLS, "ca_file"},
		"expired":         {"https://" + h.open(t, behind(t, ca, "127.0.0.1", time.Now().Add(-time.Hour))), ca.File, CauseTLS, "check this machine's clock"},
		"too early":       {"https://" + h.open(t, behind(t, ca, "127.0.0.1", time.Now().Add(3*time.Hour))), ca.File, CauseTLS, "check this machine's clock"},
		"another name":    {"https://" + h.open(t, behind(t, ca, "licence.example", soon)), ca.File, CauseTLS, "another name"},
		"no TLS there":    {"https://" + h.open(t, func(l net.Listener) net.Listener { return l }), ca.File, CauseTLS, "without TLS"},
		"another there":   {"https" + liar(t, says("220 mail.example\r\n"))[len("http"):], ca.File, CauseTLS, "does not speak TLS"},
		"TLS of old":      {"https://" + h.open(t, old), ca.File, CauseTLS, "versions of TLS"},
		"HTTP asked":      {"http" + trusting.Server[len("https"):], ca.File, CauseBroken, "closed before"},
		"nobody there":    {"https://127.0.0.1:1", ca.File, CauseRefused, "nothing listens there"},
		"not even a part": {"https" + liar(t, func(net.Conn) {})[len("http"):], ca.File, CauseBroken, "closed before"},
	} {
		t.Run(name, func(t *testing.T) {
			a := askerBy(t, TransportOptions{CAFile: c.ca})
			a.Server = c.server
			_, err := a.AskToken(t.Context(), Question{Code: code})
			incomplete(t, err, c.cause, c.want, "-"+code)
		})
	}
}

// old speaks only a TLS that nobody should.
func old(l net.Listener) net.Listener {
	return tls.NewListener(l, &tls.Config{
		MaxVersion:     tls.VersionTLS11,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, errNoAnswer },
	})
}

func TestCAFiles(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.pem")
	if err := os.WriteFile(empty, bytes.Repeat([]byte("x"), 90), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{empty, dir, filepath.Join(dir, "none.pem")} {
		if _, err := NewTransport(TransportOptions{CAFile: file}); err == nil {
			t.Errorf("%s was taken", file)
		}
	}
}
