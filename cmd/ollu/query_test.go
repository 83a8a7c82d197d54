package main

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

const exampleNonce = "b2xsdS1leGFtcGxlLW5vbmNl"

// A signed answer is printed as it is, and its claims give the exit code.
func TestQueryForATokenPrintsIt(t *testing.T) {
	s := newSite(t)
	code := s.issue(t)[0].Code.Reveal()
	claims := func(want int, args ...string) map[string]any {
		t.Helper()
		out := s.ollu(t, append([]string{"query", code, "--format", "jwt"}, args...)...)
		out.want(t, want, "eyJ", "")
		parts := strings.Split(strings.TrimSuffix(out.stdout, "\n"), ".")
		payload, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err != nil || len(parts) != 3 {
			t.Fatalf("%s: %v", out.stdout, err)
		}
		var c map[string]any
		if err := json.Unmarshal(payload, &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	if c := claims(exitNo); c["result"] != "not_activated" || c["nonce"] != nil || c["iss"] != "ollu" {
		t.Errorf("%v", c)
	}
	c := claims(exitDone, "--nonce", exampleNonce, "--device", exampleDevice, "--action", "activate")
	if c["result"] != "valid" || c["nonce"] != exampleNonce || c["device"] != exampleDevice {
		t.Errorf("%v", c)
	}
	s.ollu(t, "query", code, "--format", "jwt", "--nonce", "short").want(t, exitFailed, "", "nonce")
	s.ollu(t, "query", code, "--format", "json", "--nonce", exampleNonce).want(t, exitDone, `"result":"valid"`, "")
}

// The proxy of the environment is used, and its page is not taken for an answer.
func TestQueryThroughTheProxyOfTheEnvironment(t *testing.T) {
	s := newSite(t)
	code := s.issue(t)[0].Code.Reveal()
	door, _ := s.read(t, "data/agents.addr")
	to, err := url.Parse(strings.TrimSpace(door))
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: to.Host}) }}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != "licence.example" || r.Header.Get("Proxy-Authorization") != "Basic YWdlbnQ6czNjcmV0" {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		forward.ServeHTTP(w, r)
	}))
	defer proxy.Close()
	address := strings.TrimPrefix(proxy.URL, "http://")
	query := "ollu query " + code + " --server http://licence.example/"
	s.shell(t, "HTTP_PROXY=http://agent:s3cret@"+address+" "+query).want(t, exitNo, "result=not_activated", "")
	out := s.shell(t, "http_proxy=http://agent:wr0ng@"+address+" "+query)
	out.want(t, exitFailed, "", "does not accept the user and password")
	if strings.Contains(out.stderr, "wr0ng") || strings.Contains(out.stderr, code) {
		t.Errorf("told: %s", out.stderr)
	}
}
