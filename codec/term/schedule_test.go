package term_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/codec/term"
)

// The rows of the schedule table and what a catalogue might ask for besides.
// want lists the checks from E-40 to E+50, as days counted from E.
var scheduleRows = []struct {
	name     string
	grace    int
	schedule term.Schedule
	want     []int
}{
	{"nothing", 45, term.Schedule{}, nil},
	{"mail gateway, grace 30", 30, *mailGateway(30), thenDaily(-30, -1, 0, 30)},
	{"mail gateway, grace 45", 45, *mailGateway(30), thenDaily(-30, -1, 0, 30, 45)},
	{"mail gateway, no grace", 0, *mailGateway(30), thenDaily(-30, -1, 0)},
	{"older gateway (8.2)", 45, term.Schedule{Days: []int{-90, -60, -30, 0}, Daily: term.DailyFromExpiry}, thenDaily(-30, 0)},
	{"client/server suite (C3)", 45, term.Schedule{Days: []int{-90, -60, -30, 0}}, []int{-30, 0}},
	{"days in any order, twice, after the expiry", 45, term.Schedule{Days: []int{10, -5, 10, 0, 3, -5}}, []int{-5, 0, 3, 10}},
	{"interval alone ends with grace", 40, term.Schedule{Every: 20}, []int{-40, -20, 0, 20}},
	{"interval alone without grace", 0, term.Schedule{Every: 20}, []int{-40, -20, 0}},
	{"active only", 45, term.Schedule{Every: 20, ActiveOnly: true}, []int{-40, -20, 0}},
	{"active only holds no other rule back", 45, term.Schedule{Every: 20, ActiveOnly: true, Days: []int{7}}, []int{-40, -20, 0, 7}},
	{"interval longer than grace", 10, *mailGateway(25), thenDaily(-25, -1, 0, 10)},
	{"interval longer than all", 45, term.Schedule{Every: 5000}, []int{0}},
	{"every day", 5, *mailGateway(1), run(-40, 50)},
	{"every day until grace ends", 3, term.Schedule{Every: 1, DayBefore: true}, run(-40, 2)},
	{"day before is also of the interval", 2, term.Schedule{Every: 1, ActiveOnly: true, DayBefore: true, Days: []int{-1}}, run(-40, 0)},
	{"counted from the end of grace", 45, term.Schedule{Every: 30, Anchor: term.AnchorGraceEnd}, []int{-15, 0, 15}},
	{"counted from it, then daily", 45, term.Schedule{Every: 30, Anchor: term.AnchorGraceEnd, Daily: term.DailyFromGraceEnd}, thenDaily(-15, 0, 15, 45)},
	{"counted from it, active only", 45, term.Schedule{Every: 30, Anchor: term.AnchorGraceEnd, ActiveOnly: true}, []int{-15, 0}},
	{"counted from it, no grace", 0, term.Schedule{Every: 30, Anchor: term.AnchorGraceEnd}, []int{-30, 0}},
	{"daily from expiry alone", 45, term.Schedule{Daily: term.DailyFromExpiry}, thenDaily(0)},
	{"negative grace is none", -7, *mailGateway(30), thenDaily(-30, -1, 0)},
}

// run lists the days from one to another.
func run(from, to int) (days []int) {
	for d := from; d <= to; d++ {
		days = append(days, d)
	}
	return days
}

// thenDaily lists days, and every day after the last of them up to E+50.
func thenDaily(days ...int) []int {
	return append(days, run(days[len(days)-1]+1, 50)...)
}

func TestScheduleTable(t *testing.T) {
	const e = term.Day(20_000)
	for _, row := range scheduleRows {
		licence := term.Term{Expires: e, Grace: row.grace, Zone: time.UTC, Schedule: &row.schedule}
		var got []int
		for c := range licence.Checks(e-40, e+50) {
			got = append(got, c.Day)
			if want := (e + term.Day(c.Day)).Start(nil); !c.At.Equal(want) {
				t.Errorf("%s: day %d at %v", row.name, c.Day, c.At)
			}
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s:\n got %v\nwant %v", row.name, got, row.want)
		}
		if err := row.schedule.Validate(); err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestValidateRefuses(t *testing.T) {
	for want, s := range map[string]term.Schedule{
		"every":  {Every: -1},
		"0 for":  {Every: term.MaxDays + 1},
		"anchor": {Anchor: 2},
		"daily":  {Daily: 3},
		"day -":  {Days: []int{0, -term.MaxDays - 1}},
		"day 1":  {Days: []int{term.MaxDays + 1}},
	} {
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want a word of %q", s, err, want)
		}
	}
	if err := (*term.Schedule)(nil).Validate(); err != nil {
		t.Errorf("no schedule: %v", err)
	}
}

// A schedule that Validate would refuse still names no day that has passed.
func TestCountsOutOfBounds(t *testing.T) {
	licence := term.Term{
		Expires: 100, Grace: math.MaxInt,
		Schedule: &term.Schedule{Every: math.MaxInt, Days: []int{math.MaxInt, math.MinInt}},
	}
	if got := licence.GraceEnds(); got != math.MaxInt32 {
		t.Errorf("grace ends on day %d", int(got))
	}
	if next, ok := licence.NextCheckDay(99); !ok || next != 100 {
		t.Errorf("after day 99 comes %d, %v", int(next), ok)
	}
	if p := licence.PhaseOn(84_005); p != term.Grace {
		t.Errorf("on the last day of the calendar it is %v", p)
	}
	licence.Grace, licence.Schedule.Every = math.MinInt, math.MinInt
	if p := licence.PhaseOn(100); p != term.Expired {
		t.Errorf("on the expiry it is %v", p)
	}
}

func TestNamesRoundTrip(t *testing.T) {
	type text interface {
		MarshalText() ([]byte, error)
		String() string
	}
	type reader interface{ UnmarshalText([]byte) error }
	same := func(value text, into reader, want string) {
		t.Helper()
		b, err := value.MarshalText()
		if err != nil || string(b) != want || value.String() != want {
			t.Errorf("%s, %v, want %s", b, err, want)
		}
		if err := into.UnmarshalText(b); err != nil {
			t.Error(err)
		}
		if err := into.UnmarshalText([]byte("Nonsense")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %q", err, want)
		}
	}
	var p term.Phase
	var k term.NoticeKind
	var a term.Anchor
	var d term.Daily
	same(term.Grace, &p, "grace")
	same(term.UpdatesEnded, &k, "updates_ended")
	same(term.AnchorGraceEnd, &a, "grace_end")
	same(term.DailyFromExpiry, &d, "from_expiry")
	if p != term.Grace || k != term.UpdatesEnded || a != term.AnchorGraceEnd || d != term.DailyFromExpiry {
		t.Errorf("read %v, %v, %v, %v", p, k, a, d)
	}
	if got := term.Phase(9).String(); got != "unknown(9)" {
		t.Errorf("a phase that is none: %s", got)
	}
}

// Whatever a schedule holds, the next check day is later than the day asked
// about, no sum wraps round, and asking from an earlier day misses nothing.
func FuzzNextCheckDay(f *testing.F) {
	f.Add(int32(20_000), 90, 30, uint8(0x14), -90, 0, int32(19_999))
	f.Add(int32(math.MaxInt32), math.MaxInt, math.MaxInt, uint8(0x1f), math.MaxInt, math.MinInt, int32(math.MaxInt32-1))
	f.Add(int32(math.MinInt32), math.MinInt, 1, uint8(0x27), math.MinInt, 1, int32(math.MaxInt32))
	f.Fuzz(func(t *testing.T, e int32, grace, every int, kind uint8, day1, day2 int, after int32) {
		licence := term.Term{
			Expires: term.Day(e), Issued: term.Day(e / 2), Grace: grace, Perpetual: kind&32 != 0,
			Schedule: &term.Schedule{
				Every: every, Anchor: term.Anchor(kind & 1), ActiveOnly: kind&2 != 0, DayBefore: kind&4 != 0,
				Daily: term.Daily(kind >> 3 & 3), Days: []int{day1, day2},
			},
		}
		next, ok := licence.NextCheckDay(term.Day(after))
		if ok && next <= term.Day(after) {
			t.Fatalf("after %d comes %d", after, int(next))
		}
		if ok && next-1 > term.Day(after) {
			if again, ok := licence.NextCheckDay(next - 1); !ok || again != next {
				t.Fatalf("after %d comes %d, after the day before it %d", after, int(next), int(again))
			}
		}
		if !licence.Perpetual && licence.GraceEnds() < licence.Expires {
			t.Fatalf("grace ends on day %d", int(licence.GraceEnds()))
		}
	})
}
