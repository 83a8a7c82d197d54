package client

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// authority signs certificates that no machine trusts by itself.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string // its certificate, PEM
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{file: filepath.Join(t.TempDir(), "ca.pem")}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, key := a.sign(t, template)
	var err error
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.key = key
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(a.file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

// sign makes a certificate, of the authority's own when it has none yet.
func (a *authority) sign(t *testing.T, template *x509.Certificate) ([]byte, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	return der, key
}

// behind puts TLS around a listener, with a certificate for name that is good
// until then.
func (a *authority) behind(t *testing.T, name string, until time.Time) func(net.Listener) net.Listener {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: until.Add(-2 * time.Hour), NotAfter: until}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	der, key := a.sign(t, template)
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	return func(l net.Listener) net.Listener { return tls.NewListener(l, config) }
}

// secure opens a door behind a good certificate.
func (h *house) secure(t *testing.T, a *authority) (address string) {
	t.Helper()
	return "https://" + h.open(t, a.behind(t, "127.0.0.1", time.Now().Add(time.Hour)))
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
	h, ca := newHouse(t), newAuthority(t)
	code := issue(t, h.dial(t), 1)[0].Code.Reveal()
	trusting := askerBy(t, TransportOptions{CAFile: ca.file})
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
		"a stranger":      {trusting.Server, newAuthority(t).file, CauseTLS, "not trusted here"},
		"no authority":    {trusting.Server, "", CauseTLS, "ca_file"},
		"expired":         {"https://" + h.open(t, ca.behind(t, "127.0.0.1", time.Now().Add(-time.Hour))), ca.file, CauseTLS, "check this machine's clock"},
		"too early":       {"https://" + h.open(t, ca.behind(t, "127.0.0.1", time.Now().Add(3*time.Hour))), ca.file, CauseTLS, "check this machine's clock"},
		"another name":    {"https://" + h.open(t, ca.behind(t, "licence.example", soon)), ca.file, CauseTLS, "another name"},
		"no TLS there":    {"https://" + h.open(t, func(l net.Listener) net.Listener { return l }), ca.file, CauseTLS, "without TLS"},
		"another there":   {"https" + liar(t, says("220 mail.example\r\n"))[len("http"):], ca.file, CauseTLS, "does not speak TLS"},
		"TLS of old":      {"https://" + h.open(t, old), ca.file, CauseTLS, "versions of TLS"},
		"HTTP asked":      {"http" + trusting.Server[len("https"):], ca.file, CauseBroken, "closed before"},
		"nobody there":    {"https://127.0.0.1:1", ca.file, CauseRefused, "nothing listens there"},
		"not even a part": {"https" + liar(t, func(net.Conn) {})[len("http"):], ca.file, CauseBroken, "closed before"},
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
