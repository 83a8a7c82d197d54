package client

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ollu/codec/answer"
	"ollu/server/check"
)

// door is a real update endpoint over the house's store.
func (h *house) door(t *testing.T) (url string) {
	t.Helper()
	metrics := check.NewMetrics(prometheus.NewRegistry())
	checker, err := check.New(check.Options{Store: h.store, Book: appliance(t), Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	d := check.NewDoor(check.DoorOptions{Checker: checker, Metrics: metrics, Now: func() time.Time { return noon }})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- d.Serve(l) }()
	t.Cleanup(func() {
		if err := errors.Join(d.Shutdown(context.Background()), <-served); err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}

func TestAsk(t *testing.T) {
	h := newHouse(t)
	l := issue(t, h.dial(t), 1)[0]
	server := h.door(t)
	for _, format := range []string{"", "text", "json"} {
		s, raw, err := Ask(t.Context(), server, Question{Code: l.Code.Reveal(), Format: format})
		if err != nil || s.Result != answer.NotActivated || s.Seats != 50 || len(raw) == 0 {
			t.Errorf("%q: %+v, %v", format, s, err)
		}
		if (format == "json") != (raw[0] == '{') {
			t.Errorf("%q: %s", format, raw)
		}
	}
	q := Question{
		Code: l.Code.Reveal(), Product: "appliance", Component: "antivirus", Device: "gw-1", Version: "9.1",
		Build: "1244", Lang: "ja", Nonce: "0123456789abcdef", Activate: true,
	}
	if s, _, err := Ask(t.Context(), server+"/", q); err != nil || s.Result != answer.Valid {
		t.Errorf("%+v, %v", s, err)
	}
	q.Activate, q.Product = false, "abacus"
	if s, _, err := Ask(t.Context(), server+askPath, q); err != nil || s.Result != answer.WrongProduct {
		t.Errorf("%+v, %v", s, err)
	}
	if s, _, err := Ask(t.Context(), server, Question{Code: "IM-2222"}); err != nil || s.Result != answer.Malformed || s.Hint == "" {
		t.Errorf("%+v, %v", s, err)
	}
	_, _, err := Ask(t.Context(), server, Question{})
	if e, ok := errors.AsType[*CouldNotCompleteError](err); !ok || e.Status != http.StatusBadRequest || !strings.Contains(e.Reason, "ac") {
		t.Errorf("%v", err)
	}
}

// Whatever is not a statement is "could not complete", with the reason; nothing
// of the code is in the address or in the error.
func TestAskCouldNotComplete(t *testing.T) {
	const code = "IM-SECRET"
	statement := (&answer.Statement{Result: answer.Valid, ServerTime: noon}).AppendText(nil)
	send := func(status int, kind, body string, headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery != "" || r.Method != http.MethodPost {
				t.Errorf("asked by %s %s", r.Method, r.URL)
			}
			w.Header().Set("Content-Type", kind)
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		want  string
	}{
		"a page":          {send(200, "text/html", "<html>log in</html>"), "web page"},
		"a page as text":  {send(200, "text/plain", "<html>log in</html>"), "web page"},
		"a log-in page":   {send(302, "text/html", "", "Location", "http://portal.example/"), "elsewhere"},
		"too many":        {send(429, "text/plain", "slow down", "Retry-After", "7"), "after 7 seconds (slow down)"},
		"no store":        {send(503, "text/plain", ""), "try again"},
		"proxy":           {send(407, "text/html", "<html>"), "wants a user and a password"},
		"not found":       {send(404, "text/html", "<html>"), "404"},
		"empty":           {send(200, "text/plain", ""), "not a licence statement"},
		"half":            {send(200, "text/plain", string(statement[:len(statement)-3])), "not a licence statement"},
		"half of a reply": {send(200, "text/plain", string(statement), "Content-Length", "5000"), "broke in the middle"},
		"JSON as text":    {send(200, "application/json", string(statement)), "in place of"},
		"huge":            {send(200, "text/plain", strings.Repeat("x", answerLimit+1)), "too long"},
		"no answer":       {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "closed before"},
	} {
		server := httptest.NewServer(c.serve)
		_, raw, err := Ask(t.Context(), server.URL, Question{Code: code})
		server.Close()
		if _, ok := errors.AsType[*CouldNotCompleteError](err); !ok || raw != nil {
			t.Errorf("%s: %.40q, %v", name, raw, err)
			continue
		}
		if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), code) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for server, want := range map[string]string{gone.URL: "nothing listens", "localhost": "http://", "http://%": "http://", "gopher://x": "http://"} {
		if _, _, err := Ask(t.Context(), server, Question{Code: code}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", server, err, want)
		}
	}
}

// Through a forward proxy, as sites without direct access do.
func TestAskThroughAProxy(t *testing.T) {
	h := newHouse(t)
	l := issue(t, h.dial(t), 1)[0]
	passed := 0
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		passed++
		r.RequestURI = ""
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
		_, _ = io.Copy(w, resp.Body)
	}))
	defer proxy.Close()
	through, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(through)}
	defer transport.CloseIdleConnections()
	a := Asker{Server: h.door(t), Transport: transport}
	s, _, err := a.Ask(t.Context(), Question{Code: l.Code.Reveal()})
	if err != nil || s.Product != "appliance" || passed != 1 {
		t.Errorf("%+v after %d passes: %v", s, passed, err)
	}
}
