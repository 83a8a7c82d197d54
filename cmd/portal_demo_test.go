package cmd

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ollu/cmd/clitest"
	"ollu/server/words"
)

// printed finds what the demo prints to be typed in.
var printed = regexp.MustCompile(`(?s)browser: (\S+)/register\n\n(\S+) .*/login\n\n(\S+) +(\S+) .*\nMails that were sent: (\S+)\n`)

// tryDemo does what a newcomer does with what the demo prints: registers the first
// key, reads the mail about it, and logs in as the customer that is there.
func tryDemo(t *testing.T, programs string, browser context.Context, looks func(*tab)) {
	place := clitest.Place{Programs: programs, Dir: t.TempDir(), Limit: walkTime}
	r := place.Start(t, "ollu", "serve", "--demo", "--data-dir", "data", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--portal-listen", "127.0.0.1:0")
	r.Until(t, "it says what to try", func() bool { return strings.Contains(r.Stdout.String(), "Ctrl-C") })
	found := printed.FindStringSubmatch(r.Stdout.String())
	if found == nil {
		t.Fatalf("not to be followed:\n%s", r.Stdout.String())
	}
	site, key, login, password, mailbox := found[1], found[2], found[3], found[4], strings.TrimPrefix(found[5], found[1])

	b := opensTab(t, browser, site, words.JA, window{360, "dark"}, window{1440, "light"})
	looks(b)
	b.open(mailbox).look("demo-mailbox-empty")
	registerPlainly(b, key, "newcomer", mailOf("newcomer"), "Newcomer-2026")
	code := b.texts("main .code code")[0]
	b.readMailbox(mailbox, code)
	b.click(logOut, "/login")
	b.logIn(login, password)
	b.says("main", "41")
	for name, path := range map[string]string{
		"products": "/products", "in-grace": "/products?status=grace", "calendar": "/calendar", "activity": "/activity", "users": "/account/users", "line": "/products/1",
	} {
		b.open(path).look("demo-" + name)
	}
}

// readMailbox waits until a mail is in the demo's mailbox, and reads it as text
// and as a page.
func (b *tab) readMailbox(path, code string) {
	b.t.Helper()
	clitest.Eventually(b.t, "a mail is in the mailbox", func() bool { return b.open(path).has(".mails a") })
	b.look("demo-mailbox")
	b.press(".mails a", 200)
	b.says("main pre", code)
	b.look("demo-mail")
	var framed string
	b.do(chromedp.Navigate(b.where()+"/page"), chromedp.Text("body", &framed, chromedp.ByQuery))
	if !strings.Contains(framed, code) {
		b.t.Errorf("the mail's page does not show %s:\n%s", code, framed)
	}
	b.open("/products")
}
