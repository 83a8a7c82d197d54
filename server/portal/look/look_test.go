package look

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore/customer"
	"ollu/server/words"
)

// page makes a page whose main is the given template.
func page(main string) Page {
	text := `{{define "title"}}Title{{end}}{{define "main"}}<h1>Here</h1>` + main + `{{end}}`
	return Page{Name: "page", FS: fstest.MapFS{"page.html": {Data: []byte(text)}}}
}

// shown is a page in a language, as text.
func shown(t testing.TB, main string, v View) string {
	t.Helper()
	l, err := New(Options{Pages: []Page{page(main)}, Brand: "Brand & Co", Zone: time.FixedZone("JST", 9*3600)})
	if err != nil {
		t.Fatal(err)
	}
	body, err := l.Render("page", v)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestTemplatesCanSay(t *testing.T) {
	at := time.Date(2026, 12, 31, 20, 5, 0, 0, time.UTC)
	day, err := term.ParseDay("2026-12-31")
	if err != nil {
		t.Fatal(err)
	}
	data := map[string]any{
		"Day": day, "None": term.Day(0), "At": at, "Never": time.Time{}, "Name": product.Text{JA: "製品", EN: "Product"}, "Evil": `<b>"'&`,
		"Number": "2",
	}
	for _, c := range []struct{ main, en, ja string }{
		{`{{say "look.help"}}`, "Help", "ヘルプ"},
		{`{{say "look.errors" "count" 1}}`, "Please check 1 field", "1か所の入力内容をご確認ください"},
		{`{{lang}}`, "en", "ja"},
		{`{{name .Data.Name}}`, "Product", "製品"},
		{`{{day .Data.Day}}`, `<time datetime="2026-12-31">2026-12-31</time>`, `<time datetime="2026-12-31">2026年12月31日</time>`},
		{`{{day .Data.At}}`, `<time datetime="2027-01-01">2027-01-01</time>`, `<time datetime="2027-01-01">2027年1月1日</time>`},
		{`{{day .Data.None}}{{day .Data.Never}}{{moment .Data.Never}}`, "–––", "–––"},
		{`{{moment .Data.At}}`, `<time datetime="2027-01-01T05:05:00+09:00">2027-01-01 05:05 (UTC+09:00)</time>`, "2027年1月1日 05:05"},
		{`{{badge "ok" .Data.Evil}}`, "#ok\"/></svg>&lt;b&gt;&#34;&#39;&amp;</span>", `class="badge ok"`},
		{`{{note "bad" .Data.Evil}}`, `role="alert"`, "<p>&lt;b&gt;&#34;&#39;&amp;</p>"},
		{`{{code .Data.Evil}}`, `<code>&lt;b&gt;&#34;&#39;&amp;</code>`, `data-copy="&lt;b&gt;&#34;&#39;&amp;"`},
		{`{{code "AB-CD"}}`, `<code>AB-<wbr>CD</code>`, `data-copy="AB-CD"`},
		{`{{tabs "/b" "/a" "look.help" "/b" "look.terms"}}`, `<li><a href="/a">Help</a></li><li><a href="/b" aria-current="page">Terms of use</a></li>`, "利用規約"},
		{`{{steps 2 "look.help" "look.terms" "look.account"}}`, `<li class="now" aria-current="step"><span class="mark">2</span><span class="word">Terms of use</span>`, "完了："},
		{`{{with dict "a" 1}}{{.a}}{{end}}{{under "/products/1" "/products"}}{{under "/productsx" "/products"}}`, "1truefalse", "1truefalse"},
		{`{{template "support" .}}`, `<a href="mailto:a@example.com">`, `<a href="https://example.com/">`},
	} {
		v := View{Data: data, Support: Support{Mail: "a@example.com", URL: "https://example.com/"}}
		for lang, want := range map[words.Lang]string{words.EN: c.en, words.JA: c.ja} {
			v.Lang = lang
			if got := shown(t, c.main, v); !strings.Contains(got, want) {
				t.Errorf("%s in %v: no %q in\n%s", c.main, lang, want, got[strings.Index(got, "<h1>"):])
			}
		}
	}
}

func TestFrame(t *testing.T) {
	stranger := shown(t, "", View{Lang: words.JA, Path: "/", Other: "/?lang=en"})
	for _, want := range []string{`<html lang="ja">`, "<title>Title – Brand &amp; Co</title>", `href="/login"`, `href="/?lang=en"`, `<a class="brand" href="/">`} {
		if !strings.Contains(stranger, want) {
			t.Errorf("no %q for a stranger", want)
		}
	}
	if strings.Contains(stranger, "/logout") || strings.Contains(stranger, `href="/calendar"`) {
		t.Error("a stranger is shown what is for those who are logged in")
	}
	user := shown(t, "", View{
		Lang: words.EN, Path: "/account/users", Other: "/account/users?lang=ja", Notes: []Note{{"ok", "Saved <it>"}},
		User: &customer.User{Login: "tester"}, Account: &customer.Account{Company: customer.Company{Name: "A & B"}},
	})
	for _, want := range []string{
		`<form method="post" action="/logout">`, `<a href="/account" aria-current="page">`, "Logged in as tester", "<p>Saved &lt;it&gt;</p>", "A &amp; B",
	} {
		if !strings.Contains(user, want) {
			t.Errorf("no %q for a user", want)
		}
	}
	if strings.Count(user, `aria-current="page"`) != 1 {
		t.Error("not one entry of the navigation is the current one")
	}
}

func TestWhatCannotBeShown(t *testing.T) {
	for name, pages := range map[string][]Page{
		"two of a name":    {page(""), page("")},
		"the error page's": {{Name: ErrorPage, FS: page("").FS}},
		"no file":          {{Name: "other", FS: page("").FS}},
		"no main":          {{Name: "page", FS: fstest.MapFS{"page.html": {Data: []byte(`{{define "title"}}{{end}}`)}}}},
		"bad template":     {page("{{")},
	} {
		if _, err := New(Options{Pages: pages}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	for _, main := range []string{
		`{{say "no.such"}}`, `{{say "look.errors" "count"}}`, `{{icon "none"}}`, `{{badge "none" "x"}}`, `{{tabs "/" "/a"}}`, `{{tabs "/" "/a" "no.such"}}`,
		`{{steps 1 "no.such"}}`, `{{day "2026"}}`, `{{asset "none.css"}}`, `{{field . "none"}}`, `{{fields .Data ""}}`, `{{dict 1 2}}`,
	} {
		l, err := New(Options{Pages: []Page{page(main)}})
		if err != nil {
			t.Fatal(err)
		}
		if body, err := l.Render("page", View{Data: 7}); err == nil || body != nil {
			t.Errorf("%s is shown", main)
		}
	}
	l, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Render("none", View{}); err == nil {
		t.Error("a page that is not there is shown")
	}
}
