package proxytest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// Both let requests and tunnels through for who has the password, and for nobody
// else, and write it down.
func TestProxies(t *testing.T) {
	hello := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") }) //nolint:errcheck // a test's
	plain, tls := httptest.NewServer(hello), httptest.NewTLSServer(hello)
	defer plain.Close()
	defer tls.Close()
	for name, start := range map[string]func(testing.TB, string, string) *Proxy{"squid": Squid, "tinyproxy": Tinyproxy} {
		t.Run(name, func(t *testing.T) {
			p := start(t, "agent", "s3cret")
			known := url.UserPassword("agent", "s3cret")
			if status := get(t, p, known, tls, plain.URL); status != http.StatusOK {
				t.Errorf("HTTP: %d", status)
			}
			p.WaitLog(t, "GET", plain.URL)
			if status := get(t, p, known, tls, tls.URL); status != http.StatusOK {
				t.Errorf("HTTPS: %d", status)
			}
			p.WaitLog(t, "CONNECT", tls.Listener.Addr().String())
			for _, stranger := range []*url.Userinfo{nil, url.UserPassword("agent", "wrong")} {
				if status := get(t, p, stranger, tls, plain.URL); status == http.StatusOK {
					t.Errorf("%v passed", stranger)
				}
			}
			open := start(t, "", "")
			if status := get(t, open, nil, tls, plain.URL); status != http.StatusOK {
				t.Errorf("without a password: %d", status)
			}
		})
	}
}

// get fetches an address through the proxy and gives the status, 0 when no
// tunnel was opened.
func get(t *testing.T, p *Proxy, user *url.Userinfo, tls *httptest.Server, address string) int {
	t.Helper()
	transport := tls.Client().Transport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: p.Addr, User: user})
	resp, err := (&http.Client{Transport: transport}).Get(address)
	if err != nil {
		t.Log(err)
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}
