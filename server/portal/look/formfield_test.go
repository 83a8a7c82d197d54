package look

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"ollu/server/portal/field"
	"ollu/server/words"
)

type formData struct{ Form field.Form }

var someSpecs = []field.Spec{
	{Name: "text", Label: words.FieldCompany, Hint: words.FieldHintMail, Required: true, Autocomplete: "organization"},
	{Name: "post.code", Label: words.FieldPostcode, Kind: field.Postcode},
	{Name: "area", Label: words.FieldPrefecture, Kind: field.Prefecture},
	{Name: "phone", Label: words.FieldPhone, Kind: field.Phone},
	{Name: "mail", Label: words.FieldMail, Kind: field.Mail},
	{Name: "password", Label: words.FieldPassword, Kind: field.Password},
	{Name: "same", Label: words.FieldSame, Kind: field.Check},
	{Name: "lines", Label: words.FieldDepartment, Kind: field.Lines, Unless: "same"},
	{Name: "choice", Label: words.FieldDepartment, Kind: field.Choice, Options: []field.Option{{Value: "a", Label: words.FieldMail}, {Value: "b", Label: words.FieldFax}}},
}

func TestFields(t *testing.T) {
	f := field.New(words.EN, someSpecs)
	for name, value := range map[string]string{
		"text": `"><script>`, "post.code": "1000001", "area": "JP-13", "password": "Secret-2026", "same": "1", "lines": "a\n</textarea>", "choice": "b",
	} {
		f.Set(name, value)
	}
	got := shown(t, `{{fields . ""}}`, View{Data: formData{f}})
	for _, want := range []string{
		`<label for="f-text">`, `<input type="text" value="&#34;&gt;&lt;script&gt;" id="f-text" name="text" autocomplete="organization" aria-required="true" aria-describedby="f-text-hint">`,
		`<p class="hint" id="f-text-hint">`, `value="1000001" id="f-post-code" name="post.code" inputmode="numeric" autocapitalize="none" spellcheck="false"`,
		`<option value="JP-13" selected>Tokyo`, `<input type="tel"`, `inputmode="email"`, `<input type="password" value="" id="f-password"`,
		`data-reveal="f-password"`, `<input type="checkbox" value="1" id="f-same" name="same" checked>`,
		`<textarea rows="4" id="f-lines" name="lines">a` + "\n" + `&lt;/textarea&gt;</textarea>`, `class="field wide unless"`, `class="field check wide hides"`,
		`<input type="radio" id="f-choice-2" name="choice" value="b" checked>`, `<fieldset class="field wide" id="f-choice">`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "Secret-2026") || strings.Contains(got, "<script>") {
		t.Error("the page shows a password, or runs what was typed")
	}
	if one := shown(t, `{{field .Data.Form "mail"}}{{fields .Data.Form "post"}}`, View{Data: formData{f}}); strings.Count(one, `<label for="f-`) != 2 {
		t.Error("not the fields that were asked for")
	}
}

func TestFaultsStandBesideTheirFields(t *testing.T) {
	f := field.Read(words.EN, someSpecs, url.Values{"post.code": {"12"}, "mail": {"x@y"}})
	f.Fail("", words.LookBusyDo, nil)
	f.Fail("choice", words.LookBusyDo, nil)
	got := shown(t, `{{summary . .Data.Form}}{{fields . ""}}`, View{Data: &formData{f}})
	for _, want := range []string{
		`role="alert" id="errors"`, `<a href="#f-text">`, `<a href="#f-post-code">`, `<a href="#f-choice">`, "<li>" + words.Say(words.EN, words.LookBusyDo, nil) + "</li>",
		`aria-invalid="true" aria-describedby="f-text-error f-text-hint"`, `<p class="error" id="f-post-code-error">`, `id="f-choice" aria-describedby="f-choice-error"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if well := shown(t, `{{summary .}}`, View{Data: formData{field.New(words.EN, someSpecs)}}); strings.Contains(well, `id="errors"`) {
		t.Error("there is a summary of no faults")
	}
}

func TestRobot(t *testing.T) {
	got := shown(t, `{{robot .Data}}`, View{Data: Puzzle{Token: "t", Bits: 17, Question: "What is 1 < 2?", Error: "No."}})
	for _, want := range []string{`data-token="t" data-bits="17"`, `name="robot_token" value="t"`, `<label for="f-robot_answer">What is 1 &lt; 2?</label>`, `aria-invalid="true"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// Whatever was typed comes back as what was typed, and as nothing else.
func FuzzFields(f *testing.F) {
	for _, s := range []string{"", `"><script>alert(1)</script>`, "' onfocus='x", "</textarea><b>", "株式会社\n", "{{say}}", "\x00\xff"} {
		f.Add(s)
	}
	l, err := New(Options{Pages: []Page{page(`{{summary .}}{{fields . ""}}`)}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		typed = strings.ToValidUTF8(strings.NewReplacer("\r", "", "\x00", "").Replace(typed), "")
		form := field.New(words.EN, someSpecs)
		for _, s := range someSpecs {
			form.Set(s.Name, typed)
			form.Errors[s.Name] = typed
		}
		body, err := l.Render("page", View{Data: formData{form}})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		inputs := 0
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "input" && value(n, "id") == "f-text" {
				inputs++
				if value(n, "value") != typed {
					t.Errorf("%q came back as %q", typed, value(n, "value"))
				}
			}
			if n.Data == "script" && value(n, "src") == "" || value(n, "onfocus") != "" {
				t.Errorf("%q is obeyed", typed)
			}
		}
		if inputs != 1 {
			t.Errorf("%q makes %d inputs", typed, inputs)
		}
	})
}

func value(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
