package account

import (
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// An invitation is good for so long, and so many may be open at once.
const (
	inviteDays = 7
	inviteLife = inviteDays * 24 * time.Hour
	maxOpen    = 50
)

var inviteSpecs = []field.Spec{
	{Name: "mail", Label: words.FieldMail, Kind: field.Mail, Required: true},
	{Name: "role", Label: words.AccountUserRole, Kind: field.Choice, Required: true, Options: roleOptions()},
	{Name: "lang", Label: words.AccountInviteLang, Kind: field.Choice, Required: true, Options: langSpec.Options},
}

func roleOptions() []field.Option {
	var all []field.Option
	for _, r := range roleWords {
		all = append(all, field.Option{Value: r.Value, Label: r.Word})
	}
	return all
}

// newInvitation is the form before anything was typed: the least role, and the
// inviter's own language.
func newInvitation(v *visit.Visit) field.Form {
	f := field.New(v.Lang, inviteSpecs)
	f.Set("role", customer.Viewer.String())
	f.Set("lang", v.User.Lang)
	return f
}

// invite sends somebody a token to join the account with.
func invite(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	f := field.Read(v.Lang, inviteSpecs, posted)
	if f.OK() {
		err = judgeInvitation(v, &f)
	}
	if err != nil {
		return err
	}
	if !f.OK() {
		return listUsers(v, http.StatusUnprocessableEntity, f)
	}
	if err := v.Limit(access.LimitInvite, string(v.Account.ID)); err != nil {
		return err
	}
	if err := sendInvitation(v, f); err != nil {
		return err
	}
	v.Note("ok", words.AccountInviteSent, words.Args{"mail": f.Get("mail"), "days": inviteDays})
	return v.Go(usersPath)
}

// judgeInvitation refuses a second one to the same address, and one too many.
func judgeInvitation(v *visit.Visit, f *field.Form) error {
	_, open, err := everybody(v)
	if err != nil {
		return err
	}
	same := func(t customer.Ticket) bool { return strings.EqualFold(t.Mail, f.Get("mail")) }
	switch {
	case slices.ContainsFunc(open, same):
		f.Fail("mail", words.AccountInviteOpen, nil)
	case len(open) >= maxOpen:
		f.Fail("mail", words.AccountInviteMany, nil)
	}
	return nil
}

func sendInvitation(v *visit.Visit, f field.Form) error {
	role, err := customer.ParseRole(f.Get("role"))
	if err != nil {
		return err
	}
	token, hash, err := access.NewToken(v.Desk.Random)
	if err != nil {
		return err
	}
	queued, err := letters{{"invited", f.Get("mail"), f.Get("lang"), invitedLetter{
		Company: v.Account.Company.Name, Inviter: v.User.Person.Name, Role: role.String(),
		Token: token, URL: v.URL(), Days: inviteDays,
	}}}.queue(v)
	if err != nil {
		return err
	}
	_, err = v.Apply(keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: hash, Kind: customer.Invite, Account: v.Account.ID, Mail: f.Get("mail"), Role: role,
		Lang: f.Get("lang"), By: v.User.ID, At: v.Now, Expires: v.Now.Add(inviteLife),
	}}, queued...)
	return err
}

// withdraw takes an invitation back. That of another account is as one that was
// never sent.
func withdraw(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	raw, err := hex.DecodeString(posted.Get("invitation"))
	if err != nil || len(raw) != len(customer.Hash{}) {
		return visit.ErrBadForm
	}
	_, err = v.Apply(keystore.CloseTicket{Hash: customer.Hash(raw)})
	switch {
	case errors.Is(err, keystore.ErrNotFound):
		v.Note("warn", words.AccountWithdrawnGone, nil)
	case err != nil:
		return err
	default:
		v.Note("ok", words.AccountWithdrawn, nil)
	}
	return v.Go(usersPath)
}
