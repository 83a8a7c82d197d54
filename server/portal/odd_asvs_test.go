package portal

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"golang.org/x/net/html/atom"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// oddities are what no form of the portal sends.
var oddities = map[string]string{
	"null bytes":     "%00%00",
	"invalid UTF-8":  "%ff%fe%c0%af%ed%a0%80",
	"line breaks":    "a%0d%0aBcc: x@example.com%0d%0a%0d%0aX-Injected: 1",
	"bidirectional":  "%e2%80%ae%e2%81%a6txt.exe",
	"long":           strings.Repeat("%E3%83%84", 6000),
	"a template":     "{{.User.Password}}%24{7*7}",
	"a path":         "../../../../etc/passwd%00.lic",
	"a query":        "' OR 1=1; --",
	"an entity":      "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>%26y;",
	"an object":      `{"$ne": null}`,
	"full-width":     "＜script＞",
	"a large number": "99999999999999999999999999999999",
	"negative":       "-9223372036854775809",
}

// Whatever is typed into whatever input, the answer is a page that says what to do
// about it; nothing fails, and what is stored is sound.
func TestOddEntriesFailNothing(t *testing.T) {
	s := start(t)
	names := inputs(s)
	if len(names) < 40 {
		t.Fatalf("only the inputs %q were found", names)
	}
	tried := 0
	for what, value := range oddities {
		var pairs []string
		for _, name := range names {
			pairs = append(pairs, name+"="+value)
		}
		for _, rt := range Routes() {
			body := strings.Join(pairs, "&")
			if !posts(rt) || len(body) > visit.MaxForm && what != "long" {
				continue
			}
			for _, b := range []*visittest.Browser{s.Browser(words.JA), s.LogIn(visittest.Owner)} {
				tried++
				p := b.Ask(http.MethodPost, at(s, rt), strings.NewReader(body))
				if failed := s.Logged.FilterLevelExact(zap.ErrorLevel).Len(); p.Status >= 500 || failed > 0 {
					t.Fatalf("%s: %d failures in the log, %v", what, failed, p)
				}
				if p.Header.Get("X-Injected") != "" || strings.Contains(p.Location, "\n") {
					t.Errorf("%s: a header was made: %v", what, p.Header)
				}
			}
			s.Pass(time.Minute)
		}
	}
	if tried < 400 {
		t.Fatalf("only %d were tried", tried)
	}
	if r, err := s.Store.Verify(t.Context(), nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("the store: %v, %v", r.Problems, err)
	}
}

// inputs are the names of all that the portal's pages have inputs for.
func inputs(s *visittest.Site) (names []string) {
	s.T.Helper()
	for _, b := range []*visittest.Browser{s.Browser(words.EN), s.LogIn(visittest.Owner)} {
		for _, p := range pagesOf(b) {
			for n := range p.Doc().Descendants() {
				if name := attr(n, "name"); name != "" && n.DataAtom != atom.Meta && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return append(names, "password", "password_again", "login_login", "login_password", "company_company", "to", "accept", "user", "meant")
}

// pagesOf asks for all pages that a browser can come to at once.
func pagesOf(b *visittest.Browser) (all []*visittest.Page) {
	for _, rt := range Routes() {
		if posts(rt) {
			continue
		}
		if p := request(b, rt); p.Status == http.StatusOK && strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			all = append(all, p)
		}
	}
	return all
}

// Of a field that comes twice the first counts, in the body of the form alone: no
// address can put another in its place.
func TestAFieldThatComesTwice(t *testing.T) {
	s := start(t)
	viewer := s.Users[visittest.Viewer]
	path := "/account/users/" + string(viewer.ID) + "/role"
	b := s.LogIn(visittest.Owner)
	b.Ask(http.MethodPost, path+"?role=owner", strings.NewReader("role=editor&role=owner")).Leads("/account/users")
	if got := s.User(viewer.ID).Role; got != customer.Editor {
		t.Errorf("the role is %v", got)
	}
	b.Ask(http.MethodPost, path+"?role=owner", strings.NewReader("")).Want(http.StatusBadRequest)
}

// Fields that a form does not have do nothing: nobody gives himself a role, an
// account or an epoch.
func TestFieldsThatAreNotOfTheFormDoNothing(t *testing.T) {
	s := start(t)
	u := s.Users[visittest.Viewer]
	b := s.LogIn(visittest.Viewer)
	form := b.Get("/account/me").With("person", "別名 太郎", "role", "owner", "Role", "3", "account", "aaaaaaaaaaaaaaaa", "epoch", "9", "login", "other-login",
		"id", string(s.Users[visittest.Owner].ID), "user", string(s.Users[visittest.Owner].ID), "factor", "x", "password", "Taken-Over-26")
	owner := s.User(s.Users[visittest.Owner].ID)
	b.Post("/account/me", form).Leads("/account/me")
	got := s.User(u.ID)
	want := u
	want.Person.Name, want.ChangedAt = "別名 太郎", got.ChangedAt
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("made was\n%+v, want\n%+v", got, want)
	}
	if fmt.Sprintf("%+v", s.User(owner.ID)) != fmt.Sprintf("%+v", owner) {
		t.Error("another user was changed")
	}
}

// There is nothing to upload: no page has an input for a file, and a body that is
// no form is read as an empty one.
func TestNothingIsUploaded(t *testing.T) {
	s := start(t)
	for _, b := range []*visittest.Browser{s.Browser(words.EN), s.LogIn(visittest.Owner)} {
		for _, p := range pagesOf(b) {
			for n := range p.Doc().Descendants() {
				if attr(n, "type") == "file" || attr(n, "enctype") != "" {
					t.Errorf("%s has <%s type=%q enctype=%q>", p.Path, n.Data, attr(n, "type"), attr(n, "enctype"))
				}
			}
		}
	}
	before := state(s, s.Users[visittest.Owner].Account)
	b := s.LogIn(visittest.Owner)
	for kind, body := range map[string]string{
		"application/json": `{"role":"owner","note":"x"}`, "text/plain": "role=owner&note=x", "application/xml": "<role>owner</role>", "": "role=owner&note=x",
	} {
		b.Ask(http.MethodPost, at(s, visit.Route{Path: "/account/users/{id}/role"}), strings.NewReader(body), func(r *http.Request) {
			r.Header.Set("Content-Type", kind)
		}).Want(http.StatusBadRequest)
	}
	var parts bytes.Buffer
	w := multipart.NewWriter(&parts)
	if f, err := w.CreateFormFile("note", "x.exe"); err != nil || w.WriteField("role", "owner") != nil || w.Close() != nil {
		t.Fatal(f, err)
	}
	p := b.Ask(http.MethodPost, at(s, visit.Route{Path: "/account/users/{id}/role"}), &parts, func(r *http.Request) {
		r.Header.Set("Content-Type", w.FormDataContentType())
	})
	if p.Want(http.StatusBadRequest); state(s, s.Users[visittest.Owner].Account) != before {
		t.Error("what is no form was taken")
	}
}

// Passwords are for managers of passwords to fill in and for people to paste, by
// names that both know.
func TestInputsSayWhatTheyAreFor(t *testing.T) {
	s := start(t)
	passwords, codes := 0, 0
	for _, b := range []*visittest.Browser{s.Browser(words.EN), s.LogIn(visittest.Owner)} {
		for _, p := range pagesOf(b) {
			for n := range p.Doc().Descendants() {
				use := attr(n, "autocomplete")
				switch {
				case attr(n, "type") == "password":
					passwords++
					if want := map[bool]string{true: "current-password", false: "new-password"}[attr(n, "name") == "current" || p.Path == "/login"]; use != want {
						t.Errorf("%s: the password %q is for %q", p.Path, attr(n, "name"), use)
					}
				case attr(n, "name") == "code" && p.Path != "/licence":
					if codes++; use != "one-time-code" {
						t.Errorf("%s: the code is for %q", p.Path, use)
					}
				case attr(n, "name") == "token" && attr(n, "type") != "hidden" && use != "off":
					t.Errorf("%s: browsers may keep the token", p.Path)
				}
			}
		}
	}
	if passwords < 6 || codes < 1 {
		t.Errorf("%d inputs for passwords, %d for codes", passwords, codes)
	}
	script := s.Browser(words.EN).Get(s.Desk.Look.Asset("app.js")).Want(http.StatusOK).Body
	for _, hinders := range []string{"paste", "contextmenu", "keydown", "localStorage", "sessionStorage", "innerHTML", "eval(", "document.cookie", "document.write"} {
		if strings.Contains(script, hinders) {
			t.Errorf("the script has %q", hinders)
		}
	}
}

// A table of spreadsheet programs has no cell that is a formula, whoever wrote it.
func TestNoCellIsAFormula(t *testing.T) {
	s := start(t)
	begins := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "|calc", "%0A=1", "＝1+1", "\"=1\",=2", "'=1"}
	for _, text := range begins {
		s.Own(s.Users[visittest.Owner], s.Licence(visittest.Software, 100, func(l *keystore.Licence) { l.Order = text }))
	}
	p := s.LogIn(visittest.Owner).Get("/products.csv").Want(http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != len(begins)+5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@|%\t\r\n") || strings.HasPrefix(cell, "＝") {
				t.Errorf("the cell %q is a formula", cell)
			}
		}
	}
}

// A file has a name of plain letters, that nothing anybody wrote is part of.
func TestFilesHavePlainNames(t *testing.T) {
	s := start(t)
	b := s.LogIn(visittest.Owner)
	for path, want := range map[string]string{"/products.csv": "products.csv", "/products/2/file": "mail-gateway-appliance-2.lic"} {
		p := b.Ask(http.MethodGet, path, nil)
		if strings.HasSuffix(path, "/file") {
			p = b.Post(path, nil)
		}
		kind, parameters, err := mime.ParseMediaType(p.Want(http.StatusOK).Header.Get("Content-Disposition"))
		if err != nil || kind != "attachment" || parameters["filename"] != want {
			t.Errorf("%s: %s %v, %v", path, kind, parameters, err)
		}
	}
}

// Whatever address is asked for, nobody is led to another host.
func TestNobodyIsLedElsewhere(t *testing.T) {
	s := start(t)
	evil := []string{"//evil.example.com", `/\evil.example.com`, "https://evil.example.com", "/%2f%2fevil.example.com", "/%5cevil.example.com", "//evil.example.com/%2e%2e"}
	tried := 0
	for _, e := range evil {
		for _, path := range []string{
			e, e + "/?lang=en", e + "/login?lang=en", "/?lang=en&next=" + url.QueryEscape(e), "/login?next=" + url.QueryEscape(e), "/products/../" + e,
			"/login?lang=en&" + url.QueryEscape(e) + "=" + url.QueryEscape(e), "/products?return=" + url.QueryEscape(e),
		} {
			for _, b := range []*visittest.Browser{s.Browser(words.EN), s.LogIn(visittest.Owner)} {
				tried++
				to := raw(t, s, b, path)
				if to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
					t.Errorf("%s leads to %q", path, to)
				}
			}
		}
	}
	if tried < 90 {
		t.Errorf("only %d were tried", tried)
	}
}

// raw asks for an address exactly as it is written, and gives where that leads.
func raw(t *testing.T, s *visittest.Site, b *visittest.Browser, target string) (to string) {
	t.Helper()
	res := spoken(t, s, "GET "+target+" HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ollu="+sessionOf(b)+"\r\nConnection: close\r\n\r\n")
	defer res.Body.Close()
	if res.StatusCode >= 500 {
		t.Errorf("%s is answered %d", target, res.StatusCode)
	}
	return res.Header.Get("Location")
}

// spoken sends bytes as they are and reads one answer.
func spoken(t *testing.T, s *visittest.Site, said string) *http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, said); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(answer)), nil)
	if err != nil {
		t.Fatalf("%q: %v", said, err)
	}
	return res
}

// A request that two programs would read differently is answered with a refusal,
// and what stands behind it is not taken for another.
func TestRequestsThatReadTwoWaysAreRefused(t *testing.T) {
	s := start(t)
	before := state(s, s.Users[visittest.Owner].Account)
	cookie := "Cookie: ollu=" + sessionOf(s.LogIn(visittest.Owner)) + "\r\n"
	inner := "POST " + at(s, visit.Route{Path: "/account/users/{id}/remove"}) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + cookie + "Content-Length: 0\r\n\r\n"
	for what, head := range map[string]string{
		"two lengths":         "POST /logout HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
		"a broken length":     "POST /logout HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: +0\r\n\r\n",
		"an odd coding":       "POST /logout HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: xchunked\r\n\r\n",
		"two codings":         "POST /logout HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
		"two hosts":           "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example.com\r\n\r\n",
		"no host":             "GET / HTTP/1.1\r\n\r\n",
		"a space in a header": "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length : 5\r\n\r\n",
		"a null byte":         "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\x00b\r\n\r\n",
	} {
		if res := spoken(t, s, head+inner); res.StatusCode != http.StatusBadRequest && res.StatusCode != http.StatusNotImplemented || !res.Close {
			t.Errorf("%s: %d, and the connection is kept: %v", what, res.StatusCode, !res.Close)
		}
	}
	if state(s, s.Users[visittest.Owner].Account) != before {
		t.Error("a request inside another was done")
	}
}
