package door

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/server/manager/book"
)

const nonce = "0123456789abcdef"

// cut takes the issuer away.
func (s *site) cut() { s.off.set(func(b *switchboard) { b.cut = true }) }

func TestTheShelfAnswersWhenTheIssuerIsAway(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	s.cut()
	_, token := s.ask(code, "format", "jwt", "device", "rack")
	signed := s.verify(token, answer.Expect{Subject: code.Fingerprint()})
	if signed.Result != answer.Valid || signed.Statement.Expires != today+40 {
		t.Errorf("%v until %v", signed.Result, signed.Statement.Expires)
	}
	if _, again := s.ask(code, "format", "jwt", "device", "other", "nonce", nonce); again != token {
		t.Error("the shelf gives something else than what the issuer signed")
	}
	_, text := s.ask(code)
	if !strings.Contains(text, "result=valid\n") || !strings.Contains(text, "days_left=40\n") || !strings.Contains(text, "server_time=2026-11-20T03:00:00Z\n") {
		t.Error(text)
	}
	_, object := s.ask(code, "format", "json")
	if parsed, err := answer.ParseJSON([]byte(object)); err != nil || parsed.Result != answer.Valid {
		t.Errorf("%v %s", err, object)
	}
}

// What was valid when it was signed is not when its day has passed.
func TestTheShelfKeepsTheCalendar(t *testing.T) {
	s := newSite(t)
	code := s.issue(3)
	s.manage(code)
	s.cut()
	for _, c := range []struct {
		days int
		want []string
	}{
		{2, []string{"result=valid\n", "days_left=1\n", "updates_allowed=true\n"}},
		{1, []string{"result=grace\n", "days_left=0\n", "updates_allowed=true\n"}},
		{20, []string{"result=grace\n", "days_left=-20\n"}},
	} {
		s.pass(time.Duration(c.days) * 24 * time.Hour)
		status, text := s.ask(code)
		for _, want := range c.want {
			if status != http.StatusOK || !strings.Contains(text, want) {
				t.Errorf("%d days on, no %q: %d\n%s", c.days, want, status, text)
			}
		}
	}
}

// A statement whose life has ended is not handed out, in no form.
func TestARunOutStatementIsNotHandedOut(t *testing.T) {
	s := newSite(t)
	code := s.issue(400)
	s.manage(code)
	s.cut()
	held := must(s.book.Code(code))
	s.pass(held.Signed.Claims.Expires.Sub(s.clock()) - time.Second)
	if status, body := s.ask(code, "format", "jwt"); status != http.StatusOK {
		t.Fatalf("one second before: %d %s", status, body)
	}
	s.pass(time.Second)
	for _, form := range []string{"text", "json", "jwt"} {
		status, body, header := s.fetch(code, "format", form)
		if status != http.StatusServiceUnavailable || !strings.Contains(body, "ran out at 2026-12-") || header.Get("Retry-After") != "300" {
			t.Errorf("%s: %d %s %v", form, status, body, header)
		}
	}
}

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

// Nothing unsigned may say that a code is not known.
func TestWhatIsNotManagedIsNotJudged(t *testing.T) {
	s := newSite(t)
	s.manage(s.issue(10))
	strange, carried, new := s.issue(40), s.issue(40), s.issue(40)
	if err := s.book.PutCodes(book.Code{Code: carried, Carried: true, Added: noon}, book.Code{Code: new, Added: noon}); err != nil {
		t.Fatal(err)
	}
	before := s.off.count()
	for code, want := range map[codec.Code]string{strange: "does not manage this code", carried: "does not manage this code", new: "has not answered this manager"} {
		for _, form := range []string{"text", "json", "jwt"} {
			status, body, header := s.fetch(code, "format", form, "device", "rack")
			if status != http.StatusServiceUnavailable || !strings.Contains(body, want) || header.Get("Retry-After") == "" || strings.Contains(body, "result") {
				t.Errorf("%s: %d %s", form, status, body)
			}
		}
	}
	if status, _ := s.ask(strange, "nonce", nonce, "action", "activate", "device", "x"); status != http.StatusServiceUnavailable || s.off.count() != before {
		t.Errorf("%d, and the issuer was asked %d times", status, s.off.count()-before)
	}
	if queued := must(s.book.Activations()); len(queued) != 0 {
		t.Error("a strange code's device is queued")
	}
}

func TestACodeForSomethingElse(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	s.cut()
	for parameter, want := range map[string]string{"product": "wrong_product", "component": "wrong_component"} {
		if _, text := s.ask(code, parameter, "other", "device", "rack"); !strings.Contains(text, "result="+want+"\n") || !strings.Contains(text, "updates_allowed=false\n") {
			t.Error(text)
		}
		if status, body := s.ask(code, parameter, "other", "format", "jwt", "device", "rack"); status != http.StatusServiceUnavailable || !strings.Contains(body, want) {
			t.Errorf("%d %s", status, body)
		}
	}
	s.door.Close()
	if _, err := s.book.ProductByDevice("rack"); err == nil {
		t.Error("a product is learned by a code that is not for it")
	}
}

func TestMistyped(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	typed := strings.Replace(code.Reveal(), "-", "", -1)
	last := "2"
	if strings.HasSuffix(typed, last) {
		last = "3"
	}
	status, text, _ := s.get(Path + "?ac=" + typed[:30] + last)
	if status != http.StatusOK || !strings.Contains(text, "result=malformed\n") || !strings.Contains(text, "hint=symbol 31\n") {
		t.Errorf("%d %s", status, text)
	}
	if _, text, _ = s.get(Path + "?ac=" + typed[:20]); !strings.Contains(text, "hint=symbols: 20 instead of 31\n") {
		t.Error(text)
	}
	if status, text, _ = s.get(Path + "?format=jwt&ac=" + typed[:30] + last); status != http.StatusBadRequest || strings.Contains(text, typed[:10]) {
		t.Errorf("signed: %d %s", status, text)
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

func TestWhatIsPublished(t *testing.T) {
	s := newSite(t)
	for path, want := range map[string]int{PathKeys: 503, PathRevocations: 404, "/ollu/products/appliance.jwt": 404} {
		if status, body, _ := s.get(path); status != want {
			t.Errorf("before the issuer was met %s: %d %s", path, status, body)
		}
	}
	s.manage(s.issue(40))
	s.pass(fresh)
	_, body, header := s.get(PathKeys)
	if keys, _, err := answer.ParseJWKS([]byte(body)); err != nil || keys.Len() != 1 || header.Get("Content-Type") != "application/jwk-set+json" {
		t.Errorf("%v %s", err, body)
	}
	_, body, header = s.get("/ollu/products/appliance.jwt")
	if _, _, err := s.keys.OpenProduct([]byte(body), issuerName); err != nil || header.Get("Content-Type") != "application/jwt" {
		t.Errorf("%v %s", err, body)
	}
	status, body, header := s.get(PathRevocations)
	tag := header.Get("ETag")
	if status != http.StatusOK || body != "a.list.signed" || tag == "" {
		t.Errorf("%d %s %v", status, body, header)
	}
	if status, body, _ = s.get(PathRevocations, "If-None-Match", tag); status != http.StatusNotModified || body != "" {
		t.Errorf("%d %s", status, body)
	}
	for _, path := range []string{"/", "/ollu/", "/ollu/products/other.jwt", "/ollu/products/appliance", "/ollu/sync", "/ollu/wait"} {
		if status, _, _ := s.get(path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestWhatIsNoQuestion(t *testing.T) {
	s := newSite(t)
	ac := "ac=" + s.issue(1).Reveal()
	const form = "application/x-www-form-urlencoded"
	for _, c := range []struct {
		method, query, kind, body string
		want                      int
		says                      string
	}{
		{"GET", "", "", "", 400, "parameter ac: is missing"},
		{"POST", "", form, "", 400, "parameter ac"},
		{"HEAD", ac, "", "", 405, ""},
		{"PUT", ac, "", "", 405, "use GET or POST"},
		{"POST", "", form, "ac=" + strings.Repeat("x", maxBody), 413, "64 KiB"},
		{"POST", "", "application/json", `{"queries":[]}`, 400, "not a form"},
		{"POST", "", "multipart/form-data; boundary=x", "--x--", 400, "not a form"},
		{"POST", "", "", "ac=x", 400, "not a form"},
		{"GET", "ac=%zz", "", "", 400, "escaped"},
		{"GET", ac + "&product=a&product=b", "", "", 400, "given twice"},
		{"POST", ac, form, "ac=other", 400, "given twice"},
		{"GET", ac + "&device=" + strings.Repeat("d", 65), "", "", 400, "longer than 64"},
		{"GET", ac + "&device=%E3%81%82", "", "", 400, "printable ASCII"},
		{"GET", ac + "&build=a%0Ab", "", "", 400, "printable ASCII"},
		{"GET", ac + "&nonce=short", "", "", 400, "base64url"},
		{"GET", ac + "&nonce=0123456789abcde.", "", "", 400, "base64url"},
		{"GET", ac + "&action=delete", "", "", 400, "neither update nor activate"},
		{"GET", ac + "&action=activate", "", "", 400, "parameter device"},
		{"GET", ac + "&lang=de", "", "", 400, "neither ja nor en"},
		{"GET", ac + "&format=xml", "", "", 400, "none of text, json and jwt"},
		{"GET", ac + "&newer=thing", "", "", 503, "does not manage"},
	} {
		r := must(http.NewRequest(c.method, s.url+Path+"?"+c.query, strings.NewReader(c.body)))
		status, body, header := s.do(r, c.kind)
		if status != c.want || !strings.Contains(body, c.says) || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %.60s %.30s: %d %s", c.method, c.query, c.body, status, body)
		}
		if status == 405 && header.Get("Allow") != "GET, POST" {
			t.Errorf("%s: Allow %q", c.method, header.Get("Allow"))
		}
	}
}

func TestFormsOfAnAnswer(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	s.cut()
	for accept, want := range map[string]string{
		"":                                      "text/plain; charset=utf-8",
		"*/*":                                   "text/plain; charset=utf-8",
		"application/json":                      "application/json",
		"text/html, APPLICATION/JWT;q=0.9":      "application/jwt",
		"application/json;q=1, application/jwt": "application/json",
	} {
		if _, _, header := s.get(Path+"?ac="+code.Reveal(), "Accept", accept); header.Get("Content-Type") != want {
			t.Errorf("%q gives %s", accept, header.Get("Content-Type"))
		}
	}
	// What the question says goes before.
	if _, _, header := s.get(Path+"?format=text&ac="+code.Reveal(), "Accept", "application/json"); header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Error(header)
	}
}

func TestProductsAreLearned(t *testing.T) {
	s := newSite(t)
	code, other := s.issue(40), s.issue(50)
	s.manage(code)
	s.manage(other)
	s.cut()
	s.ask(code, "format", "jwt", "device", "rack-1", "version", "9.1", "build", "1330")
	s.door.Close()
	p, err := s.book.Product("rack-1")
	if err != nil || !p.Asks || p.Product != "appliance" || p.Version != "9.1" || p.Build != "1330" || !p.SeenAt.Equal(noon) || !slices.Contains(p.Codes, code) {
		t.Errorf("%v %+v", err, p)
	}
	held := must(s.book.Code(code))
	d, err := s.book.Delivery("rack-1", code)
	if err != nil || d.State != book.Current || d.HeldTag != held.Tag || d.Expires != (today+40).String() {
		t.Errorf("%v %+v", err, d)
	}
	s.pass(time.Minute)
	s.ask(other, "device", "rack-1", "build", "1331")
	s.ask(code) // nobody's
	s.door.Close()
	p = must(s.book.Product("rack-1"))
	if p.Build != "1331" || p.Version != "9.1" || len(p.Codes) != 2 || !p.SeenAt.Equal(s.clock()) {
		t.Errorf("%+v", p)
	}
	// Nothing new: nothing written, until an hour has gone by.
	seen := p.SeenAt
	s.pass(time.Minute)
	s.ask(code, "device", "rack-1")
	s.door.Close()
	if p = must(s.book.Product("rack-1")); !p.SeenAt.Equal(seen) {
		t.Error("written down although nothing was new")
	}
	s.pass(seenEvery)
	s.ask(code, "device", "rack-1")
	s.door.Close()
	if p = must(s.book.Product("rack-1")); p.SeenAt.Equal(seen) {
		t.Error("not seen for an hour, it says")
	}
}

// A product that a person added keeps its codes and its address.
func TestAManagedProductIsRecognised(t *testing.T) {
	s := newSite(t)
	code, old := s.issue(40), s.issue(5)
	s.manage(code)
	s.manage(old)
	if err := s.book.PutProduct(book.Product{Name: "head-office", URL: "http://10.0.0.1:1", Token: "t", Device: "rack", Codes: []codec.Code{code}}); err != nil {
		t.Fatal(err)
	}
	s.cut()
	s.ask(old, "device", "rack", "build", "7")
	s.ask(code, "device", "rack", "build", "7")
	s.door.Close()
	p := must(s.book.Product("head-office"))
	if p.Asks || p.URL == "" || p.Token != "t" || p.Build != "7" || len(p.Codes) != 1 {
		t.Errorf("%+v", p)
	}
	if d := must(s.book.Delivery("head-office", code)); d.State != book.Current {
		t.Errorf("%+v", d)
	}
	if _, err := s.book.Delivery("head-office", old); err == nil {
		t.Error("a code that it shall not use counts as delivered")
	}
}

// What the issuer said to a product counts as held when it was signed for it, or
// says what the shelf holds; what is newer than the shelf is known by its tag.
func TestHandedOnAnswersAreLearned(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	tag := must(s.book.Code(code)).Tag
	held := func() string {
		s.door.Close()
		d, err := s.book.Delivery("rack", code)
		if err != nil {
			return "none"
		}
		return d.HeldTag
	}
	s.ask(code, "nonce", nonce, "device", "rack")
	if got := held(); got != tag {
		t.Errorf("the same in text: %s, want %s", got, tag)
	}
	s.apply(keystore.Suspend{Code: code, Reason: "test"})
	s.ask(code, "nonce", nonce, "device", "rack")
	if got := held(); got != tag {
		t.Errorf("something else, unsigned: %s", got)
	}
	s.ask(code, "nonce", nonce, "device", "rack", "format", "jwt")
	newer := held()
	if s.sync(code); newer != must(s.book.Code(code)).Tag || newer == tag {
		t.Errorf("the newer word is %s, and the product holds %s", must(s.book.Code(code)).Tag, newer)
	}
	// Somebody in the issuer's place is handed back, for the product to refuse, and
	// not believed here.
	s.off.set(func(b *switchboard) {
		b.answer = func(r *http.Request) *http.Response {
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("a.b.c")), Request: r, Header: http.Header{"Content-Type": {"application/jwt"}}}
		}
	})
	if _, body := s.ask(code, "nonce", nonce, "device", "rack", "format", "jwt"); body != "a.b.c" {
		t.Errorf("handed back: %s", body)
	}
	if got := held(); got != newer {
		t.Errorf("a forged answer counts as held: %s", got)
	}
}

func TestNamesOfNewcomers(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	s.cut()
	if err := s.book.PutProduct(book.Product{Name: "taken", Device: "somebody"}); err != nil {
		t.Fatal(err)
	}
	devices := []string{"plain", "taken", "a/b c", "a:b c", strings.Repeat("d", 64), `"><script>`, "..", " "}
	for _, d := range devices {
		s.ask(code, "device", d)
	}
	s.door.Close()
	names := map[string]bool{}
	for _, d := range devices {
		p, err := s.book.ProductByDevice(d)
		if err != nil {
			t.Errorf("%q: %v", d, err)
			continue
		}
		if book.CheckName(p.Name) != nil || names[p.Name] || p.Name == "taken" {
			t.Errorf("%q is called %q", d, p.Name)
		}
		names[p.Name] = true
	}
	if !names["plain"] {
		t.Error("a device that can be a name is not")
	}
}

// A midnight's rush: many products at once, each answered and each learned.
func TestManyAtOnce(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	var all sync.WaitGroup
	const askers, each = 16, 10
	for a := range askers {
		all.Go(func() {
			for i := range each {
				more := []string{"device", fmt.Sprintf("d-%d-%d", a, i), "format", "jwt"}
				if i%2 == 0 {
					more = append(more, "nonce", nonce)
				}
				if status, body := s.ask(code, more...); status != http.StatusOK {
					t.Errorf("%d %s", status, body)
				}
			}
		})
	}
	all.Wait()
	s.door.Close()
	n := 0
	if err := s.book.Products(func(p *book.Product) error { n++; return nil }); err != nil || n != askers*each {
		t.Errorf("%d learned, %v", n, err)
	}
}

func TestFigures(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	r := prometheus.NewRegistry()
	s.door.figures = newFigures(r)
	s.ask(code)
	s.ask(code, "nonce", nonce)
	s.ask(s.issue(3))
	s.get(Path)
	s.cut()
	s.ask(code, "nonce", nonce)
	want := `
# HELP ollu_manager_questions_total Questions of products, by how they were answered.
# TYPE ollu_manager_questions_total counter
ollu_manager_questions_total{answer="issuer"} 1
ollu_manager_questions_total{answer="misfit"} 0
ollu_manager_questions_total{answer="mistyped"} 0
ollu_manager_questions_total{answer="no_statement"} 0
ollu_manager_questions_total{answer="not_managed"} 1
ollu_manager_questions_total{answer="refused"} 1
ollu_manager_questions_total{answer="run_out"} 0
ollu_manager_questions_total{answer="shelf"} 2
ollu_manager_questions_total{answer="unreadable"} 0
# HELP ollu_manager_handed_on_failed_total Questions handed on to the issuer that it did not answer, by cause.
# TYPE ollu_manager_handed_on_failed_total counter
ollu_manager_handed_on_failed_total{cause="broken"} 1
`
	if err := testutil.GatherAndCompare(r, strings.NewReader(want), "ollu_manager_questions_total", "ollu_manager_handed_on_failed_total"); err != nil {
		t.Error(err)
	}
}

func TestRecordsThatCannotBeRead(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	s.book.Close()
	s.pass(fresh)
	for _, path := range []string{Path + "?ac=" + code.Reveal(), PathKeys, PathRevocations, "/ollu/products/appliance.jwt"} {
		if status, body, _ := s.get(path); status != http.StatusServiceUnavailable || strings.Contains(body, "result") || strings.Contains(body, "manager.db") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

// Whatever is sent, the door answers with a status of its list and never with a
// statement about a code that it does not manage.
func FuzzQuestion(f *testing.F) {
	f.Add("ac=IM-2345-67890", "", "text/plain")
	f.Add("", "ac=x&nonce=0123456789abcdef&format=jwt", "application/x-www-form-urlencoded")
	f.Add("ac=%zz", "{}", "application/json")
	f.Add("ac=0&format=0", "", "")
	f.Fuzz(func(t *testing.T, query, body, kind string) {
		r, err := http.NewRequest(http.MethodPost, "http://manager"+Path, strings.NewReader(body))
		if err != nil {
			return
		}
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", kind)
		w := &silent{header: http.Header{}}
		q, err := parse(w, r)
		if (q == nil) == (err == nil) {
			t.Fatalf("question %v, error %v", q, err)
		}
		if e, ok := err.(*refusal); err != nil && (!ok || e.status != 400 && e.status != 413) {
			t.Fatalf("error %v", err)
		}
		if q != nil && (q.Code == "" || media[q.Format] == "" || len(q.Device) > maxWord) {
			t.Fatalf("question %+v", q)
		}
	})
}

// silent takes an answer and keeps nothing.
type silent struct{ header http.Header }

func (s *silent) Header() http.Header         { return s.header }
func (s *silent) Write(b []byte) (int, error) { return len(b), nil }
func (s *silent) WriteHeader(int)             {}
