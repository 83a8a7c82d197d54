package cmd

import (
	"github.com/chromedp/chromedp"

	"ollu/server/words"
)

// ownDetails edits company, support contact and oneself, each saved apart, told on
// the screen and by mail (row R7).
func ownDetails(c *walker) {
	c.open("/account").look("account-company")
	c.fill("branch", "東京本社", "postcode", "150")
	c.press(primary, 422)
	c.look("account-company-wrong")
	c.fill("postcode", "〒150-0001")
	c.click(primary, "/account")
	c.says(".note.ok", c.say(words.AccountCompanySaved, "mail", c.mail))
	c.vendor.letter(c.t, c.mail, c.company)
	c.click(`main nav a[href="/account/support"]`, "/account/support")
	c.look("account-support")
	c.tick(`[name="support_same"]`)
	c.fill("support_company", "見本サービス株式会社", "support_postcode", "5300001", "support_prefecture", "JP-27", "support_address1", "大阪市北区梅田1-2-3",
		"support_person", "梅田 次郎", "support_mail", "support@"+c.login+".example.com", "support_mail_again", "support@"+c.login+".example.com",
		"support_phone", "0661234567")
	c.look("account-support-other")
	c.click(primary, "/account/support")
	c.says(".note.ok", c.say(words.AccountSupportSaved, "mail", c.mail))
	c.vendor.letter(c.t, c.mail)
	c.click(`main nav a[href="/account"]`, "/account")
	if got := value[[]string](c.tab, `["branch", "postcode"].map(n => document.querySelector("[name=" + n + "]").value)`); got[0] != "東京本社" || got[1] != "150-0001" && got[1] != "1500001" {
		c.t.Errorf("saving the one tab left the other with %q", got)
	}
	c.open("/account/seller").look("account-seller")
	c.says("main", "見本商事株式会社")
	c.open("/account/me").look("account-me")
	c.fill("department", "管理部")
	c.click(primary, "/account/me")
	c.says(".note.ok", c.say(words.AccountMeSaved, "mail", c.mail))
	c.vendor.letter(c.t, c.mail)
}

// newPassword changes the password: the session goes on, another one ends (row P6).
func newPassword(c *walker) {
	b := c.elsewhere()
	b.logIn(c.login, c.password)
	c.open("/account/password").look("account-password")
	c.fill("current", "Wrong-2026", "password", c.password+"x", "password_again", c.password+"x")
	c.press(primary, 422)
	c.look("account-password-wrong")
	c.fill("current", c.password, "password", c.password+"x", "password_again", c.password+"x")
	c.click(primary, "/account/password")
	c.password += "x"
	c.says(".note.ok", c.say(words.AccountPasswordSaved, "mail", c.mail))
	c.vendor.letter(c.t, c.mail, c.login)
	b.open("/products").at("/login")
}

// colleague invites a second user by mail, who sees and cannot change, until his
// role does.
func colleague(c *walker) {
	login, mail := "second-"+c.lang.String(), "second@"+c.lang.String()+".example.com"
	c.open("/account/users").look("account-users")
	c.fill("mail", mail)
	c.tick(`[name="role"][value="viewer"]`)
	c.click(`form[action="/account/invitations"] button.primary`, "/account/users")
	c.says(".note.ok", mail)
	c.look("account-users-invited")
	b := c.elsewhere()
	b.follow(c.vendor.letter(c.t, mail, c.vendor.site+"/join#"))
	b.at("/join")
	b.look("join")
	b.click(primary, "/join")
	b.fill("person", "浅草 太郎", "phone", "0312345680", "login", login, "password", c.password, "password_again", c.password)
	b.look("join-details")
	b.click(primary, "/products")
	b.says(".note.ok", c.company)
	c.vendor.letter(c.t, c.mail, login)
	if b.has(`a[href="/products/add"]`) || !b.has(`a[href="/products/1"]`) {
		b.t.Error("a viewer sees too much or too little")
	}
	b.open("/account").look("account-company-viewer")
	c.open("/account/users")
	c.do(chromedp.SetValue(`select[aria-label*="`+login+`"]`, "editor", chromedp.ByQuery))
	c.click(`form:has(select[aria-label*="`+login+`"]) button`, "/account/users")
	c.says(".note.ok", login)
	c.vendor.letter(c.t, mail, login)
	b.open("/products").at("/login") // another role, another session
	b.logIn(login, c.password)
	if !b.has(`a[href="/products/add"]`) {
		b.t.Error("an editor cannot add a product")
	}
	c.open("/account/users")
	c.press(`tr:has(select[aria-label*="`+login+`"]) a`, 200)
	c.look("account-remove")
	c.click("main form button.danger", "/account/users")
	c.vendor.letter(c.t, mail, login)
}
