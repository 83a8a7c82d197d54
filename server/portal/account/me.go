package account

import (
	"slices"
	"strings"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

var langSpec = field.Spec{
	Name: "lang", Label: words.AccountMeLang, Hint: words.AccountMeLangHint, Kind: field.Choice, Required: true,
	Options: []field.Option{{Value: "ja", Label: words.AccountLangJA}, {Value: "en", Label: words.AccountLangEN}},
}

var mailProofSpec = field.Spec{
	Name: currentField, Label: words.FieldPasswordNow, Hint: words.AccountMeCurrentHint, Kind: field.Secret,
	Autocomplete: "current-password",
}

var meSpecs = slices.Concat(field.PersonSpecs(""), []field.Spec{langSpec, mailProofSpec})

// me is the tab of who is logged in. A new mail address can open the account to
// whoever reads it, so it asks for the password.
var me = &record{
	path: mePath, title: words.AccountTabMe, lead: words.AccountMeLead, saved: words.AccountMeSaved,
	own: true, specs: meSpecs, groups: []group{grouped("", meSpecs)},

	fill: func(f *field.Form, v *visit.Visit) {
		field.FillPerson(f, "", v.User.Person)
		f.Set("lang", v.User.Lang)
	},
	digest: func(v *visit.Visit) string { return customer.Digest(v.User.Person, v.User.Lang) },
	edit: func(v *visit.Visit, f field.Form) edit {
		made, lang := field.PersonOf(f, ""), f.Get("lang")
		return edit{customer.Digest(made, lang), func(was string) keystore.Change {
			return keystore.EditUser{User: v.User.ID, Person: made, Lang: lang, Was: was}
		}}
	},
	guard: func(v *visit.Visit, f *field.Form) error {
		if !movesMail(v, *f) {
			return nil
		}
		return provePassword(v, f)
	},
	notify: notifyUser,
	next: func(v *visit.Visit, f field.Form) string {
		if f.Get("lang") != v.User.Lang {
			return mePath + "?lang=" + f.Get("lang") // pages follow the choice
		}
		return mePath
	},
}

func movesMail(v *visit.Visit, f field.Form) bool {
	return !strings.EqualFold(f.Get("mail"), v.User.Person.Mail)
}

// notifyUser tells the new address, and the old one where it is another.
func notifyUser(v *visit.Visit, f field.Form) letters {
	person := field.PersonOf(f, "")
	told := changed(v, "user_changed", v.Account.Company.Name)
	old := changed(v, "mail_changed", v.Account.Company.Name)
	data := told.data.(changedLetter)
	data.Person = person.Name
	told.to, told.lang, told.data = person.Mail, f.Get("lang"), data
	if !movesMail(v, f) {
		return letters{told}
	}
	return letters{told, old}
}
