package due

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec/term"
)

var tokyo = func() *time.Location {
	z, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		panic(err)
	}
	return z
}()

func day(t testing.TB, s string) term.Day {
	d, err := term.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestNext(t *testing.T) {
	at := func(s string) time.Time { return day(t, s).Start(tokyo) }
	gateway := &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd}
	suite := &term.Schedule{Days: []int{-90, -60, -30, 0}}
	for name, c := range map[string]struct {
		schedule           *term.Schedule
		good, server, want time.Time
		never              bool
	}{
		"never asked":             {schedule: gateway},
		"the schedule":            {schedule: gateway, good: at("2019-12-02"), want: at("2020-01-01")},
		"asked by hand":           {schedule: gateway, good: at("2019-12-20").Add(time.Hour), want: at("2020-01-01")},
		"missed":                  {schedule: gateway, good: at("2019-10-10"), want: at("2019-11-02")},
		"the server is sooner":    {schedule: gateway, good: at("2019-12-02"), server: at("2019-12-10"), want: at("2019-12-10")},
		"the server is later":     {schedule: gateway, good: at("2019-12-02"), server: at("2020-02-10"), want: at("2020-01-01")},
		"the server's is past":    {schedule: gateway, good: at("2019-12-02"), server: at("2019-12-02"), want: at("2020-01-01")},
		"no further check":        {schedule: suite, good: at("2020-01-31"), never: true},
		"but the server wants it": {schedule: suite, good: at("2020-01-31"), server: at("2020-02-14"), want: at("2020-02-14")},
	} {
		term := &term.Term{Expires: day(t, "2020-01-31"), Grace: 90, Zone: tokyo, Schedule: c.schedule}
		got, ok := Next(term, c.good, c.server)
		if !got.Equal(c.want) || ok == c.never {
			t.Errorf("%s: %v %v, want %v", name, got, ok, c.want)
		}
	}
}

func TestRetry(t *testing.T) {
	for _, c := range []struct {
		failures    int
		after       time.Duration
		least, most time.Duration
	}{
		{0, 0, time.Minute, 2 * time.Minute},
		{1, 0, time.Minute, 2 * time.Minute},
		{2, 0, 2 * time.Minute, 4 * time.Minute},
		{6, 0, 32 * time.Minute, 64 * time.Minute},
		{9, 0, 3 * time.Hour, MaxWait},
		{1000, 0, 3 * time.Hour, MaxWait},
		{1, time.Hour, time.Hour, time.Hour + time.Minute},
		{1, 7 * 24 * time.Hour, MaxWait, MaxWait},
		{5, time.Second, 16 * time.Minute, 32 * time.Minute},
	} {
		seen := map[time.Duration]bool{}
		for random := uint64(1); random < 1<<62; random = random*3 + 1 {
			wait := Retry(c.failures, random, c.after)
			if wait < c.least || wait > c.most {
				t.Errorf("%+v, random %d: %v", c, random, wait)
			}
			seen[wait] = true
		}
		if len(seen) < 20 && c.least < c.most {
			t.Errorf("%+v: everybody comes back together", c)
		}
	}
}

func TestSpreadIsEven(t *testing.T) {
	const devices, window = 20_000, 30 * time.Minute
	var minutes [30]int
	d := day(t, "2020-01-31")
	for i := range devices {
		device := fmt.Sprintf("device-%d", i)
		s := Spread(device, d, window)
		if s != Spread(device, d, window) {
			t.Fatal("not the same twice")
		}
		minutes[s/time.Minute]++
	}
	for i, n := range minutes {
		if n < devices/30*3/4 || n > devices/30*5/4 {
			t.Errorf("minute %d has %d of %d", i, n, devices)
		}
	}
	if Spread("a", d, window) == Spread("a", d+1, window) && Spread("b", d, window) == Spread("b", d+1, window) {
		t.Error("the same on every day")
	}
}

func TestSpreadStaysInItsWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		window := time.Duration(rapid.Int64Range(-5, int64(24*time.Hour)).Draw(t, "window"))
		s := Spread(rapid.String().Draw(t, "device"), term.Day(rapid.Int32().Draw(t, "day")), window)
		if s < 0 || s >= max(window, 1) {
			t.Errorf("%v of %v", s, window)
		}
	})
}
