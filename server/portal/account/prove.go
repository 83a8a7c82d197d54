package account

import (
	"slices"

	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// Fields by which somebody proves again who he is.
const (
	currentField = "current"
	codeField    = "code"
)

func currentSpec() field.Spec {
	return field.Spec{
		Name: currentField, Label: words.FieldPasswordNow, Kind: field.Secret, Required: true, Autocomplete: "current-password",
	}
}

func codeSpec(hint words.ID) field.Spec {
	return field.Spec{
		Name: codeField, Label: words.AccountFactorCode, Hint: hint, Required: true, Max: 40, Autocomplete: "one-time-code",
	}
}

// provePassword tells, beside its field, when the current password is not that.
// Tries are limited, right ones too: a password costs work to look at.
func provePassword(v *visit.Visit, f *field.Form) error {
	if err := v.Limit(access.LimitPassword, string(v.User.ID)); err != nil {
		return err
	}
	right, err := v.Desk.Hasher.Verify(v.R.Context(), v.User.Password, f.Get(currentField))
	if err == nil && !right {
		v.Proved(visit.WrongPassword, v.User.ID)
		f.Fail(currentField, words.AccountCurrentWrong, nil)
	}
	return err
}

// proveCode reads the code of a second factor: its time step, or 0 where the form
// says what is wrong. One that was used before is refused, whether to log in or
// here; step is that of the last one used.
func proveCode(v *visit.Visit, f *field.Form, key []byte, used int64) (step int64, err error) {
	if err := v.Limit(access.LimitFactor, string(v.User.ID)); err != nil {
		return 0, err
	}
	step, ok := access.CheckFactor(key, f.Get(codeField), v.Now)
	switch {
	case !ok:
		v.Proved(visit.WrongFactor, v.User.ID)
		f.Fail(codeField, words.AccountFactorWrong, nil)
		return 0, nil
	case step <= used:
		v.Proved(visit.WrongFactor, v.User.ID)
		f.Fail(codeField, words.AccountFactorUsed, nil)
		return 0, nil
	}
	return step, nil
}

// proveBoth reads the password, and if that is right a code of the user's second
// factor or one of his recovery codes. The form says what is wrong. The time step
// to keep is that of the code, or with a recovery code the last one used.
func proveBoth(v *visit.Visit, f *field.Form) (step int64, err error) {
	if err := provePassword(v, f); err != nil || !f.OK() {
		return 0, err
	}
	if hash, ok := access.RecoveryHash(f.Get(codeField)); ok {
		return v.User.Step, proveRecovery(v, f, hash)
	}
	return proveCode(v, f, v.User.Factor, v.User.Step)
}

func proveRecovery(v *visit.Visit, f *field.Form, hash customer.Hash) error {
	err := v.Limit(access.LimitFactor, string(v.User.ID))
	if err == nil && !slices.Contains(v.User.Recovery, hash) {
		v.Proved(visit.WrongFactor, v.User.ID)
		f.Fail(codeField, words.AccountRecoveryWrong, nil)
	}
	return err
}
