package register

import (
	"slices"

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
		support.Rows = rows(v, form, field.ContactSpecs(ofSupport)[1:])
	}
	return []group{
		{Title: words.RegisterCompany, Rows: rows(v, form, field.CompanySpecs(ofCompany))},
		{Title: words.RegisterUser, Rows: rows(v, form, field.PersonSpecs(ofUser))},
		{Title: words.RegisterLogin, Rows: rows(v, form, field.UserSpecs(ofLogin))},
		{Title: words.RegisterSeller, Rows: rows(v, form, field.SellerSpecs(ofSeller))},
		{Title: words.RegisterEmergency, Rows: rows(v, form, field.EmergencySpecs(""))},
		support,
	}
}

// rows gives the fields that say something: not those typed twice, nor what may be
// left out and was.
func rows(v *visit.Visit, form field.Form, specs []field.Spec) []row {
	var all []row
	for _, s := range specs {
		value := form.Values[s.Name]
		switch {
		case s.Again != "":
			continue
		case s.Kind == field.Password:
			all = append(all, row{Label: s.Label, Hidden: true})
			continue
		case value == "":
			continue
		case s.Kind == field.Prefecture:
			value = prefecture(v, value)
		case s.Kind == field.Postcode && len(value) > 3:
			value = value[:3] + "-" + value[3:]
		}
		all = append(all, row{Label: s.Label, Value: value})
	}
	return all
}

func prefecture(v *visit.Visit, id string) string {
	i := slices.IndexFunc(field.Prefectures, func(p field.PrefectureName) bool { return p.ID == id })
	if i < 0 {
		return id
	}
	return v.Say(field.Prefectures[i].Name, nil)
}
