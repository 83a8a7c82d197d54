package door

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"ollu/codec"
	"ollu/codec/answer"
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
