package cmd

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"

	"ollu/cmd/clitest"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/server/words"
)

// agent runs the built agent of the customer, which must succeed.
func (c *walker) agent(args ...string) string {
	c.t.Helper()
	o := c.runAgent(args...)
	if o.Code != 0 {
		c.t.Fatalf("ollu-agent %s: exit code %d\n%s%s", strings.Join(args, " "), o.Code, o.Stdout, o.Stderr)
	}
	return o.Stdout
}

func (c *walker) runAgent(args ...string) clitest.Outcome {
	c.t.Helper()
	return c.vendor.Run(c.t, "ollu-agent", append(args, "--state-dir", "agent-"+c.lang.String())...)
}

// productInUse follows a product into use: the agent activates its code, the page
// shows the device, a licence file is taken in, and the device is released (rows
// R4, P2).
func productInUse(c *walker) {
	c.open("/products/1")
	c.says(`[aria-labelledby="devices"]`, c.say(words.LicencesDevicesNone))
	c.agent("activate", c.codes[0], "--server", c.vendor.agents, "--product", appliance)
	c.open("/products")
	c.click(`#no-1 a[href="/products/1"]`, "/products/1")
	device := c.texts(`[aria-labelledby="devices"] tbody th`)
	if len(device) != 1 {
		c.t.Fatalf("devices %q", device)
	}
	c.look("product")
	c.licenceFile()
	c.click(`main a[href="/products/1/certificate"]`, "/products/1/certificate")
	c.says(".certificate", c.company, c.codes[0])
	c.look("certificate")
	c.printed("certificate-printed")
	c.open("/products/1")
	c.click(`[aria-labelledby="devices"] tbody a`, "/products/1/release")
	c.says("main", device[0])
	c.look("release")
	c.click("main form button.danger", "/products/1")
	c.says(".note.ok", device[0])
	c.says(`[aria-labelledby="devices"]`, c.say(words.LicencesDevicesNone))
	if o := c.vendor.Run(c.t, "ollu", "query", c.codes[0], "--device", device[0], "--server", c.vendor.agents); !strings.Contains(o.Stdout, answer.NotActivated.String()) {
		c.t.Errorf("after its release the device is still registered: %s%s", o.Stdout, o.Stderr)
	}
}

// printed keeps a picture of the page as a printer gets it: without what is for the
// screen.
func (c *walker) printed(name string) {
	c.t.Helper()
	c.do(emulation.SetEmulatedMedia().WithMedia("print"))
	for _, screen := range []string{"header", "footer"} {
		if value[bool](c.tab, `document.querySelector("body > `+screen+`").checkVisibility()`) {
			c.t.Errorf("the %s is printed", screen)
		}
	}
	c.picture(name + "-" + c.lang.String())
	c.do(emulation.SetEmulatedMedia().WithMedia(""))
	c.through(desk)
}

// issuersActs are seen at once: a renewal, and a licence that is withheld and given
// back (row L5).
func issuersActs(c *walker) {
	c.vendor.ollu(c.t, "license", "renew", c.codes[2], "--expires", "2033-02-28")
	c.open("/products/3")
	c.says("main", c.lang.Of(product.Text{JA: "2033年2月28日", EN: "2033-02-28"}))
	c.vendor.ollu(c.t, "license", "suspend", c.codes[2], "--reason", "お支払いの確認中 <b>")
	c.open("/products/3")
	c.says("main", "お支払いの確認中 <b>")
	c.look("product-suspended")
	c.open("/products?status=suspended")
	if rows := c.texts("tbody tr"); len(rows) != 1 {
		c.t.Errorf("%d products are suspended", len(rows))
	}
	c.vendor.ollu(c.t, "license", "resume", c.codes[2])
}

// licenceFile carries a licence file by hand to the agent, which verifies it.
func (c *walker) licenceFile() {
	c.t.Helper()
	name := "carried-" + c.lang.String() + ".lic"
	if err := os.WriteFile(filepath.Join(c.vendor.Dir, name), c.save(`form[action="/products/1/file"] button`), 0o600); err != nil {
		c.t.Fatal(err)
	}
	c.agent("import", name)
}

// offlineCode asks for an offline code, which an operator issues and answers with
// (row L7).
func offlineCode(c *walker) {
	c.open("/products/2")
	c.click(`main a[href="/products/2/offline"]`, "/products/2/offline")
	c.look("offline")
	c.fill("note", "閉域網の検査装置です。")
	c.click(primary, "/products/2/offline")
	c.says(".note.ok", c.say(words.LicencesOfflineSent))
	c.look("offline-waiting")
	c.vendor.letter(c.t, operators, c.company)
	var request struct {
		Account string
		No      int
	}
	for _, r := range clitest.Parse[[]struct {
		Account, Company string
		No               int
	}](c.t, c.vendor.ollu(c.t, "account", "requests", "--json")) {
		if r.Company == c.company {
			request.Account, request.No = r.Account, r.No
		}
	}
	issued := clitest.Parse[[]struct{ Code string }](c.t, c.vendor.ollu(c.t,
		"license", "issue", "--json", "--offline", "--product", suite, "--expires", "2031-03-31"))
	c.vendor.ollu(c.t, "account", "answer", request.Account, "2", issued[0].Code)
	c.vendor.letter(c.t, c.mail, issued[0].Code)
	c.open("/products/2/offline")
	c.says("main", issued[0].Code)
	c.look("offline-answered")
}

// dates reads the calendar, also as a calendar program does, and the list as a
// spreadsheet does.
func dates(c *walker) {
	c.open("/calendar")
	c.says("main", c.named(appliance), c.named(inspector))
	c.click(`form[action="/calendar/feed"] button`, "/calendar")
	c.look("calendar")
	address := c.texts("main .code code")[0]
	answer, err := http.Get(address)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || !strings.HasPrefix(string(text), "BEGIN:VCALENDAR\r\n") || strings.Count(string(text), "BEGIN:VEVENT") < 5 {
		c.t.Errorf("%s: %v\n%s", address, err, text)
	}
	c.open("/products")
	table := string(c.save(`main a[href="/products.csv"]`))
	for _, want := range append(c.codes, c.order) {
		if !strings.Contains(table, want) {
			c.t.Errorf("the table does not hold %s:\n%s", want, table)
		}
	}
	c.open("/products?q=" + c.codes[1])
	if rows := c.texts("tbody tr"); len(rows) != 1 {
		c.t.Errorf("a code finds %d rows", len(rows))
	}
	c.open("/products?q=nothing-like-it").look("products-none-found")
}

// activity reads what was done.
func activity(c *walker) {
	c.open("/activity")
	c.says("main", c.login)
	if n := len(c.texts("tbody tr")); n < 10 {
		c.t.Errorf("the activity has %d entries", n)
	}
	c.look("activity")
}
