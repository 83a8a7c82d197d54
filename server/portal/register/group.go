package register

import (
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// group is a part of the details, to be read once more.
type group struct {
	Title words.ID
	Rows  []row
	Same  bool // as the company and user
}

type row struct {
	Label  words.ID
	Value  string
	Hidden bool // a password
}

// groups gives the details by what they are of.
func (w *wizard) groups(v *visit.Visit) []group {
	form := w.form(v)
	support := group{Title: words.RegisterSupport, Same: form.Get(ofSupport+"same") != ""}
	if !support.Same {
		support.Rows = rows(form, field.ContactSpecs(ofSupport)[1:])
	}
	return []group{
		{Title: words.RegisterCompany, Rows: rows(form, field.CompanySpecs(ofCompany))},
		{Title: words.RegisterUser, Rows: rows(form, field.PersonSpecs(ofUser))},
		{Title: words.RegisterLogin, Rows: rows(form, field.UserSpecs(ofLogin))},
		{Title: words.RegisterSeller, Rows: rows(form, field.SellerSpecs(ofSeller))},
		{Title: words.RegisterEmergency, Rows: rows(form, field.EmergencySpecs(""))},
		support,
	}
}

// rows gives the fields that say something: not those typed twice, nor what may be
// left out and was.
func rows(form field.Form, specs []field.Spec) []row {
	var all []row
	for _, s := range specs {
		switch {
		case s.Again != "":
			continue
		case s.Kind == field.Password:
			all = append(all, row{Label: s.Label, Hidden: true})
			continue
		case form.Values[s.Name] == "":
			continue
		}
		all = append(all, row{Label: s.Label, Value: form.Said(s)})
	}
	return all
}
