package licences

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

const (
	feedEnd  = ".ics"
	feedLang = "in" // parameter of the feed's address; "lang" would be kept in a cookie
)

// feedPath is the secret address of a calendar, in a language.
func feedPath(token string, l words.Lang) string {
	return "/calendar/" + token + feedEnd + "?" + feedLang + "=" + l.String()
}

// feed serves a calendar to a program that has its secret address. Nobody else
// learns whether there is one.
func (r *room) feed(v *visit.Visit) error {
	if err := v.Limit(access.LimitFeed, access.Household(v.Address)); err != nil {
		return err
	}
	token, ends := strings.CutSuffix(v.R.PathValue("file"), feedEnd)
	hash, formed := access.TokenHash(token)
	if !ends || !formed {
		return visit.ErrNotFound
	}
	var a customer.Account
	err := v.Read(func(b customer.Book) (err error) {
		a, err = feedOf(b, hash)
		return err
	})
	if err != nil {
		return err
	}
	if l, err := words.ParseLang(v.R.URL.Query().Get(feedLang)); err == nil {
		v.Lang = l
	}
	body, err := r.feedBody(v, &a)
	if err != nil {
		return err
	}
	return sendFeed(v, body)
}

// feedBody writes the calendar. The same licences always make the same bytes.
func (r *room) feedBody(v *visit.Visit, a *customer.Account) ([]byte, error) {
	r.watch(v.Desk.Store)
	reading := r.keep.begin()
	defer r.keep.end(reading)
	s, err := r.stockIn(v, reading, a)
	if err != nil {
		return nil, err
	}
	at, err := revisions(v, s.lines)
	if err != nil {
		return nil, err
	}
	var events []event
	for i := range s.lines {
		for _, d := range datesOf(&s.lines[i]) {
			events = append(events, eventOf(v.Lang, a.ID, &d, at[d.No]))
		}
	}
	return icalendar(words.Say(v.Lang, words.LicencesFeedName, words.Args{"company": a.Company.Name}), events), nil
}

func eventOf(l words.Lang, account customer.ID, d *date, revised time.Time) event {
	id, kind := words.LicencesFeedExpiry, "expiry"
	if d.Grace {
		id, kind = words.LicencesFeedGrace, "grace"
	}
	summary := words.Say(l, id, words.Args{"product": l.Of(d.Product), "no": d.No})
	return event{
		uid: uid(account, d.No, kind), day: d.Day, summary: summary, revised: revised,
		alarm: words.Say(l, words.LicencesFeedAlarm, words.Args{"what": summary}),
		text:  words.Say(l, words.LicencesFeedText, words.Args{"seats": d.Seats}),
	}
}

// uid names an event for good. It tells nobody the account's id.
func uid(account customer.ID, no int, kind string) string {
	sum := sha256.Sum256([]byte("ollu calendar\x00" + string(account) + "\x00" + strconv.Itoa(no) + "\x00" + kind))
	return base64.RawURLEncoding.EncodeToString(sum[:18]) + "@ollu"
}

// sendFeed answers with a calendar, or that the program has it already.
func sendFeed(v *visit.Visit, body []byte) error {
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
	h := v.W.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	if matches(v.R.Header.Get("If-None-Match"), tag) {
		v.W.WriteHeader(http.StatusNotModified)
		return nil
	}
	return v.Send("text/calendar; charset=utf-8", "", body)
}

func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}
