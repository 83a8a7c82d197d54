package register

import (
	"errors"
	"net/http"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// Names of the inputs begin with what they are of.
const (
	ofCompany = "company_"
	ofUser    = "user_"
	ofLogin   = "login_"
	ofSeller  = "seller_"
	ofSupport = "support_"

	loginName    = ofLogin + "login"
	passwordName = ofLogin + "password"
	againName    = ofLogin + "password_again"
)

// detailsPage asks who a newcomer is.
type detailsPage struct {
	page
	Form         field.Form
	SellerMore   field.Form // the seller's fields that may be left out
	SellerOpen   bool       // one of them was filled in
	PasswordKept bool
}

// specs are the fields of the details (row R2). A password that was taken need not
// be typed again.
func (w *wizard) specs() []field.Spec {
	specs := field.CompanySpecs(ofCompany)
	specs = append(specs, field.PersonSpecs(ofUser)...)
	for _, s := range field.UserSpecs(ofLogin) {
		if s.Name == passwordName || s.Name == againName {
			s.Required = w.Password == ""
		}
		specs = append(specs, s)
	}
	specs = append(specs, field.SellerSpecs(ofSeller)...)
	specs = append(specs, field.EmergencySpecs("")...)
	return append(specs, field.ContactSpecs(ofSupport)...)
}

func showDetails(v *visit.Visit) error {
	w, _, err := newcomer.enter(v, stepDetails)
	if w == nil || err != nil {
		return err
	}
	form := w.form(v)
	if w.Values == nil {
		form.Set(ofSupport+"same", "1")
	}
	return w.askDetails(v, http.StatusOK, form)
}

func (w *wizard) askDetails(v *visit.Visit, status int, form field.Form) error {
	p := detailsPage{page: newcomer.page(stepDetails), Form: form, SellerMore: form, PasswordKept: w.Password != ""}
	p.SellerMore.Specs = nil
	for _, s := range field.SellerSpecs(ofSeller) {
		if s.Required {
			continue
		}
		p.SellerMore.Specs = append(p.SellerMore.Specs, s)
		p.SellerOpen = p.SellerOpen || form.Values[s.Name] != "" || form.Errors[s.Name] != ""
	}
	return v.Show(status, "register-details", p)
}

// takeDetails keeps what was typed, right or wrong, and goes on when all of it can
// be taken.
func takeDetails(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	w, _, err := newcomer.enter(v, stepDetails)
	if w == nil || err != nil {
		return err
	}
	form := field.Read(v.Lang, w.specs(), posted)
	form.NotLogin(passwordName, form.Get(loginName))
	if err := w.keep(v, &form); err != nil { // also when the rest has to wait
		return err
	}
	if err := v.Limit(access.LimitRegister, access.Household(v.Address)); err != nil { // it costs work, and tells which login ids there are
		return err
	}
	if err := w.checkLogin(v, &form); err != nil {
		return err
	}
	if err := w.takePassword(v, &form); err != nil {
		return err
	}
	if !form.OK() {
		return w.askDetails(v, http.StatusUnprocessableEntity, form)
	}
	return v.Go(newcomer.path(stepConfirm))
}

// keep puts what was typed into the session. What does not fit there, which the
// bounds of its fields do not allow, stays in the page alone.
func (w *wizard) keep(v *visit.Visit, form *field.Form) error {
	before := w.Values
	w.Values, w.Complete = form.Values, form.OK()
	err := newcomer.save(v, w)
	if form.OK() || !errors.Is(err, access.ErrTooLarge) {
		return err
	}
	w.Values, w.Complete = before, false
	return newcomer.save(v, w)
}

// checkLogin says when somebody has the login id.
func (w *wizard) checkLogin(v *visit.Visit, form *field.Form) error {
	login := form.Get(loginName)
	if login == "" || form.Errors[loginName] != "" {
		return nil
	}
	err := v.Read(func(b customer.Book) error {
		_, err := b.UserByLogin(login)
		return err
	})
	if errors.Is(err, keystore.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	form.Fail(loginName, words.RegisterLoginTaken, nil)
	w.Complete = false
	return newcomer.save(v, w)
}

// takePassword keeps the hash of a password that can be taken, whatever the other
// fields are.
func (w *wizard) takePassword(v *visit.Visit, form *field.Form) error {
	password := form.Get(passwordName)
	if password == "" || form.Errors[passwordName] != "" || form.Errors[againName] != "" {
		return nil
	}
	hash, err := v.Desk.Hasher.Hash(v.R.Context(), password)
	if err != nil {
		return err
	}
	w.Password = hash
	return newcomer.save(v, w)
}
