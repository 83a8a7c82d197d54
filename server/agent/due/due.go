package due

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"ollu/codec/term"
)

// Next gives the first check after the last good one: that of the schedule, or
// the one that the server asked for where it is sooner (row B1). A serverNext that
// is zero, or not after the last good one, does not count. The zero time is at
// once; false is never.
func Next(t *term.Term, lastGood, serverNext time.Time) (time.Time, bool) {
	if lastGood.IsZero() {
		return time.Time{}, true
	}
	next, ok := t.NextCheck(lastGood)
	if serverNext.After(lastGood) && (!ok || serverNext.Before(next)) {
		return serverNext, true
	}
	return next, ok
}

// Waits after failures in a row.
const (
	firstWait = 2 * time.Minute
	MaxWait   = 6 * time.Hour
)

// Retry gives how long to wait after so many failures in a row, 1 for the first:
// twice as long each time, up to MaxWait, and each time anywhere between half of
// that and the whole, as random says, so that those who failed together do not
// come back together. A server that named a wait of its own (0: none) is not
// asked sooner, as long as that is within MaxWait.
func Retry(failures int, random uint64, after time.Duration) time.Duration {
	wait := MaxWait
	if doublings := max(failures, 1) - 1; doublings < 8 {
		wait = min(firstWait<<doublings, MaxWait)
	}
	half := wait / 2
	jitter := within(random, half)
	return min(max(half, after)+jitter, MaxWait)
}

// Spread gives how long after its beginning on that day a device asks: less than
// window, the same whenever it is asked for, and spread evenly over devices and
// over days.
func Spread(device string, day term.Day, window time.Duration) time.Duration {
	sum := sha256.Sum256(binary.BigEndian.AppendUint32([]byte(device), uint32(day)))
	return within(binary.BigEndian.Uint64(sum[:]), window).Truncate(time.Second)
}

// within maps a random number into a span of time.
func within(random uint64, span time.Duration) time.Duration {
	if span <= 0 {
		return 0
	}
	return time.Duration(random % uint64(span))
}
