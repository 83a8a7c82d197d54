package field

import (
	"net/url"
	"slices"
	"strings"

	"ollu/server/words"
)

// Form is what was typed into a set of fields. Its exported parts may be shown
// and kept; the passwords are in none of them.
type Form struct {
	Lang   words.Lang
	Specs  []Spec
	Values map[string]string // by field: as read where it could be, else as typed
	Errors map[string]string // by field: what to do about it, said in Lang

	secrets map[string]string
}

// New gives an empty form.
func New(l words.Lang, specs []Spec) Form {
	return Form{Lang: l, Specs: specs, Values: map[string]string{}, Errors: map[string]string{}, secrets: map[string]string{}}
}

// Read reads what was posted. Fields of posted that no Spec names are passed over.
func Read(l words.Lang, specs []Spec, posted url.Values) Form {
	f := New(l, specs)
	for i := range specs {
		f.read(&specs[i], posted.Get(specs[i].Name))
	}
	return f
}

func (f *Form) read(s *Spec, typed string) {
	if s.Unless != "" && f.Values[s.Unless] != "" {
		f.put(s, "")
		return
	}
	value, wrong := take(s, typed)
	f.put(s, value)
	switch {
	case wrong != nil:
		f.fail(s, wrong)
	case value == "" && s.Required:
		f.fail(s, say(s.missing()))
	case s.Again != "" && value != f.Get(s.Again):
		f.fail(s, say(words.FieldNotSame, "first", words.Say(f.Lang, f.label(s.Again), nil)))
	}
}

func (f *Form) put(s *Spec, value string) {
	if s.secret() {
		f.secrets[s.Name] = value
		return
	}
	f.Values[s.Name] = value
}

func (f *Form) fail(s *Spec, w *wrong) {
	args := words.Args{"label": words.Say(f.Lang, s.Label, nil)}
	for name, value := range w.args {
		args[name] = value
	}
	said := words.Say(f.Lang, w.id, args)
	if w.meant != "" {
		said = words.Join(f.Lang, said, words.Say(f.Lang, words.FieldKeyMeant, words.Args{"meant": w.meant}))
	}
	f.Errors[s.Name] = said
}

func (f *Form) label(name string) words.ID {
	s, _ := f.Spec(name)
	return s.Label
}

// OK tells whether everything could be taken.
func (f Form) OK() bool { return len(f.Errors) == 0 }

// Get gives a field's value, a password's too; "" where there is none.
func (f Form) Get(name string) string {
	if secret, ok := f.secrets[name]; ok {
		return secret
	}
	return f.Values[name]
}

// Set fills a field in, as for an edit of what is there.
func (f *Form) Set(name, value string) {
	s, ok := f.Spec(name)
	if !ok {
		s.Name = name
	}
	f.put(&s, value)
}

// Fail says beside a field what is wrong with it, for rules that the form itself
// does not know.
func (f *Form) Fail(name string, id words.ID, args words.Args) {
	f.Errors[name] = words.Say(f.Lang, id, args)
}

// NotLogin refuses a new password that is the login id itself, in any case of
// letters.
func (f *Form) NotLogin(name, login string) {
	if login != "" && strings.EqualFold(f.Get(name), login) {
		f.Fail(name, words.FieldPasswordLogin, nil)
	}
}

// Spec gives the field of a name.
func (f Form) Spec(name string) (Spec, bool) {
	i := slices.IndexFunc(f.Specs, func(s Spec) bool { return s.Name == name })
	if i < 0 {
		return Spec{}, false
	}
	return f.Specs[i], true
}
