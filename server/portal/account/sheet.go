package account

import (
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// tab is one entry above the pages of an account.
type tab struct {
	Path string
	Word words.ID
	Here bool
}

// tabs gives the entries that a visitor may open; current is the path of the one
// that is open.
func tabs(v *visit.Visit, current string) []tab {
	all := []tab{
		{Path: companyPath, Word: words.AccountTabCompany},
		{Path: supportPath, Word: words.AccountTabSupport},
		{Path: sellerPath, Word: words.AccountTabSeller},
		{Path: mePath, Word: words.AccountTabMe},
		{Path: passwordPath, Word: words.AccountTabPassword},
		{Path: factorPath, Word: words.AccountTabFactor},
	}
	if v.May(access.SetRoles) {
		all = append(all, tab{Path: usersPath, Word: words.AccountTabUsers})
	}
	for i := range all {
		all[i].Here = all[i].Path == current
	}
	return all
}

// sheet is a page of fields, to fill in or to read.
type sheet struct {
	Tabs        []tab
	Title, Lead words.ID
	Form        field.Form
	Groups      []group      // of the form's fields, in the order of the page
	Facts       []facts      // instead of the form, for who may only read
	Closed      words.ID     // why there is nothing to fill in; "" none
	Login       string       // "" not shown
	Was         string       // digest of what the form was filled from; "" none is kept
	Stale       []difference // what another saved meanwhile
	Button      words.ID
	Danger      bool   // the button takes something away
	Back        string // where Cancel leads; "" nowhere
}

// group is some fields under a heading.
type group struct {
	Heading words.ID // "" none
	Names   []string
	Class   string // "same": ticked, it hides the groups that are "unless"
}

// facts is a group as it is read.
type facts struct {
	Heading words.ID
	Rows    []fact
}

type fact struct {
	Label words.ID
	Value string // as it is said; "" nothing was given
}

// grouped puts the fields of specs under a heading.
func grouped(heading words.ID, specs []field.Spec) group {
	g := group{Heading: heading}
	for _, s := range specs {
		g.Names = append(g.Names, s.Name)
	}
	return g
}

// read turns a filled form into what may be read of it: no second entry of a
// mail address, and no password.
func read(f field.Form, groups []group) []facts {
	var all []facts
	for _, g := range groups {
		shown := facts{Heading: g.Heading}
		for _, name := range g.Names {
			if s, ok := f.Spec(name); ok && legible(s) {
				shown.Rows = append(shown.Rows, fact{s.Label, f.Said(s)})
			}
		}
		all = append(all, shown)
	}
	return all
}

// legible tells whether a field says something that its page may show.
func legible(s field.Spec) bool {
	return s.Again == "" && s.Kind != field.Password && s.Kind != field.Secret
}
