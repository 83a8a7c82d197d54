package entry

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

// factorSpecs is the field of the second step (row P7).
var factorSpecs = []field.Spec{
	{Name: "code", Label: words.EntryFactorCode, Hint: words.EntryFactorHint, Required: true, Autocomplete: "one-time-code"},
}

// only is a page's data that is a form alone.
type only struct{ Form field.Form }

func showFactor(v *visit.Visit) error {
	if u, err := half(v); u == nil {
		return late(v, err)
	}
	return v.Show(http.StatusOK, factorPage, only{field.New(v.Lang, factorSpecs)})
}

// half gives whose password was right a moment ago; nil nobody's.
func half(v *visit.Visit) (*customer.User, error) {
	id, epoch, ok := v.Desk.Sessions.Half(v.R.Context())
	if !ok {
		return nil, nil
	}
	var u customer.User
	err := v.Read(func(b customer.Book) (err error) {
		u, err = b.User(id)
		return err
	})
	if errors.Is(err, keystore.ErrNotFound) || err == nil && u.Epoch != epoch {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &u, nil
}

// late sends who waited too long back to the log-in.
func late(v *visit.Visit, err error) error {
	if err != nil {
		return err
	}
	v.Note("info", words.EntryFactorLate, nil)
	return v.Go(logInPath)
}

// takeFactor takes the code of the second factor, or a recovery code.
func takeFactor(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	u, err := half(v)
	if u == nil {
		return late(v, err)
	}
	f := field.Read(v.Lang, factorSpecs, posted)
	if !f.OK() {
		return v.Show(http.StatusUnprocessableEntity, factorPage, only{f})
	}
	if err := v.Limit(access.LimitFactor, string(u.ID)); err != nil {
		return err
	}
	how, ok := proof(v, u, f.Get("code"))
	if ok {
		err = enter(v, u, how)
	}
	switch {
	case !ok || errors.Is(err, keystore.ErrUsed):
		v.Proved(visit.WrongFactor, u.ID)
		f.Set("code", "")
		f.Fail("code", words.EntryFactorNot, nil)
		return v.Show(http.StatusUnauthorized, factorPage, only{f})
	case errors.Is(err, keystore.ErrHeld):
		v.Note("warn", words.EntryHeld, nil)
		return v.Go(logInPath)
	}
	if err == nil {
		v.Desk.Limits.Forget(access.LimitFactor, string(u.ID))
	}
	return err
}

// proof reads what was typed as the one or the other.
func proof(v *visit.Visit, u *customer.User, typed string) (how keystore.LogIn, ok bool) {
	how.User = u.ID
	if step, ok := access.CheckFactor(u.Factor, typed, v.Now); ok {
		how.Step = step
		return how, true
	}
	how.Recovery, ok = access.RecoveryHash(typed)
	return how, ok
}
