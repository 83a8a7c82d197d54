package agent

import (
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/notice"
	"ollu/server/words"
)

// naive is what a person would write down of those days with a calendar and a
// pencil, day after day. It shares no code with the agent.
type naive struct {
	expiry          time.Time // that the machine knows; zero: not activated
	replaced        bool      // so the machine was told
	wish            time.Time // the date at which the server wants to be asked, beside the schedule
	newCode, hidden bool
	off, cut        bool
	phase           string

	asked   []time.Time // when questions are asked; those that fail and are repeated apart
	hooks   []string    // "date event" of antivirus, in order
	restart []string    // "date service reason components"
	console map[string][]string
	mails   map[string]string
	allowed map[string]bool // at noon
}

// truth is what the server says on a date at midnight, or later that day at noon.
func (n *naive) truth(d time.Time, noon bool) (expiry time.Time, replaced bool, wish time.Time) {
	passed := func(s string) bool { return d.After(date(s)) || noon && !d.Before(date(s)) }
	switch {
	case n.newCode && passed("2020-09-20"):
		return date("2020-11-30"), false, wish
	case n.newCode:
		return date("2020-10-31"), false, wish
	}
	replaced = passed("2020-08-10")
	if passed("2020-07-20") && d.Before(date("2020-08-03")) {
		wish = date("2020-08-03")
	}
	switch {
	case !d.Before(date("2020-08-03")):
		return date("2020-10-31"), replaced, wish
	case passed("2020-05-03"):
		return date("2020-07-31"), replaced, wish
	}
	return date("2020-01-31"), replaced, wish
}

// scheduled is row A1 by the letter.
func (n *naive) scheduled(d time.Time) bool {
	if n.expiry.IsZero() {
		return false
	}
	day := apart(n.expiry, d)
	return day%30 == 0 && day < 90 || day == -1 || day >= 90 || d.Equal(n.wish)
}

func (n *naive) happens(d time.Time, event string) {
	n.hooks = append(n.hooks, d.Format(time.DateOnly)+" "+event)
}

func (n *naive) restarts(d time.Time, what string) {
	n.restart = append(n.restart, d.Format(time.DateOnly)+" "+what)
}

// ask is a question that is answered; byHand as row A3 has it.
func (n *naive) ask(d time.Time, at time.Time, byHand, activation bool) {
	n.asked = append(n.asked, at)
	expiry, replaced, wish := n.truth(d, at.After(midnight(d)))
	changed := !expiry.Equal(n.expiry) || replaced != n.replaced
	n.expiry, n.replaced, n.wish = expiry, replaced, wish
	switch {
	case activation:
		n.happens(d, "activated")
		n.restarts(d, "scan code_changed antivirus")
		n.restarts(d, "filter code_changed reputation,spam")
	case changed:
		n.happens(d, "updated")
		if byHand {
			n.restarts(d, "scan manual_update antivirus")
		}
	}
	n.turn(d)
}

// turn tells of the phase of a date.
func (n *naive) turn(d time.Time) {
	phase := "active"
	switch day := apart(n.expiry, d); {
	case n.replaced || day >= 90:
		phase = "expired"
	case day >= 0:
		phase = "grace"
	}
	if n.phase == "expired" && phase != "expired" {
		n.happens(d, "restored")
	}
	if phase != n.phase && phase != "active" {
		n.happens(d, phase)
	}
	n.phase = phase
}

// tell is rows A6, A7 and A8.
func (n *naive) tell(d time.Time, mailable bool) {
	var console, mail term.Notice
	e, day := civil(n.expiry), apart(n.expiry, d)
	switch {
	case day < -60:
	case day < 0:
		console = term.Notice{Kind: term.Ending, DaysLeft: -day}
	case day < 90:
		console = term.Notice{Kind: term.InGrace, EndedOn: e, GraceDaysLeft: 90 - day}
	default:
		console = term.Notice{Kind: term.UpdatesEnded, EndedOn: e, GraceEndedOn: e + 90}
	}
	switch {
	case day < -15 || day > 90:
	case day < 0:
		mail = term.Notice{Kind: term.Ending, DaysLeft: -day}
	default:
		mail = term.Notice{Kind: term.InGrace, DaysSince: day, GraceDaysLeft: 90 - day}
	}
	key := d.Format(time.DateOnly)
	if lines := notice.Console(words.EN, n.items(console)); n.console[key] == nil && len(lines) > 0 {
		n.console[key] = lines
	}
	if _, body := notice.Mail(words.EN, product.Text{EN: "appliance"}, "gateway", n.items(mail)); body != "" && mailable {
		n.mails[key] = body
	}
}

func (n *naive) items(of term.Notice) (items []notice.Item) {
	for _, id := range []string{"antivirus", "spam", "reputation"} {
		items = append(items, notice.Item{Component: id, Name: product.Text{EN: id}, Activated: true, Notice: of})
	}
	if !n.hidden {
		items = append(items, notice.Item{Component: "loss-prevention", Name: product.Text{EN: "loss-prevention"}})
	}
	return items
}

// year writes down all 400 days.
func (n *naive) year() {
	n.console, n.mails, n.allowed = map[string][]string{}, map[string]string{}, map[string]bool{}
	for i := range yearDays {
		d := date(yearBegins).AddDate(0, 0, i)
		key := d.Format(time.DateOnly)
		if i > 0 && !n.off {
			if n.scheduled(d) && !n.cut {
				n.ask(d, midnight(d), false, false)
			}
			n.turn(d)
			n.tell(d, key != "2020-01-20") // that day the mail server is down
		}
		n.allowed[key] = i > 0 && n.phase != "expired"
		n.noon(d, key)
	}
}

// noon is what people do.
func (n *naive) noon(d time.Time, key string) {
	at := midnight(d).Add(12 * time.Hour)
	switch key {
	case "2019-09-01":
		n.ask(d, at, true, true)
		n.tell(d, true)
	case "2019-09-11":
		n.hidden = true
	case "2019-10-01":
		n.hidden = false
		n.tell(d, true)
	case "2020-05-20":
		n.off = true
	case "2020-06-21":
		n.off = false
		n.ask(d, at, false, false) // what was missed is made up for
		n.tell(d, true)
	case "2020-06-25":
		n.ask(d, at, true, false)
	case "2020-09-05":
		n.newCode = true
		n.ask(d, at, true, true)
	case "2020-09-20":
		n.ask(d, at, true, false)
	case "2020-09-30":
		n.cut = true
	case "2020-10-03":
		n.cut = false
	}
}
