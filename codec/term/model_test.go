package term_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec/term"
)

// model is the calendar told the long way: check days by counting up and down
// one after another, notices by writing down what each day says, instants by
// walking along the wall.
type model struct {
	licence term.Term
	middle  term.Day // what days are counted from
	ends    term.Day
	named   []term.Day // check days within horizon of middle, ascending
}

const horizon = 500

func newModel(licence term.Term) *model {
	m := &model{licence: licence, middle: licence.Expires, ends: licence.Expires}
	for range licence.Grace {
		m.ends++
	}
	named := map[term.Day]bool{}
	if licence.Perpetual {
		m.middle = licence.Issued
		m.count(named, m.middle, func(term.Day) bool { return true })
	} else {
		m.name(named)
	}
	m.named = slices.Sorted(maps.Keys(named))
	return m
}

// count names the days of the interval that are allowed.
func (m *model) count(named map[term.Day]bool, anchor term.Day, allowed func(term.Day) bool) {
	every := term.Day(m.licence.Schedule.Every)
	if every == 0 {
		return
	}
	for d := anchor; d <= m.middle+horizon; d += every {
		named[d] = allowed(d)
	}
	for d := anchor; d >= m.middle-horizon; d -= every {
		named[d] = allowed(d)
	}
	maps.DeleteFunc(named, func(_ term.Day, yes bool) bool { return !yes })
}

// name names the days of a licence that expires.
func (m *model) name(named map[term.Day]bool) {
	s, e := m.licence.Schedule, m.licence.Expires
	anchors := map[term.Anchor]term.Day{term.AnchorExpiry: e, term.AnchorGraceEnd: m.ends}
	m.count(named, anchors[s.Anchor], func(d term.Day) bool {
		return d <= e || d < m.ends && !s.ActiveOnly
	})
	if s.Every > 0 {
		named[e] = true
	}
	if s.DayBefore {
		named[e-1] = true
	}
	for _, day := range s.Days {
		named[e+term.Day(day)] = true
	}
	firsts := map[term.Daily]term.Day{term.DailyFromExpiry: e, term.DailyFromGraceEnd: m.ends}
	if first, ok := firsts[s.Daily]; ok {
		for d := first; d <= m.middle+horizon; d++ {
			named[d] = true
		}
	}
}

// phase asks the instants, not the days, what has begun.
func (m *model) phase(sec int64) term.Phase {
	loc := m.licence.Zone
	switch {
	case m.licence.Perpetual || sec < walkedStart(m.licence.Expires, loc):
		return term.Active
	case sec < walkedStart(m.ends, loc):
		return term.Grace
	}
	return term.Expired
}

func (m *model) nextCheck(sec int64) (int64, bool) {
	today := walkedToday(sec, m.licence.Zone)
	for _, d := range m.named {
		if d < today-2 {
			continue // begun long before now
		}
		if at := walkedStart(d, m.licence.Zone); at > sec {
			return at, true
		}
	}
	return 0, false
}

func (m *model) state(sec int64) term.State {
	st := term.State{Today: walkedToday(sec, m.licence.Zone), Phase: m.phase(sec)}
	st.UpdatesAllowed = st.Phase != term.Expired
	if !m.licence.Perpetual {
		st.GraceEnds = m.ends
		st.DaysLeft = int(m.licence.Expires - st.Today)
	}
	if at, ok := m.nextCheck(sec); ok {
		st.NextCheck = time.Unix(at, 0).In(m.licence.Zone)
	}
	return st
}

// checks gives those that happen on a day within the range.
func (m *model) checks(from, to term.Day) (checks []term.Check) {
	loc := m.licence.Zone
	for _, d := range m.named {
		if d < from-3 || d > to+3 {
			continue
		}
		sec := walkedStart(d, loc)
		at, day := time.Unix(sec, 0).In(loc), walkedToday(sec, loc)
		if n := len(checks); day < from || day > to || n > 0 && checks[n-1].At.Equal(at) {
			continue
		}
		checks = append(checks, term.Check{At: at, Day: int(day - m.middle), Phase: m.phase(sec)})
	}
	return checks
}

// notices writes down, day by day, what console and mail say; days that are
// not in the maps say nothing.
func (m *model) notices(window int) (console, mail map[term.Day]term.Notice) {
	console, mail = map[term.Day]term.Notice{}, map[term.Day]term.Notice{}
	if m.licence.Perpetual {
		return console, mail
	}
	e := m.licence.Expires
	for left := 1; left <= window; left++ {
		n := term.Notice{Kind: term.Ending, DaysLeft: left}
		console[e-term.Day(left)], mail[e-term.Day(left)] = n, n
	}
	d, left := e, m.licence.Grace
	for since := 0; left >= 0; since, left, d = since+1, left-1, d+1 {
		console[d] = term.Notice{Kind: term.InGrace, EndedOn: e, GraceDaysLeft: left}
		mail[d] = term.Notice{Kind: term.InGrace, DaysSince: since, GraceDaysLeft: left}
	}
	for d = m.ends; d <= e+horizon; d++ {
		console[d] = term.Notice{Kind: term.UpdatesEnded, EndedOn: e, GraceEndedOn: m.ends}
	}
	return console, mail
}

// strangeDays are days that begin strangely, and where.
var strangeDays = []struct{ zone, day string }{
	{"America/Sao_Paulo", "2018-11-04"}, {"America/Sao_Paulo", "2018-02-18"}, {"Africa/Cairo", "2023-04-28"},
	{"Asia/Beirut", "2022-03-27"}, {"America/Havana", "2024-11-03"}, {"Atlantic/Azores", "2024-10-27"},
	{"America/St_Johns", "2010-11-07"}, {"Antarctica/Casey", "2010-03-05"}, {"Pacific/Apia", "2011-12-30"},
	{"Pacific/Kwajalein", "1993-08-21"}, {"Australia/Sydney", "2196-12-31"}, {"Asia/Tokyo", "2020-02-29"},
}

func drawTerm(r *rapid.T, names []string) term.Term {
	licence := term.Term{
		Expires:   term.Day(rapid.IntRange(0, 84_005).Draw(r, "expires")),
		Perpetual: rapid.IntRange(0, 7).Draw(r, "perpetual") == 7,
		Grace:     rapid.SampledFrom([]int{0, 1, 2, 30, 45, 60, 90, 150}).Draw(r, "grace"),
		Schedule: &term.Schedule{
			Every:      rapid.SampledFrom([]int{0, 1, 2, 7, 30, 100}).Draw(r, "every"),
			Anchor:     rapid.SampledFrom([]term.Anchor{term.AnchorExpiry, term.AnchorGraceEnd}).Draw(r, "anchor"),
			ActiveOnly: rapid.Bool().Draw(r, "active only"),
			DayBefore:  rapid.Bool().Draw(r, "day before"),
			Days:       rapid.SliceOfN(rapid.IntRange(-100, 100), 0, 4).Draw(r, "days"),
			Daily:      rapid.SampledFrom([]term.Daily{term.DailyNever, term.DailyFromExpiry, term.DailyFromGraceEnd}).Draw(r, "daily"),
		},
	}
	name := rapid.SampledFrom(names).Draw(r, "zone")
	if i := rapid.IntRange(-1, len(strangeDays)-1).Draw(r, "strange day"); i >= 0 {
		name = strangeDays[i].zone
		day, _ := term.ParseDay(strangeDays[i].day)
		licence.Expires = day + term.Day(rapid.IntRange(-120, 120).Draw(r, "beside it"))
	}
	licence.Issued = licence.Expires + term.Day(rapid.IntRange(-50, 50).Draw(r, "issued"))
	licence.Zone, _ = time.LoadLocation(name)
	return licence
}

// drawDay prefers the days about which something changes.
func drawDay(r *rapid.T, m *model) term.Day {
	beside := term.Day(rapid.IntRange(-3, 3).Draw(r, "beside"))
	base := []term.Day{m.middle, m.ends, m.middle + term.Day(rapid.IntRange(-300, 300).Draw(r, "away"))}
	if at := slices.IndexFunc(m.named, func(d term.Day) bool { return d >= base[2] }); at >= 0 {
		base = append(base, m.named[at])
	}
	return rapid.SampledFrom(base).Draw(r, "base") + beside
}

func TestAgainstTheLongWay(t *testing.T) {
	names := zoneNames(t)
	rapid.Check(t, func(r *rapid.T) {
		licence := drawTerm(r, names)
		m := newModel(licence)
		for range 8 {
			sec := int64(drawDay(r, m))*86400 + rapid.Int64Range(-16*3600, 16*3600).Draw(r, "sec")
			compareAt(r, m, sec)
			compareAt(r, m, walkedStart(drawDay(r, m), licence.Zone))
			compareAt(r, m, walkedStart(drawDay(r, m), licence.Zone)-1)
		}
		compareChecks(r, m, drawDay(r, m))
		compareNotices(r, m, rapid.SampledFrom([]int{0, 1, 14, 15, 60}).Draw(r, "window"))
	})
}

func compareAt(r *rapid.T, m *model, sec int64) {
	want := m.state(sec)
	now := time.Unix(sec, 999_999_999)
	got := m.licence.At(now)
	next, ok := m.licence.NextCheck(now)
	if got != want {
		r.Fatalf("at %v:\n got %+v\nwant %+v", now.UTC(), got, want)
	}
	if next != want.NextCheck || ok == want.NextCheck.IsZero() {
		r.Fatalf("after %v: %v (%v), want %v", now.UTC(), next, ok, want.NextCheck)
	}
	if p := m.licence.PhaseOn(want.Today); p != want.Phase {
		r.Fatalf("on %v: %v, want %v", want.Today, p, want.Phase)
	}
}

func compareChecks(r *rapid.T, m *model, from term.Day) {
	to := from + term.Day(rapid.IntRange(-1, 100).Draw(r, "days"))
	got, want := slices.Collect(m.licence.Checks(from, to)), m.checks(from, to)
	if !slices.Equal(got, want) {
		r.Fatalf("from %v to %v:\n got %v\nwant %v", from, to, got, want)
	}
}

func compareNotices(r *rapid.T, m *model, window int) {
	console, mail := m.notices(window)
	for d := m.licence.Expires - 100; d <= m.licence.Expires+horizon; d++ {
		if got := m.licence.ConsoleNotice(d, window); got != console[d] {
			r.Fatalf("console on %v: %+v, want %+v", d, got, console[d])
		}
		if got := m.licence.MailNotice(d, window); got != mail[d] {
			r.Fatalf("mail on %v: %+v, want %+v", d, got, mail[d])
		}
	}
}
