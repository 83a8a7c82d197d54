package cmd

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ollu/server/mail/mailtest"
	"ollu/server/words"
)

// logIn goes in by login id and password.
func (b *tab) logIn(login, password string) {
	b.t.Helper()
	b.open("/login")
	b.fill("login", login, "password", password)
	b.click(primary, "/products")
}

// outAndIn logs out, is refused with a wrong password, and comes back to a login
// id that is remembered, and a password that is not (rows P8, P9).
func outAndIn(c *walker) {
	c.click(logOut, "/login")
	c.says(".note.ok", c.say(words.EntryLoggedOut))
	c.open("/products").at("/login")
	c.says(".note", c.say(words.LookLogInFirst))
	c.look("login-first")
	c.fill("login", c.login, "password", "Wrong-2026")
	c.press(primary, 401)
	c.look("login-refused")
	c.fill("login", c.login, "password", c.password)
	c.tick(`[name="remember"]`)
	c.click(primary, "/products")
	c.click(logOut, "/login")
	c.open("/login").look("login")
	if got := value[[]string](c.tab, `["login", "password"].map(n => document.querySelector("[name=" + n + "]").value)`); got[0] != c.login || got[1] != "" {
		c.t.Errorf("remembered: %q", got)
	}
	c.fill("password", c.password)
	c.click(primary, "/products")
}

// forgotten gets from a mail address that two users have to a new password of the
// one, by the mail's link (row R8). A stranger's address is answered alike.
func forgotten(c *walker) {
	b, twin := c.elsewhere(), "twin-"+c.lang.String()
	registerPlainly(b, c.vendor.key(c.t, inspector, "--months", "12"), twin, c.mail, c.password)
	c.vendor.letter(c.t, c.mail)
	b.click(logOut, "/login")
	b.open("/forgot").look("forgot")
	b.fill("who", "nobody@"+c.lang.String()+".example.com")
	b.click(primary, "/forgot")
	strange := b.text("main")
	b.open("/forgot")
	b.fill("who", c.mail)
	b.click(primary, "/forgot")
	b.look("forgot-sent")
	if known := b.text("main"); strings.Count(known, "\n") != strings.Count(strange, "\n") {
		b.t.Errorf("the answers differ:\n%s\n%s", known, strange)
	}
	b.follow(c.vendor.letter(c.t, c.mail, c.vendor.site+"/reset#"))
	if at := b.where(); at != c.vendor.site+"/reset" {
		b.t.Errorf("the token stays in the address: %s", at)
	}
	b.look("reset")
	b.click(primary, "/reset")
	b.says("main fieldset", c.login, twin)
	b.fill("password", c.password+"y", "password_again", c.password+"y")
	b.do(chromedp.Click(fmt.Sprintf(`//label[span[.=%q]]/input`, c.login), chromedp.BySearch))
	b.look("reset-password")
	b.click(primary, "/login")
	c.password += "y"
	b.says(".note.ok", c.say(words.EntryResetDone))
	c.vendor.letter(c.t, c.mail, c.login)
	c.open("/products").at("/login")
	c.logIn(c.login, c.password)
}

// follow opens the link with a token that a mail holds.
func (b *tab) follow(letter mailtest.Decoded) {
	b.t.Helper()
	link := tokenLink.FindString(letter.Body)
	if !strings.Contains(letter.HTML, link) || link == "" {
		b.t.Fatalf("the link %q is not in both forms of the mail:\n%s\n%s", link, letter.Body, letter.HTML)
	}
	b.do(chromedp.Navigate(link))
}

var tokenLink = regexp.MustCompile(`http://127\.0\.0\.1:\d+/(reset|join)#[\w-]+`)

// secondStep sets up the second factor with codes of an authenticator, logs in with
// one, and with a recovery code; none counts twice (row P7).
func secondStep(c *walker) {
	c.open("/account/factor").look("account-factor")
	c.click(`main a[href="/account/factor/setup"]`, "/account/factor/setup")
	c.look("account-factor-setup")
	secret := strings.ReplaceAll(c.texts("main .code code")[0], " ", "")
	first := totp(c.t, secret, "now")
	c.fill("current", c.password, "code", first)
	c.press(primary, 200)
	recovery := c.texts(".recovery code")
	c.look("account-factor-recovery")
	c.vendor.letter(c.t, c.mail, c.login)
	c.click(logOut, "/login")
	c.halfWay()
	c.look("login-factor")
	c.fill("code", first)
	c.press(primary, 401)
	c.look("login-factor-used")
	c.fill("code", totp(c.t, secret, "now + 30 seconds"))
	c.click(primary, "/products")
	c.click(logOut, "/login")
	c.halfWay()
	c.fill("code", recovery[3])
	c.click(primary, "/products")
	c.says(".note.warn", c.say(words.EntryFactorLeft, "count", 9))
	c.open("/account/factor").look("account-factor-on")
	c.click(`main a[href="/account/factor/off"]`, "/account/factor/off")
	c.look("account-factor-off")
	c.fill("current", c.password, "code", recovery[4])
	c.click("main form button.danger", "/account/factor")
	c.vendor.letter(c.t, c.mail, c.login)
}

// halfWay gives the password, and is asked for the second step.
func (c *walker) halfWay() {
	c.t.Helper()
	c.open("/login")
	c.fill("login", c.login, "password", c.password)
	c.click(primary, "/login/factor")
}

// totp makes the code of an authenticator.
func totp(t *testing.T, secret, when string) string {
	t.Helper()
	return tool(t, "oathtool", "--totp", "--base32", "--now", when, secret)
}

// helpful reads the help, the terms, and what the server holds of a code (rows
// P10, L6).
func helpful(c *walker) {
	c.open("/help").look("help")
	c.says("main", "support@vendor.example.com", "03-0000-0000")
	c.open("/terms").look("terms")
	c.click(".language a", "/terms")
	if got := value[string](c.tab, `document.documentElement.lang`); got == c.lang.String() {
		c.t.Errorf("the other language is %q", got)
	}
	c.click(".language a", "/terms")
	c.get("/products/99", 404).look("not-found")
	b := c.elsewhere()
	b.open("/licence").look("licence")
	b.fill("code", c.codes[0])
	b.click(primary, "/licence")
	b.says("main", c.named(appliance), "100")
	b.look("licence-found")
}
