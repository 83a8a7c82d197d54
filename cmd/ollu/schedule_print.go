package main

import (
	"fmt"
	"io"
	"time"

	"ollu/codec/term"
)

// scheduleDocument is what schedule --json prints. The notices have one entry
// for each day.
type scheduleDocument struct {
	Checks         []checkLine  `json:"checks"`
	ConsoleNotices []noticeLine `json:"console_notices"`
	MailNotices    []noticeLine `json:"mail_notices"`
}

type checkLine struct {
	At    time.Time `json:"at"`
	Day   int       `json:"day"` // counted from the expiry
	Phase string    `json:"phase"`
}

// noticeLine is the notice of one day; only what belongs to its kind is there.
type noticeLine struct {
	On            term.Day  `json:"on"`
	Notice        *string   `json:"notice"` // ending, grace, updates_ended; null for none
	DaysLeft      *int      `json:"days_left,omitempty"`
	DaysSince     *int      `json:"days_since,omitempty"`
	EndedOn       *term.Day `json:"ended_on,omitempty"`
	GraceDaysLeft *int      `json:"grace_days_left,omitempty"`
	GraceEndedOn  *term.Day `json:"grace_ended_on,omitempty"`
}

func (p *preview) document() scheduleDocument {
	d := scheduleDocument{Checks: p.checks()}
	for day := p.from; day <= p.to; day++ {
		d.ConsoleNotices = append(d.ConsoleNotices, consoleLine(day, p.term.ConsoleNotice(day, p.console)))
		d.MailNotices = append(d.MailNotices, mailLine(day, p.term.MailNotice(day, p.mail)))
	}
	return d
}

func (p *preview) checks() []checkLine {
	lines := []checkLine{}
	for c := range p.term.Checks(p.from, p.to) {
		lines = append(lines, checkLine{c.At, c.Day, c.Phase.String()})
	}
	return lines
}

func consoleLine(on term.Day, n term.Notice) noticeLine {
	l := plainLine(on, n)
	switch n.Kind {
	case term.InGrace:
		l.EndedOn, l.GraceDaysLeft = new(n.EndedOn), new(n.GraceDaysLeft)
	case term.UpdatesEnded:
		l.EndedOn, l.GraceEndedOn = new(n.EndedOn), new(n.GraceEndedOn)
	}
	return l
}

func mailLine(on term.Day, n term.Notice) noticeLine {
	l := plainLine(on, n)
	if n.Kind == term.InGrace {
		l.DaysSince, l.GraceDaysLeft = new(n.DaysSince), new(n.GraceDaysLeft)
	}
	return l
}

// plainLine fills in what notices on the console and by mail have in common.
func plainLine(on term.Day, n term.Notice) noticeLine {
	l := noticeLine{On: on}
	if n.Kind != term.NoNotice {
		l.Notice = new(n.Kind.String())
	}
	if n.Kind == term.Ending {
		l.DaysLeft = new(n.DaysLeft)
	}
	return l
}

// print writes the checks as a table, and the notices as one line for each
// stretch of days that hear the same kind.
func (p *preview) print(w io.Writer) error {
	t := &p.term
	fmt.Fprintf(w, "Expires %s, grace of %s ends %s (%s)\n\n",
		t.Expires, count(t.Grace, "day"), t.GraceEnds(), t.Zone)
	checks := newTable(w, "CHECK", "DAY", "PHASE")
	for _, c := range p.checks() {
		checks.row(moment(c.At), relative(c.Day), c.Phase)
	}
	if err := checks.flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	notices := newTable(w, "NOTICE", "FROM", "TO", "SAYS")
	p.stretches(notices, "console", func(d term.Day) term.Notice { return t.ConsoleNotice(d, p.console) })
	p.stretches(notices, "mail", func(d term.Day) term.Notice { return t.MailNotice(d, p.mail) })
	return notices.flush()
}

// stretches writes a row for each run of days whose notice is of one kind.
func (p *preview) stretches(t *table, by string, on func(term.Day) term.Notice) {
	for first := p.from; first <= p.to; {
		n := on(first)
		last := first
		for last < p.to && on(last+1).Kind == n.Kind {
			last++
		}
		if n.Kind != term.NoNotice {
			t.row(by, first.String(), last.String(), says(n, on(last)))
		}
		first = last + 1
	}
}

// says tells a stretch of notices by its first and its last.
func says(first, last term.Notice) string {
	switch first.Kind {
	case term.Ending:
		return fmt.Sprintf("the contract ends in %s", span(first.DaysLeft, last.DaysLeft))
	case term.InGrace:
		return fmt.Sprintf("the contract has ended, %s of grace left", span(first.GraceDaysLeft, last.GraceDaysLeft))
	}
	return fmt.Sprintf("updates have ended: contract on %s, grace on %s", first.EndedOn, first.GraceEndedOn)
}

func span(from, to int) string {
	if from == to {
		return count(from, "day")
	}
	return fmt.Sprintf("%d … %d days", from, to)
}

// relative writes a day counted from the expiry: E-30, E, E+1.
func relative(day int) string {
	if day == 0 {
		return "E"
	}
	return fmt.Sprintf("E%+d", day)
}
