package term

import (
	"math"
	"time"
)

// reach bounds, in seconds, how far a zone's clock stands from UTC, and how far
// it was ever put forward or back: the zone database stays within -25 and +26
// hours, and no zone has changed by more than a day.
const reach = 26 * 3600

// never is an instant after every other.
const never = math.MaxInt64

// Start gives the first instant whose date in loc is d or later: local
// midnight, or the first moment after it where midnight was left out. A nil
// loc means UTC. The result is in loc.
func (d Day) Start(loc *time.Location) time.Time {
	loc = orUTC(loc)
	return instant(start(d, loc), loc)
}

// Today gives the latest day that has begun in loc at now: the largest d with
// d.Start(loc) not after now. It is the date on the wall, except that it does
// not go back when a clock is put back over midnight. A nil loc means UTC.
func Today(now time.Time, loc *time.Location) Day {
	day, _ := today(now.Unix(), orUTC(loc))
	return day
}

func orUTC(loc *time.Location) *time.Location {
	if loc == nil {
		return time.UTC
	}
	return loc
}

func instant(sec int64, loc *time.Location) time.Time {
	return time.Unix(sec, 0).In(loc)
}

// span is a stretch of time in which a zone keeps one distance from UTC; it
// need not be the whole stretch. All are Unix seconds, end excluded.
type span struct {
	from, end int64
	offset    int64
}

// spanFrom gives the stretch that begins at sec or is under way then.
func spanFrom(sec int64, loc *time.Location) span {
	at := instant(sec, loc)
	_, offset := at.Zone()
	_, end := at.ZoneBounds()
	s := span{from: sec, end: never, offset: int64(offset)}
	if !end.IsZero() {
		s.end = end.Unix()
	}
	if s.end <= sec {
		// For zones with a yearly rule, package time counts every year as
		// 365 days when it names the end of a stretch, so that on the last
		// day (UTC) of a leap year the end is already past. The offset is
		// right and holds to the end of that day.
		s.end = (floorDiv(sec, secondsPerDay) + 1) * secondsPerDay
	}
	return s
}

// midnight gives the instant at which the clock of this stretch shows the
// beginning of d, whether or not the stretch holds it.
func (s span) midnight(d Day) int64 {
	return int64(d)*secondsPerDay - s.offset
}

func (s span) date(sec int64) Day {
	return saturate(floorDiv(sec+s.offset, secondsPerDay))
}

// today gives the latest day that has begun at sec, and the stretch that sec
// lies in. Whatever the date was more than reach ago, it was not later than
// now; since then it is the greatest of the dates that each stretch ended on.
func today(sec int64, loc *time.Location) (Day, span) {
	const far = (math.MaxInt32 + 1) * secondsPerDay
	sec = min(max(sec, -far), far)
	s := spanFrom(sec-reach, loc)
	if sec < s.end {
		return s.date(sec), s
	}
	day := s.date(s.end - 1)
	for {
		s = spanFrom(s.end, loc)
		day = max(day, s.date(min(sec, s.end-1)))
		if sec < s.end {
			return day, s
		}
	}
}

// start walks from before the earliest possible beginning of d through the
// stretches, seldom more than one, to the first that shows d.
func start(d Day, loc *time.Location) int64 {
	s := spanFrom(int64(d)*secondsPerDay-reach, loc)
	if at := s.midnight(d); at < s.end {
		return at
	}
	for {
		s = spanFrom(s.end, loc)
		if at := max(s.from, s.midnight(d)); at < s.end {
			return at
		}
	}
}

// startAfter is start for a day that had not begun yet within s.
func startAfter(s span, d Day, loc *time.Location) int64 {
	if at := s.midnight(d); at < s.end {
		return at
	}
	return start(d, loc)
}
