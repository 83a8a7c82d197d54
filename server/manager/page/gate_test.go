package page

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestNothingIsShownWithoutTheToken(t *testing.T) {
	s := &stage{site: office()}
	r := read(t, open(t, s, always(noon), nil))
	for _, path := range []string{"/", pathProducts, pathCodes, pathIssuer} {
		status, body := r.get(path)
		if status != http.StatusOK || !strings.Contains(body, `id="token"`) || strings.Contains(body, "gateway") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if status, body := r.post("/deploy", url.Values{"selector": {""}}); strings.Contains(body, "gateway") || len(s.selectors()) > 0 {
		t.Errorf("a delivery without a session: %d, %q", status, s.selectors())
	}
	_, body := r.get("/sign-in")
	status, body := r.post("/sign-in", url.Values{"token": {token + "x"}, "form": {word(t, body)}})
	if status != http.StatusUnauthorized || !strings.Contains(body, "is not this manager’s token") || strings.Contains(body, token) {
		t.Errorf("a wrong token: %d %s", status, body)
	}
}

func TestCookiesAndHeaders(t *testing.T) {
	p := open(t, &stage{site: office()}, always(noon), nil)
	r := read(t, p)
	r.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	_, body := r.get("/sign-in?lang=ja")
	res, err := r.client.PostForm(r.server.URL+"/sign-in", url.Values{"token": {token}, "form": {word(t, body)}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	seen := 0
	for _, c := range res.Cookies() {
		seen++
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
			t.Errorf("cookie %s: %v", c.Name, c)
		}
	}
	if seen < 2 {
		t.Fatalf("%d cookies", seen)
	}
	csp := res.Header.Get("Content-Security-Policy")
	for _, bad := range []string{"unsafe", "http:", "https:", "*", "script-src"} {
		if strings.Contains(csp, bad) {
			t.Errorf("the policy allows %s: %s", bad, csp)
		}
	}
	if !strings.HasPrefix(csp, "default-src 'none'") || res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers: %v", res.Header)
	}
}

func TestFormsMustBeOurs(t *testing.T) {
	s := &stage{site: office()}
	r := read(t, open(t, s, always(noon), nil))
	form := r.signIn()
	for name, try := range map[string]func() int{
		"without a word": func() int { status, _ := r.post("/deploy", url.Values{}); return status },
		"with another":   func() int { status, _ := r.post("/deploy", url.Values{"form": {"x" + form}}); return status },
		"from elsewhere": func() int {
			q, _ := http.NewRequest(http.MethodPost, r.server.URL+"/deploy", strings.NewReader(url.Values{"form": {form}}.Encode()))
			q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			q.Header.Set("Sec-Fetch-Site", "cross-site")
			res, err := r.client.Do(q)
			status, _ := r.answer(res, err)
			return status
		},
		"sign-out": func() int { status, _ := r.post("/sign-out", url.Values{}); return status },
		"sign-in":  func() int { status, _ := r.post("/sign-in", url.Values{"token": {token}}); return status },
		"too long": func() int {
			status, _ := r.post("/deploy", url.Values{"form": {form}, "selector": {strings.Repeat("x", formMost)}})
			return status
		},
	} {
		if status := try(); status != http.StatusForbidden {
			t.Errorf("%s: %d", name, status)
		}
	}
	if len(s.selectors()) > 0 {
		t.Errorf("something was delivered: %q", s.selectors())
	}
}

func TestSessionsEnd(t *testing.T) {
	now := noon
	r := read(t, open(t, &stage{site: office()}, func() time.Time { return now }, nil))
	r.signIn()
	for range 4 {
		now = now.Add(Idle - time.Second)
		if _, body := r.get(pathProducts); !strings.Contains(body, "gateway-1") {
			t.Fatal("a session that is used ended")
		}
	}
	now = now.Add(Idle)
	if _, body := r.get(pathProducts); strings.Contains(body, "gateway-1") || !strings.Contains(body, "was not used for 30 minutes") {
		t.Errorf("unused: %s", body)
	}
	if _, body := r.get(pathProducts); strings.Contains(body, "was not used") {
		t.Error("a stranger is told of a session")
	}
	form := r.signIn()
	if _, body := r.post("/sign-out", url.Values{"form": {form}}); !strings.Contains(body, `id="token"`) {
		t.Error(body)
	}
	if _, body := r.get(pathProducts); strings.Contains(body, "gateway-1") {
		t.Error("signed out, and still let in")
	}
	r.signIn()
	for range 26 {
		now = now.Add(Idle - time.Minute)
		r.get(pathProducts)
	}
	if _, body := r.get(pathProducts); strings.Contains(body, "gateway-1") {
		t.Error("a session lasts for ever")
	}
}

func TestTriesAreLimited(t *testing.T) {
	now := noon
	p := open(t, &stage{}, func() time.Time { return now }, nil)
	r := read(t, p)
	_, body := r.get("/sign-in")
	form := word(t, body)
	try := func(with string) int {
		status, _ := r.post("/sign-in", url.Values{"token": {with}, "form": {form}})
		return status
	}
	for range triesAtOnce {
		if status := try("wrong"); status != http.StatusUnauthorized {
			t.Fatal(status)
		}
	}
	if status := try(token); status != http.StatusTooManyRequests {
		t.Errorf("the right token after many wrong ones: %d", status)
	}
	now = now.Add(triesEvery)
	if status := try(token); status != http.StatusOK {
		t.Errorf("after a while: %d", status)
	}
}

func TestTriesAreCountedByHousehold(t *testing.T) {
	tr := newTries(always(noon))
	for range triesAtOnce {
		tr.take("[2001:db8::1]:99")
	}
	if tr.take("[2001:db8::ffff]:1") == 0 {
		t.Error("an address of the same household has an allowance of its own")
	}
	for _, other := range []string{"[2001:db8:0:1::1]:99", "10.0.0.1:1", "@"} {
		if tr.take(other) != 0 {
			t.Errorf("%s pays for others", other)
		}
	}
	for i := range triersMost + 10 {
		tr.take(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255))
	}
	if len(tr.all) > triersMost {
		t.Errorf("%d addresses are kept", len(tr.all))
	}
}

func TestSessionsAreBounded(t *testing.T) {
	now := noon
	s := newSessions(func() time.Time { return now }, strings.NewReader(strings.Repeat("x", 10)))
	if _, err := s.begin(); err == nil {
		t.Error("a session without randomness")
	}
	n := byte(0)
	s.random = readerFunc(func(b []byte) (int, error) {
		for i := range b {
			b[i] = n
			n = n*31 + byte(i) + 7
		}
		b[0], b[1] = byte(len(s.all)), byte(len(s.all)>>8)
		return len(b), nil
	})
	for range sessionsMost + 5 {
		now = now.Add(time.Millisecond)
		if _, err := s.begin(); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.all) > sessionsMost {
		t.Errorf("%d sessions", len(s.all))
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// A form that never comes whole does not hold its connection for ever.
func TestASlowFormIsCutOff(t *testing.T) {
	p := open(t, &stage{site: office()}, always(noon), nil)
	p.formTime = 20 * time.Millisecond
	r := read(t, p)
	c, err := net.Dial("tcp", strings.TrimPrefix(r.server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, "POST /sign-in HTTP/1.1\r\nHost: x\r\nCookie: "+formCookie+"=x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nform=")
	if err := c.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if said, err := io.ReadAll(c); err != nil {
		t.Errorf("still open: %v, %.80s", err, said)
	}
}

// The address of a screen that there is not leads nowhere else.
func TestNoLinkLeadsAway(t *testing.T) {
	r := read(t, open(t, &stage{site: office()}, always(noon), nil))
	for _, path := range []string{"/%2F%2Fevil.example", "/%2Fevil.example", "/%5c%5cevil.example"} {
		if _, body := r.get(path); strings.Contains(body, "evil.example") {
			t.Errorf("%s: %s", path, body)
		}
	}
}
