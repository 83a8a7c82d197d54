package account

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// tokenField is where the token of an invitation comes in: from the fragment of
// the link by script, or pasted.
const tokenField = "token"

var (
	tokenSpecs = []field.Spec{{
		Name: tokenField, Label: words.AccountJoinCode, Required: true, Max: 200, Autocomplete: "off",
	}}
	personSpecs = slices.Concat(field.PersonSpecs(""), []field.Spec{langSpec})
	loginSpecs  = field.UserSpecs("")
	joinSpecs   = slices.Concat(personSpecs, loginSpecs)
)

// joining is what the page shows: first the form for a token, then with it who
// invites, and the form for the new user.
type joining struct {
	Form    field.Form
	Token   string // "" it is not known yet
	Company string
	Role    words.ID
	Until   time.Time
	Groups  []group
	Other   string // login id of who is logged in; "" nobody
}

// offer is an invitation that can be taken up.
type offer struct {
	ticket  customer.Ticket
	account customer.Account
	inviter *customer.User // nil: the operator
}

func showJoin(v *visit.Visit) error {
	return askToken(v, http.StatusOK, field.New(v.Lang, tokenSpecs))
}

func askToken(v *visit.Visit, status int, f field.Form) error {
	return v.Show(status, joinPage, &joining{Form: f, Other: loginOf(v)})
}

func loginOf(v *visit.Visit) string {
	if v.User == nil {
		return ""
	}
	return v.User.Login
}

// join takes a token, and then with it who the new user is.
func join(v *visit.Visit) error {
	if err := v.Limit(access.LimitJoin, access.Household(v.Address)); err != nil {
		return err
	}
	posted, err := v.Form()
	if err != nil {
		return err
	}
	asked := field.Read(v.Lang, tokenSpecs, posted)
	o, err := offerOf(v, asked.Get(tokenField))
	if errors.Is(err, keystore.ErrTicket) {
		return refuseToken(v, asked)
	}
	if err != nil {
		return err
	}
	if !posted.Has("login") {
		return askUser(v, http.StatusOK, o, posted.Get(tokenField), firstForm(v, o))
	}
	f := field.Read(v.Lang, joinSpecs, posted)
	f.NotLogin(newPassword, f.Get("login"))
	if f.OK() {
		err = o.accept(v, &f)
	}
	switch {
	case errors.Is(err, keystore.ErrTicket), errors.Is(err, keystore.ErrHeld):
		return refuseToken(v, asked)
	case err != nil:
		return err
	case !f.OK():
		return askUser(v, http.StatusUnprocessableEntity, o, posted.Get(tokenField), f)
	}
	return v.Go("/products")
}

func refuseToken(v *visit.Visit, f field.Form) error {
	if f.OK() {
		f.Fail(tokenField, words.AccountJoinVoid, nil)
	}
	return askToken(v, http.StatusUnprocessableEntity, f)
}

// firstForm knows the address that the invitation went to, and the language that
// it was written in.
func firstForm(v *visit.Visit, o *offer) field.Form {
	f := field.New(v.Lang, joinSpecs)
	f.Set("mail", o.ticket.Mail)
	f.Set("mail_again", o.ticket.Mail)
	f.Set("lang", o.ticket.Lang)
	return f
}

func askUser(v *visit.Visit, status int, o *offer, token string, f field.Form) error {
	return v.Show(status, joinPage, &joining{
		Form: f, Token: token, Company: o.account.Company.Name, Role: wordOf(o.ticket.Role), Until: o.ticket.Expires,
		Groups: []group{grouped(words.AccountJoinPerson, personSpecs), grouped(words.AccountJoinUser, loginSpecs)},
		Other:  loginOf(v),
	})
}

// offerOf finds the invitation of a token. keystore.ErrTicket: there is none, it
// was used or has run out, its account is held, or who sent it may no longer
// invite.
func offerOf(v *visit.Visit, token string) (*offer, error) {
	hash, ok := access.TokenHash(token)
	if !ok {
		return nil, keystore.ErrTicket
	}
	var o offer
	err := v.Read(func(b customer.Book) (err error) {
		if o.ticket, err = b.Ticket(hash); err != nil {
			return err
		}
		if o.ticket.Kind != customer.Invite || !o.ticket.Open(v.Now) {
			return keystore.ErrTicket
		}
		if o.account, err = b.Account(o.ticket.Account); err != nil {
			return err
		}
		users, err := b.UsersOf(o.account.ID)
		if err == nil && (o.account.Hold != nil || !vouched(o.ticket, users)) {
			return keystore.ErrTicket
		}
		if i := slices.IndexFunc(users, func(u customer.User) bool { return u.ID == o.ticket.By }); i >= 0 {
			o.inviter = &users[i]
		}
		return err
	})
	if errors.Is(err, keystore.ErrNotFound) {
		err = keystore.ErrTicket
	}
	return &o, err
}

// accept makes the new user, tells the inviter, and logs the visitor in. The form
// says when the login id is taken.
func (o *offer) accept(v *visit.Visit, f *field.Form) error {
	hash, err := v.Desk.Hasher.Hash(v.R.Context(), f.Get(newPassword))
	if err != nil {
		return err
	}
	id, err := customer.NewID(v.Desk.Random)
	if err != nil {
		return err
	}
	made := customer.User{ID: id, Login: f.Get("login"), Password: hash, Person: field.PersonOf(*f, ""), Lang: f.Get("lang")}
	queued, err := o.tell(v, &made)
	if err != nil {
		return err
	}
	act := keystore.Act{By: made.Login, For: o.account.ID, Letters: queued, Change: keystore.Join{Ticket: o.ticket.Hash, User: made}}
	if _, err = v.Do(act); errors.Is(err, keystore.ErrTaken) {
		f.Fail("login", words.AccountJoinTaken, nil)
		return nil
	}
	if err != nil {
		return err
	}
	return o.logIn(v, &made)
}

// tell writes to the inviter.
func (o *offer) tell(v *visit.Visit, made *customer.User) ([]customer.Letter, error) {
	if o.inviter == nil {
		return nil, nil
	}
	queued, err := letters{{"joined", o.inviter.Person.Mail, o.inviter.Lang, memberLetter{
		Person: made.Person.Name, Login: made.Login, Company: o.account.Company.Name,
		Role: o.ticket.Role.String(), URL: v.URL(),
	}}}.queue(v)
	for i := range queued {
		queued[i].Account = o.account.ID
	}
	return queued, err
}

func (o *offer) logIn(v *visit.Visit, made *customer.User) error {
	done, err := v.Do(keystore.Act{By: made.Login, For: o.account.ID, Change: keystore.LogIn{User: made.ID}})
	if err != nil {
		return err
	}
	if _, err := v.LogIn(done.User); err != nil {
		return err
	}
	v.Note("ok", words.AccountJoined, words.Args{"company": o.account.Company.Name})
	return nil
}
