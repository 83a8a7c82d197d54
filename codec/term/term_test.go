package term_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"ollu/codec/term"
)

// Section "Dates": E = 2020-01-31, G = 90, Asia/Tokyo.
func TestStateOverTheLife(t *testing.T) {
	licence := term.Term{
		Expires: dayOf(t, "2020-01-31"), Grace: 90, Zone: zone(t, "Asia/Tokyo"), Schedule: mailGateway(30),
	}
	rows := []struct {
		now     string
		today   string
		phase   term.Phase
		left    int
		updates bool
		next    string
	}{
		{"2020-01-30T23:59:59.999999999+09:00", "2020-01-30", term.Active, 1, true, "2020-01-31"},
		{"2020-01-31T00:00:00+09:00", "2020-01-31", term.Grace, 0, true, "2020-03-01"},
		{"2020-04-29T23:59:59+09:00", "2020-04-29", term.Grace, -89, true, "2020-04-30"},
		{"2020-04-30T00:00:00+09:00", "2020-04-30", term.Expired, -90, false, "2020-05-01"},
	}
	for _, row := range rows {
		got := licence.At(instantOf(t, row.now))
		want := term.State{
			Today: dayOf(t, row.today), Phase: row.phase, GraceEnds: dayOf(t, "2020-04-30"), DaysLeft: row.left,
			UpdatesAllowed: row.updates, NextCheck: instantOf(t, row.next+"T00:00:00+09:00"),
		}
		if !got.NextCheck.Equal(want.NextCheck) {
			t.Errorf("%s: next check %v, want %v", row.now, got.NextCheck, want.NextCheck)
		}
		got.NextCheck, want.NextCheck = time.Time{}, time.Time{}
		if got != want {
			t.Errorf("%s: %+v, want %+v", row.now, got, want)
		}
	}
}

// A trial without grace goes straight from active to expired.
func TestTrialWithoutGrace(t *testing.T) {
	e := dayOf(t, "2010-01-14")
	licence := term.Term{Expires: e}
	if a, b := licence.PhaseOn(e-1), licence.PhaseOn(e); a != term.Active || b != term.Expired {
		t.Errorf("%v, then %v", a, b)
	}
	if n := licence.ConsoleNotice(e-1, 14); n != (term.Notice{Kind: term.Ending, DaysLeft: 1}) {
		t.Errorf("console before: %+v", n)
	}
	if n := licence.ConsoleNotice(e, 14); n != (term.Notice{Kind: term.UpdatesEnded, EndedOn: e, GraceEndedOn: e}) {
		t.Errorf("console on the day: %+v", n)
	}
	if n := licence.MailNotice(e, 14); n != (term.Notice{Kind: term.InGrace}) {
		t.Errorf("mail on the day: %+v", n)
	}
	if n := licence.MailNotice(e+1, 14); n != (term.Notice{}) {
		t.Errorf("mail after: %+v", n)
	}
	if n := licence.ConsoleNotice(e-1, 0); n != (term.Notice{}) {
		t.Errorf("console without a window: %+v", n)
	}
	if at, ok := licence.NextCheck(time.Unix(0, 0)); ok || !licence.At(time.Unix(0, 0)).NextCheck.IsZero() {
		t.Errorf("a check without a schedule: %v", at)
	}
}

func TestPerpetual(t *testing.T) {
	licence := term.Term{
		Perpetual: true, Issued: 1000, Expires: 10, Grace: 5, Zone: time.UTC,
		Schedule: &term.Schedule{
			Every: 30, ActiveOnly: true, DayBefore: true, Days: []int{1}, Daily: term.DailyFromExpiry, Anchor: term.AnchorGraceEnd,
		},
	}
	want := term.State{Today: 5000, UpdatesAllowed: true, NextCheck: term.Day(5020).Start(time.UTC)}
	if got := licence.At(term.Day(5000).Start(nil)); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := licence.GraceEnds(); got != 0 {
		t.Errorf("grace ends %v", got)
	}
	var days []int
	for c := range licence.Checks(930, 1070) {
		days = append(days, c.Day)
		if c.Phase != term.Active {
			t.Errorf("day %d is %v", c.Day, c.Phase)
		}
	}
	if !slices.Equal(days, []int{-60, -30, 0, 30, 60}) {
		t.Errorf("checks on %v", days)
	}
	for _, d := range []term.Day{0, 9, 10, 20, 50_000} {
		if c, m := licence.ConsoleNotice(d, 60), licence.MailNotice(d, 60); c != (term.Notice{}) || m != (term.Notice{}) {
			t.Errorf("on %v: %+v, %+v", d, c, m)
		}
	}
}

// The zone left out 2011-12-30: its check and the next day's are one.
func TestChecksAcrossADayLeftOut(t *testing.T) {
	apia := zone(t, "Pacific/Apia")
	e := dayOf(t, "2011-12-31")
	licence := term.Term{Expires: e, Grace: 3, Zone: apia, Schedule: mailGateway(30)}
	at := instantOf(t, "2011-12-31T00:00:00+14:00")
	got := slices.Collect(licence.Checks(e-5, e+1))
	if len(got) != 1 || !got[0].At.Equal(at) || got[0].Day != 0 || got[0].Phase != term.Grace {
		t.Errorf("%+v", got)
	}
	licence.Expires, licence.Schedule = e+5, &term.Schedule{Days: []int{-6}}
	for _, from := range []term.Day{e - 5, e - 1, e} {
		got := slices.Collect(licence.Checks(from, e))
		if len(got) != 1 || !got[0].At.Equal(at) || got[0].Day != -5 {
			t.Errorf("from %v: %+v", from, got)
		}
	}
	for range licence.Checks(e-5, e-1) {
		t.Error("a check on a day that was left out")
	}
	if next, ok := licence.NextCheck(at.Add(-time.Second)); !ok || !next.Equal(at) {
		t.Errorf("next check %v, %v", next, ok)
	}
}

func TestChecksStopWhenTold(t *testing.T) {
	licence := term.Term{Expires: 100, Schedule: &term.Schedule{Daily: term.DailyFromExpiry}}
	seen := 0
	for range licence.Checks(0, math.MaxInt32) {
		if seen++; seen == 3 {
			break
		}
	}
	for c := range licence.Checks(200, 199) {
		t.Errorf("a check in an empty range: %+v", c)
	}
	last := slices.Collect(licence.Checks(math.MaxInt32-2, math.MaxInt32))
	if seen != 3 || len(last) != 3 {
		t.Errorf("%d checks, then %d", seen, len(last))
	}
}

func TestNothingIsAllocated(t *testing.T) {
	now := instantOf(t, "2150-10-31T12:00:00Z")
	licence := &term.Term{
		Expires: term.Today(now, nil) + 200, Grace: 90, Zone: zone(t, "Europe/Berlin"), Schedule: mailGateway(30),
	}
	buffer := make([]byte, 0, 16)
	for what, f := range map[string]func(){
		"At":        func() { sinkState = licence.At(now) },
		"NextCheck": func() { sinkTime, _ = licence.NextCheck(now) },
		"Append":    func() { buffer = licence.Expires.Append(buffer[:0]) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", what, n)
		}
	}
}
