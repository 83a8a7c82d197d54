package term

import "time"

// Term is what the calendar must know of one licence. The zero Zone is UTC, a
// nil Schedule asks never, and a negative Grace counts as none.
type Term struct {
	// Expires is the expiry E: the first day after the contract.
	Expires Day
	// Perpetual licences have no expiry and no grace; Expires and Grace are
	// not looked at.
	Perpetual bool
	// Issued is the day that the interval of a perpetual licence is counted
	// from; other licences do not need it.
	Issued Day
	// Grace is the length G of the grace period in days; whether a trial has
	// any is decided by whoever fills it in.
	Grace int
	// Zone is where the licence's days are counted.
	Zone     *time.Location
	Schedule *Schedule
}

// Phase is what the calendar alone says of a licence.
type Phase uint8

const (
	Active  Phase = iota // before E
	Grace                // E up to the day before E+G
	Expired              // from E+G on
)

// State is all that the calendar says of a licence at one moment.
type State struct {
	Today          Day
	Phase          Phase
	GraceEnds      Day // E+G, the first day without grace; 0 for a perpetual licence
	DaysLeft       int // E - Today, negative after it; 0 for a perpetual licence
	UpdatesAllowed bool
	NextCheck      time.Time // in the licence's zone; zero when the schedule has no further check
}

// At gives the state at now (section "Dates", row A1).
func (t *Term) At(now time.Time) State {
	loc := orUTC(t.Zone)
	day, stretch := today(now.Unix(), loc)
	st := State{Today: day, UpdatesAllowed: true}
	if !t.Perpetual {
		st.Phase = t.PhaseOn(day)
		st.GraceEnds = t.GraceEnds()
		st.DaysLeft = int(t.Expires) - int(day)
		st.UpdatesAllowed = st.Phase != Expired
	}
	if next, ok := t.NextCheckDay(day); ok {
		st.NextCheck = instant(startAfter(stretch, next, loc), loc)
	}
	return st
}

// NextCheck gives the first check strictly after now, in the licence's zone;
// false when the schedule has no further one.
func (t *Term) NextCheck(now time.Time) (time.Time, bool) {
	loc := orUTC(t.Zone)
	day, stretch := today(now.Unix(), loc)
	next, ok := t.NextCheckDay(day)
	if !ok {
		return time.Time{}, false
	}
	return instant(startAfter(stretch, next, loc), loc), true
}

// NextCheckDay gives the first day after a given one that the schedule names;
// false when there is none. It is a matter of dates alone: a day that the zone
// left out is named like any other, and begins with the day after it.
func (t *Term) NextCheckDay(after Day) (Day, bool) {
	switch {
	case t.Schedule == nil:
		return 0, false
	case t.Perpetual:
		return t.Schedule.nextPerpetual(int64(after), int64(t.Issued))
	}
	return t.Schedule.next(int64(after), int64(t.Expires), int64(t.GraceEnds()))
}

// PhaseOn gives the phase that holds on d; Active always when perpetual.
func (t *Term) PhaseOn(d Day) Phase {
	switch {
	case t.Perpetual || d < t.Expires:
		return Active
	case d < t.GraceEnds():
		return Grace
	}
	return Expired
}

// GraceEnds gives E+G, the first day without grace; 0 when perpetual.
func (t *Term) GraceEnds() Day {
	if t.Perpetual {
		return 0
	}
	return saturate(int64(t.Expires) + bounded(max(t.Grace, 0)))
}
