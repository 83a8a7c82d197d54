package term_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec/term"
)

func TestStartWhereMidnightIsStrange(t *testing.T) {
	rows := []struct{ why, zone, day, want string }{
		{"no change", "Asia/Tokyo", "2020-01-31", "2020-01-30T15:00:00Z"},
		{"midnight left out", "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
		{"midnight left out", "Africa/Cairo", "2023-04-28", "2023-04-27T22:00:00Z"},
		{"midnight left out", "Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"},
		{"midnight left out", "America/Havana", "2024-03-10", "2024-03-10T05:00:00Z"},
		{"midnight twice", "America/Havana", "2024-11-03", "2024-11-03T04:00:00Z"},
		{"midnight twice", "Atlantic/Azores", "2024-10-27", "2024-10-27T00:00:00Z"},
		{"put back at midnight", "America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"},
		{"put back a minute after it", "America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z"},
		{"put back three hours over it", "Antarctica/Casey", "2010-03-05", "2010-03-04T13:00:00Z"},
		{"day left out", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
		{"the day after it", "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
		{"day left out", "Pacific/Kwajalein", "1993-08-21", "1993-08-21T12:00:00Z"},
		{"the day after it", "Pacific/Kwajalein", "1993-08-22", "1993-08-21T12:00:00Z"},
		{"by a rule, on the last day of a leap year", "Australia/Sydney", "2196-12-31", "2196-12-30T13:00:00Z"},
		{"by a rule, after a leap year", "America/New_York", "2197-01-01", "2197-01-01T05:00:00Z"},
		{"the last day of all", "Pacific/Kiritimati", "2199-12-31", "2199-12-30T10:00:00Z"},
	}
	for _, row := range rows {
		loc := zone(t, row.zone)
		got := dayOf(t, row.day).Start(loc)
		if !got.Equal(instantOf(t, row.want)) || got.Location() != loc {
			t.Errorf("%s: %s in %s begins %v, want %s", row.why, row.day, row.zone, got, row.want)
		}
	}
}

func TestTodayWhereMidnightIsStrange(t *testing.T) {
	rows := []struct{ why, zone, now, want string }{
		{"before the gap", "America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03"},
		{"after the gap", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"},
		{"second 23:00 of a day that has not ended", "America/Sao_Paulo", "2018-02-18T02:00:00Z", "2018-02-17"},
		{"the wall says the day before again", "America/St_Johns", "2010-11-07T02:31:00Z", "2010-11-07"},
		{"and still does", "America/St_Johns", "2010-11-07T03:29:59Z", "2010-11-07"},
		{"for three hours", "Antarctica/Casey", "2010-03-04T15:59:59Z", "2010-03-05"},
		{"before a day left out", "Pacific/Apia", "2011-12-30T09:59:59.999999999Z", "2011-12-29"},
		{"after it", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"},
	}
	for _, row := range rows {
		if got := term.Today(instantOf(t, row.now), zone(t, row.zone)); got != dayOf(t, row.want) {
			t.Errorf("%s: at %s in %s today is %v, want %s", row.why, row.now, row.zone, got, row.want)
		}
	}
}

func TestNilZoneIsUTC(t *testing.T) {
	if got := term.Day(1).Start(nil); !got.Equal(time.Unix(86400, 0)) || got.Location() != time.UTC {
		t.Errorf("begins %v", got)
	}
	if got := term.Today(time.Unix(86400, 0), nil); got != 1 {
		t.Errorf("today is %v", got)
	}
	licence := term.Term{Expires: 5, Schedule: mailGateway(30)}
	if got := licence.At(time.Unix(0, 0)).NextCheck; got.Location() != time.UTC {
		t.Errorf("next check %v", got)
	}
}

// Far from every calendar, where a sum could wrap round.
func TestZoneAtTheEndsOfTime(t *testing.T) {
	loc := zone(t, "Europe/Berlin")
	first, last := term.Day(-1<<31), term.Day(1<<31-1)
	for _, d := range []term.Day{first + 1, first + 2, last - 1, last} {
		if got := term.Today(d.Start(loc), loc); got != d {
			t.Errorf("day %d begins on day %d", d, got)
		}
	}
	if got := term.Today(time.Unix(1<<62, 0), loc); got != last {
		t.Errorf("today is day %d", got)
	}
	if got := term.Today(time.Unix(-1<<62, 0), loc); got != first {
		t.Errorf("today is day %d", got)
	}
}

// Every day around every clock change of every zone, against the walk.
func TestEveryClockChange(t *testing.T) {
	zones := distinctZones(t)
	if len(zones) < 250 {
		t.Fatalf("%d zones differ, the list is too short", len(zones))
	}
	for part := range 2 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for i := part; i < len(zones); i += 2 {
				for _, change := range zones[i].changes {
					compareAround(t, change, zones[i].loc)
				}
			}
		})
	}
}

// The years for which zones have only a yearly rule: every change it makes, and
// every turn of the year, at which package time begins to reckon anew.
func TestEveryClockChangeByRule(t *testing.T) {
	for _, name := range []string{
		"America/New_York", "America/Havana", "Atlantic/Azores", "Asia/Beirut", "Australia/Sydney", "Asia/Tokyo",
	} {
		loc := zone(t, name)
		changes, _ := clockChanges(loc, 2040, 2200)
		for year := 2040; year < 2200; year++ {
			changes = append(changes, time.Date(year, 12, 31, 12, 0, 0, 0, time.UTC).Unix())
		}
		for _, change := range changes {
			compareAround(t, change, loc)
		}
	}
}

// compareAround walks the days about an instant and compares what it meets.
func compareAround(t *testing.T, change int64, loc *time.Location) {
	t.Helper()
	days := walk(change-2*twoDays, change+twoDays, loc)
	for i, b := range days[1:] {
		if b.sec < change-twoDays {
			continue
		}
		before := days[i].day
		for d := before + 1; d <= b.day; d++ {
			if got := d.Start(loc).Unix(); got != b.sec {
				t.Errorf("%v in %v begins at %d, want %d", d, loc, got, b.sec)
			}
		}
		wantToday(t, b.sec-1, before, loc)
		wantToday(t, b.sec, b.day, loc)
	}
	for _, sec := range []int64{change - 1, change, change + 1800, change + 3*3600} {
		today := days[0].day
		for _, b := range days {
			if b.sec <= sec {
				today = b.day
			}
		}
		wantToday(t, sec, today, loc)
	}
}

func wantToday(t *testing.T, sec int64, want term.Day, loc *time.Location) {
	t.Helper()
	if got := term.Today(time.Unix(sec, 0), loc); got != want {
		t.Errorf("at %d in %v today is %v, want %v", sec, loc, got, want)
	}
}

func TestTodayNeverGoesBack(t *testing.T) {
	names := zoneNames(t)
	rapid.Check(t, func(r *rapid.T) {
		loc := zone(t, rapid.SampledFrom(names).Draw(r, "zone"))
		early := rapid.Int64Range(0, 7_258_118_400).Draw(r, "early")
		late := early + rapid.Int64Range(0, 200_000).Draw(r, "gap")
		a, b := term.Today(time.Unix(early, 0), loc), term.Today(time.Unix(late, 0), loc)
		if a > b {
			r.Fatalf("%v at %d, %v at %d", a, early, b, late)
		}
		if a.Start(loc).Unix() > early || (a+1).Start(loc).Unix() <= early {
			r.Fatalf("%v is not the latest day that has begun at %d", a, early)
		}
	})
}
