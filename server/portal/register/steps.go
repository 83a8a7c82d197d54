package register

import (
	"net/http"

	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// productPage shows what a key brings.
type productPage struct {
	page
	Order    string
	Items    []item
	Count    int // that can be registered
	More     int
	Language words.ID // of mails
	Next     string
}

func (f flow) showProduct(v *visit.Visit) error {
	w, o, err := f.enter(v, stepProduct)
	if w == nil || err != nil {
		return err
	}
	items, err := o.items(v)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, "register-product", productPage{
		page: f.page(stepProduct), Order: o.Order, Items: items, Count: len(o.inTurn()), More: o.More,
		Language: words.RegisterLanguageOf(f.lang(v)), Next: f.path(stepTerms),
	})
}

// termsPage asks for the terms to be accepted.
type termsPage struct {
	page
	Form    field.Form
	Text    string
	Version string
}

const acceptName = "accept"

var termsSpecs = []field.Spec{{Name: acceptName, Label: words.RegisterAccept, Kind: field.Check, Required: true}}

func (f flow) showTerms(v *visit.Visit) error {
	w, _, err := f.enter(v, stepTerms)
	if w == nil || err != nil {
		return err
	}
	form := field.New(v.Lang, termsSpecs)
	if w.accepted(v.Desk.TermsVersion) {
		form.Set(acceptName, "1")
	}
	return f.askTerms(v, http.StatusOK, form)
}

func (f flow) askTerms(v *visit.Visit, status int, form field.Form) error {
	p := termsPage{page: f.page(stepTerms), Form: form, Version: v.Desk.TermsVersion}
	if v.Desk.Terms != nil {
		p.Text = v.Desk.Terms(v.Lang)
	}
	return v.Show(status, "register-terms", p)
}

func (f flow) takeTerms(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	w, _, err := f.enter(v, stepTerms)
	if w == nil || err != nil {
		return err
	}
	form := field.Read(v.Lang, termsSpecs, posted)
	if !form.OK() {
		return f.askTerms(v, http.StatusUnprocessableEntity, form)
	}
	w.Accepted, w.Terms = true, v.Desk.TermsVersion
	if err := f.save(v, w); err != nil {
		return err
	}
	if f.first {
		return v.Go(f.path(stepDetails))
	}
	return v.Go(f.path(stepConfirm))
}

// accepted tells whether the terms of a version were accepted.
func (w *wizard) accepted(version string) bool { return w.Accepted && w.Terms == version }
