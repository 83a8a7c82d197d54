package account

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"ollu/keystore/customer"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// usersView is what the page of users shows.
type usersView struct {
	Tabs        []tab
	Users       []member
	Roles       []roleWord
	Invitations []invitation
	Form        field.Form // of an invitation
	Days        int
}

// member is one user in the list.
type member struct {
	ID                customer.ID
	Name, Login, Mail string
	Role              string // as in a form
	LastLogIn         time.Time
	Factor, You       bool
}

// roleWord is a role with what it is called and what it may do.
type roleWord struct {
	Value      string
	Word, Hint words.ID
}

// invitation is an open one.
type invitation struct {
	Hash, Mail string
	Role       words.ID
	By         string // login id of the inviter; "" the operator
	Until      time.Time
}

var roleWords = []roleWord{
	{customer.Viewer.String(), words.AccountRoleViewer, words.AccountRoleViewerHint},
	{customer.Editor.String(), words.AccountRoleEditor, words.AccountRoleEditorHint},
	{customer.Owner.String(), words.AccountRoleOwner, words.AccountRoleOwnerHint},
}

func wordOf(r customer.Role) words.ID { return words.AccountRole(r.String()) }

func showUsers(v *visit.Visit) error {
	return listUsers(v, http.StatusOK, newInvitation(v))
}

// backToUsers answers a reload of what was posted.
func backToUsers(v *visit.Visit) error { return v.Go(usersPath) }

// backToUser is backToUsers for what was posted about one of them.
func backToUser(v *visit.Visit) error {
	if _, err := target(v); err != nil {
		return err
	}
	return backToUsers(v)
}

// listUsers shows the users and open invitations, with the form of a new one.
func listUsers(v *visit.Visit, status int, f field.Form) error {
	users, open, err := everybody(v)
	if err != nil {
		return err
	}
	page := &usersView{Tabs: tabs(v, usersPath), Roles: roleWords, Form: f, Days: inviteDays}
	logins := map[customer.ID]string{}
	for _, u := range users {
		logins[u.ID] = u.Login
		page.Users = append(page.Users, member{
			ID: u.ID, Name: u.Person.Name, Login: u.Login, Mail: u.Person.Mail, Role: u.Role.String(),
			LastLogIn: u.LastLogIn, Factor: len(u.Factor) > 0, You: u.ID == v.User.ID,
		})
	}
	for _, t := range open {
		page.Invitations = append(page.Invitations, invitation{
			Hash: hex.EncodeToString(t.Hash[:]), Mail: t.Mail, Role: wordOf(t.Role), By: logins[t.By], Until: t.Expires,
		})
	}
	return v.Show(status, usersPage, page)
}

// everybody gives the account's users by login id, and the invitations that can
// be taken up.
func everybody(v *visit.Visit) (users []customer.User, open []customer.Ticket, err error) {
	err = v.Read(func(b customer.Book) error {
		if users, err = b.UsersOf(v.Account.ID); err != nil {
			return err
		}
		open, err = b.Invitations(v.Account.ID)
		return err
	})
	slices.SortFunc(users, func(a, b customer.User) int {
		return strings.Compare(strings.ToLower(a.Login), strings.ToLower(b.Login))
	})
	open = slices.DeleteFunc(open, func(t customer.Ticket) bool { return !t.Open(v.Now) || !vouched(t, users) })
	return users, open, err
}

// vouched tells whether whoever invited may do so still: what an owner handed out
// ends with him. users are those of the account.
func vouched(t customer.Ticket, users []customer.User) bool {
	return t.By == "" || slices.ContainsFunc(users, func(u customer.User) bool {
		return u.ID == t.By && u.Role == customer.Owner
	})
}

// target finds the user whom the path names, in the visitor's own account.
func target(v *visit.Visit) (*customer.User, error) {
	id, err := customer.ParseID(v.R.PathValue("id"))
	if err != nil {
		return nil, visit.ErrNotFound
	}
	var u customer.User
	err = v.Read(func(b customer.Book) (err error) {
		u, err = b.User(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if u.Account != v.Account.ID {
		return nil, visit.ErrNotFound
	}
	return &u, nil
}
