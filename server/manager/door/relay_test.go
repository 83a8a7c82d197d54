package door

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/keystore"
)

func TestAFreshAnswerIsTheIssuersOwn(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	_, token := s.ask(code, "format", "jwt", "device", "rack", "nonce", nonce)
	if got := s.verify(token, answer.Expect{Subject: code.Fingerprint(), Device: "rack", Nonce: nonce}); got.Result != answer.Valid {
		t.Errorf("%v", got.Result)
	}
	if held := must(s.book.Code(code)); held.Token == token {
		t.Error("an answer to somebody else's question lies on the shelf")
	}
	s.apply(keystore.Revoke{Code: code, Reason: "test"})
	if _, token = s.ask(code, "format", "jwt", "device", "rack", "nonce", nonce); s.verify(token, answer.Expect{Subject: code.Fingerprint(), Device: "rack", Nonce: nonce}).Result != answer.Revoked {
		t.Error("the issuer's newer word did not come through")
	}
	if _, text := s.ask(code, "nonce", nonce, "device", "rack"); !strings.Contains(text, "result=revoked\n") {
		t.Error(text)
	}
}

func TestActivation(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	status, text := s.ask(code, "action", "activate", "device", "second")
	if status != http.StatusOK || !strings.Contains(text, "result=valid\n") {
		t.Fatalf("%d %s", status, text)
	}
	if queued := must(s.book.Activations()); len(queued) != 0 {
		t.Errorf("%d wait although the issuer registered it", len(queued))
	}
	s.cut()
	for range 2 {
		if status, text = s.ask(code, "action", "activate", "device", "third", "component", "antivirus", "product", "appliance"); status != http.StatusOK || !strings.Contains(text, "result=valid\n") {
			t.Fatalf("%d %s", status, text)
		}
	}
	queued := must(s.book.Activations())
	if len(queued) != 1 || queued[0].Device != "third" || queued[0].Component != "antivirus" || queued[0].Code != code {
		t.Errorf("queued: %+v", queued)
	}
}

// The issuer, a busy issuer and something else in its place: the shelf answers.
func TestTheIssuerIsLeftAlone(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	s.cut()
	ask := func() string {
		_, text := s.ask(code, "nonce", nonce)
		return text
	}
	before := s.off.count()
	for range 5 {
		if text := ask(); !strings.Contains(text, "result=valid\n") {
			t.Fatal(text)
		}
	}
	if n := s.off.count() - before; n != 1 {
		t.Errorf("an issuer that is away was asked %d times", n)
	}
	s.off.set(func(b *switchboard) { b.cut = false })
	s.apply(keystore.Suspend{Code: code, Reason: "test"})
	s.pass(relayRest)
	if text := ask(); !strings.Contains(text, "result=suspended\n") {
		t.Errorf("it is back: %s", text)
	}
	for _, a := range []struct {
		status int
		kind   string
		body   string
		asked  int // of three
	}{
		{http.StatusTooManyRequests, "text/plain", "error=busy", 1},
		{http.StatusOK, "text/html", "<html>log in</html>", 1},
		{http.StatusNotFound, "text/plain", "error=nothing", 3},
	} {
		s.pass(time.Hour)
		s.off.set(func(b *switchboard) {
			b.answer = func(r *http.Request) *http.Response {
				return &http.Response{StatusCode: a.status, Body: io.NopCloser(strings.NewReader(a.body)), Request: r, Header: http.Header{"Content-Type": {a.kind}, "Retry-After": {"120"}}}
			}
		})
		before := s.off.count()
		for range 3 {
			if text := ask(); !strings.Contains(text, "result=valid\n") {
				t.Errorf("%d: %s", a.status, text)
			}
		}
		if n := s.off.count() - before; n != a.asked {
			t.Errorf("after %d the issuer was asked %d times, want %d", a.status, n, a.asked)
		}
	}
}
