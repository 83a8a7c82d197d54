package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What is asked by a name that is not this machine's stays unanswered on a
// listener that this machine alone reaches; elsewhere every name is served.
func TestOwnNames(t *testing.T) {
	const (
		four = "127.0.0.1:8086"
		six  = "[::1]:8086"
		open = "192.0.2.7:8086"
	)
	for _, c := range []struct {
		listens, configured, host string
		want                      int
	}{
		{four, four, "127.0.0.1:8086", http.StatusOK},
		{four, four, "127.0.0.1", http.StatusOK},
		{four, four, "127.8.8.8:1", http.StatusOK},
		{four, four, "[::1]:8086", http.StatusOK},
		{four, four, "[::1]", http.StatusOK},
		{six, six, "[::ffff:127.0.0.1]:8086", http.StatusOK},
		{four, four, "localhost:8086", http.StatusOK},
		{four, four, "LocalHost.", http.StatusOK},
		{four, four, "", http.StatusOK},
		{four, "manager.internal:8086", "manager.internal:8086", http.StatusOK},
		{four, "Manager.Internal:8086", "manager.internal", http.StatusOK},
		{four, four, "evil.example:8086", http.StatusMisdirectedRequest},
		{four, four, "evil.example", http.StatusMisdirectedRequest},
		{six, six, "evil.example:8086", http.StatusMisdirectedRequest},
		{four, four, "127.0.0.1.evil.example:8086", http.StatusMisdirectedRequest},
		{four, four, "localhost.evil.example", http.StatusMisdirectedRequest},
		{four, four, "192.0.2.7:8086", http.StatusMisdirectedRequest},
		{four, four, "0.0.0.0:8086", http.StatusMisdirectedRequest},
		{four, ":8086", "evil.example", http.StatusMisdirectedRequest},
		{open, open, "manager.example:8086", http.StatusOK},
		{"[::]:8086", ":8086", "manager.example:8086", http.StatusOK},
	} {
		address, err := net.ResolveTCPAddr("tcp", c.listens)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.Host = c.host
		w := httptest.NewRecorder()
		served := false
		ownNames(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served = true }), address, c.configured).ServeHTTP(w, r)
		if w.Code != c.want || served != (c.want == http.StatusOK) {
			t.Errorf("%q at %s, configured as %s: %d", c.host, c.listens, c.configured, w.Code)
		}
		if !served && !strings.Contains(w.Body.String(), "127.0.0.1, or as localhost") {
			t.Errorf("%q is not told what to do: %s", c.host, w.Body)
		}
	}
}
