package visit_test

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func TestWhatTheDoorNeeds(t *testing.T) {
	desk := func(change func(*visit.Desk)) visit.Desk {
		d := visittest.Prepare(t, here).Desk
		change(&d)
		return d
	}
	one := route(http.MethodGet, "/a", visit.Anyone, show)
	for name, c := range map[string]struct {
		desk   visit.Desk
		routes []visit.Route
	}{
		"no store":       {desk(func(d *visit.Desk) { d.Store = nil }), nil},
		"no look":        {desk(func(d *visit.Desk) { d.Look = nil }), nil},
		"path in url":    {desk(func(d *visit.Desk) { d.PublicURL = "https://a.example.com/portal" }), nil},
		"no url":         {desk(func(d *visit.Desk) { d.PublicURL = "portal" }), nil},
		"two of a path":  {desk(func(*visit.Desk) {}), []visit.Route{one, one}},
		"another method": {desk(func(*visit.Desk) {}), []visit.Route{route(http.MethodPut, "/a", visit.Anyone, show)}},
		"no handler":     {desk(func(*visit.Desk) {}), []visit.Route{route(http.MethodGet, "/a", visit.Anyone, nil)}},
	} {
		if _, err := visit.New(c.desk, c.routes); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// Behind its own address the portal answers to that host alone, over HTTPS alone.
func TestPublicURL(t *testing.T) {
	s := visittest.Prepare(t, here)
	s.Desk.PublicURL = "https://portal.example.com"
	s.Serve(routes())
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	b := s.Browser(words.EN)
	p := b.Ask(http.MethodGet, "/?lang=ja", nil, host("PORTAL.example.com"))
	if p.Header.Get("Strict-Transport-Security") == "" || !strings.Contains(p.Header.Get("Set-Cookie"), "Secure") {
		t.Errorf("%v", p.Header)
	}
	for _, name := range []string{"evil.example.com", "portal.example.com:8080", "127.0.0.1"} {
		p := b.Ask(http.MethodGet, "/", nil, host(name)).Want(http.StatusMisdirectedRequest, "https://portal.example.com")
		if strings.Contains(p.Body, "evil") {
			t.Error("the host is told back")
		}
	}
	form := strings.NewReader("a=1")
	b.Ask(http.MethodPost, "/save", form, host("portal.example.com"), func(r *http.Request) {
		r.Header.Set("Origin", "https://portal.example.com")
		r.Header.Del("Sec-Fetch-Site")
	}).Leads("/")
}

func TestNowhere(t *testing.T) {
	s := visittest.New(t, routes(), here)
	b := s.LogIn(visittest.Owner)
	b.Get("/nothing").Want(http.StatusNotFound, "This page does not exist", "Log out")
	b.Get("/products/1/2").Want(http.StatusNotFound)
	if p := b.Get("/save").Want(http.StatusMethodNotAllowed); p.Header.Get("Allow") != "POST" {
		t.Errorf("%v", p.Header)
	}
	if p := b.Ask(http.MethodPost, "/products", nil).Want(http.StatusMethodNotAllowed); !strings.Contains(p.Body, `href="/?lang=ja"`) {
		t.Errorf("the switch of the language leads elsewhere:\n%s", p.Body)
	}
	if p := b.Get("/robots.txt").Want(http.StatusOK); !strings.Contains(p.Body, "Disallow: /") {
		t.Error(p.Body)
	}
	if p := b.Ask(http.MethodHead, "/", nil); p.Status != http.StatusOK || p.Body != "" {
		t.Errorf("HEAD: %v", p)
	}
}

// The length of an answer does not tell what is in it: pages that differ in two
// digits differ by many bytes. One page has one length, so that asking often
// tells no more.
func TestCompression(t *testing.T) {
	s := visittest.New(t, routes(), here)
	b := s.LogIn(visittest.Owner)
	least, most := 1<<20, 0
	for i := range 40 {
		path := "/products/" + strconv.Itoa(10+i/2)
		p := b.Ask(http.MethodGet, path, nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
		if p.Header.Get("Content-Encoding") != "gzip" || len(p.Body) > 3000 {
			t.Fatalf("%v, %d bytes", p.Header, len(p.Body))
		}
		least, most = min(least, len(p.Body)), max(most, len(p.Body))
	}
	if most-least < 20 {
		t.Errorf("all have from %d to %d bytes", least, most)
	}
	if p := s.Browser(words.EN).Ask(http.MethodGet, "/", nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "identity") }); !strings.Contains(p.Body, "Here: /") {
		t.Errorf("not plain: %v", p.Header)
	}
}

// Forms are forms: bounded, and nothing else is read.
func TestForms(t *testing.T) {
	s := visittest.New(t, routes(), here)
	b := s.Browser(words.EN)
	b.Ask(http.MethodPost, "/save", strings.NewReader("a="+strings.Repeat("x", visit.MaxForm))).Want(http.StatusRequestEntityTooLarge)
	long := strings.NewReader("a=" + strings.Repeat("x", visit.MaxForm))
	b.Ask(http.MethodPost, "/save", struct{ *strings.Reader }{long}, func(r *http.Request) { r.ContentLength = -1 }).Want(http.StatusRequestEntityTooLarge)
	b.Ask(http.MethodPost, "/save", strings.NewReader("a=%zz")).Want(http.StatusBadRequest, "Nothing was changed")
	b.Ask(http.MethodPost, "/save?a=1&b=2", strings.NewReader("c=3")).Leads("/")
	b.Get("/").Want(http.StatusOK, "Please check 1 field")
}

func TestAddresses(t *testing.T) {
	var seen netip.Addr
	where := route(http.MethodGet, "/where", visit.Anyone, func(v *visit.Visit) error { seen = v.Address; return show(v) })
	s := visittest.Prepare(t, here)
	s.Desk.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	s.Serve(routes(where))
	for forwarded, want := range map[string]string{
		"": "127.0.0.1", "203.0.113.7": "203.0.113.7", "1.1.1.1, 203.0.113.7, 10.1.2.3": "203.0.113.7", "evil": "127.0.0.1",
		"203.0.113.7, evil, 10.1.2.3": "10.1.2.3", "2001:db8::1": "2001:db8::1", "::ffff:203.0.113.9": "203.0.113.9",
	} {
		s.Browser(words.EN).Ask(http.MethodGet, "/where", nil, func(r *http.Request) {
			if forwarded != "" {
				r.Header.Set("X-Forwarded-For", forwarded)
			}
		}).Want(http.StatusOK)
		if seen.String() != want {
			t.Errorf("%q is %v, want %s", forwarded, seen, want)
		}
	}
	s = visittest.New(t, routes(where), here)
	s.Browser(words.EN).Ask(http.MethodGet, "/where", nil, func(r *http.Request) { r.Header.Set("X-Forwarded-For", "203.0.113.7") })
	if seen.String() != "127.0.0.1" {
		t.Errorf("a stranger's word is believed: %v", seen)
	}
}

// Whatever is asked for, the metrics know few pages.
func TestFigures(t *testing.T) {
	s := visittest.New(t, routes(), here)
	b := s.LogIn(visittest.Owner)
	for _, path := range []string{"/", "/products/1", "/products/2", "/products/AS-2DH8", "/nothing", "/nowhere", "/assets/x.css"} {
		b.Get(path)
	}
	want := `
# HELP ollu_portal_requests_total Requests to the portal, by page and status code.
# TYPE ollu_portal_requests_total counter
ollu_portal_requests_total{code="200",page="/"} 1
ollu_portal_requests_total{code="200",page="/products/{no}"} 3
ollu_portal_requests_total{code="200",page="/visittest/log-in"} 1
ollu_portal_requests_total{code="404",page="assets"} 1
ollu_portal_requests_total{code="404",page="other"} 2
# HELP ollu_portal_sessions Sessions of the portal, with those of strangers.
# TYPE ollu_portal_sessions gauge
ollu_portal_sessions 1
`
	if err := testutil.GatherAndCompare(s.Registry, strings.NewReader(want), "ollu_portal_requests_total", "ollu_portal_sessions"); err != nil {
		t.Error(err)
	}
	problems, err := testutil.GatherAndLint(s.Registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
	s.Desk.Registerer = prometheus.NewRegistry()
	if _, err := visit.New(s.Desk, nil); err != nil {
		t.Error(err)
	}
	if _, err := visit.New(s.Desk, nil); err == nil {
		t.Error("two portals share one set of metrics")
	}
}
