package certtest

import (
	"crypto/tls"
	"net"
	"testing"
	"time"
)

// TestMutualTrust has two ends show certificates of one authority to one another.
func TestMutualTrust(t *testing.T) {
	a, other := New(t), New(t)
	certFile, keyFile := a.Pair(t, Spec{Serial: 7})
	mine, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		server tls.Certificate
		trusts *Authority
		host   string
		good   bool
	}{
		"as it should be":   {mine, a, "127.0.0.1", true},
		"another name":      {mine, a, "elsewhere.test", false},
		"another authority": {mine, other, "127.0.0.1", false},
		"run out":           {a.Certificate(t, Spec{Until: time.Now().Add(-time.Minute)}), a, "127.0.0.1", false},
		"a name of its own": {a.Certificate(t, Spec{Names: []string{"gw.test"}}), a, "gw.test", true},
	} {
		x, y := net.Pipe()
		server := tls.Server(x, &tls.Config{Certificates: []tls.Certificate{c.server}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: a.Pool()})
		client := tls.Client(y, &tls.Config{Certificates: []tls.Certificate{mine}, RootCAs: c.trusts.Pool(), ServerName: c.host})
		go func() {
			_ = server.Handshake()
			_ = x.Close()
		}()
		if err := client.Handshake(); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
		_ = y.Close()
	}
}
