package page

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
	"ollu/server/manager/report"
	"ollu/server/words"
)

// reader is a browser without a screen.
type reader struct {
	t      *testing.T
	server *httptest.Server
	client *http.Client
}

func read(t *testing.T, h http.Handler) *reader {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, Transport: &http.Transport{}}
	t.Cleanup(c.CloseIdleConnections)
	return &reader{t, server, c}
}

// get gives the status and the text of a screen, redirects followed.
func (r *reader) get(path string) (int, string) {
	r.t.Helper()
	res, err := r.client.Get(r.server.URL + path)
	return r.answer(res, err)
}

func (r *reader) post(path string, form url.Values) (int, string) {
	r.t.Helper()
	res, err := r.client.PostForm(r.server.URL+path, form)
	return r.answer(res, err)
}

func (r *reader) answer(res *http.Response, err error) (int, string) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

var formWord = regexp.MustCompile(`name="form" value="([^"]+)"`)

// word gives what the forms of a screen bear.
func word(t *testing.T, body string) string {
	t.Helper()
	m := formWord.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no form:\n%s", body)
	}
	return m[1]
}

// signIn signs in, and gives the word of the forms from then on.
func (r *reader) signIn() string {
	r.t.Helper()
	_, body := r.get("/sign-in")
	status, body := r.post("/sign-in", url.Values{"token": {token}, "form": {word(r.t, body)}})
	if status != http.StatusOK || !strings.Contains(body, `id="sign-out"`) {
		r.t.Fatalf("%d %s", status, body)
	}
	return word(r.t, body)
}

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

func TestLanguage(t *testing.T) {
	r := read(t, open(t, &stage{site: office()}, always(noon), func(o *Options) { o.Lang = words.JA }))
	title := func(path, accept string) string {
		q, _ := http.NewRequest(http.MethodGet, r.server.URL+path, nil)
		q.Header.Set("Accept-Language", accept)
		res, err := r.client.Do(q)
		_, body := r.answer(res, err)
		return body[strings.Index(body, "<html lang=")+12:][:2]
	}
	for _, c := range []struct{ path, accept, want string }{
		{"/sign-in", "", "ja"},
		{"/sign-in", "fr, en;q=0.5", "en"},
		{"/sign-in", "ja-JP,en;q=0.9", "ja"},
		{"/sign-in", "EN-gb", "en"},
		{"/sign-in?lang=xx", "de", "ja"},
		{"/sign-in?lang=en", "ja", "en"},
		{"/sign-in", "ja", "en"}, // as chosen before
		{"/sign-in?lang=ja", "en", "ja"},
		{"/nowhere", "en", "ja"},
	} {
		if got := title(c.path, c.accept); got != c.want {
			t.Errorf("%s for %q is in %s, want %s", c.path, c.accept, got, c.want)
		}
	}
}

func TestProductsScreen(t *testing.T) {
	r := read(t, open(t, &stage{site: office()}, always(noon), nil))
	r.signIn()
	_, body := r.get(pathProducts)
	for _, want := range []string{
		"gateway-2.osaka", "IM-…-A7K2M", "Build 1330", "Failed", "Held back", "Stale", "Current", "cannot be reached", "i/o timeout", "Failed 4 times in a row",
		"2026-03-31", "2027-03-31", "None (perpetual)", "Asks by itself", "No code", "Asia/Tokyo", "2026-11-20 01:00", "(UTC&#43;09:00)", "older than the first that applies",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the screen does not say %q", want)
		}
	}
	if bones := regexp.MustCompile(`\[managerpage[^\]]*\]|&lt;no value|ZgotmplZ`).FindString(body); bones != "" {
		t.Error(bones)
	}
	if strings.Index(body, "gateway-2.osaka") > strings.Index(body, "gateway-1<") {
		t.Error("what failed does not stand first")
	}
}

// Dates are in the licence's own zone; where there are several, each says its own.
func TestZones(t *testing.T) {
	site := office()
	site.Codes[1].Zone = "Europe/Berlin"
	r := read(t, open(t, &stage{site: site}, always(noon), nil))
	r.signIn()
	for _, path := range []string{pathProducts, pathCodes} {
		_, body := r.get(path)
		if strings.Count(body, "Europe/Berlin") < 1 || strings.Count(body, ">Asia/Tokyo<") < 1 || strings.Contains(body, `</th> <span class="zone">`) {
			t.Errorf("%s does not say whose days they are", path)
		}
		if !strings.Contains(body, "(UTC&#43;01:00)") && !strings.Contains(body, "(UTC&#43;02:00)") {
			t.Errorf("%s: no moment in Berlin's time", path)
		}
	}
}

func TestCodesAndIssuerScreens(t *testing.T) {
	s := &stage{site: office()}
	r := read(t, open(t, s, always(noon), nil))
	r.signIn()
	_, body := r.get(pathCodes)
	for _, want := range []string{"本社 Tokyo head office", "131 days left", "19 days ago", "The invoice was not paid", "Grace period", "Revoked", "was not believed", "Replaces", "Seats 500", "Updates: Stopped"} {
		if !strings.Contains(body, want) {
			t.Errorf("codes: no %q", want)
		}
	}
	if _, body = r.get(pathCodes + "?q=osaka"); strings.Count(body, `scope="row"`) != 1 {
		t.Errorf("codes found: %d", strings.Count(body, `scope="row"`))
	}
	_, body = r.get(pathIssuer)
	for _, want := range []string{"https://licence.example.co.jp", "Example Security K.K.", "k3yAbCdEfGh", "when the server was first met", "On: the issuer says"} {
		if !strings.Contains(body, want) {
			t.Errorf("issuer: no %q", want)
		}
	}
	s.set(func(s *stage) {
		s.site.Sync.Healthy, s.site.Sync.Failures, s.site.Sync.Cause, s.site.Sync.Waiting = false, 9, "refused", false
	})
	for _, path := range []string{pathProducts, pathCodes, pathIssuer} {
		if _, body = r.get(path); !strings.Contains(body, "not heard for two days") || !strings.Contains(body, "Nothing accepts connections at https://licence.example.co.jp") {
			t.Errorf("%s does not say that the issuer is not heard", path)
		}
	}
	for cause, want := range map[string]string{"status": "(status)", "unknown_key": "signed with a key", "odd<b>": "(odd&lt;b&gt;)"} {
		s.set(func(s *stage) { s.site.Sync.Cause = cause })
		if _, body = r.get(pathIssuer); !strings.Contains(body, want) {
			t.Errorf("the cause %s: no %q", cause, want)
		}
	}
}

func TestPagingAndFilter(t *testing.T) {
	r := read(t, open(t, &stage{site: crowd(1000)}, always(noon), nil))
	r.signIn()
	rows := func(path string) int {
		_, body := r.get(path)
		return strings.Count(body, `scope="rowgroup"`)
	}
	for path, want := range map[string]int{
		"":                                50,
		"?page=20":                        50,
		"?page=21":                        50, // the last one
		"?page=-3":                        50,
		"?page=x":                         50,
		"?state=failed&page=2":            50,
		"?state=held_back":                0,
		"?q=product-0007":                 1,
		"?q=PRODUCT-000":                  10,
		"?q=product-000&state=failed":     1,
		"?q=1339":                         25,
		"?q=head+office":                  50,
		"?q=%3Cscript%3E":                 0,
		"?q=" + strings.Repeat("x", 5000): 0,
	} {
		if got := rows(pathProducts + path); got != want {
			t.Errorf("%.60s shows %d products, want %d", path, got, want)
		}
	}
	_, body := r.get(pathProducts + "?state=failed&page=2")
	if !strings.Contains(body, "51–100 of 100") || strings.Contains(body, `id="next-page"`) || !strings.Contains(body, `href="/products?page=1&amp;state=failed"`) {
		t.Error("the pager loses its way")
	}
}

// Whatever things are called, they are shown and never obeyed.
func TestHostileTextIsShown(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>{{.Word}}`
	site := report.Site{
		Time: noon, Issuer: report.Issuer{Server: "javascript:" + evil, Name: evil, KeyIDs: []string{evil}},
		Sync:  report.Sync{Cause: evil, Failures: 1},
		Codes: []report.Code{{Code: evil, ID: evil, Note: evil, Replaces: evil, Product: evil, Type: evil, Result: evil, Expires: evil, GraceEnds: evil, Zone: evil, Problem: evil, Reason: evil}},
		Products: []report.Product{{Name: evil, URL: "javascript:" + evil, Product: evil, Device: evil, Version: evil, Build: evil, State: book.State(evil), Deliveries: []report.Delivery{
			{Code: evil, ID: evil, State: book.State(evil), Why: evil, Detail: evil, Expires: evil, Wanted: evil + "2"},
		}}},
	}
	s := &stage{site: site, deployErr: errors.New(evil)}
	r := read(t, open(t, s, always(noon), func(o *Options) { o.Site = evil; o.Version = evil }))
	form := r.signIn()
	_, outcome := r.post("/deploy", url.Values{"form": {form}, "selector": {evil}, "back": {"javascript:" + evil}})
	_, search := r.get(pathProducts + "?q=" + url.QueryEscape(evil) + "&state=" + url.QueryEscape(evil))
	_, products := r.get(pathProducts)
	_, codes := r.get(pathCodes)
	_, issuer := r.get(pathIssuer)
	for name, body := range map[string]string{"outcome": outcome, "search": search, "products": products, "codes": codes, "issuer": issuer} {
		if strings.Contains(body, "<script") || strings.Contains(body, "<img src=x") || strings.Contains(body, `href="javascript:`) {
			t.Errorf("%s obeys:\n%s", name, body)
		}
		if !strings.Contains(body, "&lt;script&gt;alert(1)") {
			t.Errorf("%s does not show it", name)
		}
	}
}

func TestDeliver(t *testing.T) {
	s := &stage{site: office(), outcome: deploy.Report{Delivered: 2, Failed: 1, HeldBack: 1, Products: []deploy.ProductReport{
		{Name: "gateway-2.osaka", Deliveries: []deploy.DeliveryReport{{Code: "IM-…-A7K2M", State: book.Failed, Why: book.WhyNotTrusted}}},
		{Name: "gateway-1", Deliveries: []deploy.DeliveryReport{{Code: "IM-…-A7K2M", State: book.Current}}},
	}}}
	r := read(t, open(t, s, always(noon), nil))
	form := r.signIn()
	_, body := r.post("/deploy", url.Values{"form": {form}, "selector": {"gateway-1"}, "back": {"/products?state=failed&page=1"}})
	for _, want := range []string{"Delivered 2, failed 1, held back 1, waiting 0.", "gateway-2.osaka (IM-…-A7K2M): Product and manager do not trust each other", `<option value="failed" selected>`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	if _, body = r.get(pathProducts); strings.Contains(body, "Delivered 2") {
		t.Error("an outcome is shown twice")
	}
	s.set(func(s *stage) { s.outcome = deploy.Report{} })
	if _, body = r.post("/deploy", url.Values{"form": {form}, "back": {"https://elsewhere.example/products"}}); !strings.Contains(body, "nothing to deliver") {
		t.Error(body)
	}
	s.set(func(s *stage) { s.deployErr = errors.New("no product of this name") })
	if _, body = r.post("/deploy", url.Values{"form": {form}, "selector": {"nobody"}}); !strings.Contains(body, "no product of this name") {
		t.Error(body)
	}
	if got := strings.Join(s.selectors(), ","); got != "gateway-1,,nobody" {
		t.Errorf("delivered to %s", got)
	}
}

// What takes long goes on in the background, one at a time, and its outcome is
// shown to who asked.
func TestALongDelivery(t *testing.T) {
	s := &stage{site: office(), hold: make(chan struct{}), outcome: deploy.Report{Delivered: 7}}
	r := read(t, open(t, s, always(noon), nil))
	form := r.signIn()
	_, body := r.post("/deploy", url.Values{"form": {form}})
	if !strings.Contains(body, "Delivering since 2026-11-20 12:00") || !strings.Contains(body, `http-equiv="refresh"`) {
		t.Errorf("under way:\n%s", body)
	}
	if _, body = r.post("/deploy", url.Values{"form": {form}}); !strings.Contains(body, "under way already") {
		t.Error("two at a time")
	}
	close(s.hold)
	for limit := time.Now().Add(10 * time.Second); ; {
		if _, body = r.get(pathProducts); strings.Contains(body, "Delivered 7") {
			break
		}
		if time.Now().After(limit) {
			t.Fatalf("the outcome is never shown:\n%s", body)
		}
	}
	if strings.Contains(body, `http-equiv="refresh"`) || len(s.selectors()) != 1 {
		t.Error("it goes on and on")
	}
}

func TestCloseBreaksADeliveryOff(t *testing.T) {
	s := &stage{site: office(), hold: make(chan struct{})}
	p := open(t, s, always(noon), nil)
	j, ok := p.work.start("")
	if !ok {
		t.Fatal("not started")
	}
	p.Close()
	if !j.over() || j.err == nil {
		t.Errorf("over %v: %v", j.over(), j.err)
	}
	if _, ok := p.work.start(""); ok {
		t.Error("a closed page delivers")
	}
}

func TestRecordsThatCannotBeRead(t *testing.T) {
	s := &stage{statusErr: errors.New("the file is damaged: <restore it>")}
	r := read(t, open(t, s, always(noon), nil))
	_, body := r.get("/sign-in")
	r.post("/sign-in", url.Values{"token": {token}, "form": {word(t, body)}})
	for _, path := range []string{pathProducts, pathCodes, pathIssuer} {
		if status, body := r.get(path); status != http.StatusServiceUnavailable || !strings.Contains(body, "damaged: &lt;restore it&gt;") {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestBack(t *testing.T) {
	for to, want := range map[string]string{
		"/products?page=2&q=a b":    "/products?page=2&q=a b",
		"/codes":                    "/codes",
		"":                          pathProducts,
		"//evil.example/products":   pathProducts,
		"https://evil/products":     pathProducts,
		"/\\evil.example":           pathProducts,
		"javascript:alert(1)":       pathProducts,
		"/deploy":                   pathProducts,
		"/products/../../sign-out":  pathProducts,
		"/products#\r\nSet-Cookie:": pathProducts,
	} {
		if got := back(to); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
}

func TestEveryTextOfATemplateIsThere(t *testing.T) {
	named := regexp.MustCompile(`\.T "([a-z_]+)"`)
	files, err := assets.ReadDir("assets")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range files {
		body, err := assets.ReadFile("assets/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(body), -1) {
			seen++
			if !words.Has(words.Page(m[1])) {
				t.Errorf("%s says %s, which has no text", f.Name(), m[1])
			}
		}
	}
	if seen < 50 {
		t.Fatalf("only %d texts were found: the search is broken", seen)
	}
}

func TestManyAtOnce(t *testing.T) {
	r := read(t, open(t, &stage{site: crowd(200)}, time.Now, nil))
	r.signIn()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 5 {
				if status, _ := r.get([]string{pathProducts, pathCodes, pathIssuer, "/metrics"}[i%4]); status != http.StatusOK {
					t.Errorf("status %d", status)
				}
			}
		})
	}
	all.Wait()
}
