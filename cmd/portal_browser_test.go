package cmd

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"ollu/server/words"
)

// chromium starts the browser that the walks of a test share.
func chromium(t *testing.T) context.Context {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("this test walks through the portal in a real browser, and there is no chromium: run .ci/install (%v)", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.ExecPath(program), chromedp.DisableGPU)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return ctx
}

// window is how a page is looked at.
type window struct {
	width  int64
	scheme string
}

// desk is the window that a walk is in between looks.
var desk = window{1440, "light"}

// tab is a tab of a browser that knows nothing of other tabs: cookies are its own.
type tab struct {
	t       *testing.T
	ctx     context.Context
	base    string
	lang    words.Lang
	axe     string // "" pages are not looked at
	shots   string
	windows []window // that pages are looked at in
	files   string   // where downloads go

	mu     sync.Mutex
	faults []string
	saved  chan string
}

// walkTime bounds a whole walk.
const walkTime = 3 * time.Minute

// opensTab opens one in a language, with the windows that it looks at pages in.
func opensTab(t *testing.T, shared context.Context, base string, lang words.Lang, windows ...window) *tab {
	t.Helper()
	apart, id := newWindow(t, shared)
	ctx, end := chromedp.NewContext(shared, chromedp.WithTargetID(id))
	t.Cleanup(end)
	ctx, stop := context.WithTimeout(ctx, walkTime)
	t.Cleanup(stop)
	b := &tab{t: t, ctx: ctx, base: base, lang: lang, windows: windows, files: t.TempDir(), saved: make(chan string, 8)}
	chromedp.ListenTarget(ctx, b.watch)
	b.do(network.Enable(), runtime.Enable(), log.Enable(), emulation.SetFocusEmulationEnabled(true),
		network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": lang.String()}),
		browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllowAndName).
			WithBrowserContextID(apart).WithDownloadPath(b.files).WithEventsEnabled(true))
	b.through(desk)
	t.Cleanup(b.wantNoFaults)
	return b
}

// newWindow opens an empty window with cookies of its own.
func newWindow(t *testing.T, shared context.Context) (apart cdp.BrowserContextID, id target.ID) {
	t.Helper()
	err := chromedp.Run(shared, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		ctx = cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		if apart, err = target.CreateBrowserContext().WithDisposeOnDetach(true).Do(ctx); err != nil {
			return err
		}
		id, err = target.CreateTarget("about:blank").WithBrowserContextID(apart).WithNewWindow(true).Do(ctx)
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	return apart, id
}

// watch notes what a page must not do: complain, fail, or reach out; and what was
// downloaded.
func (b *tab) watch(event any) {
	switch e := event.(type) {
	case *browser.EventDownloadProgress:
		if e.State == browser.DownloadProgressStateCompleted {
			b.saved <- e.GUID
		}
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "127.0.0.1" {
			b.fault("it asks for " + e.Request.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && e.Type != network.ResourceTypeDocument {
			b.fault(fmt.Sprintf("%s is answered %d", e.Response.URL, e.Response.Status))
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			b.fault(fmt.Sprintf("the console has %s", e.Args[0].Value))
		}
	case *runtime.EventExceptionThrown:
		b.fault("a script failed: " + e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError && e.Entry.Source != log.SourceNetwork { // those are noted above
			b.fault("the console has: " + e.Entry.Text)
		}
	}
}

func (b *tab) fault(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, what)
}

func (b *tab) wantNoFaults() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.faults {
		b.t.Error(f)
	}
	b.faults = nil
}

func (b *tab) do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatalf("%v at %s", err, b.where())
	}
}

// where is the page's address, for messages.
func (b *tab) where() (at string) {
	if err := chromedp.Run(b.ctx, chromedp.Location(&at)); err != nil {
		return err.Error()
	}
	return at
}

// through sets the window.
func (b *tab) through(w window) {
	b.t.Helper()
	b.do(
		emulation.SetDeviceMetricsOverride(w.width, 900, 1, w.width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: w.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}),
	)
}

// open goes to a path and wants its page.
func (b *tab) open(path string) *tab {
	b.t.Helper()
	return b.get(path, 200)
}

// get is open where the status may be another.
func (b *tab) get(path string, status int64) *tab {
	b.t.Helper()
	answer, err := chromedp.RunResponse(b.ctx, chromedp.Navigate(b.base+path))
	if err != nil || answer == nil || answer.Status != status {
		b.t.Fatalf("%s: %v, %+v, want %d", path, err, answer, status)
	}
	return b
}

// click presses what leads to another page, and waits for that: of a path, with a
// status of 200.
func (b *tab) click(selector, path string) {
	b.t.Helper()
	b.press(selector, 200)
	b.at(path)
}

// press is click where the status may be another.
func (b *tab) press(selector string, status int64) {
	b.t.Helper()
	answer, err := chromedp.RunResponse(b.ctx, chromedp.Click(selector, chromedp.ByQuery))
	if err != nil {
		b.t.Fatalf("%s: %v at %s", selector, err, b.where())
	}
	if answer.Status != status {
		b.t.Fatalf("%s leads to %s with %d, want %d\n%s", selector, answer.URL, answer.Status, status, b.text("main"))
	}
}

// at wants the page of a path.
func (b *tab) at(path string) {
	b.t.Helper()
	u, err := url.Parse(b.where())
	if err != nil || u.Path != path {
		b.t.Fatalf("at %s, want %s\n%s", u, path, b.text("main"))
	}
}

// The primary button of the page's form, and the log-out.
const (
	primary = "main form button.primary"
	logOut  = `form[action="/logout"] button`
)

// fill types values into fields: pairs of a name and a value.
func (b *tab) fill(pairs ...string) {
	b.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		selector := fmt.Sprintf(`main [name=%q]`, pairs[i])
		var kind string
		b.do(chromedp.Evaluate(fmt.Sprintf(`(() => {
			const e = document.querySelector(%q);
			if (!e) return "missing";
			for (let d = e.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
			e.focus();
			if (e.select) e.select();
			return document.activeElement === e ? e.localName : "no focus";
		})()`, selector), &kind))
		switch kind {
		case "select":
			b.do(chromedp.SetValue(selector, pairs[i+1], chromedp.ByQuery))
		case "input", "textarea":
			b.do(input.InsertText(pairs[i+1]))
		default:
			b.t.Fatalf("field %s at %s: %s", pairs[i], b.where(), kind)
		}
	}
}

// tick clicks a box or a choice.
func (b *tab) tick(selector string) {
	b.t.Helper()
	b.do(chromedp.Click("main "+selector, chromedp.ByQuery))
}

// has tells whether there is such an element.
func (b *tab) has(selector string) bool {
	b.t.Helper()
	return value[bool](b, fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
}

// text gives what a reader sees of an element.
func (b *tab) text(selector string) (s string) {
	b.t.Helper()
	b.do(chromedp.Text(selector, &s, chromedp.ByQuery))
	return s
}

// value gives what a script finds.
func value[T any](b *tab, script string) (v T) {
	b.t.Helper()
	b.do(chromedp.Evaluate(script, &v))
	return v
}

// texts gives the text of every element that a selector finds.
func (b *tab) texts(selector string) []string {
	b.t.Helper()
	return value[[]string](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => e.innerText.trim())`, selector))
}

// says fails the test where an element does not hold a text.
func (b *tab) says(selector string, wants ...string) {
	b.t.Helper()
	got := b.text(selector)
	for _, want := range wants {
		if !strings.Contains(got, want) {
			b.t.Errorf("%s of %s does not say %q:\n%s", selector, b.where(), want, got)
		}
	}
}

// say gives a text in the tab's language; args are pairs of a name and a value.
func (b *tab) say(id words.ID, args ...any) string {
	all := words.Args{}
	for i := 0; i < len(args); i += 2 {
		all[args[i].(string)] = args[i+1]
	}
	return words.Say(b.lang, id, all)
}

// save presses what leads to a file, and gives its name and content.
func (b *tab) save(selector string) []byte {
	b.t.Helper()
	b.do(chromedp.Click(selector, chromedp.ByQuery))
	select {
	case name := <-b.saved:
		text, err := os.ReadFile(filepath.Join(b.files, name))
		if err != nil {
			b.t.Fatal(err)
		}
		return text
	case <-b.ctx.Done():
		b.t.Fatalf("%s at %s leads to no file", selector, b.where())
	}
	return nil
}

// look looks at the page as it is: in every window, with a picture kept under a
// name, and with what shuts people out looked for.
func (b *tab) look(name string) {
	b.t.Helper()
	if got := value[string](b, `document.documentElement.lang`); got != b.lang.String() {
		b.t.Errorf("%s is in %q", name, got)
	}
	for _, w := range b.windows {
		b.through(w)
		if wide := value[int64](b, `document.documentElement.scrollWidth`); wide > w.width {
			b.t.Errorf("%s is %d pixels wide in a window of %d: %s", name, wide, w.width, value[string](b, outermost))
		}
		b.picture(fmt.Sprintf("%s-%s-%d-%s", name, b.lang, w.width, w.scheme))
		for _, f := range b.barriers() {
			b.t.Errorf("%s, %d %s: %s", name, w.width, w.scheme, f)
		}
	}
	b.through(desk)
	b.wantNoFaults()
}

// outermost finds what reaches furthest to the right.
const outermost = `(all => all.sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0].outerHTML.slice(0, 200))(
	[...document.querySelectorAll("main *")].filter(e => !e.closest(".unseen")))`

// barriers is what axe finds serious or critical.
func (b *tab) barriers() (found []string) {
	b.t.Helper()
	if !value[bool](b, `"axe" in window`) {
		b.do(chromedp.Evaluate(b.axe, nil))
	}
	b.do(chromedp.Evaluate(`axe.run({resultTypes: ["violations"]}).then(r => r.violations
		.filter(v => v.impact === "serious" || v.impact === "critical")
		.flatMap(v => v.nodes.map(n => v.id + ": " + n.html.slice(0, 160) + "\n" + n.failureSummary)))`,
		&found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	return found
}

// picture keeps a screenshot of the whole page.
func (b *tab) picture(name string) {
	b.t.Helper()
	var shot []byte
	b.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		shot, err = page.CaptureScreenshot().WithCaptureBeyondViewport(true).WithFormat(page.CaptureScreenshotFormatPng).WithOptimizeForSpeed(true).Do(ctx)
		return err
	}))
	if err := os.WriteFile(filepath.Join(b.shots, name+".png"), shot, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
