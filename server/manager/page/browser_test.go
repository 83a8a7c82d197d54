package page

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"ollu/server/browsertest"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

// browser is a tab of a real browser, before a page.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string
}

// visit opens a tab with no cookies in it.
func visit(t *testing.T, shared context.Context, base string) *browser {
	t.Helper()
	ctx, end := chromedp.NewContext(shared)
	t.Cleanup(end)
	ctx, stop := context.WithTimeout(ctx, 60*time.Second)
	t.Cleanup(stop)
	b := &browser{t, ctx, base}
	b.do(network.Enable(), network.ClearBrowserCookies())
	return b
}

func (b *browser) do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// look sets how wide the window is, how light it is, and which language it asks for.
func (b *browser) look(width int64, scheme, lang string) {
	b.t.Helper()
	b.do(
		emulation.SetDeviceMetricsOverride(width, 900, 1, width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": lang}),
	)
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base+path), chromedp.WaitReady("main"))
}

// click presses what leads to another screen, and waits for that.
func (b *browser) click(selector string) (status int64) {
	b.t.Helper()
	answer, err := chromedp.RunResponse(b.ctx, chromedp.Click(selector, chromedp.ByQuery))
	if err != nil {
		b.t.Fatalf("%s: %v", selector, err)
	}
	return answer.Status
}

func (b *browser) signIn(with string) {
	b.t.Helper()
	b.open("/sign-in")
	b.do(chromedp.SendKeys("#token", with, chromedp.ByID))
	b.click("#sign-in")
}

// text gives what a reader sees of an element.
func (b *browser) text(selector string) (s string) {
	b.t.Helper()
	b.do(chromedp.Text(selector, &s, chromedp.ByQuery))
	return s
}

// says fails the test where an element does not hold a text.
func (b *browser) says(selector string, wants ...string) {
	b.t.Helper()
	got := b.text(selector)
	for _, want := range wants {
		if !strings.Contains(got, want) {
			b.t.Errorf("%s does not say %q:\n%s", selector, want, got)
		}
	}
}

// picture keeps a screenshot of the whole page.
func (b *browser) picture(name string) {
	b.t.Helper()
	var png []byte
	b.do(chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(filepath.Join(b.t.ArtifactDir(), name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// TestInABrowser does in one browser what people do with the page.
func TestInABrowser(t *testing.T) {
	t.Parallel()
	shared := browsertest.Start(t)
	t.Run("pictures", func(t *testing.T) { pictures(t, shared) })
	t.Run("for every reader", func(t *testing.T) { forEveryReader(t, shared) })
	t.Run("sign in and read", func(t *testing.T) { signInAndRead(t, shared) })
	t.Run("deliver again", func(t *testing.T) { deliverAgain(t, shared) })
	t.Run("a thousand products", func(t *testing.T) { aThousandProducts(t, shared) })
	t.Run("an ended session", func(t *testing.T) { anEndedSession(t, shared) })
	t.Run("the issuer unheard", func(t *testing.T) { theIssuerUnheard(t, shared) })
	t.Run("hostile names", func(t *testing.T) { hostileNames(t, shared) })
}

// pictures shows every screen as people see it: narrow and wide, light and dark,
// in both languages. No screen may be wider than its window.
func pictures(t *testing.T, shared context.Context) {
	const between = 800 // no telephone, and no desk
	b := visit(t, shared, serve(t, &stage{site: odd()}, always(noon)))
	for _, look := range []struct {
		width        int64
		scheme, lang string
	}{{1440, "light", "ja"}, {1440, "dark", "en"}, {360, "light", "en"}, {360, "dark", "ja"}, {between, "light", "ja"}} {
		b.look(look.width, look.scheme, look.lang)
		for _, path := range []string{"/sign-in", pathProducts, pathCodes, pathIssuer} {
			if path == "/sign-in" {
				b.open(path)
			} else {
				b.open(path + "?lang=" + look.lang)
			}
			var wide int64
			b.do(chromedp.Evaluate("document.documentElement.scrollWidth", &wide))
			if wide > look.width {
				t.Errorf("%s in %s is %d pixels wide in a window of %d", path, look.lang, wide, look.width)
			}
			if look.width != between {
				b.picture(fmt.Sprintf("%s-%d-%s-%s", strings.Trim(path, "/"), look.width, look.scheme, look.lang))
			}
			if path == "/sign-in" {
				b.signIn(token)
			}
		}
		b.click("#sign-out")
	}
}

func signInAndRead(t *testing.T, shared context.Context) {
	b := visit(t, shared, serve(t, &stage{site: office()}, always(noon)))
	b.look(1440, "light", "ja")
	b.signIn("wrong")
	b.says("#wrong", "トークンが正しくありません")
	b.picture("wrong-token")
	b.signIn(token)
	b.says("#products", "gateway-2.osaka", "失敗", "保留", "未反映", "最新", "ビルド 1330", "2027年3月31日", "製品に接続できません")
	if got := b.text("html"); strings.Contains(got, "[managerpage") {
		t.Errorf("bones show: %s", got)
	}
	b.click("#other-language")
	b.says("#products", "Failed", "Held back", "Stale", "Current", "Build 1330", "2027-03-31")
	b.click(`a[href="/codes"]`)
	b.says("#codes", "Grace period", "The invoice was not paid")
	b.click(`a[href="/issuer"]`)
	b.says("main", "In order", "Example Security K.K.")
	b.click("#sign-out")
	b.says("main", "Sign in")
}

func deliverAgain(t *testing.T, shared context.Context) {
	s := &stage{site: office(), outcome: deploy.Report{Delivered: 1}}
	b := visit(t, shared, serve(t, s, always(noon)))
	b.look(360, "dark", "en")
	b.signIn(token)
	b.click(`button[aria-label="Deliver again to gateway-2.osaka"]`)
	b.says(".note", "Delivered 1, failed 0")
	hold, failing := make(chan struct{}), deploy.Report{Delivered: 3, Failed: 2, Products: []deploy.ProductReport{
		{Name: "gateway-2.osaka", Deliveries: []deploy.DeliveryReport{{Code: "IM-…-A7K2M", State: book.Failed, Why: book.WhyUnreachable}}},
		{Name: "lab-software", Deliveries: []deploy.DeliveryReport{{Code: "IM-…-Q9XYZ", State: book.Failed, Why: book.WhyNotTrusted}}},
	}}
	s.set(func(s *stage) { s.hold, s.outcome = hold, failing })
	b.click("#deliver-all")
	b.says(".note", "Delivering since")
	close(hold)
	// The screen shows itself again without anybody's doing.
	b.do(chromedp.WaitVisible(".note.bad", chromedp.ByQuery))
	b.says(".note", "Delivered 3, failed 2", "cannot be reached")
	b.picture("outcome")
	if got := strings.Join(s.selectors(), ","); got != "gateway-2.osaka," {
		t.Errorf("delivered to %q", got)
	}
}

func aThousandProducts(t *testing.T, shared context.Context) {
	b := visit(t, shared, serve(t, &stage{site: crowd(1000)}, always(noon)))
	b.look(1440, "light", "en")
	b.signIn(token)
	b.says(".pager", "1–50 of 1000", "1 / 20")
	b.click("#next-page")
	b.says(".pager", "51–100 of 1000")
	b.picture("pager")
	b.do(chromedp.SetValue("#state", "failed", chromedp.ByID), chromedp.SendKeys("#q", "product-01", chromedp.ByID))
	b.click("#filter")
	b.says("#products", "product-0100", "product-0190")
	var rows int
	b.do(chromedp.Evaluate(`document.querySelectorAll("#products tbody").length`, &rows))
	if rows != 10 {
		t.Errorf("%d products fit", rows)
	}
}

func anEndedSession(t *testing.T, shared context.Context) {
	var late atomic.Int64
	b := visit(t, shared, serve(t, &stage{site: office()}, func() time.Time { return noon.Add(time.Duration(late.Load())) }))
	b.look(800, "light", "en")
	b.signIn(token)
	late.Store(int64(Idle))
	b.click("#deliver-all")
	b.says("#ended", "was not used for 30 minutes")
	b.picture("ended")
	b.signIn(token)
	b.says("#products", "gateway-1")
}

func theIssuerUnheard(t *testing.T, shared context.Context) {
	site := office()
	site.Sync.Healthy, site.Sync.Failures, site.Sync.Cause, site.Sync.LastGood = false, 51, "timeout", noon.AddDate(0, 0, -3)
	b := visit(t, shared, serve(t, &stage{site: site}, always(noon)))
	b.look(1440, "light", "ja")
	b.signIn(token)
	b.says("#unheard", "二日以上応答がありません", "時間内に応答がありませんでした")
	b.picture("unheard")
	b.click(`a[href="/issuer"]`)
	b.says(".facts", "連続 51 回失敗")
}

func hostileNames(t *testing.T, shared context.Context) {
	site := office()
	site.Products[0].Name = `<script>document.title="owned"</script><img src=x onerror="document.title='owned'">`
	site.Codes[0].Note = `<b onmouseover="document.title='owned'">note</b>`
	b := visit(t, shared, serve(t, &stage{site: site}, always(noon)))
	b.look(1440, "light", "en")
	b.signIn(token)
	var title string
	b.do(chromedp.Title(&title))
	if title == "owned" {
		t.Error("a product's name was obeyed")
	}
	b.says("#products", "<script>document.title", "<b onmouseover")
}

func serve(t *testing.T, s *stage, now func() time.Time) string {
	t.Helper()
	server := httptest.NewServer(open(t, s, now, nil))
	t.Cleanup(server.Close)
	return server.URL
}

// forEveryReader looks for what shuts people out: fields, buttons and links
// without a name, tables without headers, controls too small for a finger, a
// script.
func forEveryReader(t *testing.T, shared context.Context) {
	b := visit(t, shared, serve(t, &stage{site: office()}, always(noon)))
	b.look(360, "light", "en")
	b.signIn(token)
	for _, path := range []string{pathProducts, pathCodes, pathIssuer, "/nowhere"} {
		b.open(path)
		var faults []string
		b.do(chromedp.Evaluate(`(() => {
			const bad = [], say = (what, e) => bad.push(what + ": " + e.outerHTML.slice(0, 120));
			const named = e => (e.getAttribute("aria-label") || e.textContent || "").trim() !== "";
			document.querySelectorAll("input:not([type=hidden]), select").forEach(e => e.labels.length || say("no label", e));
			document.querySelectorAll("a, button").forEach(e => named(e) || say("no name", e));
			document.querySelectorAll("button, a.button, a.tile, .tabs a, select").forEach(e => {
				const r = e.getBoundingClientRect();
				(r.width >= 24 && r.height >= 24) || say("too small for a finger", e);
			});
			document.querySelectorAll("table").forEach(e => e.caption && e.querySelector("th[scope=col]") || say("no caption or headers", e));
			document.querySelectorAll("td, th").forEach(e => e.getAttribute("role") || say("no role", e));
			document.querySelectorAll("img").forEach(e => e.hasAttribute("alt") || say("no alt", e));
			document.querySelectorAll("script, [style], [onclick]").forEach(e => say("script or style inside", e));
			const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
			ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => bad.push("twice: #" + id));
			if (document.querySelectorAll("h1").length !== 1 || !document.querySelector("main") || !document.documentElement.lang) bad.push("no frame");
			return bad;
		})()`, &faults))
		for _, f := range faults {
			t.Errorf("%s: %s", path, f)
		}
	}
}
