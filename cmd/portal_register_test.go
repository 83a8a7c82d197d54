package cmd

import (
	"strings"

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
	letter := c.vendor.letter(c.t, c.mail, append([]string{""}, c.codes...)...)
	if c.lang == words.JA && !strings.Contains(letter.Body, "アクティベーションコード") {
		c.t.Errorf("the mail is not in Japanese:\n%s", letter.Body)
	}
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
