package portal

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"ollu/server/browsertest"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// tab is one of a real browser, before a portal.
type tab struct {
	t    *testing.T
	ctx  context.Context
	site *visittest.Site

	mu     sync.Mutex
	faults []string // that the browser has noted
}

// open starts a browser before a portal.
func open(t *testing.T, s *visittest.Site) *tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(browsertest.Start(t), 2*time.Minute)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, site: s}
	chromedp.ListenTarget(ctx, b.hear)
	b.do(network.Enable(), cdplog.Enable(), runtime.Enable(),
		browser.SetPermission(&browser.PermissionDescriptor{Name: "clipboard-write"}, browser.PermissionSettingGranted))
	return b
}

// hear notes what the browser finds wrong: errors of scripts, what the policy
// refuses, what is not there.
func (b *tab) hear(event any) {
	fault := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		fault = e.ExceptionDetails.Error()
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.LevelError || e.Entry.Source == cdplog.SourceSecurity {
			fault = e.Entry.Text + " " + e.Entry.URL
		}
	}
	if fault != "" {
		b.mu.Lock()
		b.faults = append(b.faults, fault)
		b.mu.Unlock()
	}
}

func (b *tab) do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// as takes the session and the language of another browser.
func (b *tab) as(from *visittest.Browser) {
	b.t.Helper()
	u, err := url.Parse(b.site.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(network.ClearBrowserCookies())
	for _, c := range from.Client.Jar.Cookies(u) {
		b.do(network.SetCookie(c.Name, c.Value).WithURL(b.site.URL))
	}
}

func (b *tab) goTo(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site.URL+path), chromedp.WaitReady("main"))
}

// eval gives what an expression is in the page.
func eval[T any](b *tab, expression string) (value T) {
	b.t.Helper()
	b.do(chromedp.Evaluate(expression, &value))
	return value
}

// well fails the test where the browser has found something wrong.
func (b *tab) well(where string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults) > 0 {
		b.t.Errorf("%s: the browser says: %s", where, strings.Join(b.faults, "\n"))
	}
	b.faults = nil
}

// Every page fits a telephone and a desk, in both languages, and the browser
// finds nothing to complain of.
func TestPagesFit(t *testing.T) {
	s := start(t)
	b, seen := open(t, s), 0
	for _, l := range words.Langs {
		owner, stranger := s.LogIn(visittest.Owner), s.Browser(l)
		owner.Speak(l)
		stranger.Speak(l)
		for _, who := range []*visittest.Browser{owner, stranger} {
			b.as(who)
			for _, rt := range Routes() {
				if !posts(rt) && request(who, rt).Status == http.StatusOK && rt.Path != "/products.csv" {
					seen++
					b.fits(at(s, rt), l)
				}
			}
		}
	}
	if seen < 50 {
		t.Fatalf("only %d pages were looked at", seen)
	}
}

func (b *tab) fits(path string, l words.Lang) {
	b.t.Helper()
	b.do(emulation.SetDeviceMetricsOverride(360, 800, 1, true))
	b.goTo(path)
	for _, width := range []int64{360, 1440} {
		b.do(emulation.SetDeviceMetricsOverride(width, 800, 1, width < 600))
		if over := eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			b.t.Errorf("%s in %v: %d pixels too wide at %d", path, l, over, width)
		}
	}
	b.well(path)
}

func TestScript(t *testing.T) {
	s := start(t)
	key := s.Key(visittest.Appliance, nil).Reveal()
	b := open(t, s)

	// A token in the fragment goes into its field, and out of the address.
	b.as(s.Browser(words.EN))
	b.goTo("/reset#" + mailed)
	if got := eval[string](b, `document.querySelector("[data-fragment]").value + " " + location.hash`); got != mailed+" " {
		t.Errorf("the token is %q", got)
	}

	// A password can be looked at, and is sent as one.
	b.goTo("/login")
	b.do(chromedp.Click(`[data-reveal]`, chromedp.ByQuery))
	if got := eval[string](b, `document.querySelector("[name=password]").type`); got != "text" {
		t.Errorf("the password is of type %s", got)
	}

	// The robot check is done while the form waits, without the question.
	b.goTo("/register")
	if eval[bool](b, `document.getElementById("f-robot_answer").checkVisibility()`) {
		t.Error("the question is asked of who has script")
	}
	answer, err := chromedp.RunResponse(b.ctx, chromedp.SendKeys(`[name=key]`, key+"\r", chromedp.ByQuery))
	if err != nil {
		t.Fatal(err)
	}
	if path := eval[string](b, `location.pathname`); path == "/register" || answer.Status != http.StatusOK {
		t.Errorf("the key leads to %d %s", answer.Status, path)
	}
	b.well("the robot check")

	// A code is copied whole.
	b.as(s.LogIn(visittest.Owner))
	b.goTo("/products/2")
	b.do(chromedp.Evaluate(`navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }; 0`, nil),
		chromedp.Click(`[data-copy]`, chromedp.ByQuery), chromedp.WaitReady(`body`))
	if got, want := eval[string](b, `window.copied`), codeOf(s, line); got != want {
		t.Errorf("%q was copied, want %q", got, want)
	}
	b.well("the copy button")
}

// What was wrong is looked at first.
func TestFaultsGetTheFocus(t *testing.T) {
	b := open(t, start(t))
	b.as(b.site.Browser(words.JA))
	b.goTo("/licence")
	if _, err := chromedp.RunResponse(b.ctx, chromedp.SendKeys(`[name=code], [name=key]`, "XX\r", chromedp.ByQuery)); err != nil {
		t.Fatal(err)
	}
	if got := eval[string](b, `document.activeElement.id`); got != "errors" {
		t.Errorf("the focus is on %q", got)
	}
}
