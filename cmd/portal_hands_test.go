package cmd

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"ollu/server/words"
)

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
