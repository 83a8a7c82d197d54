package entry

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/mem"
	"ollu/server/access"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

const newPassword = "N3w-passw0rd"

// askBy asks for a new password as the page does.
func askBy(b *visittest.Browser, who string) *visittest.Page {
	b.Site.T.Helper()
	return b.Post("/forgot", b.Get("/forgot").With("who", who))
}

// tokenBy asks for a new password and gives the token from the mail.
func tokenBy(t *testing.T, s *visittest.Site, who string) string {
	t.Helper()
	askBy(s.Browser(words.EN), who).Want(http.StatusOK)
	_, data := letterData(t, s, "reset")
	return data["token"].(string)
}

// rows R8, P5
func TestAForgottenPasswordIsSetAnew(t *testing.T) {
	for _, l := range words.Langs {
		s := newSite(t)
		u := s.Users[visittest.Owner]
		elsewhere := s.LogIn(visittest.Owner)
		b := s.Browser(l)
		b.Get("/forgot").Want(http.StatusOK, said(l, words.EntryForgot, nil))
		askBy(b, "Tester").Want(http.StatusOK, "tes*****@…", said(l, words.EntrySentWait, words.Args{"minutes": 15}),
			said(l, words.EntrySentLife, words.Args{"minutes": 60}))
		letter, data := letterData(t, s, "reset")
		if letter.To != u.Person.Mail || letter.Account != u.Account || letter.Lang != "ja" || data["url"] != s.URL || data["minutes"] != 60.0 ||
			fmt.Sprint(data["logins"]) != "[tester]" {
			t.Errorf("the letter is %+v: %v", letter, data)
		}
		p := b.Get("/reset").Want(http.StatusOK, said(l, words.EntryResetToken, nil))
		if !strings.Contains(p.Body, "data-fragment") {
			t.Error("the script finds no field for the token")
		}
		p = b.Post("/reset", p.With("token", " "+data["token"].(string)+"\n")).Want(http.StatusOK, said(l, words.EntryResetFor, words.Args{"login": "tester"}))
		b.Post("/reset", p.With("password", newPassword, "password_again", newPassword)).Leads("/login")
		p = b.Get("/login").Want(http.StatusOK, said(l, words.EntryResetDone, nil))
		if got := p.Fields().Get("login"); got != visittest.Owner {
			t.Errorf("filled in is %q", got)
		}
		if _, known := access.NewDevices(s.Desk.Secret).Known(visittest.Owner, cookieOf(b, "ollu-device")); !known {
			t.Error("who read the mail waits behind strangers")
		}
		elsewhere.Get("/products").Leads("/login") // all sessions have ended
		enterBy(b, visittest.Owner, visittest.Password).Want(http.StatusUnauthorized)
		enterBy(b, visittest.Owner, newPassword).Leads("/products")
		letter, data = letterData(t, s, "password_changed")
		if letter.To != u.Person.Mail || letter.Account != u.Account || data["login"] != visittest.Owner || data["person"] != u.Person.Name ||
			data["at"] != s.Now().Format(time.RFC3339) || data["url"] != s.URL || data["company"] == "" {
			t.Errorf("the letter is %+v: %v", letter, data)
		}
		if got := actions(s, u.Account); !slices.Contains(got, "set_password tester") {
			t.Errorf("the account's activity: %v", got)
		}
	}
}

func TestATokenIsGoodOnce(t *testing.T) {
	s := newSite(t)
	token := tokenBy(t, s, visittest.Owner)
	form := url.Values{"token": {token}, "password": {newPassword}, "password_again": {newPassword}}
	s.Browser(words.EN).Post("/reset", form).Leads("/login")
	form.Set("password", newPassword+"2")
	form.Set("password_again", newPassword+"2")
	p := s.Browser(words.EN).Post("/reset", form).Want(http.StatusUnprocessableEntity)
	if got := p.Error("token"); got != said(words.EN, words.EntryResetGone, nil) {
		t.Errorf("said %q", got)
	}
	enterBy(s.Browser(words.EN), visittest.Owner, newPassword).Leads("/products")
}

func TestWhatTokensAreNotGood(t *testing.T) {
	s := newSite(t)
	token := tokenBy(t, s, visittest.Owner)
	invite, hash, err := access.NewToken(s.Random)
	if err != nil {
		t.Fatal(err)
	}
	owner := s.Users[visittest.Owner]
	s.Do(keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: hash, Kind: customer.Invite, Account: owner.Account, Mail: owner.Person.Mail, Role: customer.Viewer, Lang: "ja", By: owner.ID,
		At: s.Now(), Expires: s.Now().Add(time.Hour),
	}})
	for name, bad := range map[string]string{
		"empty": "", "short": token[1:], "changed": "A" + token[1:], "an invitation": invite, "long": strings.Repeat("x", 300), "markup": "<b>",
	} {
		p := s.Browser(words.JA).Post("/reset", url.Values{"token": {bad}, "password": {newPassword}, "password_again": {newPassword}})
		if p.Want(http.StatusUnprocessableEntity); p.Error("token") == "" {
			t.Errorf("%s: nothing is said", name)
		}
	}
	s.Pass(60 * time.Minute)
	s.Browser(words.EN).Post("/reset", url.Values{"token": {token}}).Want(http.StatusUnprocessableEntity, said(words.EN, words.EntryResetGone, nil))
}

// A token of before is void when the password was set meanwhile, when the address
// is another's, when the account is held.
func TestATokenIsVoidAfterwards(t *testing.T) {
	for name, spoil := range map[string]func(s *visittest.Site, u customer.User){
		"password set": func(s *visittest.Site, u customer.User) {
			s.Pass(time.Second)
			s.Do(keystore.SetPassword{User: u.ID, Hash: u.Password})
		},
		"address changed": func(s *visittest.Site, u customer.User) {
			u.Person.Mail = "other@example.com"
			s.Do(keystore.EditUser{User: u.ID, Person: u.Person, Lang: "ja"})
		},
		"account held": func(s *visittest.Site, u customer.User) {
			s.Do(keystore.HoldAccount{Account: u.Account, Reason: "unpaid"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			u := s.Users[visittest.Owner]
			token := tokenBy(t, s, visittest.Owner)
			spoil(s, u)
			s.Browser(words.EN).Post("/reset", url.Values{"token": {token}}).Want(http.StatusUnprocessableEntity)
			if s.User(u.ID).Password != u.Password {
				t.Error("the password was set")
			}
		})
	}
}

// sharing makes a second user, of another account, with the owner's address.
func sharing(s *visittest.Site) customer.User {
	u := s.Open("second")
	u.Person.Mail = strings.ToUpper(s.Users[visittest.Owner].Person.Mail)
	s.Do(keystore.EditUser{User: u.ID, Person: u.Person, Lang: "en"})
	return s.User(u.ID)
}

func TestOfSeveralIDsOneIsChosen(t *testing.T) {
	s := newSite(t)
	second := sharing(s)
	first := s.User(s.Users[visittest.Owner].ID)
	token := tokenBy(t, s, "TESTER@example.com")
	_, data := letterData(t, s, "reset")
	if logins := fmt.Sprint(data["logins"]); !strings.Contains(logins, "tester") || !strings.Contains(logins, "second") {
		t.Errorf("the letter names %s", logins)
	}
	b := s.Browser(words.EN)
	p := b.Post("/reset", url.Values{"token": {token}}).Want(http.StatusOK, "tester", "second", said(words.EN, words.EntryResetWhich, nil))
	p = b.Post("/reset", p.With("password", newPassword, "password_again", newPassword)).Want(http.StatusUnprocessableEntity)
	if p.Error("user") == "" {
		t.Error("it is not asked whose password it is")
	}
	for _, other := range []string{"nobody", string(s.Users[visittest.Editor].ID)} {
		b.Post("/reset", p.With("user", other, "password", newPassword, "password_again", newPassword)).Want(http.StatusUnprocessableEntity)
	}
	b.Post("/reset", p.With("user", string(second.ID), "password", newPassword, "password_again", newPassword)).Leads("/login")
	if s.User(first.ID).Password != first.Password || s.User(second.ID).Password == second.Password {
		t.Error("the password of the wrong one was set")
	}
	enterBy(s.Browser(words.EN), "second", newPassword).Leads("/products")
}

// Of several who share an address the letter is for the one who was asked for.
func TestTheLetterIsForWhomWasMeant(t *testing.T) {
	for _, login := range []string{visittest.Owner, "second"} {
		s := newSite(t)
		second := sharing(s)
		askBy(s.Browser(words.JA), login)
		want := s.User(s.Users[visittest.Owner].ID)
		if login == "second" {
			want = s.User(second.ID)
		}
		if l, _ := letterData(t, s, "reset"); l.To != want.Person.Mail || l.Lang != want.Lang {
			t.Errorf("%s: it goes to %s, in %s", login, l.To, l.Lang)
		}
	}
}

func TestANewPasswordKeepsTheRules(t *testing.T) {
	s := newSite(t)
	token := tokenBy(t, s, visittest.Owner)
	before := s.User(s.Users[visittest.Owner].ID).Password
	for _, c := range []struct{ one, two, field, want string }{
		{"", "", "password", "Please enter this: Password."},
		{"short1A", "short1A", "password", "Please choose a password of 8 to 25 characters."},
		{"alllower1", "alllower1", "password", "Please use at least one digit, one capital and one small letter."},
		{newPassword, newPassword + "x", "password_again", "This differs from the entry above (Password). Please enter the same in both."},
	} {
		p := s.Browser(words.EN).Post("/reset", url.Values{"token": {token}, "password": {c.one}, "password_again": {c.two}}).Want(http.StatusUnprocessableEntity)
		if got := p.Error(c.field); got != c.want {
			t.Errorf("%q, %q: said %q", c.one, c.two, got)
		}
		if c.one != "" && strings.Contains(p.Body, c.one) {
			t.Errorf("%q came back in the page", c.one)
		}
		if p.Fields().Get("token") != token {
			t.Error("the token is lost")
		}
	}
	if s.User(s.Users[visittest.Owner].ID).Password != before {
		t.Error("the password was set")
	}
}

// Who asks for somebody who is not there learns nothing: the same page, after the
// same change of the store, only without a letter.
func TestAskingDoesNotTellWhetherTheIDExists(t *testing.T) {
	s := newSite(t)
	plain := func(p *visittest.Page) string {
		p.Want(http.StatusOK)
		text := p.Text()
		from, to := strings.Index(text, "to "), strings.Index(text, "@")
		return text[:from] + text[to:]
	}
	there, acts := plain(askBy(s.Browser(words.EN), visittest.Owner)), 0
	logged := int(s.Store.Stats().Audit.Seq)
	for _, who := range []string{"nobody-here", "somebody.else", "x", "名無し"} {
		before := commits(s)
		if got := plain(askBy(s.Browser(words.EN), who)); got != there {
			t.Errorf("%s: the page says\n%s\ninstead of\n%s", who, got, there)
		}
		acts += commits(s) - before
	}
	if acts != 4 {
		t.Errorf("asking in vain changed the store %d times of 4", acts)
	}
	if n := int(s.Store.Stats().Audit.Seq) - logged; n != 0 {
		t.Errorf("asking in vain left %d entries in the log for good", n)
	}
	known := askBy(s.Browser(words.EN), "editor@example.com").Want(http.StatusOK, "edi*****@example.com")
	unknown := askBy(s.Browser(words.EN), "missing@example.com").Want(http.StatusOK, "mis*****@example.com")
	if strings.ReplaceAll(known.Text(), "edi***", "mis***") != unknown.Text() {
		t.Errorf("the pages differ:\n%s\n%s", known.Text(), unknown.Text())
	}
	if n := len(s.Letters()); n != 2 {
		t.Errorf("%d letters wait", n)
	}
}

// commits is how often the store was written.
func commits(s *visittest.Site) int { return int(s.Store.Stats().Commits) }

func TestAMadeUpAddressStaysTheSame(t *testing.T) {
	seen := map[string]bool{}
	for i := range 400 {
		login := fmt.Sprintf("login-%d", i)
		shown := madeUpMail([]byte("secret"), login)
		if shown != madeUpMail([]byte("secret"), strings.ToUpper(login)) {
			t.Errorf("%s has two addresses", login)
		}
		name, rest, _ := strings.Cut(shown, "*")
		if rest != "****@…" || len(name) < 2 || len(name) > 3 {
			t.Errorf("%s is shown as %s", login, shown)
		}
		seen[name] = true
	}
	if len(seen) < 80 {
		t.Errorf("only %d of 400 differ", len(seen))
	}
	if madeUpMail([]byte("secret"), "tester") == madeUpMail([]byte("other"), "tester") &&
		madeUpMail([]byte("secret"), "tester2") == madeUpMail([]byte("other"), "tester2") {
		t.Error("it does not go by the secret: anybody can work it out")
	}
}

func TestAskingNeedsTheRobotCheck(t *testing.T) {
	s := newSite(t)
	b := s.Browser(words.JA)
	p := b.Get("/forgot")
	form := p.With("who", visittest.Owner)
	form.Del(access.RobotNonce)
	p = b.Post("/forgot", form).Want(http.StatusUnprocessableEntity, said(words.JA, words.LookRobotWrong, nil))
	if got := p.Fields().Get("who"); got != visittest.Owner {
		t.Errorf("what was typed is %q", got)
	}
	form = p.With()
	b.Post("/forgot", form).Want(http.StatusOK)
	b.Post("/forgot", form).Want(http.StatusUnprocessableEntity, said(words.JA, words.LookRobotStale, nil))
	p = askBy(b, "").Want(http.StatusUnprocessableEntity)
	if got := p.Error("who"); got != "ログインIDまたはメールアドレスを入力してください。" {
		t.Errorf("said %q", got)
	}
	if n := len(s.Letters()); n != 1 {
		t.Errorf("%d letters wait", n)
	}
}

// A mailbox is not flooded, and nobody learns that it is full.
func TestAskingManyTimesSendsFewLetters(t *testing.T) {
	s := newSite(t)
	for range 6 {
		askBy(s.Browser(words.EN), visittest.Owner).Want(http.StatusOK, "tes*****@…")
	}
	if n := len(s.Letters()); n != 3 {
		t.Errorf("%d letters wait", n)
	}
	for i := range 4 {
		askBy(s.Browser(words.EN), fmt.Sprintf("other-%d", i)).Want(http.StatusOK)
	}
	askBy(s.Browser(words.EN), "one-more").Want(http.StatusTooManyRequests)
	s.Pass(5 * time.Minute)
	askBy(s.Browser(words.EN), visittest.Owner).Want(http.StatusOK)
	if n := len(s.Letters()); n != 4 {
		t.Errorf("after a while %d letters wait", n)
	}
}

func TestWhoIsLoggedInCanUseALinkToo(t *testing.T) {
	s := newSite(t)
	token := tokenBy(t, s, visittest.Editor)
	b := s.LogIn(visittest.Owner)
	p := b.Post("/reset", url.Values{"token": {token}}).Want(http.StatusOK, "editor")
	b.Post("/reset", p.With("password", newPassword, "password_again", newPassword)).Leads("/login")
	b.Get("/products").Want(http.StatusOK, "inside as tester")
	enterBy(s.Browser(words.EN), visittest.Editor, newPassword).Leads("/products")
}

// The letter and what it tells of are written together or not at all.
func TestWithoutTheStoreNothingIsSent(t *testing.T) {
	s := newSite(t)
	b := s.Browser(words.EN)
	s.Store.Fail(mem.RefuseWrite)
	askBy(b, visittest.Owner).Want(http.StatusServiceUnavailable)
	askBy(b, "nobody-here").Want(http.StatusServiceUnavailable)
	s.Store.Fail(mem.Healthy)
	if n := len(s.Letters()); n != 0 {
		t.Errorf("%d letters wait", n)
	}
	token := tokenBy(t, s, visittest.Owner)
	s.Store.Fail(mem.RefuseWrite)
	form := url.Values{"token": {token}, "password": {newPassword}, "password_again": {newPassword}}
	b.Post("/reset", form).Want(http.StatusServiceUnavailable)
	s.Store.Fail(mem.Healthy)
	b.Post("/reset", form).Leads("/login")
}

func TestTokensCannotBeTriedAtWill(t *testing.T) {
	s := newSite(t)
	tries := 0
	for ; tries < 40; tries++ {
		if s.Browser(words.EN).Post("/reset", url.Values{"token": {"x"}}).Status == http.StatusTooManyRequests {
			break
		}
	}
	if tries != 20 {
		t.Errorf("%d tries", tries)
	}
}

// No token stands in an address, and none in the log.
func TestNoTokenIsInTheLog(t *testing.T) {
	s := newSite(t)
	token := tokenBy(t, s, visittest.Owner)
	s.Store.Fail(mem.RefuseWrite)
	s.Browser(words.EN).Post("/reset", url.Values{"token": {token}, "password": {newPassword}, "password_again": {newPassword}})
	s.Store.Fail(mem.Healthy)
	for _, entry := range s.Logged.All() {
		line, err := json.Marshal(entry.ContextMap())
		if err != nil || strings.Contains(string(line)+entry.Message, token) || strings.Contains(string(line), newPassword) {
			t.Errorf("the log has it: %s %s (%v)", entry.Message, line, err)
		}
	}
}
