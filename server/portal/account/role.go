package account

import (
	"errors"
	"net/http"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// setRole gives a user another role, which ends his sessions. An owner may step
// down while another is there, and stays logged in.
func setRole(v *visit.Visit) error {
	u, err := target(v)
	if err != nil {
		return err
	}
	posted, err := v.Form()
	if err != nil {
		return err
	}
	role, err := customer.ParseRole(posted.Get("role"))
	if err != nil {
		return visit.ErrBadForm
	}
	if role == u.Role {
		v.Note("info", words.AccountUnchanged, nil)
		return v.Go(usersPath)
	}
	queued, err := letters{{"role_changed", u.Person.Mail, u.Lang, memberLetter{
		Person: u.Person.Name, Login: u.Login, Role: role.String(), URL: v.URL(),
	}}}.queue(v)
	if err != nil {
		return err
	}
	done, err := v.Apply(keystore.SetRole{User: u.ID, Role: role}, queued...)
	if err != nil {
		return orLastOwner(v, err)
	}
	if u.ID == v.User.ID {
		if err := v.Renew(done.User); err != nil {
			return err
		}
	}
	v.Note("ok", words.AccountRoleSaved, words.Args{"login": u.Login, "role": v.Say(wordOf(role), nil)})
	if !access.May(done.User.Role, access.SetRoles) && u.ID == v.User.ID {
		return v.Go(companyPath)
	}
	return v.Go(usersPath)
}

// orLastOwner tells of the rule that a company keeps an owner; any other error
// stays what it is.
func orLastOwner(v *visit.Visit, err error) error {
	if !errors.Is(err, keystore.ErrConflict) {
		return err
	}
	v.Note("bad", words.AccountLastOwner, nil)
	return listUsers(v, http.StatusConflict, newInvitation(v))
}

// removal is the page that asks once more.
type removal struct {
	Tabs  []tab
	User  *customer.User
	Role  words.ID
	You   bool
	Users string
}

func showRemove(v *visit.Visit) error {
	u, err := target(v)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, removePage, &removal{
		Tabs: tabs(v, usersPath), User: u, Role: wordOf(u.Role), You: u.ID == v.User.ID, Users: usersPath,
	})
}

// removeUser takes a user out of the account, which ends his sessions.
func removeUser(v *visit.Visit) error {
	u, err := target(v)
	if err != nil {
		return err
	}
	queued, err := letters{{"removed", u.Person.Mail, u.Lang, memberLetter{
		Person: u.Person.Name, Login: u.Login, Company: v.Account.Company.Name,
	}}}.queue(v)
	if err != nil {
		return err
	}
	if _, err := v.Apply(keystore.RemoveUser{User: u.ID}, queued...); err != nil {
		return orLastOwner(v, err)
	}
	if u.ID != v.User.ID {
		v.Note("ok", words.AccountUserRemoved, words.Args{"login": u.Login})
		return v.Go(usersPath)
	}
	if err := v.Desk.Sessions.LogOut(v.R.Context()); err != nil {
		return err
	}
	v.Note("ok", words.AccountYouRemoved, words.Args{"company": v.Account.Company.Name})
	return v.Go("/login")
}
