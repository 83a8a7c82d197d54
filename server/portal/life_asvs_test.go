package portal

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"ollu/keystore/mem"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// life is a walk through a portal, and the secrets that came up on it.
type life struct {
	*visittest.Site
	t   *testing.T
	saw witness

	passwords, tokens, factors, cookies []string // what opens something
	personal                            []string // who somebody is, and what he bought
	feed                                string   // path of a calendar
}

// lives leads a portal through everything that people do with it: also wrong
// things, and while the store fails.
func lives(t *testing.T) *life {
	t.Helper()
	s := start(t)
	v := &life{Site: s, t: t, saw: witness{mu: &sync.Mutex{}, seen: &[]seen{}}, passwords: []string{visittest.Password}}
	v.personal = append(secrets(s), "名取 花子", "natori@example.com", "emergency@tester.example.com", "0312345678", "山田", "千代田1-1")
	v.registers()
	v.forgets()
	key, recovery := v.setsUpAFactor()
	v.logsInBySteps(key, recovery)
	v.invites()
	v.usesProducts()
	v.doesWrong()
	for _, f := range []mem.Fault{mem.RefuseWrite, mem.LoseAnswer, mem.Unreadable} {
		v.meets(f)
	}
	v.cookies = append(v.cookies, v.cookiesSeen()...)
	return v
}

// browser opens one that the witness watches; "" is a stranger's.
func (v *life) browser(login string) *visittest.Browser {
	v.t.Helper()
	b := v.Browser(words.EN)
	if login != "" {
		b = v.LogIn(login)
	}
	saw := v.saw
	saw.through = b.Client.Transport
	b.Client.Transport = saw
	return b
}

func (v *life) logsIn(b *visittest.Browser, login, password string) *visittest.Page {
	v.t.Helper()
	v.passwords = append(v.passwords, password)
	return b.Post("/login", b.Get("/login").With("login", login, "password", password, "remember", "1"))
}

func (v *life) registers() {
	v.t.Helper()
	const password = "Natori-2026-x"
	v.passwords = append(v.passwords, password)
	key, b := v.Key(visittest.Appliance, nil), v.browser("")
	b.Submit("/register", b.Get("/register").With("key", key.Reveal()))
	b.Submit("/register/terms", b.Get("/register/terms").With("accept", "1"))
	b.Submit("/register/details", b.Get("/register/details").With("company_company", "名取商事", "company_postcode", "1000001",
		"company_prefecture", "JP-13", "company_address1", "千代田1-1", "user_person", "名取 花子", "user_mail", "natori@example.com",
		"user_mail_again", "natori@example.com", "user_phone", "0312345678", "login_login", "natori.hanako", "login_password", password,
		"login_password_again", password, "seller_company", "販売店"))
	b.Submit("/register/confirm", b.Get("/register/confirm").Fields()).Want(http.StatusOK)
	k, err := v.Store.RegKey(v.t.Context(), key)
	if err != nil || k.Code.IsZero() {
		v.t.Fatalf("it was not registered: %v", err)
	}
	v.personal = append(v.personal, key.Reveal(), k.Code.Reveal())
}

// tokenOf gives the token of the last letter of a kind.
func (v *life) tokenOf(kind string) string {
	v.t.Helper()
	var data struct{ Token string }
	for _, l := range v.Letters() {
		if l.Kind == kind {
			if err := json.Unmarshal(l.Data, &data); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	if data.Token == "" {
		v.t.Fatalf("there is no letter %q", kind)
	}
	v.tokens = append(v.tokens, data.Token)
	return data.Token
}

func (v *life) forgets() {
	v.t.Helper()
	const chosen = "Once-Again-2026"
	v.passwords = append(v.passwords, chosen)
	b := v.browser("")
	b.Post("/forgot", b.Get("/forgot").With("who", "editor@example.com")).Want(http.StatusOK)
	p := b.Post("/reset", url.Values{"token": {v.tokenOf("reset")}}).Want(http.StatusOK)
	b.Post("/reset", p.With("password", "short", "password_again", "short")).Want(http.StatusUnprocessableEntity)
	b.Post("/reset", p.With("password", chosen, "password_again", chosen)).Leads("/login")
	v.logsIn(b, visittest.Editor, chosen).Leads("/products")
}

var (
	factorKey    = regexp.MustCompile(`data-copy="([A-Z2-7 ]{39})"`)
	feedToken    = regexp.MustCompile(`/calendar/([A-Za-z0-9_-]{43})\.ics`)
	recoveryCode = regexp.MustCompile(`<li><code>([a-z2-7-]+)</code>`)
)

// factorCode is the code that a key of a second factor makes now.
func factorCode(s *visittest.Site, key string) string {
	s.T.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(key, " ", ""), s.Now())
	if err != nil {
		s.T.Fatal(err)
	}
	return code
}

func (v *life) setsUpAFactor() (key string, recovery []string) {
	v.t.Helper()
	b := v.browser(visittest.Owner)
	found := factorKey.FindStringSubmatch(b.Get("/account/factor/setup").Body)
	if found == nil {
		v.t.Fatal("the page of the second factor has no key")
	}
	key = found[1]
	p := b.Post("/account/factor/setup", url.Values{"current": {visittest.Password}, "code": {factorCode(v.Site, key)}}).Want(http.StatusOK)
	for _, code := range recoveryCode.FindAllStringSubmatch(p.Body, -1) {
		recovery = append(recovery, code[1])
	}
	if len(recovery) != 10 {
		v.t.Fatalf("%d recovery codes", len(recovery))
	}
	v.factors = append(append(v.factors, key), recovery...)
	return key, recovery
}

func (v *life) logsInBySteps(key string, recovery []string) {
	v.t.Helper()
	for _, code := range []func() string{func() string { return factorCode(v.Site, key) }, func() string { return recovery[0] }} {
		v.Pass(time.Minute)
		b := v.browser("")
		v.logsIn(b, visittest.Owner, visittest.Password).Leads("/login/factor")
		b.Post("/login/factor", b.Get("/login/factor").With("code", "000000")).Want(http.StatusUnauthorized)
		b.Post("/login/factor", b.Get("/login/factor").With("code", code())).Leads("/products")
	}
}

func (v *life) invites() {
	v.t.Helper()
	const password = "Colleague-2026"
	v.passwords = append(v.passwords, password)
	b := v.browser(visittest.Owner)
	b.Post("/account/invitations", b.Get("/account/users").With("mail", "colleague@example.com", "role", "editor", "lang", "en")).Leads("/account/users")
	joins := v.browser("")
	p := joins.Post("/join", url.Values{"token": {v.tokenOf("invited")}}).Want(http.StatusOK)
	joins.Post("/join", p.With("person", "名取 花子", "phone", "0312345678", "login", "colleague", "password", password, "password_again", password)).Leads("/products")
}

func (v *life) usesProducts() {
	v.t.Helper()
	b := v.browser(visittest.Owner)
	p := b.Submit("/calendar/feed", url.Values{"action": {"new"}}).Want(http.StatusOK)
	found := feedToken.FindStringSubmatch(p.Body)
	if found == nil {
		v.t.Fatal("no address of the calendar is shown")
	}
	v.tokens, v.feed = append(v.tokens, found[1]), "/calendar/"+found[1]+".ics"
	v.browser("").Get(v.feed).Want(http.StatusOK)
	v.everything(func() *visittest.Browser { return v.browser(visittest.Owner) })
	stranger := v.browser("")
	stranger.Post("/licence", stranger.Get("/licence").With("code", v.personal[0]))
}

// doesWrong comes with what is nobody's, without a session, from elsewhere.
func (v *life) doesWrong() {
	v.t.Helper()
	v.logsIn(v.browser(""), "nobody-at-all", "Not-The-Password-1")
	v.logsIn(v.browser(""), "natori@example.com", "Typed-In-The-Wrong-Field1")
	v.everything(func() *visittest.Browser { return v.browser("") })
	v.everything(func() *visittest.Browser { return v.browser(visittest.Viewer) },
		func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
}

// meets asks for everything while something is wrong with the store.
func (v *life) meets(f mem.Fault) {
	v.t.Helper()
	owner, stranger := v.browser(visittest.Owner), v.browser("")
	form := stranger.Get("/login").With("login", visittest.Viewer, "password", visittest.Password)
	forgot := stranger.Get("/forgot").With("who", visittest.Viewer)
	v.Store.Fail(f)
	defer v.Store.Fail(mem.Healthy)
	stranger.Post("/login", form)
	stranger.Post("/forgot", forgot)
	v.everything(func() *visittest.Browser { return owner })
	v.everything(func() *visittest.Browser { return stranger })
}

// everything asks for every route, but what would end the walk.
func (v *life) everything(by func() *visittest.Browser, change ...func(*http.Request)) {
	v.t.Helper()
	for _, rt := range Routes() {
		if rt.Path != "/logout" && !(posts(rt) && strings.HasSuffix(rt.Path, "/remove")) {
			request(by(), rt, change...)
		}
	}
}

// cookiesSeen are the values of the cookies that were given away.
func (v *life) cookiesSeen() (all []string) {
	for _, e := range *v.saw.seen {
		for _, c := range (&http.Response{Header: e.answer}).Cookies() {
			if c.Name != "lang" && c.Name != "ollu-login" && c.Value != "" && !slices.Contains(all, c.Value) {
				all = append(all, c.Value)
			}
		}
	}
	return all
}
