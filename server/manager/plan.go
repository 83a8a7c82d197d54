package manager

import (
	"encoding/binary"
	"io"
	"time"

	"ollu/codec/term"
	"ollu/server/manager/book"
	"ollu/server/manager/report"
)

// Waits after failures in a row, from Options.Retry on.
const (
	firstWait = time.Minute // where the options name none
	maxWait   = time.Hour
	// longestAfter is the longest wait that a server may ask for.
	longestAfter = 6 * time.Hour
)

// backoff gives how long to wait after so many failures in a row, 1 for the
// first: from first on twice as long each time, up to most, and each time anywhere
// between half of that and the whole, so that those who failed together do not
// come back together (row B11). A server that named a wait (0: none) is not asked
// sooner, within longestAfter.
func backoff(failures int, first, most time.Duration, random uint64, after time.Duration) time.Duration {
	wait := most
	if doublings := max(failures, 1) - 1; doublings < 16 {
		wait = min(first<<doublings, most)
	}
	jitter := time.Duration(random % uint64(wait/2+1))
	return max(wait/2, min(after, longestAfter)) + jitter
}

// plan says when the issuer is asked next. What was drawn at random stands until
// it has served.
type plan struct {
	zone   *time.Location
	spread time.Duration
	retry  time.Duration // the first wait after a failure
	random func() uint64

	day    term.Day // of the daily sync that delay was drawn for
	delay  time.Duration
	failed time.Time // the try that wait was drawn after
	wait   time.Duration
}

// next gives when the next sync is due, which may be past: the first 00:00 after
// the last good one, and the delay of that day; after a failure, when its wait is
// over. What was missed while nothing ran is due at once. A moment in the future
// was noted by a clock that was wrong.
func (p *plan) next(m *book.Marks, after time.Duration, now time.Time) time.Time {
	if m.Failures > 0 {
		if !m.LastTry.Equal(p.failed) {
			p.failed, p.wait = m.LastTry, backoff(m.Failures, p.retry, maxWait, p.random(), after)
		}
		if m.LastTry.Sub(now) > report.Slack {
			return now
		}
		return m.LastTry.Add(p.wait)
	}
	if m.LastGood.IsZero() || m.LastGood.Sub(now) > report.Slack {
		return now
	}
	day := term.Today(m.LastGood, p.zone) + 1
	if day != p.day {
		p.day, p.delay = day, 0
		if p.spread > 0 {
			p.delay = time.Duration(p.random() % uint64(p.spread)).Truncate(time.Second)
		}
	}
	return day.Start(p.zone).Add(p.delay)
}

// chance draws a random number. Without randomness it is always the same, which
// spreads nothing and stops nothing.
func (m *Manager) chance() uint64 {
	var b [8]byte
	if _, err := io.ReadFull(m.o.Random, b[:]); err != nil {
		return 0
	}
	return binary.LittleEndian.Uint64(b[:])
}
