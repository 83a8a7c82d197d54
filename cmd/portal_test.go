package cmd

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ollu/server/browsertest"
	"ollu/server/words"
)

// Products of the catalogue that is built in.
const (
	appliance = "mail-gateway-appliance"
	suite     = "business-suite"
	inspector = "mail-inspector"
	hosted    = "hosted-mail"
)

// walker is a customer's first user, on the way through the portal.
type walker struct {
	*tab
	vendor  *vendor
	browser context.Context
	company string
	login   string
	mail    string
	order   string

	password string
	codes    []string // of the first order
}

// walks are the flows, each where the one before left off.
var walks = []struct {
	name string
	walk func(*walker)
}{
	{"first registration", firstRegistration},
	{"more products", addProducts},
	{"trial to full", trialToFull},
	{"a product in use", productInUse},
	{"an offline code", offlineCode},
	{"renewed, suspended", issuersActs},
	{"calendar and table", dates},
	{"company, support, oneself", ownDetails},
	{"a colleague", colleague},
	{"another password", newPassword},
	{"out and in", outAndIn},
	{"a forgotten password", forgotten},
	{"the second step", secondStep},
	{"help", helpful},
	{"activity", activity},
	{"without script", withoutScript},
}

// TestPortal walks every flow of the portal, in both languages, through the built
// programs: the server with a configuration file, the operators' commands, the
// agent, a mail server, and a browser.
func TestPortal(t *testing.T) {
	programs, browser, script, shots := buildPrograms(t), browsertest.Start(t), axe(t), pictures(t)
	looks := func(b *tab) { b.axe, b.shots = script, shots }
	v := opensPortal(t, programs)
	for _, as := range []struct {
		lang    words.Lang
		company string
		windows []window
	}{
		{words.JA, "株式会社見本電機", []window{{360, "light"}, {1440, "dark"}}},
		{words.EN, "Sample Electric K.K.", []window{{360, "dark"}, {1440, "light"}}},
	} {
		t.Run(as.lang.String(), func(t *testing.T) {
			t.Parallel()
			b := opensTab(t, browser, v.site, as.lang, as.windows...)
			looks(b)
			walkAll(t, newWalker(b, v, browser, as.company))
		})
	}
	t.Run("faults are seen", func(t *testing.T) {
		t.Parallel()
		b := opensTab(t, browser, v.site, words.EN)
		looks(b)
		seeFaults(b)
	})
	t.Run("idle sessions end", func(t *testing.T) {
		t.Parallel()
		endIdle(t, programs, browser)
	})
	t.Run("demo", func(t *testing.T) {
		t.Parallel()
		tryDemo(t, programs, browser, looks)
	})
}

func newWalker(b *tab, v *vendor, browser context.Context, company string) *walker {
	lang := b.lang.String()
	return &walker{
		tab: b, vendor: v, browser: browser, company: company, login: "walker-" + lang, mail: "walker@" + lang + ".example.com",
		order: "PO-" + lang, password: "Walk-2026-" + lang + "1",
	}
}

// walkAll does one walk after the other, up to one that does not end.
func walkAll(t *testing.T, c *walker) {
	defer func() { c.t = t }()
	for _, w := range walks {
		through := false
		t.Run(w.name, func(t *testing.T) { c.t = t; w.walk(c); through = true })
		if !through {
			return // nobody is where the next begins
		}
	}
	c.vendor.wantNoMore(t, c.mail)
}

// elsewhere is another browser, in the same language.
func (c *walker) elsewhere() *tab {
	c.t.Helper()
	b := opensTab(c.t, c.browser, c.base, c.lang, c.windows...)
	b.axe, b.shots = c.axe, c.shots
	return b
}

// named gives a product's name in the walker's language.
func (c *walker) named(id string) string { return c.lang.Of(c.vendor.name(c.t, id)) }

// seeFaults spoils a page: what looks at pages must notice.
func seeFaults(b *tab) {
	b.open("/")
	b.do(chromedp.Evaluate(`document.querySelector("main").insertAdjacentHTML("beforeend", '<input style="width: 400px"><img src="http://elsewhere.example/">')`, nil))
	if found := b.barriers(); len(found) != 2 {
		b.t.Errorf("of an input without a label and a picture without a word for it axe sees %q", found)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, want := range []string{"elsewhere.example", "inline style"} {
		if !strings.Contains(strings.Join(b.faults, "\n"), want) {
			b.t.Errorf("nothing is noticed of %s: %q", want, b.faults)
		}
	}
	b.faults = nil
}

// endIdle leaves a session unused for the configured time: it has ended, and a new
// log-in leads to where one wanted to go (row P8).
func endIdle(t *testing.T, programs string, browser context.Context) {
	const timeout, login, password = 4 * time.Second, "idle-user", "Idle-2026-walk"
	v := opensPortal(t, programs, "idle_timeout: "+timeout.String())
	b := opensTab(t, browser, v.site, words.EN)
	registerPlainly(b, v.key(t, inspector, "--months", "12"), login, mailOf(login), password)
	over := time.NewTimer(timeout + 100*time.Millisecond)
	defer over.Stop()
	<-over.C
	b.open("/activity").at("/login")
	b.says(".note", b.say(words.LookLogInFirst))
	b.fill("login", login, "password", password)
	b.click(primary, "/activity")
}
