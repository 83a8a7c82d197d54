package account

import (
	"net/http"
	"slices"

	"ollu/keystore"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

const newPassword = "password"

var passwordSpecs = specsOfPassword()

func specsOfPassword() []field.Spec {
	fresh := field.PasswordSpecs("")
	fresh[0].Label, fresh[1].Label = words.AccountPasswordNew, words.AccountPasswordAgain
	return slices.Concat([]field.Spec{currentSpec()}, fresh)
}

func passwordSheet(v *visit.Visit, f field.Form) *sheet {
	return &sheet{
		Tabs: tabs(v, passwordPath), Title: words.AccountTabPassword, Lead: words.AccountPasswordLead,
		Form: f, Groups: []group{grouped("", passwordSpecs)}, Button: words.AccountPasswordChange,
	}
}

func showPassword(v *visit.Visit) error {
	return v.Show(http.StatusOK, formPage, passwordSheet(v, field.New(v.Lang, passwordSpecs)))
}

// changePassword sets another password (row P6). This session goes on under a
// fresh id; all others end.
func changePassword(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	f := field.Read(v.Lang, passwordSpecs, posted)
	f.NotLogin(newPassword, v.User.Login)
	if f.OK() {
		if err := provePassword(v, &f); err != nil {
			return err
		}
	}
	if f.OK() && f.Get(newPassword) == f.Get(currentField) {
		f.Fail(newPassword, words.AccountPasswordSame, nil)
	}
	if !f.OK() {
		return v.Show(http.StatusUnprocessableEntity, formPage, passwordSheet(v, f))
	}
	return setPassword(v, f.Get(newPassword))
}

func setPassword(v *visit.Visit, password string) error {
	hash, err := v.Desk.Hasher.Hash(v.R.Context(), password)
	if err != nil {
		return err
	}
	queued, err := letters{changed(v, "password_changed", "")}.queue(v)
	if err != nil {
		return err
	}
	done, err := v.Apply(keystore.SetPassword{User: v.User.ID, Hash: hash}, queued...)
	if err != nil {
		return err
	}
	if err := v.Renew(done.User); err != nil {
		return err
	}
	v.Note("ok", words.AccountPasswordSaved, words.Args{"mail": v.User.Person.Mail})
	return v.Go(passwordPath)
}
