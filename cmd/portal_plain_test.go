package cmd

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/chromedp/cdproto/emulation"

	"ollu/server/access"
	"ollu/server/words"
)

// withoutScript registers and logs in once more in a browser that runs no script:
// the robot check is a question then, and the mail's code is pasted.
func withoutScript(c *walker) {
	b := c.elsewhere()
	b.do(emulation.SetScriptExecutionDisabled(true))
	login := "plain-" + c.lang.String()
	registerPlainly(b, c.vendor.key(c.t, inspector, "--months", "12"), login, mailOf(login), c.password)
	b.says("main", activationCode.FindString(c.vendor.letter(c.t, mailOf(login)).Body))
	b.click(logOut, "/login")
	b.logIn(login, c.password)
	b.says("main", c.named(inspector))
	b.click(logOut, "/login")
	b.open("/forgot")
	b.answer()
	b.fill("who", mailOf(login))
	b.click(primary, "/forgot")
	link := tokenLink.FindString(c.vendor.letter(c.t, mailOf(login), c.vendor.site+"/reset#").Body)
	_, token, _ := strings.Cut(link, "#")
	b.open("/reset")
	b.fill("token", token)
	b.click(primary, "/reset")
	b.fill("password", c.password+"z", "password_again", c.password+"z")
	b.click(primary, "/login")
	b.logIn(login, c.password+"z")
}

func mailOf(login string) string { return login + "@example.com" }

// registerPlainly registers a product by a key, as somebody new.
func registerPlainly(b *tab, key, login, mail, password string) {
	b.t.Helper()
	b.open("/register")
	b.answer()
	b.fill("key", key)
	b.click(primary, "/register/product")
	b.click("main a.primary", "/register/terms")
	b.tick(`[name="accept"]`)
	b.click(primary, "/register/details")
	b.fill("company_company", "Plain & Sons", "company_postcode", "1000001", "company_prefecture", "JP-13", "company_address1", "1-1 Chiyoda",
		"user_person", "P. Plain", "user_mail", mail, "user_mail_again", mail, "user_phone", "0312345678",
		"login_login", login, "login_password", password, "login_password_again", password, "seller_company", "Sample Trading")
	b.click(primary, "/register/confirm")
	b.click(primary, "/register/done")
}

var activationCode = regexp.MustCompile(`[A-Z]{2}-[2-9A-Z]{4}(-[2-9A-Z]{5}){5}`)

// answer does the sum that a page without script asks for; with script it is
// hidden.
func (b *tab) answer() {
	b.t.Helper()
	const question = `label[for="f-` + access.RobotAnswer + `"]`
	if value[bool](b, `document.querySelector('`+question+`').closest("[hidden]") !== null`) {
		return
	}
	asked := value[string](b, `document.querySelector('`+question+`').textContent`)
	for n := range 81 {
		first, second := 1+n%9, 1+n/9
		if asked == b.say(words.AccessSum, "first", b.say(words.Number(first)), "second", b.say(words.Number(second))) {
			b.fill(access.RobotAnswer, strconv.Itoa(first+second))
			return
		}
	}
	b.t.Fatalf("what is asked is no sum: %q", asked)
}
