package manager

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec/term"
	"ollu/server/manager/book"
)

func TestBackoff(t *testing.T) {
	for _, c := range []struct {
		failures    int
		after       time.Duration
		least, most time.Duration
	}{
		{0, 0, 30 * time.Second, time.Minute},
		{1, 0, 30 * time.Second, time.Minute},
		{2, 0, time.Minute, 2 * time.Minute},
		{6, 0, 16 * time.Minute, 32 * time.Minute},
		{7, 0, 30 * time.Minute, time.Hour},
		{1 << 40, 0, 30 * time.Minute, time.Hour},
		{1, 2 * time.Hour, 2 * time.Hour, 2*time.Hour + 30*time.Second},
		{1, 24 * time.Hour, 6 * time.Hour, 6*time.Hour + 30*time.Second},
		{7, time.Second, 30 * time.Minute, time.Hour},
	} {
		seen := map[time.Duration]bool{}
		for random := uint64(1); random < 1<<62; random = random*3 + 1 {
			wait := backoff(c.failures, firstWait, maxWait, random, c.after)
			if wait < c.least || wait > c.most {
				t.Errorf("%+v, random %d: %v", c, random, wait)
			}
			seen[wait] = true
		}
		if len(seen) < 20 {
			t.Errorf("%+v: everybody comes back together", c)
		}
	}
}

// The daily sync begins at the first midnight of the zone after the last good one,
// or up to the spread later, whatever daylight saving does to that day.
func TestPlan(t *testing.T) {
	at := func(name, text string) time.Time {
		moment, err := time.ParseInLocation(time.DateTime, text, zone(name))
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for name, c := range map[string]struct{ zone, good, want string }{
		"in the morning":                 {"Asia/Tokyo", "2026-03-28 00:10:00", "2026-03-29 00:00:00"},
		"just before midnight":           {"Asia/Tokyo", "2026-03-28 23:59:59", "2026-03-29 00:00:00"},
		"a short day":                    {"Europe/Berlin", "2026-03-29 00:00:00", "2026-03-30 00:00:00"},
		"a long day":                     {"Europe/Berlin", "2026-10-25 00:00:00", "2026-10-26 00:00:00"},
		"a day that begins at one":       {"Africa/Cairo", "2026-04-23 12:00:00", "2026-04-24 01:00:00"},
		"a midnight that is there twice": {"America/Havana", "2026-10-31 12:00:00", "2026-11-01 00:00:00"},
		"the end of a year":              {"America/New_York", "2026-12-31 23:00:00", "2027-01-01 00:00:00"},
	} {
		good := at(c.zone, c.good)
		p := plan{zone: zone(c.zone), random: func() uint64 { return 12345 }}
		if got := p.next(&book.Marks{LastGood: good, LastTry: good}, 0, good.Add(time.Minute)); !got.Equal(at(c.zone, c.want)) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What a plan says stands until it has served; it is within the spread of a
// midnight; and what was missed is due.
func TestPlanLaws(t *testing.T) {
	zones := []string{"Asia/Tokyo", "Europe/Berlin", "America/Havana", "Pacific/Apia", "UTC", "Africa/Cairo"}
	rapid.Check(t, func(t *rapid.T) {
		z := zone(rapid.SampledFrom(zones).Draw(t, "zone"))
		spread := time.Duration(rapid.Int64Range(0, int64(2*time.Hour)).Draw(t, "spread"))
		good := time.Unix(rapid.Int64Range(1.7e9, 1.9e9).Draw(t, "good"), 0)
		now := good.Add(time.Duration(rapid.Int64Range(0, int64(100*time.Hour)).Draw(t, "since")))
		p := plan{zone: z, spread: spread, random: func() uint64 { return rapid.Uint64().Draw(t, "random") }}
		m := &book.Marks{LastGood: good, LastTry: good}
		next := p.next(m, 0, now)
		midnight := (term.Today(good, z) + 1).Start(z)
		if next.Before(midnight) || next.Sub(midnight) >= max(spread, 1) {
			t.Errorf("%v after %v", next, midnight)
		}
		if again := p.next(m, 0, now.Add(time.Minute)); !again.Equal(next) {
			t.Errorf("%v, and a minute later %v", next, again)
		}
	})
}

func TestPlanAfterFailures(t *testing.T) {
	now := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)
	var drawn uint64
	p := plan{zone: time.UTC, retry: firstWait, random: func() uint64 { drawn += 1e9; return drawn }}
	failed := &book.Marks{LastGood: now.Add(-48 * time.Hour), LastTry: now, Failures: 3}
	next := p.next(failed, 0, now)
	if next.Before(now.Add(2*time.Minute)) || next.After(now.Add(4*time.Minute)) {
		t.Errorf("again at %v", next)
	}
	if again := p.next(failed, 0, now.Add(time.Minute)); !again.Equal(next) {
		t.Errorf("%v, and a minute later %v", next, again)
	}
	if got := p.next(failed, time.Hour, now); !got.Equal(next) {
		t.Errorf("a wait that was drawn changed to %v", got)
	}
	for name, m := range map[string]book.Marks{
		"never":                        {},
		"heard in the future":          {LastGood: now.Add(time.Hour), LastTry: now},
		"a failure lies in the future": {LastTry: now.Add(time.Hour), Failures: 1},
	} {
		if got := p.next(&m, 0, now); got.After(now) {
			t.Errorf("%s: due at %v", name, got)
		}
	}
}

// Statements are renewed between the 18th and the 22nd day, spread over the days.
func TestAged(t *testing.T) {
	const codes, day = 2000, 24 * time.Hour
	var renewed [6]int
	for range codes {
		c := newCode(t, [2]byte{'S', 'U'})
		if aged(c, 18*day-1) || !aged(c, 22*day) || aged(c, -day) {
			t.Fatal("renewed too soon, or too late")
		}
		for i := range renewed {
			if aged(c, time.Duration(17+i)*day) {
				renewed[i]++
			}
		}
	}
	for i, n := range renewed[2:5] {
		if want := codes * (i + 1) / 4; n < want-codes/20 || n > want+codes/20 {
			t.Errorf("on day %d %d of %d are renewed", 19+i, n, codes)
		}
	}
}

func TestEarlier(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"", "5", "5"}, {"5", "", "5"}, {"9", "10", "9"}, {"10", "9", "9"}, {"12", "11", "11"}, {"7", "7", "7"}, {"", "", ""},
	} {
		if got := earlier(c.a, c.b); got != c.want {
			t.Errorf("%s or %s: %s", c.a, c.b, got)
		}
	}
}
