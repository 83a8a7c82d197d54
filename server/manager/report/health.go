package report

import (
	"fmt"
	"time"

	"ollu/server/manager/book"
)

const (
	// HealthyFor is for how long the last word of the issuer counts as recent.
	HealthyFor = 48 * time.Hour
	// Slack is by how much a clock may be off and count as right.
	Slack = 10 * time.Minute
)

// UnhealthyError says that the issuer was not heard for too long.
type UnhealthyError struct {
	Heard time.Time // zero: never
	Cause string    // of the last failure; may be empty
}

func (e *UnhealthyError) Error() string {
	when := "it has never been heard"
	if !e.Heard.IsZero() {
		when = "it was heard last at " + e.Heard.UTC().Format(time.RFC3339)
	}
	if e.Cause != "" {
		when += ", the last try ended with " + e.Cause
	}
	return fmt.Sprintf("the issuer was not heard for two days (%s): check the line to it, or import a file from it", when)
}

// Health tells whether the issuer, or a file from it, was heard within two days:
// nil, or an *UnhealthyError. A site without codes has nobody to hear. A moment
// in the future was noted by a clock that was wrong, and does not count.
func Health(m *book.Marks, codes int, now time.Time) error {
	recent := func(at time.Time) bool {
		return !at.IsZero() && now.Sub(at) <= HealthyFor && at.Sub(now) <= Slack
	}
	if codes == 0 || recent(m.LastGood) || recent(m.Imported) {
		return nil
	}
	heard := m.LastGood
	if m.Imported.After(heard) {
		heard = m.Imported
	}
	return &UnhealthyError{Heard: heard, Cause: m.Cause}
}
