package access

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ollu/keystore/customer"
)

// browser is a client with cookies, of a handler that is not on any network.
type browser struct {
	t       *testing.T
	handler http.Handler
	jar     http.CookieJar
}

func newBrowser(t *testing.T, h http.Handler) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, h, jar}
}

func (b *browser) get(path string) *http.Response {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "https://portal.example.com"+path, nil)
	r.TLS = &tls.ConnectionState{}
	for _, c := range b.jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	b.jar.SetCookies(r.URL, w.Result().Cookies())
	return w.Result()
}

func (b *browser) text(path string) string {
	b.t.Helper()
	body, err := io.ReadAll(b.get(path).Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(body)
}

// id is the session's id in the browser; "" none.
func (b *browser) id() string {
	r := httptest.NewRequest(http.MethodGet, "https://portal.example.com/", nil)
	for _, c := range b.jar.Cookies(r.URL) {
		return c.Value
	}
	return ""
}

// house is a handler by which a test does to its session what it likes.
func house(t *testing.T, s *Sessions) http.Handler {
	must := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/login/{user}", func(w http.ResponseWriter, r *http.Request) {
		must(s.LogIn(r.Context(), customer.ID(r.PathValue("user")), 7))
	})
	mux.HandleFunc("/half/{user}", func(w http.ResponseWriter, r *http.Request) {
		must(s.HalfLogIn(r.Context(), customer.ID(r.PathValue("user")), 7))
	})
	mux.HandleFunc("/logout", func(w http.ResponseWriter, r *http.Request) { must(s.LogOut(r.Context())) })
	mux.HandleFunc("/put/{name}/{value}", func(w http.ResponseWriter, r *http.Request) {
		must(s.Put(r.Context(), r.PathValue("name"), r.PathValue("value")))
	})
	mux.HandleFunc("/pop/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, s.Pop(r.Context(), r.PathValue("name")))
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		user, epoch, ok := s.User(r.Context())
		half, halfEpoch, halfOK := s.Half(r.Context())
		fmt.Fprintf(w, "%s %d %v %s %d %v x=%s", user, epoch, ok, half, halfEpoch, halfOK, s.Get(r.Context(), "x"))
	})
	return s.Wrap(mux)
}

const (
	nobody = " 0 false  0 false x="
	tester = "tester 7 true  0 false x="
)

func TestWhoIsLoggedInIsKnownByHisSession(t *testing.T) {
	s := NewSessions(SessionOptions{Secure: true})
	b := newBrowser(t, house(t, s))
	if got := b.text("/"); got != nobody || b.id() != "" || s.Count() != 0 {
		t.Fatalf("before: %q, %q, %d sessions", got, b.id(), s.Count())
	}
	b.get("/put/x/y")
	before := b.id()
	b.get("/login/tester")
	if got := b.text("/"); got != tester || b.id() == before || b.id() == "" {
		t.Errorf("logged in: %q; the id was %q, is %q", got, before, b.id())
	}
	if s.Count() != 1 {
		t.Errorf("%d sessions", s.Count())
	}
	b.get("/logout")
	if got := b.text("/"); got != nobody || b.id() != "" || s.Count() != 0 {
		t.Errorf("logged out: %q, %q, %d sessions", got, b.id(), s.Count())
	}
}

// Whoever fixed or stole the id of before gets nowhere with it.
func TestTheIDOfBeforeIsWorthNothing(t *testing.T) {
	s := NewSessions(SessionOptions{Secure: true})
	h := house(t, s)
	for _, path := range []string{"/login/tester", "/half/tester", "/logout"} {
		b, thief := newBrowser(t, h), newBrowser(t, h)
		b.get("/login/other")
		thief.jar = &fixed{b.id()}
		b.get(path)
		if got := thief.text("/"); got != nobody {
			t.Errorf("after %s the old id is %q", path, got)
		}
	}
	made := newBrowser(t, h)
	made.jar = &fixed{"made-up"}
	made.get("/login/tester")
	if got := made.text("/"); got != nobody {
		t.Errorf("an id that a stranger made up is %q", got)
	}
}

// fixed is a jar with one session's id, which it does not change.
type fixed struct{ id string }

func (f *fixed) SetCookies(_ *url.URL, _ []*http.Cookie) {}
func (f *fixed) Cookies(_ *url.URL) []*http.Cookie {
	return []*http.Cookie{{Name: "__Host-ollu", Value: f.id}}
}

func TestTheCookieIsForThisHostAndNoScript(t *testing.T) {
	for secure, want := range map[bool]string{
		true: "__Host-ollu=ID; Path=/; HttpOnly; Secure; SameSite=Lax", false: "ollu=ID; Path=/; HttpOnly; SameSite=Lax",
	} {
		b := newBrowser(t, house(t, NewSessions(SessionOptions{Secure: secure})))
		answer := b.get("/put/x/y")
		set := answer.Header.Get("Set-Cookie")
		_, rest, _ := strings.Cut(set, "=")
		id, _, _ := strings.Cut(rest, ";")
		if len(id) != 43 || strings.Replace(set, id, "ID", 1) != want {
			t.Errorf("secure %v: %s", secure, set)
		}
		if answer.Header.Get("Vary") != "Cookie" {
			t.Error("the answer does not say that it goes by the cookie")
		}
		if again := b.get("/").Header.Get("Set-Cookie"); again != "" {
			t.Errorf("secure %v: the cookie is set again: %s", secure, again)
		}
	}
}

func TestHalfLoggedInIsNotLoggedIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBrowser(t, house(t, NewSessions(SessionOptions{})))
		b.get("/put/x/y")
		b.get("/half/tester")
		const half = " 0 false tester 7 true x="
		if got := b.text("/"); got != half {
			t.Errorf("half logged in: %q", got)
		}
		time.Sleep(5*time.Minute - time.Second)
		if got := b.text("/"); got != half {
			t.Errorf("a moment before: %q", got)
		}
		time.Sleep(time.Second)
		if got := b.text("/"); got != " 0 false tester 7 false x=" {
			t.Errorf("after five minutes: %q", got)
		}
		b.get("/half/tester")
		b.get("/login/tester")
		if got := b.text("/"); got != tester {
			t.Errorf("after the second factor: %q", got)
		}
	})
}

// row P8
func TestIdleSessionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSessions(SessionOptions{Idle: 30 * time.Minute, Life: 2 * time.Hour})
		b := newBrowser(t, house(t, s))
		b.get("/login/tester")
		for range 3 {
			time.Sleep(29 * time.Minute)
			if got := b.text("/"); got != tester {
				t.Fatalf("not idle: %q", got)
			}
		}
		time.Sleep(30 * time.Minute)
		if got := b.text("/"); got != nobody || s.Count() != 0 {
			t.Errorf("idle for half an hour: %q, %d sessions", got, s.Count())
		}
	})
}

// Sessions go by the clock that they are given, whatever the machine's says.
func TestSessionsGoByTheirClock(t *testing.T) {
	c := newClock()
	b := newBrowser(t, house(t, NewSessions(SessionOptions{Idle: time.Minute, Secure: true, Now: c.now})))
	for _, year := range []int{1999, 2199} {
		c.at = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		b.get("/login/tester")
		c.at = c.at.Add(time.Minute - 1)
		if got := b.text("/"); got != tester {
			t.Errorf("in %d: %q", year, got)
		}
		c.at = c.at.Add(time.Minute)
		if got := b.text("/"); got != nobody {
			t.Errorf("in %d, idle: %q", year, got)
		}
	}
}

func TestBusySessionsEndToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBrowser(t, house(t, NewSessions(SessionOptions{Idle: 30 * time.Minute, Life: 2 * time.Hour})))
		b.get("/put/x/y")
		time.Sleep(20 * time.Minute)
		b.get("/login/tester") // its life begins here
		for range 5 {
			time.Sleep(20 * time.Minute)
			if got := b.text("/"); got != tester {
				t.Fatalf("in its life: %q", got)
			}
		}
		time.Sleep(20 * time.Minute)
		if got := b.text("/"); got != nobody {
			t.Errorf("after its life: %q", got)
		}
	})
}

// A request that was under way when the session ended does not bring it back.
func TestAnEndedSessionStaysEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSessions(SessionOptions{Secure: true})
		inner, hold := house(t, s), make(chan struct{})
		slow := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-hold }))
		b, late := newBrowser(t, inner), newBrowser(t, slow)
		b.get("/login/tester")
		late.jar = &fixed{b.id()}
		var all sync.WaitGroup
		all.Go(func() { late.get("/") })
		synctest.Wait()
		b.get("/logout")
		close(hold)
		all.Wait()
		late.handler = inner
		if got := late.text("/"); got != nobody || s.Count() != 0 {
			t.Errorf("it came back: %q, %d sessions", got, s.Count())
		}
	})
}

func TestValuesAreBounded(t *testing.T) {
	s := NewSessions(SessionOptions{})
	long := strings.Repeat("x", maxValue+1)
	h := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.Put(r.Context(), "x", long); err != ErrTooLarge {
			t.Errorf("too long a value: %v", err)
		}
		if err := s.PutJSON(r.Context(), "w", map[string]string{"a": "あ"}); err != nil {
			t.Error(err)
		}
		if err := s.PutJSON(r.Context(), "w2", []string{long}); err != ErrTooLarge {
			t.Errorf("too long a value as JSON: %v", err)
		}
		if err := s.PutJSON(r.Context(), "w3", func() {}); err == nil {
			t.Error("a function was kept")
		}
		var back map[string]string
		if found, err := s.GetJSON(r.Context(), "w", &back); !found || err != nil || back["a"] != "あ" {
			t.Errorf("%v, %v, %v", found, err, back)
		}
		s.Remove(r.Context(), "w")
		if found, err := s.GetJSON(r.Context(), "w", &back); found || err != nil {
			t.Errorf("removed: %v, %v", found, err)
		}
	}))
	newBrowser(t, h).get("/")
}

func TestAValueIsPoppedOnce(t *testing.T) {
	b := newBrowser(t, house(t, NewSessions(SessionOptions{Secure: true})))
	b.get("/put/x/y")
	if first, second := b.text("/pop/x"), b.text("/pop/x"); first != "y" || second != "" {
		t.Errorf("%q, %q", first, second)
	}
}

func TestADamagedSessionIsAStrangers(t *testing.T) {
	s := NewSessions(SessionOptions{Secure: true})
	b := newBrowser(t, house(t, s))
	b.get("/login/tester")
	for _, e := range s.m.Store.(*shelf).held {
		e.Value.(*stored).data = []byte("n{")
	}
	if got := b.text("/"); got != nobody {
		t.Errorf("it is %q", got)
	}
}

func TestOnlyTextIsKept(t *testing.T) {
	if _, err := (codec{}).Encode(time.Time{}, map[string]any{"x": 1}); err == nil {
		t.Error("a number was kept")
	}
}

func TestManyRequestsOfOneSession(t *testing.T) {
	s := NewSessions(SessionOptions{Secure: true})
	h := house(t, s)
	b := newBrowser(t, h)
	b.get("/login/tester")
	id := b.id()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			one := newBrowser(t, h)
			one.jar = &fixed{id}
			for range 50 {
				if got := one.text("/"); got != tester {
					t.Error(got)
				}
			}
		})
	}
	all.Wait()
}
