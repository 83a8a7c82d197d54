package account

import (
	"net/http"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// fewCodes is how many recovery codes are few enough to say so.
const fewCodes = 3

// factorState is what the second factor's page shows (row P7).
type factorState struct {
	Tabs []tab
	On   bool
	Left int  // recovery codes
	Few  bool // so few that new ones are due
}

func showFactor(v *visit.Visit) error {
	on, left := len(v.User.Factor) > 0, len(v.User.Recovery)
	return v.Show(http.StatusOK, factorPage, &factorState{
		Tabs: tabs(v, factorPath), On: on, Left: left, Few: on && left <= fewCodes,
	})
}

var bothSpecs = []field.Spec{currentSpec(), codeSpec(words.AccountFactorAnyHint)}

// withFactor is for what needs the second factor to be on.
func withFactor(v *visit.Visit, then func() error) error {
	if len(v.User.Factor) == 0 {
		return v.Go(factorPath)
	}
	return then()
}

// ask shows the form that asks for the password and a code.
func ask(v *visit.Visit, status int, f field.Form, title, lead, button words.ID, danger bool) error {
	return v.Show(status, formPage, &sheet{
		Tabs: tabs(v, factorPath), Title: title, Lead: lead, Form: f, Groups: []group{grouped("", bothSpecs)},
		Button: button, Danger: danger, Back: factorPath,
	})
}

func showSwitchOff(v *visit.Visit) error {
	return withFactor(v, func() error { return askOff(v, http.StatusOK, field.New(v.Lang, bothSpecs)) })
}

func askOff(v *visit.Visit, status int, f field.Form) error {
	return ask(v, status, f, words.AccountFactorSwitchOff, words.AccountFactorOffLead, words.AccountFactorSwitchOff, true)
}

// switchOff removes the second factor from whoever proves both.
func switchOff(v *visit.Visit) error {
	return withFactor(v, func() error {
		f, _, err := readBoth(v)
		if err != nil {
			return err
		}
		if !f.OK() {
			return askOff(v, http.StatusUnprocessableEntity, f)
		}
		queued, err := letters{changed(v, "factor_off", "")}.queue(v)
		if err != nil {
			return err
		}
		if err := setFactor(v, keystore.SetFactor{User: v.User.ID}, queued); err != nil {
			return err
		}
		v.Note("ok", words.AccountFactorOffSaved, words.Args{"mail": v.User.Person.Mail})
		return v.Go(factorPath)
	})
}

// readBoth reads and judges the form of password and code. A code does not come
// back into the page.
func readBoth(v *visit.Visit) (f field.Form, step int64, err error) {
	posted, err := v.Form()
	if err != nil {
		return f, 0, err
	}
	f = field.Read(v.Lang, bothSpecs, posted)
	if f.OK() {
		step, err = proveBoth(v, &f)
	}
	if !f.OK() {
		f.Set(codeField, "")
	}
	return f, step, err
}

func showRenewCodes(v *visit.Visit) error {
	return withFactor(v, func() error { return askCodes(v, http.StatusOK, field.New(v.Lang, bothSpecs)) })
}

func askCodes(v *visit.Visit, status int, f field.Form) error {
	return ask(v, status, f, words.AccountRecoveryNew, words.AccountRecoveryNewLead, words.AccountRecoveryMake, false)
}

// renewCodes puts new recovery codes in place of those there are, and shows them.
func renewCodes(v *visit.Visit) error {
	return withFactor(v, func() error {
		f, step, err := readBoth(v)
		if err != nil {
			return err
		}
		if !f.OK() {
			return askCodes(v, http.StatusUnprocessableEntity, f)
		}
		return arm(v, v.User.Factor, step, letters{changed(v, "recovery_renewed", "")}, words.AccountRecoverySaved)
	})
}

// recoveryCodes is the page that shows them, once.
type recoveryCodes struct {
	Tabs  []tab
	Codes []string
	Text  string // all of them, a line each
}

// arm sets the second factor with new recovery codes, and shows these: in this
// answer and never again.
func arm(v *visit.Visit, key []byte, step int64, told letters, done words.ID) error {
	shown, hashes, err := access.NewRecovery(v.Desk.Random)
	if err != nil {
		return err
	}
	queued, err := told.queue(v)
	if err != nil {
		return err
	}
	change := keystore.SetFactor{User: v.User.ID, Factor: key, Step: step, Recovery: hashes}
	if err := setFactor(v, change, queued); err != nil {
		return err
	}
	v.Note("ok", done, words.Args{"mail": v.User.Person.Mail})
	return v.Show(http.StatusOK, recoveryPage, &recoveryCodes{Tabs: tabs(v, factorPath), Codes: shown, Text: lines(shown)})
}

// setFactor makes the change. The session goes on under a fresh id, without the
// key that was half made.
func setFactor(v *visit.Visit, change keystore.SetFactor, queued []customer.Letter) error {
	done, err := v.Apply(change, queued...)
	if err != nil {
		return err
	}
	return v.Renew(done.User)
}
