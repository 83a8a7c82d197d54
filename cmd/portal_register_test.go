package cmd

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"

	"ollu/server/words"
)

// firstRegistration goes from the key on the paper to the codes of a whole order,
// on the screen and in the mail (rows R1, R2).
func firstRegistration(c *walker) {
	keys := []string{
		c.vendor.key(c.t, appliance, "--months", "12", "--seats", "100", "--order", c.order),
		c.vendor.key(c.t, suite, "--months", "12", "--seats", "50", "--order", c.order),
		c.vendor.key(c.t, inspector, "--months", "24", "--seats", "25", "--order", c.order),
	}
	c.open("/").look("home")
	c.click(`main a[href="/register"]`, "/register")
	c.fill("key", mistyped(keys[0]))
	c.press(primary, 422)
	c.says("#errors", "1")
	c.look("register-mistyped")
	c.fill("key", strings.ToLower(keys[0]))
	c.click(primary, "/register/product")
	c.says("main", c.named(appliance), c.named(suite), c.named(inspector), c.order)
	c.look("register-product")
	c.click("main a.primary", "/register/terms")
	c.press(primary, 422)
	c.look("register-terms-not-accepted")
	c.tick(`[name="accept"]`)
	c.click(primary, "/register/details")
	c.details()
	c.click(primary, "/register/confirm")
	c.says("main", c.company, "カブシキガイシャ", c.login, c.mail)
	c.look("register-confirm")
	c.click(primary, "/register/done")
	c.codes = c.texts("main .code code")
	c.look("register-done")
	if len(c.codes) != 3 {
		c.t.Fatalf("%d codes are shown", len(c.codes))
	}
	c.tick(".code button")
	c.do(chromedp.Poll(fmt.Sprintf(`document.querySelector("main .code button").textContent === %q`, c.say(words.LookCopied)), nil))
	letter := c.vendor.letter(c.t, c.mail, c.codes...)
	if c.lang == words.JA && !strings.Contains(letter.Body, "アクティベーションコード") {
		c.t.Errorf("the mail is not in Japanese:\n%s", letter.Body)
	}
}

// addProducts adds a product by its key, and tries one that is somebody's already
// (rows R5, R4).
func addProducts(c *walker) {
	key := c.vendor.key(c.t, appliance, "--expires", "2099-03-31", "--seats", "250")
	c.open("/products").look("products")
	c.says("main", c.named(appliance), c.codes[0], c.codes[1], c.codes[2])
	c.click(`main a[href="/products/add"]`, "/products/add")
	c.look("add-key")
	c.add(key)
	c.says("main", c.named(appliance))
	added := c.texts("main .code code")
	c.vendor.letter(c.t, c.mail, added[0])
	c.open("/products/add")
	c.fill("key", key)
	c.press(primary, 409)
	c.says("main", c.say(words.RegisterTakenText))
	c.look("add-taken")
}

// add takes a key through the steps for who has an account, to the code.
func (c *walker) add(key string) {
	c.t.Helper()
	c.fill("key", key)
	c.click(primary, "/products/add/product")
	c.look("add-product")
	c.click("main a.primary", "/products/add/terms")
	c.tick(`[name="accept"]`)
	c.click(primary, "/products/add/confirm")
	c.look("add-confirm")
	c.click(primary, "/products/add/done")
	c.look("add-done")
}

// trialToFull registers a trial and then the full product: the line turns into
// the full one, with a code of its own (row R6).
func trialToFull(c *walker) {
	trial := c.vendor.key(c.t, hosted, "--type", "trial", "--months", "1")
	full := c.vendor.key(c.t, hosted, "--months", "12", "--seats", "10")
	c.open("/products/add")
	c.add(trial)
	c.vendor.letter(c.t, c.mail, c.named(hosted))
	tried := c.texts("main .code code")[0]
	c.open("/products")
	c.says("#no-5", c.say(words.LicencesTypeTrial), tried)
	c.open("/products/add")
	c.fill("key", full)
	c.click(primary, "/products/add/product")
	c.says("main", c.say(words.RegisterUpgradeLead, "no", 5))
	c.look("upgrade-product")
	c.click("main a.primary", "/products/add/terms")
	c.tick(`[name="accept"]`)
	c.click(primary, "/products/add/confirm")
	c.look("upgrade-confirm")
	c.click(primary, "/products/add/done")
	c.says("main", c.say(words.RegisterUpgradedLead))
	bought := c.texts("main .code code")[0]
	c.vendor.letter(c.t, c.mail, bought)
	c.open("/products")
	c.says("#no-5", c.say(words.LicencesTypeFull), bought)
	if len(c.texts("tbody tr")) != 5 || bought == tried {
		c.t.Errorf("the list has %q", c.texts("tbody tr"))
	}
	c.open("/products/5").look("product-upgraded")
	c.says("main", tried, bought)
}

// details fills in who a newcomer is, wrong at first: what was right is kept, what
// was half or full width is put right.
func (c *walker) details() {
	c.fill("company_company", c.company, "company_company_kana", "ｶﾌﾞｼｷｶﾞｲｼｬﾐﾎﾝ", "company_postcode", "１００－０００１",
		"company_prefecture", "JP-13", "company_address1", "千代田区千代田1-1", "company_address2", "見本ビル5階",
		"user_person", "千代田 花子", "user_person_kana", "ちよだ はなこ", "user_mail", c.mail, "user_mail_again", "other@example.com",
		"user_department", "情報システム部", "user_phone", "０３-１２３４-５６７８",
		"login_login", c.login, "login_password", c.password, "login_password_again", c.password,
		"seller_company", "見本商事株式会社", "emergency_mail", "alert@"+c.login+".example.com")
	c.press(primary, 422)
	c.says("#errors", "1")
	c.says("#f-user_mail_again-error", c.say(words.FieldNotSame, "first", c.say(words.FieldMail)))
	c.look("register-details-wrong")
	c.fill("user_mail_again", c.mail)
}

// mistyped changes one symbol of a key.
func mistyped(key string) string {
	last := key[len(key)-1:]
	if last == "X" {
		return key[:len(key)-1] + "Y"
	}
	return key[:len(key)-1] + "X"
}
