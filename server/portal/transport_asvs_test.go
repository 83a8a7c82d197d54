package portal

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"testing"

	"ollu/server/certtest"
	"ollu/server/serve"
)

// Over TLS the portal is reached by what is safe today: no version before 1.2, and
// no exchange of keys that a stolen key would open afterwards.
func TestOldTLSIsRefused(t *testing.T) {
	authority := certtest.New(t)
	cert, err := serve.LoadCertificate(authority.Pair(t, certtest.Spec{}))
	if err != nil {
		t.Fatal(err)
	}
	l, err := serve.Listen("the portal", "127.0.0.1:0", cert, func(error) {})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler(), ErrorLog: log.New(io.Discard, "", 0)}
	t.Cleanup(func() { _ = server.Close() })
	go func() { _ = server.Serve(l) }()
	for what, c := range map[string]struct {
		offer *tls.Config
		taken bool
	}{
		"TLS 1.0": {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}, false},
		"TLS 1.1": {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, false},
		"no forward secrecy": {&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{
			tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_CBC_SHA, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_RSA_WITH_RC4_128_SHA,
		}}, false},
		"TLS 1.2": {&tls.Config{MaxVersion: tls.VersionTLS12}, true},
		"TLS 1.3": {&tls.Config{MinVersion: tls.VersionTLS13}, true},
	} {
		c.offer.RootCAs, c.offer.ServerName = authority.Pool(), "127.0.0.1"
		conn, err := tls.Dial("tcp", l.Addr().String(), c.offer)
		if err == nil {
			_ = conn.Close()
		}
		if (err == nil) != c.taken {
			t.Errorf("%s: %v", what, err)
		}
	}
}
