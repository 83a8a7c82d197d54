package page

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ollu/server/manager/book"
	"ollu/server/manager/report"
	"ollu/server/words"
)

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

// rowOf gives what the screen shows of one product.
func rowOf(t *testing.T, body, product string) string {
	t.Helper()
	for _, row := range strings.Split(body, "<tbody")[1:] {
		if strings.Contains(row, `<span class="name">`+product+`<`) {
			return row
		}
	}
	t.Fatalf("%s is not on the screen", product)
	return ""
}

// A product that has taken a refusal is current, and does not look as if all were
// well: the issuer's word stands beside, with the reason.
func TestTheIssuersWordStandsBesideTheState(t *testing.T) {
	s := &stage{site: odd()}
	r := read(t, open(t, s, always(noon), nil))
	r.signIn()
	for result, want := range map[string][3]string{
		"revoked":   {"Revoked", "取り消し済み", "state failed"},
		"suspended": {"Suspended", "一時停止", "state failed"},
		"replaced":  {"Replaced", "新しいコードに切り替え済み", "state failed"},
		"expired":   {"Expired", words.Say(words.JA, words.StateExpired, nil), "state failed"},
		"grace":     {"Grace period", "猶予期間", "state held-back"},
	} {
		s.set(func(s *stage) { s.site.Codes[3].Result = result })
		_, en := r.get(pathProducts + "?lang=en")
		_, ja := r.get(pathProducts + "?lang=ja")
		en, ja = rowOf(t, en, "gateway-3"), rowOf(t, ja, "gateway-3")
		if !strings.Contains(en, "</svg>"+want[0]) || !strings.Contains(ja, want[1]) || !strings.Contains(en, want[2]) || strings.Contains(en, "state current") {
			t.Errorf("%s is not told:\n%s", result, en)
		}
		if !strings.Contains(en, "Reason: The invoice was not paid") {
			t.Errorf("%s: the reason is not told", result)
		}
	}
	_, body := r.get(pathProducts + "?lang=en")
	if good := rowOf(t, body, "gateway-1"); !strings.Contains(good, "state current") || strings.Contains(good, "Issuer says") {
		t.Errorf("a valid code is remarked upon:\n%s", good)
	}
}

// A date that is not known is not struck out; one that is to change is.
func TestOnlyADateIsStruckOut(t *testing.T) {
	r := read(t, open(t, &stage{site: odd()}, always(noon), nil))
	r.signIn()
	_, body := r.get(pathProducts)
	if row := rowOf(t, body, "gateway-4"); !strings.Contains(row, "Not known") || strings.Contains(row, "date old") {
		t.Errorf("what is not known:\n%s", row)
	}
	if row := rowOf(t, body, "gateway-2.osaka"); !strings.Contains(row, `<span class="date old">2026-03-31</span>`) {
		t.Errorf("what is to change:\n%s", row)
	}
}

// Nothing can be delivered to a product that only asks, so nothing offers it.
func TestOnlyWhatCanBeDeliveredToHasAButton(t *testing.T) {
	s := &stage{site: odd()}
	r := read(t, open(t, s, always(noon), nil))
	r.signIn()
	_, body := r.get(pathProducts)
	if !strings.Contains(rowOf(t, body, "gateway-1"), "<button") || strings.Contains(rowOf(t, body, "branch.7f3a"), "<button") || !strings.Contains(body, `id="deliver-all"`) {
		t.Error("the buttons do not stand where they are of use")
	}
	s.set(func(s *stage) { s.site.Products = s.site.Products[3:4] })
	if _, body = r.get(pathProducts); strings.Contains(rowOf(t, body, "branch.7f3a"), "<button") || strings.Contains(body, `id="deliver-all"`) {
		t.Error("a site that only asks is offered deliveries")
	}
}

// Why a delivery failed is told in the reader's language, with what was seen; a
// detail that only the program understands is for who reads English.
func TestWhyIsToldInTheReadersLanguage(t *testing.T) {
	s := &stage{site: office()}
	r := read(t, open(t, s, always(noon), nil))
	r.signIn()
	for detail, want := range map[string][2]string{
		"nothing listens at its address": {"What was seen: nothing listens at its address.", "（詳細: 接続が拒否されました）"},
		"no buffer space available":      {"What was seen: no buffer space available.", "製品に接続できません。"},
		"bad_signature":                  {words.Say(words.EN, words.VerifyBadSignature, nil), words.Say(words.JA, words.VerifyBadSignature, nil)},
		"wrong_component":                {words.Say(words.EN, words.ResultWrongComponent, nil), words.Say(words.JA, words.ResultWrongComponent, nil)},
	} {
		s.set(func(s *stage) { s.site.Products[1].Deliveries[0].Detail = detail })
		_, en := r.get(pathProducts + "?lang=en")
		_, ja := r.get(pathProducts + "?lang=ja")
		if !strings.Contains(en, want[0]) || !strings.Contains(ja, want[1]) || strings.Contains(ja, detail) {
			t.Errorf("%s is not told as it should be", detail)
		}
	}
}

// Dates are in the licence's own zone; where there are several, each says its own.
func TestZonesOfDays(t *testing.T) {
	site := office()
	site.Codes[1].Zone = "Europe/Berlin"
	r := read(t, open(t, &stage{site: site}, always(noon), nil))
	r.signIn()
	for _, path := range []string{pathProducts, pathCodes} {
		_, body := r.get(path)
		if strings.Count(body, "Europe/Berlin") < 1 || strings.Count(body, ">Asia/Tokyo<") < 1 || strings.Contains(body, `</th> <span class="zone">`) {
			t.Errorf("%s does not say whose days they are", path)
		}
	}
}

// All moments of a screen are in one zone: the manager's where it was set, else
// the licences' where they share one, else the machine's.
func TestMomentsAreInOneZone(t *testing.T) {
	kolkata := must(time.LoadLocation("Asia/Kolkata"))
	for name, c := range map[string]struct {
		set    *time.Location
		second string // the second code's zone
		want   *time.Location
	}{
		"set":             {kolkata, "Asia/Tokyo", kolkata},
		"the licences'":   {nil, "Asia/Tokyo", tokyo},
		"of several":      {nil, "Asia/Kolkata", time.Local},
		"one is no name":  {nil, "nowhere", time.Local},
		"one has no zone": {nil, "", tokyo},
	} {
		site := office()
		site.Codes[1].Zone = c.second
		r := read(t, open(t, &stage{site: site}, always(noon), func(o *Options) { o.Zone = c.set }))
		r.signIn()
		for _, path := range []string{pathProducts, pathCodes, pathIssuer} {
			_, body := r.get(path)
			found := regexp.MustCompile(`datetime="([^"]+)"`).FindAllStringSubmatch(html.UnescapeString(body), -1)
			if len(found) < 2 {
				t.Errorf("%s: %s has %d moments", name, path, len(found))
			}
			for _, m := range found {
				if at := must(time.Parse(time.RFC3339, m[1])); at.In(c.want).Format(time.RFC3339) != m[1] {
					t.Errorf("%s: %s has the moment %s, want it in %s", name, path, m[1], c.want)
				}
			}
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
