package look

import (
	"bytes"
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strings"

	"ollu/server/portal/field"
	"ollu/server/words"
)

// input is one field as it is drawn.
type input struct {
	ID, Name, Value          string
	Label, Hint, Error       string
	Type, Mode, Autocomplete string
	Class, Described         string
	Widget                   string // "input", "select", "radios", "check" or "lines"
	Required, Plain          bool   // Plain: neither spelling nor capitals are the browser's business
	Options                  []option
}

type option struct {
	ID, Value, Label string
	Chosen           bool
}

// fewOptions is how many choices are shown at once.
const fewOptions = 4

// formOf finds the form in what a template has: a form, or something with a
// field Form, such as a page's data.
func formOf(of any) (field.Form, error) {
	switch v := of.(type) {
	case field.Form:
		return v, nil
	case *field.Form:
		return *v, nil
	case *View:
		return formOf(v.Data)
	case View:
		return formOf(v.Data)
	}
	v := reflect.Indirect(reflect.ValueOf(of))
	if v.Kind() == reflect.Struct {
		if f := v.FieldByName("Form"); f.IsValid() && f.CanInterface() {
			return formOf(f.Interface())
		}
	}
	return field.Form{}, fmt.Errorf("%T holds no Form", of)
}

// field draws one field: label, hint, what is wrong, and the input.
func (t tongue) field(of any, name string) (template.HTML, error) {
	f, err := formOf(of)
	if err != nil {
		return "", err
	}
	s, ok := f.Spec(name)
	if !ok {
		return "", fmt.Errorf("the form has no field %q", name)
	}
	return t.draw(&f, &s)
}

// fields draws those whose names begin with prefix, in a grid.
func (t tongue) fields(of any, prefix string) (template.HTML, error) {
	f, err := formOf(of)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(`<div class="fields">`)
	for i := range f.Specs {
		if !strings.HasPrefix(f.Specs[i].Name, prefix) {
			continue
		}
		drawn, err := t.draw(&f, &f.Specs[i])
		if err != nil {
			return "", err
		}
		b.WriteString(string(drawn))
	}
	b.WriteString(`</div>`)
	return template.HTML(b.String()), nil
}

// summary lists what is wrong in forms, with links to the fields; nothing when
// all is well.
func (t tongue) summary(of ...any) (template.HTML, error) {
	type fault struct{ To, Text string }
	var faults []fault
	for _, one := range of {
		f, err := formOf(one)
		if err != nil {
			return "", err
		}
		for _, s := range f.Specs {
			if e := f.Errors[s.Name]; e != "" {
				faults = append(faults, fault{fieldID(s.Name), e})
			}
		}
		if e := f.Errors[""]; e != "" {
			faults = append(faults, fault{"", e})
		}
	}
	if len(faults) == 0 {
		return "", nil
	}
	return t.part("summary", faults)
}

func (t tongue) draw(f *field.Form, s *field.Spec) (template.HTML, error) {
	return t.part("field", t.input(f, s))
}

// part makes a piece that more than one page is made of.
func (t tongue) part(name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	err := t.parts[t.lang].ExecuteTemplate(&b, name, data)
	return template.HTML(b.String()), err
}

// robot draws a robot check.
func (t tongue) robot(p Puzzle) (template.HTML, error) { return t.part("robot", p) }

// fieldID is the id of a field's input in the page.
func fieldID(name string) string { return "f-" + strings.ReplaceAll(name, ".", "-") }

func (t tongue) input(f *field.Form, s *field.Spec) *input {
	in := &input{
		ID: fieldID(s.Name), Name: s.Name, Value: f.Values[s.Name], Label: words.Say(t.lang, s.Label, nil),
		Error: f.Errors[s.Name], Type: "text", Widget: "input", Required: s.Required, Autocomplete: s.Autocomplete,
	}
	if s.Hint != "" {
		in.Hint = words.Say(t.lang, s.Hint, nil)
		in.Described = in.ID + "-hint"
	}
	if in.Error != "" {
		in.Described = strings.TrimSpace(in.ID + "-error " + in.Described)
	}
	in.shape(s.Kind)
	if s.Unless != "" {
		in.Class += " unless"
	}
	if slices.ContainsFunc(f.Specs, func(other field.Spec) bool { return other.Unless == s.Name }) {
		in.Class += " hides"
	}
	switch s.Kind {
	case field.Prefecture:
		in.Widget = "select"
		for _, p := range field.Prefectures {
			in.option(p.ID, words.Say(t.lang, p.Name, nil))
		}
	case field.Choice:
		in.Widget = "radios"
		if len(s.Options) > fewOptions {
			in.Widget = "select"
		}
		for _, o := range s.Options {
			in.option(o.Value, words.Say(t.lang, o.Label, nil))
		}
	}
	return in
}

func (in *input) option(value, label string) {
	in.Options = append(in.Options, option{fmt.Sprintf("%s-%d", in.ID, len(in.Options)+1), value, label, value == in.Value})
}

// shape is how a kind is typed: the keyboard a telephone shows, and the width.
// Mail addresses and digits are taken as they come, so the browser may not judge
// them.
func (in *input) shape(k field.Kind) {
	switch k {
	case field.Postcode:
		in.Mode, in.Class, in.Plain = "numeric", "short", true
	case field.Phone:
		in.Type, in.Class, in.Plain = "tel", "short", true
	case field.Mail:
		in.Mode, in.Plain = "email", true
	case field.Login:
		in.Class, in.Plain = "wide", true
	case field.Password, field.Secret:
		in.Type, in.Value, in.Plain = "password", "", true
	case field.ProductKey:
		in.Class, in.Plain = "wide key", true
	case field.Check:
		in.Widget, in.Class = "check", "wide"
	case field.Choice:
		in.Class = "wide"
	case field.Lines:
		in.Widget, in.Class = "lines", "wide"
	}
}
