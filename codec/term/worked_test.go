package term_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"ollu/codec/term"
)

// worked is testdata/schedule.json: one licence worked out by hand.
type worked struct {
	Expiry   term.Day `json:"expiry"`
	Grace    int      `json:"grace_days"`
	Interval int      `json:"interval_days"`
	Zone     string   `json:"zone"`
	Ends     term.Day `json:"grace_ends"`
	Checks   []struct {
		At    time.Time
		Day   int
		Phase term.Phase
	}
	Legacy []struct {
		At  time.Time
		Day int
	} `json:"legacy_checks"`
	Console []workedNotice `json:"console_notice"`
	Mail    []workedNotice `json:"mail_notice"`
}

// workedNotice leaves out what its kind does not have.
type workedNotice struct {
	On            term.Day
	Notice        *term.NoticeKind
	DaysLeft      int       `json:"days_left"`
	DaysSince     int       `json:"days_since"`
	GraceDaysLeft int       `json:"grace_days_left"`
	EndedOn       *term.Day `json:"ended_on"`
	GraceEndedOn  *term.Day `json:"grace_ended_on"`
}

func (w workedNotice) notice() term.Notice {
	n := term.Notice{DaysLeft: w.DaysLeft, DaysSince: w.DaysSince, GraceDaysLeft: w.GraceDaysLeft}
	if w.Notice != nil {
		n.Kind = *w.Notice
	}
	if w.EndedOn != nil {
		n.EndedOn = *w.EndedOn
	}
	if w.GraceEndedOn != nil {
		n.GraceEndedOn = *w.GraceEndedOn
	}
	return n
}

func readWorked(t *testing.T) (worked, term.Term) {
	t.Helper()
	text, err := os.ReadFile("testdata/schedule.json")
	if err != nil {
		t.Fatal(err)
	}
	var w worked
	if err := json.Unmarshal(text, &w); err != nil {
		t.Fatal(err)
	}
	return w, term.Term{Expires: w.Expiry, Grace: w.Grace, Zone: zone(t, w.Zone)}
}

// mailGateway is the profile of rows A1; an interval and both kinds of extra day.
func mailGateway(every int) *term.Schedule {
	return &term.Schedule{Every: every, DayBefore: true, Daily: term.DailyFromGraceEnd}
}

func TestWorkedChecks(t *testing.T) {
	w, licence := readWorked(t)
	licence.Schedule = mailGateway(w.Interval)
	if got := licence.GraceEnds(); got != w.Ends {
		t.Errorf("grace ends %v, want %v", got, w.Ends)
	}
	first, last := w.Checks[0], w.Checks[len(w.Checks)-1]
	got := slices.Collect(licence.Checks(w.Expiry+term.Day(first.Day), w.Expiry+term.Day(last.Day)))
	if len(got) != len(w.Checks) {
		t.Fatalf("%d checks, want %d", len(got), len(w.Checks))
	}
	now := first.At.Add(-time.Nanosecond)
	for i, want := range w.Checks {
		if c := got[i]; !c.At.Equal(want.At) || c.Day != want.Day || c.Phase != want.Phase {
			t.Errorf("check %d: %+v, want %+v", i, c, want)
		}
		if st := licence.At(now); !st.NextCheck.Equal(want.At) {
			t.Errorf("after %v: next check %v, want %v", now, st.NextCheck, want.At)
		}
		if st := licence.At(want.At); st.Phase != want.Phase {
			t.Errorf("at %v: phase %v, want %v", want.At, st.Phase, want.Phase)
		}
		now = want.At
	}
}

func TestWorkedLegacyChecks(t *testing.T) {
	w, licence := readWorked(t)
	licence.Schedule = &term.Schedule{Days: []int{-90, -60, -30, 0}}
	got := slices.Collect(licence.Checks(0, w.Expiry+10_000))
	if len(got) != len(w.Legacy) {
		t.Fatalf("%d checks, want %d", len(got), len(w.Legacy))
	}
	for i, want := range w.Legacy {
		if c := got[i]; !c.At.Equal(want.At) || c.Day != want.Day {
			t.Errorf("check %d: %+v, want %+v", i, c, want)
		}
	}
	if at, ok := licence.NextCheck(got[3].At); ok {
		t.Errorf("a check after the last: %v", at)
	}
}

func TestWorkedNotices(t *testing.T) {
	w, licence := readWorked(t)
	for _, row := range w.Console {
		if got := licence.ConsoleNotice(row.On, 60); got != row.notice() {
			t.Errorf("console on %v: %+v, want %+v", row.On, got, row.notice())
		}
	}
	for _, row := range w.Mail {
		if got := licence.MailNotice(row.On, 15); got != row.notice() {
			t.Errorf("mail on %v: %+v, want %+v", row.On, got, row.notice())
		}
	}
}
