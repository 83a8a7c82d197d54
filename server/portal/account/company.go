package account

import (
	"slices"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

var companySpecs = slices.Concat(field.CompanySpecs(""), field.EmergencySpecs(""))

// company is the company's tab: where it is, and its mail address for emergencies.
var company = &record{
	path: companyPath, title: words.AccountTabCompany, lead: words.AccountCompanyLead, saved: words.AccountCompanySaved,
	specs: companySpecs, groups: []group{grouped("", companySpecs)},

	fill: func(f *field.Form, v *visit.Visit) {
		field.FillCompany(f, "", v.Account.Company)
		f.Set("emergency_mail", v.Account.EmergencyMail)
	},
	digest: func(v *visit.Visit) string { return customer.Digest(v.Account.Company, v.Account.EmergencyMail) },
	edit: func(v *visit.Visit, f field.Form) edit {
		made, mail := field.CompanyOf(f, ""), f.Get("emergency_mail")
		return edit{customer.Digest(made, mail), func(was string) keystore.Change {
			return keystore.EditCompany{Account: v.Account.ID, Company: made, EmergencyMail: mail, Was: was}
		}}
	},
	notify: func(v *visit.Visit, f field.Form) letters {
		return letters{changed(v, "company_changed", f.Get("company"))}
	},
	next: func(*visit.Visit, field.Form) string { return companyPath },
}
