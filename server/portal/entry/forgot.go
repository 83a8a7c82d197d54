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

const (
	ticketLife  = 60 * time.Minute
	mailMinutes = 15 // that a mail may take (row R8)
)

// nobodysMail stands in tickets that nobody has asked for by an address.
const nobodysMail = "nobody@portal.invalid"

var forgotSpecs = []field.Spec{
	{Name: "who", Label: words.EntryForgotWho, Hint: words.EntryForgotHint, Required: true, Max: 254, Autocomplete: "username"},
}

func showForgot(v *visit.Visit) error {
	return askWho(v, http.StatusOK, field.New(v.Lang, forgotSpecs), nil)
}

func askWho(v *visit.Visit, status int, f field.Form, wrong error) error {
	return v.Show(status, forgotPage, puzzled{Form: f, Asked: true, Puzzle: v.Puzzle(toForget, wrong)})
}

// sent is what the page shows after the mail was asked for.
type sent struct {
	Mail          string // masked
	Minutes, Life int
}

// forgot sends a letter by which a new password can be set, if there is anybody
// to send it to. What it answers, and how long that takes, is the same if not.
func forgot(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	f := field.Read(v.Lang, forgotSpecs, posted)
	if err := v.Robot(toForget, posted); err != nil || !f.OK() {
		return askWho(v, http.StatusUnprocessableEntity, f, err)
	}
	if err := v.Limit(access.LimitForgot, access.Household(v.Address)); err != nil {
		return err
	}
	a, err := askedFor(v, f.Get("who"))
	if err != nil {
		return err
	}
	if v.Desk.Limits.Take(access.LimitForgotTarget, a.target) == 0 {
		if err := a.open(v); err != nil {
			return err
		}
	}
	return v.Show(http.StatusOK, sentPage, sent{Mail: a.shown, Minutes: mailMinutes, Life: int(ticketLife / time.Minute)})
}

// asked is for whom a new password was asked.
type asked struct {
	target string // what was typed, for limits
	mail   string // where the letter goes
	shown  string // the same, masked
	users  []customer.User
	meant  *customer.User // by his login id: the letter is in his language, to his spelling of the address
}

// askedFor finds who was meant by a login id or mail address.
func askedFor(v *visit.Visit, typed string) (a asked, err error) {
	if strings.ContainsAny(typed, "@\uff20") {
		a = asked{target: strings.ToLower(typed), mail: nobodysMail, shown: field.MaskMail(typed)}
		if mail, ok := readAs(field.Mail, typed); ok {
			a.target, a.mail, a.shown = strings.ToLower(mail), mail, field.MaskMail(mail)
		}
		return a, a.find(v, "")
	}
	login, _ := readAs(field.Login, typed)
	a = asked{target: strings.ToLower(login), mail: nobodysMail, shown: madeUpMail(v.Desk.Secret, login)}
	return a, a.find(v, login)
}

func readAs(kind field.Kind, typed string) (string, bool) {
	f := field.Read(words.EN, []field.Spec{{Name: "it", Kind: kind}}, url.Values{"it": {typed}})
	return f.Get("it"), f.OK()
}

// find looks up the login id, if there is one, and then all users of the address.
func (a *asked) find(v *visit.Visit, login string) error {
	err := v.Read(func(b customer.Book) error {
		if login != "" {
			u, err := b.UserByLogin(login)
			if err != nil && !errors.Is(err, keystore.ErrNotFound) {
				return err
			}
			if err == nil {
				a.mail, a.shown, a.meant = u.Person.Mail, shownMail(u.Person.Mail), &u
			}
		}
		users, err := b.UsersByMail(a.mail)
		a.users = users
		return err
	})
	if err != nil {
		return fmt.Errorf("find who forgot a password: %w", err)
	}
	return nil
}

// open opens a ticket and queues the letter with it. For nobody there is a ticket
// too, of which nobody learns.
func (a *asked) open(v *visit.Visit) error {
	token, hash, err := access.NewToken(v.Desk.Random)
	if err != nil {
		return err
	}
	act := keystore.Act{Change: keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: hash, Kind: customer.Reset, Mail: a.mail, At: v.Now, Expires: v.Now.Add(ticketLife),
	}}}
	if len(a.users) > 0 {
		l, err := a.letter(v, token)
		if err != nil {
			return err
		}
		act.Letters = []customer.Letter{l}
	}
	_, err = v.Do(act)
	return err
}

// resetLetter is the data of the letter.
type resetLetter struct {
	Logins  []string `json:"logins"`
	Token   string   `json:"token"`
	URL     string   `json:"url"`
	Minutes int      `json:"minutes"`
}

func (a *asked) letter(v *visit.Visit, token string) (customer.Letter, error) {
	data := resetLetter{Token: token, URL: v.URL(), Minutes: int(ticketLife / time.Minute)}
	for _, u := range a.users {
		data.Logins = append(data.Logins, u.Login)
	}
	to := a.users[0]
	if a.meant != nil {
		to = *a.meant
	}
	l, err := v.Letter("reset", to.Person.Mail, to.Lang, data)
	l.Account = to.Account
	return l, err
}
