package outbox

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"
)

func builtInTemplates(t *testing.T, own fs.FS) *templates {
	t.Helper()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	all, err := readTemplates(own, tokyo)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEveryKindInBothLanguages: each mail can be said, as text and as a page, and
// both say the same facts.
func TestEveryKindInBothLanguages(t *testing.T) {
	all := builtInTemplates(t, nil)
	for _, kind := range Kinds {
		for _, lang := range langs {
			l := letter(t, "a1", kind, lang)
			m, err := all.message(&l, "千代田ソフト")
			if err != nil {
				t.Errorf("%s/%s: %v", lang, kind, err)
				continue
			}
			for name, text := range map[string]string{"subject": m.Subject, "text": m.Body, "page": m.HTML} {
				if strings.Contains(text, "<no value>") || strings.Contains(text, "{{") || strings.TrimSpace(text) == "" {
					t.Errorf("%s/%s: %s is not filled in:\n%s", lang, kind, name, text)
				}
			}
			if strings.ContainsAny(m.Subject, "\r\n") || !strings.Contains(m.Subject, "千代田ソフト") || m.Lang != lang || m.ID != "ollu-a1" {
				t.Errorf("%s/%s: %+v", lang, kind, m)
			}
			said := readable(t, m.HTML)
			for _, fact := range []string{"千代田 花子 <b>", "chiyoda-1", "IM-AAAA-BBBBB", token, "閉域網"} {
				if strings.Contains(m.Body, fact) != strings.Contains(said, fact) {
					t.Errorf("%s/%s: text and page do not both say %q:\n%s\n%s", lang, kind, fact, m.Body, said)
				}
			}
			if (lang == "ja") != strings.ContainsAny(m.Body, "をはが") {
				t.Errorf("%s/%s is in another language:\n%s", lang, kind, m.Body)
			}
		}
	}
}

// readable is what somebody reads on a page; it must be well formed enough for a
// parser to find a body, and fetch nothing.
func readable(t *testing.T, page string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Data == "img" || n.Data == "script" || n.Data == "link":
			t.Errorf("the page fetches something: <%s>", n.Data)
		}
	}
	return b.String()
}

func TestDatesAreWrittenAsTheLanguageWritesThem(t *testing.T) {
	all := builtInTemplates(t, nil)
	for lang, want := range map[string][2]string{"ja": {"2027年3月31日", "2026年11月20日 12:04"}, "en": {"2027-03-31", "2026-11-20 12:04"}} {
		registered, changed := letter(t, "a", "registered", lang), letter(t, "a", "password_changed", lang)
		m, err := all.message(&registered, "")
		if err != nil || !strings.Contains(m.Body, want[0]) {
			t.Errorf("%v: no %s in\n%s", err, want[0], m.Body)
		}
		if m, err = all.message(&changed, ""); err != nil || !strings.Contains(m.Body, want[1]) {
			t.Errorf("%v: no %s in\n%s", err, want[1], m.Body)
		}
	}
}

func TestOwnTemplatesTakeThePlaceOfThoseBuiltIn(t *testing.T) {
	own := fstest.MapFS{"ja/reset.txt": {Data: []byte("Subject: 自社の件名 {{.Brand}}\n\n{{.minutes}}分\n")}}
	all := builtInTemplates(t, own)
	l := letter(t, "a", "reset", "ja")
	m, err := all.message(&l, "X")
	if err != nil || m.Subject != "自社の件名 X" || !strings.HasPrefix(m.Body, "60分\n") || !strings.Contains(m.Body, "ライセンスポータル") {
		t.Errorf("%v, %+v", err, m)
	}
	if !strings.Contains(m.HTML, token) {
		t.Error("the page, of which there is no own one, is not that built in")
	}
}

func TestWrongTemplatesAreNamed(t *testing.T) {
	for name, text := range map[string]string{
		"en/reset.txt":    "no subject\n",
		"ja/joined.txt":   "Subject: x\n{{.company",
		"ja/frame.html":   "{{template",
		"ja/licences.txt": "{{range .}}",
		"en/removed.html": "{{nothing}}",
		"en/invited.txt":  "Subject: {{if}}\n",
	} {
		_, err := readTemplates(fstest.MapFS{name: {Data: []byte(text)}}, nil)
		var wrong *TemplateError
		// A broken frame is met with the first mail that stands in it.
		dir := name[:3]
		if !errors.As(err, &wrong) || !strings.HasPrefix(wrong.File, dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestALetterThatCannotBeSaidTellsNothing(t *testing.T) {
	all := builtInTemplates(t, nil)
	for _, row := range []struct{ kind, lang, data string }{
		{"nothing", "ja", `{}`},
		{"reset", "fr", `{}`},
		{"reset", "ja", `"` + token + `"`},
		{"registered", "en", `{"licences":[{"type":"` + token + `"}]}`},
	} {
		x := letter(t, "a", row.kind, row.lang)
		x.Data = []byte(row.data)
		_, err := all.message(&x, "")
		var wrong *TemplateError
		if !errors.As(err, &wrong) || strings.Contains(err.Error(), token) {
			t.Errorf("%+v: %v", row, err)
		}
	}
}
