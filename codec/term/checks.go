package term

import (
	"iter"
	"time"
)

// Check is one automatic check. At is the beginning of the day it falls on, in
// the licence's zone; Day counts that day from the expiry (from the day of
// issue when perpetual), and Phase is what then holds.
type Check struct {
	At    time.Time
	Day   int
	Phase Phase
}

// Checks gives the checks of the days from one to the other, both included, in
// order. No two fall on the same instant: a check of a day that the zone left
// out is made on the day that comes in its place, and is that day's check. So
// the checks of neighbouring ranges, put together, are those of the whole.
func (t *Term) Checks(from, to Day) iter.Seq[Check] {
	return func(yield func(Check) bool) {
		loc := orUTC(t.Zone)
		last := lastBefore(from, loc)
		for {
			named, ok := t.NextCheckDay(last)
			if !ok {
				return
			}
			sec := start(named, loc)
			day, _ := today(sec, loc)
			if day > to || !yield(t.check(sec, day, loc)) {
				return
			}
			last = day
		}
	}
}

func (t *Term) check(sec int64, day Day, loc *time.Location) Check {
	zero := t.Expires
	if t.Perpetual {
		zero = t.Issued
	}
	return Check{At: instant(sec, loc), Day: int(day) - int(zero), Phase: t.PhaseOn(day)}
}

// lastBefore gives the latest day that ended before d began.
func lastBefore(d Day, loc *time.Location) Day {
	day, _ := today(start(d, loc)-1, loc)
	return day
}
