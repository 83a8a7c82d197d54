package cmd

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"ollu/server/words"
)

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
			b.fault("a script complains: " + plainly(e.Args))
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

// plainly is what a script said to the console.
func plainly(args []*runtime.RemoteObject) string {
	var all []string
	for _, a := range args {
		all = append(all, string(a.Value)+a.Description)
	}
	return strings.Join(all, " ")
}
