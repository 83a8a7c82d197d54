package cmd

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// window is how a page is looked at.
type window struct {
	width  int64
	scheme string
}

// desk is the window that a walk is in between looks.
var desk = window{1440, "light"}

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
