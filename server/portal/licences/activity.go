package licences

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"ollu/keystore/audit"
	"ollu/keystore/customer"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// activityPage shows what was done in the account.
type activityPage struct {
	Entries []activityLine
	Older   uint64 // sequence number that the next page begins below; 0 there is none
	Newest  bool   // this is the first page
}

// activityLine is one thing that was done, in words.
type activityLine struct {
	At                  time.Time
	Who, What, Concerns string
}

// activity shows the account's log, newest first.
func (r *room) activity(v *visit.Visit) error {
	before, err := strconv.ParseUint(v.R.URL.Query().Get("before"), 10, 64)
	if err != nil {
		before = 0
	}
	var entries []customer.Activity
	var users []customer.User
	err = v.Read(func(b customer.Book) (err error) {
		if users, err = b.UsersOf(v.Account.ID); err == nil {
			entries, err = b.Activities(v.Account.ID, before, perPage+1)
		}
		return err
	})
	if err != nil {
		return err
	}
	p := &activityPage{Newest: before == 0}
	if len(entries) > perPage {
		entries = entries[:perPage]
		p.Older = entries[perPage-1].Seq
	}
	for i := range entries {
		p.Entries = append(p.Entries, lineOfActivity(v.Lang, &entries[i], users))
	}
	return v.Show(http.StatusOK, "licences-activity", p)
}

func lineOfActivity(l words.Lang, a *customer.Activity, users []customer.User) activityLine {
	who := a.Actor
	if issuers(a, users) {
		who = words.Say(l, words.LicencesByIssuer, nil)
	}
	return activityLine{At: a.At, Who: who, What: words.Say(l, words.ActivityDid(a.Action), words.Args{"word": a.Action}), Concerns: a.Subject}
}

// issuers tells whether an operator of the issuer did it, whose name is not the
// customer's business. Some acts are operators' alone; a second factor is also taken
// off by one.
func issuers(a *customer.Activity, users []customer.User) bool {
	switch a.Action {
	case audit.HoldAccount.String(), audit.ReleaseAccount.String(), audit.Unregister.String(), audit.AnswerOffline.String():
		return true
	case audit.SetFactor.String():
		return !slices.ContainsFunc(users, func(u customer.User) bool { return u.Login == a.Actor })
	}
	return false
}
