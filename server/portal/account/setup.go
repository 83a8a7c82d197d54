package account

import (
	"encoding/hex"
	"html/template"
	"net/http"
	"strings"

	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// halfMade is the session's value with the key that no code has proved yet.
const halfMade = "account.factor"

var setUpSpecs = []field.Spec{currentSpec(), codeSpec(words.AccountFactorCodeHint)}

// setUp is the page on which a second factor is made.
type setUp struct {
	Tabs   []tab
	Form   field.Form
	QR     template.HTML
	Secret string // the key in groups of four
	Anew   bool   // the key was drawn again: what was scanned before is void
}

// showSetUp shows the key as a QR code and in letters. It is drawn once for a
// session, so that a reload does not void what was scanned.
func showSetUp(v *visit.Visit) error {
	if len(v.User.Factor) > 0 {
		return v.Go(factorPath)
	}
	key, err := keyOf(v)
	if err == nil && key == nil {
		key, err = drawKey(v)
	}
	if err != nil {
		return err
	}
	return askSetUp(v, http.StatusOK, key, field.New(v.Lang, setUpSpecs), false)
}

// keyOf gives the key that the session holds; nil none.
func keyOf(v *visit.Visit) ([]byte, error) {
	kept := v.Desk.Sessions.Get(v.R.Context(), halfMade)
	if kept == "" {
		return nil, nil
	}
	return hex.DecodeString(kept)
}

func drawKey(v *visit.Visit) ([]byte, error) {
	key, err := access.NewFactor(v.Desk.Random)
	if err != nil {
		return nil, err
	}
	return key, v.Desk.Sessions.Put(v.R.Context(), halfMade, hex.EncodeToString(key))
}

func askSetUp(v *visit.Visit, status int, key []byte, f field.Form, anew bool) error {
	qr, err := access.FactorQR(access.FactorURI(issuer(v), v.User.Login, key))
	if err != nil {
		return err
	}
	return v.Show(status, setUpPage, &setUp{
		Tabs: tabs(v, factorPath), Form: f, QR: template.HTML(qr), Secret: access.FactorSecret(key), Anew: anew,
	})
}

// maxIssuer keeps the QR code small enough to be scanned from a screen.
const maxIssuer = 40

// issuer is what the app calls the portal.
func issuer(v *visit.Visit) string {
	name := []rune(v.Desk.Brand)
	if len(name) == 0 {
		name = []rune(v.Say(words.LookName, nil))
	}
	return string(name[:min(len(name), maxIssuer)])
}

// switchOn takes the password and a code of the key that is in the session, and
// sets the second factor.
func switchOn(v *visit.Visit) error {
	if len(v.User.Factor) > 0 {
		return v.Go(factorPath)
	}
	posted, err := v.Form()
	if err != nil {
		return err
	}
	key, err := keyOf(v)
	if err != nil {
		return err
	}
	if key == nil {
		return setUpAnew(v)
	}
	f := field.Read(v.Lang, setUpSpecs, posted)
	if f.OK() {
		err = provePassword(v, &f)
	}
	var step int64
	if err == nil && f.OK() {
		step, err = proveCode(v, &f, key, 0)
	}
	if err != nil {
		return err
	}
	if !f.OK() {
		f.Set(codeField, "")
		return askSetUp(v, http.StatusUnprocessableEntity, key, f, false)
	}
	return arm(v, key, step, letters{changed(v, "factor_on", "")}, words.AccountFactorOnSaved)
}

// setUpAnew answers a form whose key is in no session any more.
func setUpAnew(v *visit.Visit) error {
	key, err := drawKey(v)
	if err != nil {
		return err
	}
	return askSetUp(v, http.StatusConflict, key, field.New(v.Lang, setUpSpecs), true)
}

// lines writes each on a line of its own.
func lines(all []string) string { return strings.Join(all, "\n") }
