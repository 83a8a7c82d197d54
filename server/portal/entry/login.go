package entry

import (
	"errors"
	"fmt"
	"net/http"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// logInSpecs are the fields of the log-in. Nothing is said of the form of a
// login id: that would be a hint.
var logInSpecs = []field.Spec{
	{Name: "login", Label: words.FieldLogin, Required: true, Max: 254, Autocomplete: "username"},
	{Name: "password", Label: words.FieldPassword, Kind: field.Secret, Required: true, Autocomplete: "current-password"},
	{Name: "remember", Label: words.EntryRemember, Hint: words.EntryRememberHow, Kind: field.Check},
}

// puzzled is a form with a robot check, when Asked.
type puzzled struct {
	Form   field.Form
	Asked  bool
	Puzzle look.Puzzle
}

// What robot checks are for.
const (
	toLogIn  = "log in"
	toForget = "forgot"
)

// prefilled is where the login id waits that the log-in is to show.
const prefilled = "entry.login"

func showLogIn(v *visit.Visit) error {
	f := field.New(v.Lang, logInSpecs)
	if login, ok := readAs(field.Login, readCookie(v, rememberCookie)); ok && login != "" {
		f.Set("login", login)
		f.Set("remember", "1")
	}
	if login := v.Desk.Sessions.Pop(v.R.Context(), prefilled); login != "" {
		f.Set("login", login)
	}
	return askLogIn(v, http.StatusOK, f, nil)
}

// askLogIn shows the form; wrong is what was wrong with the robot check.
func askLogIn(v *visit.Visit, status int, f field.Form, wrong error) error {
	p := puzzled{Form: f, Asked: attemptOf(v, loginOf(f)).suspect()}
	if p.Asked {
		p.Puzzle = v.Puzzle(toLogIn, wrong)
	}
	return v.Show(status, logInPage, p)
}

// loginOf gives the login id that was typed, in the form that ids have.
func loginOf(f field.Form) string {
	login, _ := readAs(field.Login, f.Get("login"))
	return login
}

// logIn takes a login id and a password.
func logIn(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	f := field.Read(v.Lang, logInSpecs, posted)
	if !f.OK() {
		return askLogIn(v, http.StatusUnprocessableEntity, f, nil)
	}
	a := attemptOf(v, loginOf(f))
	if err := a.wait(); err != nil {
		return err
	}
	if a.suspect() {
		if err := v.Robot(toLogIn, posted); err != nil {
			f.Fail("", words.EntryRobotFirst, nil)
			return askLogIn(v, http.StatusUnprocessableEntity, f, err)
		}
	}
	return tryPassword(v, f, a)
}

// tryPassword lets the user in whose password it is.
func tryPassword(v *visit.Visit, f field.Form, a attempt) error {
	u, right, err := verify(v, a.asker(), loginOf(f), f.Get("password"))
	if err != nil {
		return err
	}
	if err := a.wait(); err != nil { // many were tried while this one waited for its turn: right or wrong is not told
		return err
	}
	if !right {
		return refuse(v, f, a, &u)
	}
	a.succeeded()
	remember(v, u.Login, f.Get("remember") != "")
	if len(u.Factor) > 0 {
		if err := v.HalfLogIn(&u); err != nil {
			return err
		}
		return v.Go(factorPath)
	}
	anew, err := rehashed(v, &u, f.Get("password"))
	if err != nil {
		return err
	}
	err = enter(v, &u, keystore.LogIn{User: u.ID, Hash: anew})
	switch {
	case errors.Is(err, keystore.ErrEnded): // another password was set since
		return refuse(v, f, a, &u)
	case errors.Is(err, keystore.ErrHeld):
		f.Fail("", words.EntryHeld, nil)
		return askLogIn(v, http.StatusForbidden, f, nil)
	}
	return err
}

// refuse counts a wrong password and asks again.
func refuse(v *visit.Visit, f field.Form, a attempt, u *customer.User) error {
	a.failed()
	v.Proved(visit.WrongPassword, u.ID)
	f.Fail("", words.EntryRefused, nil)
	return askLogIn(v, http.StatusUnauthorized, f, nil)
}

// rehashed hashes a password anew where its hash was made with less work than is
// asked for now; "" it is good as it is. Whoever has a second factor keeps the old
// hash until he changes his password: it is not alone in keeping others out.
func rehashed(v *visit.Visit, u *customer.User, password string) (string, error) {
	if !v.Desk.Hasher.Outdated(u.Password) {
		return "", nil
	}
	return v.Desk.Hasher.Hash(v.R.Context(), password)
}

// verify finds the user whose login id and password these are. Where there is no
// such id it works as long.
func verify(v *visit.Visit, who access.Asker, login, password string) (u customer.User, right bool, err error) {
	err = v.Read(func(b customer.Book) (err error) {
		u, err = b.UserByLogin(login)
		return err
	})
	if err != nil && !errors.Is(err, keystore.ErrNotFound) {
		return u, false, fmt.Errorf("find a login id: %w", err)
	}
	right, err = v.Desk.Hasher.VerifyFor(v.R.Context(), who, u.Password, password)
	if err != nil {
		return u, false, fmt.Errorf("verify a password: %w", err)
	}
	return u, right, nil
}

// enter notes the log-in, makes the session the user's and leads to where he
// wanted to go.
func enter(v *visit.Visit, u *customer.User, how keystore.LogIn) error {
	done, err := v.Do(keystore.Act{By: u.Login, For: u.Account, User: u.ID, Epoch: u.Epoch, Change: how})
	if err != nil {
		return err
	}
	if err := know(v, u.Login); err != nil {
		return err
	}
	wanted, err := v.LogIn(done.User)
	if err != nil {
		return err
	}
	if !how.Recovery.IsZero() {
		v.Note("warn", words.EntryFactorLeft, words.Args{"count": len(done.User.Recovery)})
	}
	return v.Go(wanted)
}
