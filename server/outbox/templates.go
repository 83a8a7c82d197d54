package outbox

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"strings"
	texttemplate "text/template"
	"time"

	"ollu/keystore/customer"
	"ollu/server/mail"
)

// The templates are files LANG/KIND.txt and LANG/KIND.html, LANG being ja or en.
// The first line of a text is "Subject: …". Each is a Go template; the fields of a
// letter are those of its Data, and Brand. LANG/frame.txt and LANG/frame.html stand
// around every mail of their language and say {{template "body" .}} where it goes;
// LANG/licences.txt and LANG/licences.html list licences, where a mail says
// {{template "licences" .licences}}.
// Beside Go's own, a template has these functions:
//
//	day "2027-03-31"            the date as the language writes it
//	moment "2026-11-21T…"       date and time of day
//	sales "trial"               the word for a licence's type
//	role "owner"                the word for a user's role
//
//go:embed templates
var builtIn embed.FS

// Kinds is every kind of letter there is: a template for each, in each language.
var Kinds = []string{
	"registered", "added", "upgraded",
	"company_changed", "support_changed", "user_changed", "mail_changed",
	"password_changed", "factor_on", "factor_off", "recovery_renewed", "reset",
	"invited", "joined", "role_changed", "removed",
	"offline_requested", "offline_answered",
}

// langs are the languages of mails.
var langs = []string{"ja", "en"}

// TemplateError says that a letter cannot be put into words: its template, or what
// the letter holds, is wrong. It tells nothing of what the letter holds.
type TemplateError struct {
	File string // such as "ja/registered.txt"
	Why  string
}

func (e *TemplateError) Error() string { return fmt.Sprintf("mail template %s: %s", e.File, e.Why) }

// BuiltIn gives the templates that come with the program.
func BuiltIn() fs.FS {
	files, err := fs.Sub(builtIn, "templates")
	if err != nil {
		panic(err) // the program was built without them
	}
	return files
}

// templates are all of them, read.
type templates struct {
	subjects map[string]*texttemplate.Template // by "ja/registered"
	texts    map[string]*texttemplate.Template
	pages    map[string]*htmltemplate.Template
	zone     *time.Location
}

// readTemplates reads the operator's file where there is one, else that built in.
func readTemplates(own fs.FS, zone *time.Location) (*templates, error) {
	if zone == nil {
		zone = time.UTC
	}
	t := &templates{map[string]*texttemplate.Template{}, map[string]*texttemplate.Template{}, map[string]*htmltemplate.Template{}, zone}
	for _, lang := range langs {
		for _, kind := range Kinds {
			if err := t.read(own, lang, kind); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

func (t *templates) read(own fs.FS, lang, kind string) error {
	name := lang + "/" + kind
	if err := t.readText(own, lang, name); err != nil {
		return &TemplateError{name + ".txt", err.Error()}
	}
	if err := t.readPage(own, lang, name); err != nil {
		return &TemplateError{name + ".html", err.Error()}
	}
	return nil
}

func (t *templates) readText(own fs.FS, lang, name string) error {
	s, err := sources(own, lang, name, ".txt")
	if err != nil {
		return err
	}
	subject, body, _ := strings.Cut(s.body, "\n")
	subject, found := strings.CutPrefix(subject, "Subject: ")
	if !found {
		return errors.New("its first line must be the subject: Subject: …")
	}
	if t.subjects[name], err = texttemplate.New("subject").Funcs(t.functions(lang)).Parse(subject); err != nil {
		return err
	}
	frame, err := texttemplate.New("frame").Funcs(t.functions(lang)).Parse(s.frame)
	if err == nil {
		_, err = frame.New("licences").Parse(s.licences)
	}
	if err == nil {
		_, err = frame.New("body").Parse(strings.TrimPrefix(body, "\n"))
	}
	t.texts[name] = frame
	return err
}

func (t *templates) readPage(own fs.FS, lang, name string) error {
	s, err := sources(own, lang, name, ".html")
	if err != nil {
		return err
	}
	frame, err := htmltemplate.New("frame").Funcs(t.functions(lang)).Parse(s.frame)
	if err == nil {
		_, err = frame.New("licences").Parse(s.licences)
	}
	if err == nil {
		_, err = frame.New("body").Parse(s.body)
	}
	t.pages[name] = frame
	return err
}

// source is what one form of a mail is made of: its own file, and those that its
// language has in common.
type source struct{ frame, licences, body string }

func sources(own fs.FS, lang, name, ending string) (s source, err error) {
	for from, to := range map[string]*string{lang + "/frame": &s.frame, lang + "/licences": &s.licences, name: &s.body} {
		text, e := file(own, from+ending)
		*to, err = text, errors.Join(err, e)
	}
	s.licences = strings.TrimSuffix(s.licences, "\n")
	return s, err
}

func file(own fs.FS, name string) (string, error) {
	if own != nil {
		b, err := fs.ReadFile(own, name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return string(b), err
		}
	}
	b, err := fs.ReadFile(BuiltIn(), name)
	return string(b), err
}

// message puts a letter into words.
func (t *templates) message(l *customer.Letter, brand string) (mail.Message, error) {
	name := l.Lang + "/" + l.Kind
	if t.texts[name] == nil {
		return mail.Message{}, &TemplateError{name, "there is none"}
	}
	data := map[string]any{}
	if err := json.Unmarshal(l.Data, &data); err != nil {
		return mail.Message{}, &TemplateError{name, "what the letter holds is not an object"}
	}
	data["Brand"] = brand
	var subject, text, page bytes.Buffer
	err := errors.Join(
		t.subjects[name].Execute(&subject, data),
		t.texts[name].Execute(&text, data),
		t.pages[name].Execute(&page, data),
	)
	if err != nil {
		return mail.Message{}, &TemplateError{name, "it cannot be filled in with what the letter holds"}
	}
	return mail.Message{
		ID: "ollu-" + l.ID, To: l.To, Subject: subject.String(), Body: text.String(), HTML: page.String(), Lang: l.Lang, Date: l.At,
	}, nil
}
