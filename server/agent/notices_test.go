package agent

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/notice"
	"ollu/server/words"
)

// said gives what the console has to say, a word for each component.
func said(items []notice.Item) string {
	var all []string
	for _, it := range items {
		word := it.Notice.Kind.String()
		if !it.Activated {
			word = "never"
		}
		all = append(all, it.Component+":"+word)
	}
	return strings.Join(all, " ")
}

// Row A8: what was never activated can be hidden and shown, the rest cannot.
func TestHideAndShow(t *testing.T) {
	h := newHouse(t)
	a := h.agent()
	h.activate(a, h.issue(60), "")
	const activated = "antivirus:ending spam:ending reputation:ending"
	if got := said(a.Notices()); got != activated+" loss-prevention:never" {
		t.Errorf("%s", got)
	}
	if err := a.Hide("loss-prevention"); err != nil {
		t.Error(err)
	}
	if got := said(a.Notices()); got != activated {
		t.Errorf("hidden: %s", got)
	}
	if e, ok := errors.AsType[*RefusedError](a.Hide("antivirus")); !ok || e.ID != words.RefusedHiding {
		t.Errorf("%v", a.Hide("antivirus"))
	}
	for _, unknown := range []string{"encryption", "nothing", ""} {
		if e, ok := errors.AsType[*UsageError](a.Hide(unknown)); !ok || strings.Contains(e.Error(), "{") {
			t.Errorf("%q: %v", unknown, a.Hide(unknown))
		}
	}
	if err := a.Show("loss-prevention"); err != nil {
		t.Error(err)
	}
	if got := said(a.Notices()); got != activated+" loss-prevention:never" {
		t.Errorf("shown again: %s", got)
	}
	if err := a.Hide("loss-prevention"); err != nil {
		t.Error(err)
	}
	h.activate(a, h.issue(400, func(l *keystore.Licence) {
		l.Code, l.Components = freshCode(t, "DL"), []string{"loss-prevention"}
	}), "")
	if got := said(a.Notices()); got != activated+" loss-prevention:" {
		t.Errorf("a hidden one that was activated: %s", got)
	}
}

func TestTrialsAreToldLater(t *testing.T) {
	for _, c := range []struct {
		days          int
		console, mail bool
	}{{15, false, false}, {14, true, true}, {0, true, true}} {
		h := newHouse(t)
		a := h.agent()
		h.activate(a, h.issue(c.days, func(l *keystore.Licence) { l.Type, l.Grace = product.Trial, 0 }), "")
		s := a.store.View()
		console, mail := s.consoleItems(noon)[0], s.mailItems(noon)[0]
		if !console.Trial || (console.Notice.Kind != term.NoNotice) != c.console || (mail.Notice.Kind != term.NoNotice) != c.mail {
			t.Errorf("%d days before: %+v, %+v", c.days, console, mail)
		}
	}
}

// A product whose description was never had has the windows of rows A6 and A7.
func TestNoticesWithoutFacts(t *testing.T) {
	h := newHouse(t)
	for days, want := range map[int]string{61: "", 60: "ending", 16: "ending", 15: "ending"} {
		a := h.agent(func(o *Options) { o.Server = "" })
		if _, err := a.Import(t.Context(), h.file(h.licence(days))); err != nil {
			t.Fatal(err)
		}
		s := a.store.View()
		console, mail := s.consoleItems(noon)[0], s.mailItems(noon)[0]
		if got := console.Notice.Kind.String(); got != want || (mail.Notice.Kind == term.Ending) != (days <= 15) {
			t.Errorf("%d days before: %q, %+v", days, got, mail)
		}
	}
}

// Started again and again, an agent still tells once a day; and a mail that does
// not get through is tried until its day is over.
func TestOnceADay(t *testing.T) {
	bubble(t, 10, func(t *testing.T, w *world, _ keystore.Licence) {
		wait(t, pulse)
		for range 5 {
			w.off()
			w.on()
		}
		lines, mails := byDay(w.shown)["2020-03-01"], byDay(w.mailed)["2020-03-01"]
		if len(lines) != 4 || len(mails) != 1 { // three components, and the one that was never activated
			t.Errorf("%q\n%q", lines, mails)
		}
		w.set(&w.mailDown, true)
		wait(t, 40*time.Hour)
		w.set(&w.mailDown, false)
		wait(t, mailWait)
		days := byDay(w.mailed)
		if len(days["2020-03-02"]) != 0 || len(days["2020-03-03"]) != 1 || !strings.Contains(days["2020-03-03"][0], "8 days") {
			t.Errorf("%q", days)
		}
		if s := w.a.store.View(); s.MailTries != 0 || !s.MailNext.IsZero() {
			t.Errorf("%d tries, next %v", s.MailTries, s.MailNext)
		}
	})
}

// The first try of a day waits for no failure of the day before.
func TestMailOfTheNextDay(t *testing.T) {
	a := newHouse(t).agent()
	late := (today + 1).Start(tokyo).Add(-30 * time.Second)
	for range 20 {
		if err := a.noteMail(today, late, false, ""); err != nil {
			t.Fatal(err)
		}
		if s := a.store.View(); !s.MailNext.Equal((today + 1).Start(tokyo)) || s.MailTries != 0 {
			t.Errorf("next try at %v, %d tries", s.MailNext, s.MailTries)
		}
	}
}

// A mail that waits for its next try when the clock is corrected does not wait for
// the time that was wrong.
func TestMailDoesNotWaitForAWrongClock(t *testing.T) {
	s := &State{MailNext: noon.Add(mailWait + time.Second)}
	if s.mailWaits(noon) || !s.mailWaits(noon.Add(time.Minute)) || s.mailWaits(s.MailNext) {
		t.Error("waits wrongly")
	}
}
