package entry

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// tokenSpecs is the field that the token comes into: by the script, from the
// fragment of the address, or pasted.
var tokenSpecs = []field.Spec{
	{Name: "token", Label: words.EntryResetToken, Hint: words.EntryResetHint, Required: true, Max: 254},
}

func showReset(v *visit.Visit) error {
	return v.Show(http.StatusOK, resetPage, only{field.New(v.Lang, tokenSpecs)})
}

// choice is a page that sets a new password: for whom, and which.
type choice struct {
	Form  field.Form
	Token string
	Users []customer.User
}

// reset takes a token, then the new password with it (row R8).
func reset(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	f := field.Read(v.Lang, tokenSpecs, posted)
	if !f.OK() {
		return v.Show(http.StatusUnprocessableEntity, resetPage, only{f})
	}
	if err := v.Limit(access.LimitReset, access.Household(v.Address)); err != nil {
		return err
	}
	c := choice{Token: f.Get("token")}
	hash, _ := access.TokenHash(c.Token)
	if c.Users, err = entitled(v, hash); err != nil {
		return err
	}
	if len(c.Users) == 0 {
		return gone(v, f)
	}
	if !posted.Has("password") {
		c.Form = field.New(v.Lang, choiceSpecs(c.Users))
		return v.Show(http.StatusOK, choicePage, c)
	}
	return c.take(v, posted, hash)
}

// gone says that the token is not good any more.
func gone(v *visit.Visit, f field.Form) error {
	f.Fail("token", words.EntryResetGone, nil)
	return v.Show(http.StatusUnprocessableEntity, resetPage, only{f})
}

// choiceSpecs asks which user is meant, where there are several, and for the
// password.
func choiceSpecs(users []customer.User) []field.Spec {
	which := field.Spec{Name: "user", Label: words.EntryResetWhich, Kind: field.Choice, Required: len(users) > 1}
	for _, u := range users {
		which.Options = append(which.Options, field.Option{Value: string(u.ID)})
	}
	return append([]field.Spec{which}, field.PasswordSpecs("")...)
}

// entitled gives the users whose password a token may set; none where it is not
// good.
func entitled(v *visit.Visit, token customer.Hash) (users []customer.User, err error) {
	err = v.Read(func(b customer.Book) error {
		t, err := b.Ticket(token)
		if err != nil || t.Kind != customer.Reset || !t.Open(v.Now) {
			return err
		}
		all, err := b.UsersByMail(t.Mail)
		if err != nil {
			return err
		}
		for _, u := range all {
			account, err := b.Account(u.Account)
			if err != nil {
				return err
			}
			if (t.User == "" || t.User == u.ID) && !u.PasswordAt.After(t.At) && account.Hold == nil {
				users = append(users, u)
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, keystore.ErrNotFound) {
		return nil, fmt.Errorf("read who may set a password: %w", err)
	}
	return users, nil
}

// take sets the new password.
func (c *choice) take(v *visit.Visit, posted url.Values, ticket customer.Hash) error {
	c.Form = field.Read(v.Lang, choiceSpecs(c.Users), posted)
	u := c.Users[0]
	for _, other := range c.Users {
		if string(other.ID) == c.Form.Get("user") {
			u = other
		}
	}
	c.Form.NotLogin("password", u.Login)
	if !c.Form.OK() {
		return v.Show(http.StatusUnprocessableEntity, choicePage, c)
	}
	phc, err := v.Desk.Hasher.Hash(v.R.Context(), c.Form.Get("password"))
	if err != nil {
		return err
	}
	l, err := changedLetter(v, &u)
	if err != nil {
		return err
	}
	_, err = v.Do(keystore.Act{
		By: u.Login, For: u.Account, Letters: []customer.Letter{l},
		Change: keystore.SetPassword{User: u.ID, Hash: phc, Ticket: ticket},
	})
	switch {
	case errors.Is(err, keystore.ErrTicket), errors.Is(err, keystore.ErrHeld), errors.Is(err, keystore.ErrNotFound): // another was quicker
		f := field.New(v.Lang, tokenSpecs)
		return gone(v, f)
	case err != nil:
		return err
	}
	return c.done(v, &u)
}

// done sends the user to the log-in, with his id. Whoever reads his mail counts as
// known there, also in a new browser.
func (c *choice) done(v *visit.Visit, u *customer.User) error {
	v.Desk.Limits.Forget(access.LimitLogInAccount, strings.ToLower(u.Login))
	if err := know(v, u.Login); err != nil {
		return err
	}
	if err := v.Desk.Sessions.Put(v.R.Context(), prefilled, u.Login); err != nil {
		return err
	}
	v.Note("ok", words.EntryResetDone, nil)
	return v.Go(logInPath)
}

// changed is the data of the letter that confirms a new password.
type changed struct {
	Person  string `json:"person"`
	Login   string `json:"login"`
	Company string `json:"company"`
	At      string `json:"at"`
	URL     string `json:"url"`
}

func changedLetter(v *visit.Visit, u *customer.User) (customer.Letter, error) {
	var a customer.Account
	err := v.Read(func(b customer.Book) (err error) {
		a, err = b.Account(u.Account)
		return err
	})
	if err != nil {
		return customer.Letter{}, fmt.Errorf("read whose password is set: %w", err)
	}
	l, err := v.Letter("password_changed", u.Person.Mail, u.Lang, changed{
		Person: u.Person.Name, Login: u.Login, Company: a.Company.Name, At: v.Now.Format(time.RFC3339), URL: v.URL(),
	})
	l.Account = u.Account
	return l, err
}
