package term

import (
	"fmt"
	"math"
)

// MaxDays bounds, in days either way, what a schedule may count: more than the
// whole calendar.
const MaxDays = 100_000

// Anchor is the day that a schedule counts its interval from.
type Anchor uint8

const (
	AnchorExpiry   Anchor = iota // the expiry E
	AnchorGraceEnd               // the first day without grace, E+G
)

// Daily says from when on a schedule checks every day.
type Daily uint8

const (
	DailyNever        Daily = iota
	DailyFromExpiry         // E, E+1, …
	DailyFromGraceEnd       // E+G, E+G+1, …
)

// Schedule says on which days the holder of a licence asks about it: a profile
// of the catalogue, shared by all licences of a product and read-only. All
// checks are at the beginning of their day. A day that several rules name is
// one check. The zero Schedule asks never. Rows A1 and C3, and the schedule
// table.
type Schedule struct {
	// Every is an interval in days, 0 for none. It is counted from Anchor:
	// backwards without limit, and forwards up to the last day of grace.
	// The expiry itself is always one of its checks.
	Every  int
	Anchor Anchor
	// ActiveOnly ends the interval's checks with the expiry.
	ActiveOnly bool
	// DayBefore adds a check on E-1.
	DayBefore bool
	// Days adds checks on fixed days counted from E, in any order; negative
	// ones are before it.
	Days []int
	// Daily adds every day from its beginning on, without end.
	Daily Daily
}

// Validate says what a schedule read from a catalogue gets wrong. The
// functions of this package give sensible days for any other schedule too:
// counts out of bounds are cut to what a Day can hold.
func (s *Schedule) Validate() error {
	if s == nil {
		return nil
	}
	if s.Every < 0 || s.Every > MaxDays {
		return fmt.Errorf("schedule: every %d days, take 1 to %d, or 0 for no interval", s.Every, MaxDays)
	}
	if int(s.Anchor) >= len(anchorNames) {
		return fmt.Errorf("schedule: unknown anchor %d, take expiry or grace_end", s.Anchor)
	}
	if int(s.Daily) >= len(dailyNames) {
		return fmt.Errorf("schedule: unknown daily %d, take never, from_expiry or from_grace_end", s.Daily)
	}
	for _, day := range s.Days {
		if day < -MaxDays || day > MaxDays {
			return fmt.Errorf("schedule: day %d, take -%d to %d", day, MaxDays, MaxDays)
		}
	}
	return nil
}

// nearest looks for the earliest day after a given one.
type nearest struct {
	after, best int64
}

func (n *nearest) offer(day int64) {
	if day > n.after && day < n.best {
		n.best = day
	}
}

// result gives the day, if there is one that a Day can hold.
func (n *nearest) result() (Day, bool) {
	return saturate(n.best), n.best <= math.MaxInt32
}

// everyAfter gives the first day after a given one that lies a multiple of
// step from anchor.
func everyAfter(after, anchor int64, step int) int64 {
	by := bounded(step)
	return anchor + (floorDiv(after-anchor, by)+1)*by
}

// bounded makes any count of days safe to add to a Day.
func bounded(n int) int64 {
	return int64(min(max(n, math.MinInt32), math.MaxInt32))
}

// next gives the first check day after a given one, for a licence that expires
// on e and whose grace ends on end.
func (s *Schedule) next(after, e, end int64) (Day, bool) {
	n := nearest{after: after, best: never}
	if s.Every > 0 {
		if day := everyAfter(after, s.anchor(e, end), s.Every); day <= s.lastEvery(e, end) {
			n.offer(day)
		}
		n.offer(e)
	}
	if s.DayBefore {
		n.offer(e - 1)
	}
	for _, day := range s.Days {
		n.offer(e + bounded(day))
	}
	switch s.Daily {
	case DailyFromExpiry:
		n.offer(max(after+1, e))
	case DailyFromGraceEnd:
		n.offer(max(after+1, end))
	}
	return n.result()
}

func (s *Schedule) anchor(e, end int64) int64 {
	if s.Anchor == AnchorGraceEnd {
		return end
	}
	return e
}

// lastEvery is the last day on which the interval may still fall, the expiry
// apart, which is always a check.
func (s *Schedule) lastEvery(e, end int64) int64 {
	if s.ActiveOnly {
		return e
	}
	return end - 1
}

// nextPerpetual gives the first check day after a given one for a licence
// without an expiry: only the interval applies, counted from the day of issue.
func (s *Schedule) nextPerpetual(after, issued int64) (Day, bool) {
	n := nearest{after: after, best: never}
	if s.Every > 0 {
		n.offer(everyAfter(after, issued, s.Every))
	}
	return n.result()
}
