package certtest

import (
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

// Authority signs certificates.
type Authority struct {
	File string // its own certificate, PEM

	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// Spec describes a certificate, which is good for a server and for a client.
type Spec struct {
	Names  []string  // hosts and addresses; none: 127.0.0.1 and localhost
	Serial int64     // 0: 1
	Until  time.Time // zero: in an hour; it begins two hours before
}

// New returns an authority of its own.
func New(t testing.TB) *Authority {
	t.Helper()
	a := &Authority{File: filepath.Join(t.TempDir(), "ca.pem")}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of a test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, key := a.sign(t, template)
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	a.cert, a.key = cert, key
	write(t, a.File, "CERTIFICATE", der)
	return a
}

// sign makes a certificate, of the authority's own when it has none yet.
func (a *Authority) sign(t testing.TB, template *x509.Certificate) ([]byte, *ecdsa.PrivateKey) {
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

// Certificate makes one.
func (a *Authority) Certificate(t testing.TB, s Spec) tls.Certificate {
	t.Helper()
	der, key := a.sign(t, s.template())
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func (s Spec) template() *x509.Certificate {
	if s.Until.IsZero() {
		s.Until = time.Now().Add(time.Hour)
	}
	if s.Names == nil {
		s.Names = []string{"127.0.0.1", "localhost"}
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(max(s.Serial, 1)), Subject: pkix.Name{CommonName: "ollu.test"},
		NotBefore: s.Until.Add(-2 * time.Hour), NotAfter: s.Until, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, name := range s.Names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	return template
}

// Write makes a certificate and writes it and its key to PEM files.
func (a *Authority) Write(t testing.TB, s Spec, certFile, keyFile string) {
	t.Helper()
	c := a.Certificate(t, s)
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	write(t, certFile, "CERTIFICATE", c.Certificate[0])
	write(t, keyFile, "PRIVATE KEY", key)
}

// Pair is Write to files of their own.
func (a *Authority) Pair(t testing.TB, s Spec) (certFile, keyFile string) {
	t.Helper()
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	a.Write(t, s, certFile, keyFile)
	return certFile, keyFile
}

// Pool trusts the authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

func write(t testing.TB, path, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}
