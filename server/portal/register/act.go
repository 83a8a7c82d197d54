package register

import (
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// apply registers the open lines of an offer, with the letter that tells of it.
func (f flow) apply(v *visit.Visit, w *wizard, o *offer) error {
	for try := 1; ; try++ {
		change, lines, err := o.change(v.Desk.Book().Catalogue(), v.Now, v.Desk.Random)
		if err != nil {
			return err
		}
		act := keystore.Act{IdempotencyKey: "portal/register/" + string(w.ID), Digest: w.digest()}
		change.By = f.by(v, w)
		if f.first {
			a, u := w.newcomer(v)
			change.Account, change.User, act.By = &a, &u, u.Login
		}
		letter, err := f.letter(v, w, o, lines)
		if err != nil {
			return err
		}
		act.Change, act.Letters = change, []customer.Letter{letter}
		if _, err = v.Do(act); !again(err, try) {
			return err
		}
	}
}

// newcomer makes the account and its first user of the details.
func (w *wizard) newcomer(v *visit.Visit) (customer.Account, customer.User) {
	form := w.form(v)
	a := customer.Account{
		ID: w.ID, Company: field.CompanyOf(form, ofCompany), EmergencyMail: form.Get("emergency_mail"),
		Support: field.ContactOf(form, ofSupport), Seller: field.SellerOf(form, ofSeller),
		Terms: w.Terms, TermsAt: v.Now, CreatedAt: v.Now,
	}
	return a, customer.User{
		ID: w.User, Account: w.ID, Login: form.Get(loginName), Password: w.Password, Person: field.PersonOf(form, ofUser),
		Role: customer.Owner, Lang: v.Lang.String(), CreatedAt: v.Now, PasswordAt: v.Now,
	}
}

// Kinds of letters: see server/outbox.
const (
	letterRegistered = "registered"
	letterAdded      = "added"
	letterUpgraded   = "upgraded"
)

// letterData is what the letter tells.
type letterData struct {
	Person   string          `json:"person"`
	Company  string          `json:"company"`
	Licences []letterLicence `json:"licences"`
	URL      string          `json:"url"`
}

type letterLicence struct {
	Product   string `json:"product"`
	Type      string `json:"type"`
	Seats     uint32 `json:"seats"`
	Key       string `json:"key"`
	Code      string `json:"code"`
	Expires   string `json:"expires"`
	Perpetual bool   `json:"perpetual"`
}

// kind is what the letter of an offer is called. There is one letter for an act,
// also where a part of it is an upgrade.
func (f flow) kind(o *offer) string {
	switch {
	case f.first:
		return letterRegistered
	case o.upgrades():
		return letterUpgraded
	}
	return letterAdded
}

// lang is the language of mails: a newcomer's is that of the page.
func (f flow) lang(v *visit.Visit) words.Lang {
	if f.first {
		return v.Lang
	}
	l, err := words.ParseLang(v.User.Lang)
	if err != nil {
		return v.Lang
	}
	return l
}

// letter writes to whom was chosen.
func (f flow) letter(v *visit.Visit, w *wizard, o *offer, lines []line) (customer.Letter, error) {
	to, company := f.addressee(v, w)
	lang := f.lang(v)
	data := letterData{Person: to.Person, Company: company, URL: v.URL()}
	for i := range lines {
		l := &lines[i]
		one := letterLicence{
			Product: lang.Of(l.Lease.Product.Name), Type: l.Licence.Type.String(), Seats: l.Licence.Seats,
			Key: l.Key.Reveal(), Code: l.Code.Reveal(), Perpetual: l.Licence.Perpetual,
		}
		if !one.Perpetual {
			one.Expires = l.Lease.Term.Expires.String()
		}
		data.Licences = append(data.Licences, one)
	}
	letter, err := v.Letter(f.kind(o), to.Mail, lang.String(), data)
	letter.Account = f.account(v, w)
	return letter, err
}

// addressee is who gets the letter, and his company.
func (f flow) addressee(v *visit.Visit, w *wizard) (recipient, string) {
	var a customer.Account
	if f.first {
		a, _ = w.newcomer(v)
	} else {
		a = *v.Account
	}
	holder, support := f.recipients(v, w)
	if w.To != toSupport || support.Mail == "" {
		return holder, a.Company.Name
	}
	return support, a.Support.Company.Name
}
