package portal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"golang.org/x/net/html"

	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/mail"
	"ollu/server/outbox"
	"ollu/server/portal/look"
	"ollu/server/portal/visit/visittest"
	"ollu/server/terms"
	"ollu/server/words"
)

// A tongue is what everything that people write down is written in: plainly, or
// as somebody who means harm. It gets the name of what is written.
type tongue struct{ text, mail, ascii func(name string) string }

// plainly and harmfully differ in nothing but what stands in their texts: which
// are taken, and how long they are, is the same.
var (
	plainly = tongue{
		text:  func(name string) string { return name + " in plain words" },
		mail:  func(name string) string { return name + ".plain@example.com" },
		ascii: func(name string) string { return name + "-plain" },
	}
	harmfully = tongue{
		text:  func(name string) string { return name + harm },
		mail:  func(name string) string { return name + `'&lt{{.}}${1}/onx=1` + "`@example.com" },
		ascii: func(name string) string { return name + `'"><b onx=1>{{.}}` },
	}
)

const harm = `'"><script>x()</script></textarea></title><b onx=1 style=x>&lt;{{.}}${1}`

// written runs a portal in which every field of everything is written so.
func written(t *testing.T, w tongue) *visittest.Site {
	t.Helper()
	s := visittest.Prepare(t, nil)
	shown, err := look.New(look.Options{Pages: Pages(), Brand: w.text("brand")})
	if err != nil {
		t.Fatal(err)
	}
	s.Catalogue = catalogueIn(t, s.Catalogue, w)
	book := terms.NewBook(s.Catalogue)
	s.Desk.Look, s.Desk.Brand, s.Desk.Book = shown, w.text("brand"), func() *terms.Book { return book }
	s.Desk.Terms, s.Desk.TermsVersion = func(words.Lang) string { return w.text("terms") }, w.ascii("version")
	s.Serve(Routes())
	customerIn(s, w)
	return s
}

// catalogueIn names all products and components so.
func catalogueIn(t *testing.T, from *product.Catalogue, w tongue) *product.Catalogue {
	t.Helper()
	var all []*product.Product
	for _, p := range from.Products() {
		made := *p
		made.Name = product.Text{JA: w.text("product"), EN: w.text("product")}
		made.Components = slices.Clone(p.Components)
		for i := range made.Components {
			made.Components[i].Name = product.Text{JA: w.text("component"), EN: w.text("component")}
		}
		all = append(all, &made)
	}
	c, err := product.NewCatalogue(all)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func companyIn(w tongue, of string) customer.Company {
	return customer.Company{
		Name: w.text(of + "company"), NameKana: w.text(of + "companykana"), Branch: w.text(of + "branch"), BranchKana: w.text(of + "branchkana"),
		Postcode: "1000001", Prefecture: "JP-13", Address1: w.text(of + "address1"), Address2: w.text(of + "address2"),
	}
}

func personIn(w tongue, of string) customer.Person {
	return customer.Person{
		Name: w.text(of + "person"), NameKana: w.text(of + "personkana"), Mail: w.mail(of + "mail"), Department: w.text(of + "department"),
		Phone: "0312345678", Fax: "0312345679",
	}
}

// customerIn opens an account in whose every field something is written so, with
// products in every state. Its owner is the site's user "writer".
func customerIn(s *visittest.Site, w tongue) {
	s.T.Helper()
	seller := companyIn(w, "seller")
	u := s.Users[visittest.Owner]
	u.ID, u.Login, u.Person = "aaaaaaaaaaaaaaab", "writer", personIn(w, "user")
	a := customer.Account{
		ID: "aaaaaaaaaaaaaaac", Company: companyIn(w, ""), EmergencyMail: w.mail("emergency"), Terms: w.ascii("version"), TermsAt: s.Now(), CreatedAt: s.Now(),
		Support: customer.Contact{Company: companyIn(w, "support"), Person: personIn(w, "support")},
		Seller: customer.Seller{
			Company: seller.Name, Branch: seller.Branch, Postcode: seller.Postcode, Prefecture: seller.Prefecture,
			Address1: seller.Address1, Address2: seller.Address2, Person: personIn(w, "seller"),
		},
	}
	u.Account = a.ID
	noted := func(l *keystore.Licence) { l.Order, l.Note, l.Owner = w.text("order"), w.text("note"), w.text("owner") }
	codes := [4]string{visittest.Appliance, visittest.Software, visittest.Hosted, visittest.Hosted}
	reg := keystore.Register{Account: &a, User: &u, By: u.ID}
	for i, id := range codes {
		reg.Codes = append(reg.Codes, s.Licence(id, []int{300, 20, -5, 40}[i], noted))
	}
	act := func(c keystore.Change) {
		s.T.Helper()
		if _, err := s.Store.Apply(s.T.Context(), keystore.Act{By: w.text("operator"), At: s.Now(), Change: c}); err != nil {
			s.T.Fatal(err)
		}
	}
	act(reg)
	act(keystore.Activate{Code: reg.Codes[0], Device: w.ascii("device"), Version: w.ascii("release")})
	act(keystore.Suspend{Code: reg.Codes[1], Reason: w.text("suspension")})
	act(keystore.Revoke{Code: reg.Codes[2], Reason: w.text("revocation")})
	act(keystore.RequestOffline{Account: a.ID, No: 1, User: u.ID, Note: w.text("request")})
	act(keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: customer.Hash{2}, Kind: customer.Invite, Account: a.ID, Mail: w.mail("invited"), Role: customer.Viewer, Lang: "ja",
		By: u.ID, At: s.Now(), Expires: s.Now().AddDate(0, 0, 7),
	}})
	s.Users["writer"] = s.User(u.ID)
}

// exchange is one page, and how it was come by.
type exchange struct {
	name string
	page *visittest.Page
}

// walkIn looks at every page and sends every form of every page, written so, as
// the account's owner and as a stranger.
func walkIn(s *visittest.Site, w tongue, l words.Lang) (all []exchange) {
	s.T.Helper()
	for _, who := range []string{"writer", ""} {
		open := func() *visittest.Browser {
			b := s.Browser(l)
			if who != "" {
				b = s.Enter(s.Users[who])
			}
			b.Speak(l)
			return b
		}
		b := open()
		for _, path := range pathsIn(s, w) {
			p := b.Get(path)
			all = append(all, exchange{fmt.Sprintf("%s GET %.60s", who, strings.ReplaceAll(path, url.QueryEscape(harm), "")), p})
			for _, f := range formsOf(p) {
				if f.action == "/logout" || strings.HasSuffix(f.action, "/remove") {
					continue
				}
				s.Pass(10 * time.Minute) // for the limits
				b = open()
				all = append(all, exchange{who + " POST " + f.action, b.Submit(f.action, filledIn(f.values, w))})
			}
		}
	}
	return all
}

// stepsIn is what else is shown of what was typed: to a newcomer who registers a
// key, and to an editor who was overtaken.
func stepsIn(s *visittest.Site, w tongue, l words.Lang) (all []exchange) {
	s.T.Helper()
	b := s.Browser(l)
	step := func(path string, pairs ...string) {
		all = append(all, exchange{"newcomer POST " + path, b.Submit(path, b.Get(path).With(pairs...)).Want(http.StatusOK)})
	}
	key := s.Key(visittest.Appliance, func(k *keystore.RegKey) { k.Order, k.Note = w.text("order"), w.text("note") })
	step("/register", "key", key.Reveal())
	step("/register/terms", "accept", "1")
	step("/register/details", "company_company", w.text("newcompany"), "company_branch", w.text("newbranch"), "company_postcode", "1000001",
		"company_prefecture", "JP-13", "company_address1", w.text("newaddress"), "user_person", w.text("newperson"), "user_mail", "new@example.com",
		"user_mail_again", "new@example.com", "user_phone", "0312345678", "login_login", "newcomer"+l.String(), "login_password", newcomersPassword,
		"login_password_again", newcomersPassword, "seller_company", w.text("newseller"))
	step("/register/confirm")
	edit := b.Get("/account").With("company", w.text("overtaking"), "company_kana", "", "was", "unseen")
	return append(all, exchange{"editor POST /account", b.Post("/account", edit).Want(http.StatusConflict)})
}

const newcomersPassword = "Chosen-By-Him-26"

// filledIn writes into every input that somebody can write into.
func filledIn(values url.Values, w tongue) url.Values {
	made := url.Values{}
	for name, v := range values {
		made[name] = v
		switch {
		case strings.HasPrefix(name, "robot_") || name == "was" || name == "wizard":
		case strings.Contains(name, "mail"):
			made.Set(name, w.mail("typed"))
		default:
			made.Set(name, w.text("typed"+name))
		}
	}
	return made
}

// pathsIn gives the addresses of all pages, with something written behind each.
func pathsIn(s *visittest.Site, w tongue) (paths []string) {
	for _, rt := range Routes() {
		if posts(rt) {
			continue
		}
		for _, no := range []string{"1", "2", "3", "4"} {
			path := strings.NewReplacer("{no}", no, "{id}", string(s.Users["writer"].ID), "{file}", url.PathEscape(w.text("file"))).Replace(rt.Path)
			query := url.Values{"device": {w.ascii("device")}, "x": {w.text("query")}, w.text("name"): {"x"}}
			for _, name := range []string{"on", "page", "sort", "status", "before"} {
				query.Set(name, w.text(name))
			}
			query.Set("q", w.text("sought"))
			paths = append(paths, path+"?"+query.Encode(), path)
			if !strings.Contains(rt.Path, "{no}") {
				break
			}
		}
	}
	return append(paths, "/"+url.PathEscape(w.text("nowhere")), "/products?q=product")
}

// bones are a page's elements with the names of their attributes, in order. Where
// an address leads to is looked at by itself.
func bones(t *testing.T, body string) (all []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			all = append(all, "comment")
		}
		if n.Type != html.ElementNode || n.Data == "wbr" { // it stands where a drawn code has a hyphen
			continue
		}
		bone := n.Data
		for _, a := range n.Attr {
			bone += " " + a.Key
			if slices.Contains([]string{"href", "src", "action", "formaction"}, a.Key) && !harmless(a.Val) {
				t.Errorf("<%s %s=%q> leads elsewhere", n.Data, a.Key, a.Val)
			}
		}
		all = append(all, bone)
	}
	return all
}

// harmless tells whether an address is within the portal, or one that the
// operator wrote down.
func harmless(to string) bool {
	own := []string{"mailto:" + visittest.SupportMail, "tel:03-1234-5678", "https://support.example.com/", visittest.ConsoleURL, "/", "#", "data:image/"}
	return to == "" || !strings.HasPrefix(to, "//") && !strings.HasPrefix(to, `/\`) && slices.ContainsFunc(own, func(o string) bool { return strings.HasPrefix(to, o) })
}

func everythingIn(t *testing.T, w tongue, l words.Lang) []exchange {
	t.Helper()
	s := written(t, w)
	return append(walkIn(s, w, l), stepsIn(s, w, l)...)
}

// Whatever is written into any field, no page has an element or an attribute that
// it would not have if the same fields were filled in plainly.
func TestWhatIsWrittenStaysText(t *testing.T) {
	unseen := map[string]bool{}
	for _, name := range strings.Fields(`brand terms version product component company companykana branch branchkana address1 address2 usermail
		userperson userpersonkana userdepartment emergency supportcompany supportperson supportmail supportaddress1 sellercompany sellerperson
		sellermail sellerbranch order device release suspension revocation request operator invited sought on typedperson typednote typedcompany newcompany newbranch newperson newseller overtaking`) {
		unseen[name] = true
	}
	for _, l := range words.Langs {
		plain, harmed := everythingIn(t, plainly, l), everythingIn(t, harmfully, l)
		if len(plain) != len(harmed) || len(plain) < 150 {
			t.Fatalf("the walks are of %d and %d pages", len(plain), len(harmed))
		}
		for i, p := range harmed {
			if p.page.Status != plain[i].page.Status {
				t.Errorf("%s %s: answered %d, and plainly %d", l, p.name, p.page.Status, plain[i].page.Status)
				continue
			}
			if !strings.HasPrefix(p.page.Header.Get("Content-Type"), "text/html") {
				continue
			}
			if got, want := bones(t, p.page.Body), bones(t, plain[i].page.Body); !slices.Equal(got, want) {
				at := slices.IndexFunc(got, func(string) bool { return true })
				for at < min(len(got), len(want)) && got[at] == want[at] {
					at++
				}
				t.Errorf("%s %s: the page differs from element %d on: %q", l, p.name, at, got[at:min(at+3, len(got))])
			}
			for name := range unseen {
				for _, form := range []string{harmfully.text(name), harmfully.mail(name), harmfully.ascii(name)} {
					if strings.Contains(p.page.Body, html.EscapeString(form)) || strings.Contains(p.page.Body, strings.ReplaceAll(html.EscapeString(form), "+", "&#43;")) {
						delete(unseen, name)
					}
				}
			}
		}
	}
	for name := range unseen {
		t.Errorf("no page shows %q: the walk does not come to it", name)
	}
}

// The same of the mails that such people cause; and what they write makes no
// header of a mail longer than a line.
func TestWhatIsWrittenStaysTextInMails(t *testing.T) {
	var both [2][]mail.Message
	for i, w := range []tongue{plainly, harmfully} {
		s := written(t, w)
		lettersIn(s, w)
		both[i] = delivered(t, s, w.text("brand"))
	}
	if len(both[0]) != len(both[1]) || len(both[0]) < 6 {
		t.Fatalf("%d and %d mails", len(both[0]), len(both[1]))
	}
	for i, m := range both[1] {
		if !slices.Equal(bones(t, onlyPage(m)), bones(t, onlyPage(both[0][i]))) {
			t.Errorf("the page of %q has other elements than a plain one:\n%s", m.Subject, m.HTML)
		}
		if strings.ContainsAny(m.Subject+m.To+m.ID, "\r\n") {
			t.Errorf("%q to %q", m.Subject, m.To)
		}
	}
}

// onlyPage leaves the address of the portal out, which is another in every test.
func onlyPage(m mail.Message) string { return strings.ReplaceAll(m.HTML, "http://127.0.0.1", "/") }

// lettersIn has the owner do what mails are written of.
func lettersIn(s *visittest.Site, w tongue) {
	b := s.Enter(s.Users["writer"])
	send := func(path string, pairs ...string) { b.Post(path, b.Get(path).With(pairs...)).Want(http.StatusSeeOther) }
	const phone = "03-9999-8888"
	send("/account/me", "phone", phone, "mail", "mail@example.com", "mail_again", "mail@example.com", "person_kana", "",
		"current", visittest.Password)
	send("/account", "company_kana", "", "branch_kana", "", "emergency_mail", "emergency@example.com")
	send("/account/support", "support_phone", phone, "support_company_kana", "", "support_branch_kana", "", "support_person_kana", "",
		"support_mail", "support@example.com", "support_mail_again", "support@example.com")
	send("/products/4/offline", "note", w.text("note"))
	users := b.Get("/account/users")
	b.Post("/account/invitations", users.With("mail", "colleague@example.com", "role", "viewer", "lang", "en")).Want(http.StatusSeeOther)
	stranger := s.Browser(words.EN)
	stranger.Post("/forgot", stranger.Get("/forgot").With("who", "writer")).Want(http.StatusOK)
}

// delivered sends what waits, and gives it.
func delivered(t *testing.T, s *visittest.Site, brand string) (all []mail.Message) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	waiting, got := len(s.Letters()), make(chan mail.Message)
	o, err := outbox.New(outbox.Options{
		Store: s.Store, Brand: brand, Now: s.Now, Random: s.Random, Log: zap.NewNop(), Registerer: prometheus.NewRegistry(),
		Send: func(_ context.Context, m mail.Message) error { got <- m; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); o.Run(ctx) }()
	for range waiting {
		all = append(all, <-got)
	}
	stop()
	<-ended
	slices.SortFunc(all, func(a, b mail.Message) int { return strings.Compare(a.To+a.ID, b.To+b.ID) })
	return all
}
