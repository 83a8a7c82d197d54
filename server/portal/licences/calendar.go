package licences

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// datesPerPage is how many dates a page of the calendar has.
const datesPerPage = 100

// newFeedName is where a session holds a fresh address of the feed until it was
// shown, once.
const newFeedName = "licences.feed"

// calendarPage shows what ends when.
type calendarPage struct {
	Months      []month
	Page, Pages int
	Total       int
	Feed        bool   // there is a secret address
	Address     string // the one that was just made; "" none
	MaySet      bool
}

// month is one month of the calendar with its dates.
type month struct {
	Title string
	Dates []date

	year  int
	month time.Month
}

// date is the end of a licence or of its grace period.
type date struct {
	Day   term.Day
	Grace bool // what ends is the grace period
	Left  int  // whole days from today
	*Line
}

// Prev and Following are the pages beside this one; 0 there is none.
func (p *calendarPage) Prev() int { return p.Page - 1 }
func (p *calendarPage) Following() int {
	if p.Page >= p.Pages {
		return 0
	}
	return p.Page + 1
}

// calendar shows the dates to come.
func (r *room) calendar(v *visit.Visit) error {
	s, err := r.stock(v)
	if err != nil {
		return err
	}
	all := coming(s.lines)
	p := &calendarPage{
		Pages: max(1, (len(all)+datesPerPage-1)/datesPerPage), Total: len(all),
		Feed: !v.Account.Feed.IsZero(), MaySet: v.May(access.SetFeed),
	}
	asked, _ := strconv.Atoi(v.R.URL.Query().Get("page")) // what is no number is the first
	p.Page = min(max(asked, 1), p.Pages)
	from := (p.Page - 1) * datesPerPage
	p.Months = byMonth(v.Lang, all[from:min(from+datesPerPage, len(all))])
	if token := v.Desk.Sessions.Pop(v.R.Context(), newFeedName); token != "" && p.Feed {
		p.Address = v.URL() + feedPath(token, v.Lang)
	}
	return v.Show(http.StatusOK, "licences-calendar", p)
}

// coming lists the dates from today on, the earliest first.
func coming(lines []Line) (all []date) {
	for i := range lines {
		for _, d := range datesOf(&lines[i]) {
			if d.Left >= 0 {
				all = append(all, d)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b date) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.No, b.No)) })
	return all
}

// datesOf gives the dates of a line, past ones too; none for a licence that does
// not end, or that nobody may use.
func datesOf(l *Line) []date {
	if !l.Dated() || l.Status == Revoked || l.Status == Replaced {
		return nil
	}
	all := []date{{l.Expires, false, l.DaysLeft, l}}
	if grace := int(l.GraceEnds) - int(l.Expires); grace > 0 {
		all = append(all, date{l.GraceEnds, true, l.DaysLeft + grace, l})
	}
	return all
}

// byMonth puts dates in order into their months.
func byMonth(l words.Lang, dates []date) (months []month) {
	for _, d := range dates {
		year, m, _ := d.Day.Date()
		if n := len(months); n == 0 || months[n-1].year != year || months[n-1].month != m {
			months = append(months, month{Title: monthTitle(l, year, m), year: year, month: m})
		}
		last := &months[len(months)-1]
		last.Dates = append(last.Dates, d)
	}
	return months
}

// monthTitle writes a month as the language does.
func monthTitle(l words.Lang, year int, m time.Month) string {
	number := strconv.Itoa(int(m))
	if l == words.EN {
		number = fmt.Sprintf("%02d", int(m))
	}
	return words.Say(l, words.LicencesMonth, words.Args{"year": year, "month": number})
}

// setFeed makes the calendar's secret address anew, or switches it off.
func (r *room) setFeed(v *visit.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	if err := v.Limit(access.LimitChange, string(v.User.ID)); err != nil {
		return err
	}
	var token string
	change := keystore.SetFeed{Account: v.Account.ID}
	if form.Get("action") != "off" {
		if token, change.Hash, err = access.NewToken(v.Desk.Random); err != nil {
			return err
		}
	}
	if _, err := v.Apply(change); err != nil {
		return err
	}
	if err := v.Desk.Sessions.Put(v.R.Context(), newFeedName, token); err != nil {
		return err
	}
	if token == "" {
		v.Note("ok", words.LicencesFeedStopped, nil)
		return v.Go("/calendar")
	}
	return v.Go("/calendar#feed") // the page says beside the address that it is new
}

// revisions says when each code's licence was last changed in a way that may have
// moved a date.
func revisions(v *visit.Visit, lines []Line) (map[int]time.Time, error) {
	at := make(map[int]time.Time, len(lines))
	for i := range lines {
		l := &lines[i]
		if len(datesOf(l)) == 0 {
			continue
		}
		known, err := v.Desk.Store.Licence(v.R.Context(), l.Code)
		if err != nil {
			return nil, err
		}
		at[l.No] = revised(&known, l)
	}
	return at, nil
}

func revised(known *keystore.Licence, l *Line) time.Time {
	last, today := known.IssuedAt, l.Expires-term.Day(l.DaysLeft)
	if known.ChangedAt.After(last) {
		last = known.ChangedAt
	}
	for _, r := range known.Renewals {
		if r.ShowsFrom != 0 && r.ShowsFrom <= today {
			if at := r.ShowsFrom.Start(l.Zone); at.After(last) {
				last = at
			}
		}
	}
	return last
}

// feedOf finds the account whose calendar a token reads.
func feedOf(b customer.Book, h customer.Hash) (customer.Account, error) {
	t, err := b.Ticket(h)
	if err != nil {
		return customer.Account{}, err
	}
	if t.Kind != customer.Feed {
		return customer.Account{}, visit.ErrNotFound
	}
	a, err := b.Account(t.Account)
	if err == nil && (a.Feed != h || a.Hold != nil) {
		err = visit.ErrNotFound
	}
	return a, err
}
