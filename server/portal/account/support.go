package account

import (
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

const supportPrefix = "support_"

var supportSpecs = specsOfSupport()

func specsOfSupport() []field.Spec {
	specs := field.ContactSpecs(supportPrefix)
	specs[0].Label, specs[0].Hint = words.AccountSupportSame, words.AccountSupportSameHint
	return specs
}

func classed(class string, g group) group {
	g.Class = class
	return g
}

// support is the tab of whom to ask about support: the company and its user
// themselves, or others.
var support = &record{
	path: supportPath, title: words.AccountTabSupport, lead: words.AccountSupportLead, saved: words.AccountSupportSaved,
	specs: supportSpecs,
	groups: []group{
		classed("same", grouped("", supportSpecs[:1])),
		classed("unless", grouped(words.AccountSupportCompany, field.CompanySpecs(supportPrefix))),
		classed("unless", grouped(words.AccountSupportPerson, field.PersonSpecs(supportPrefix))),
	},

	fill:   func(f *field.Form, v *visit.Visit) { field.FillContact(f, supportPrefix, v.Account.Support) },
	digest: func(v *visit.Visit) string { return customer.Digest(v.Account.Support) },
	edit: func(v *visit.Visit, f field.Form) edit {
		made := field.ContactOf(f, supportPrefix)
		return edit{customer.Digest(made), func(was string) keystore.Change {
			return keystore.EditSupport{Account: v.Account.ID, Support: made, Was: was}
		}}
	},
	notify: func(v *visit.Visit, _ field.Form) letters {
		return letters{changed(v, "support_changed", v.Account.Company.Name)}
	},
	next: func(*visit.Visit, field.Form) string { return supportPath },
}
