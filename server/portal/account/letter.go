package account

import (
	"time"

	"ollu/keystore/customer"
	"ollu/server/portal/visit"
)

// letter is a mail before it is queued.
type letter struct {
	kind, to, lang string
	data           any
}

type letters []letter

// queue makes them ready for the act that they tell of.
func (all letters) queue(v *visit.Visit) ([]customer.Letter, error) {
	var ready []customer.Letter
	for _, l := range all {
		made, err := v.Letter(l.kind, l.to, l.lang, l.data)
		if err != nil {
			return nil, err
		}
		ready = append(ready, made)
	}
	return ready, nil
}

// What letters hold, by their kinds; server/outbox has the templates.
type (
	// changedLetter: company_changed, support_changed, user_changed, mail_changed,
	// password_changed, factor_on, factor_off, recovery_renewed.
	changedLetter struct {
		Person  string `json:"person"`
		Login   string `json:"login"`
		Company string `json:"company,omitempty"`
		At      string `json:"at"`
		URL     string `json:"url"`
	}
	// invitedLetter: invited.
	invitedLetter struct {
		Company string `json:"company"`
		Inviter string `json:"inviter"`
		Role    string `json:"role"`
		Token   string `json:"token"`
		URL     string `json:"url"`
		Days    int    `json:"days"`
	}
	// memberLetter: joined, role_changed, removed.
	memberLetter struct {
		Person  string `json:"person"`
		Login   string `json:"login"`
		Company string `json:"company,omitempty"`
		Role    string `json:"role,omitempty"`
		URL     string `json:"url,omitempty"`
	}
)

// changed tells whoever is logged in of a change; of the company's details too
// where company is not empty.
func changed(v *visit.Visit, kind, company string) letter {
	return letter{kind, v.User.Person.Mail, v.User.Lang, changedLetter{
		Person: v.User.Person.Name, Login: v.User.Login, Company: company,
		At: v.Now.UTC().Format(time.RFC3339), URL: v.URL(),
	}}
}
