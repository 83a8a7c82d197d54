package clock

import "time"

const (
	// Leap is by how much the clock may be ahead of what is remembered before it is
	// doubted.
	Leap = 30 * 24 * time.Hour
	// Patience is for how long the program runs with a clock in doubt before it is
	// believed after all.
	Patience = 7 * 24 * time.Hour
	// Slack is by how much a clock may differ and count as right.
	Slack = time.Minute

	// notable is an offset that is large against the time between two marks of a
	// program that runs.
	notable = 2 * time.Hour
)

// Mark is what is remembered of the time. The zero Mark knows nothing and
// believes the machine's clock.
type Mark struct {
	Wall    time.Time `json:"wall,omitzero"`    // what the machine's clock said when this was noted
	Trusted time.Time `json:"trusted,omitzero"` // and what time it was then
	Proved  time.Time `json:"proved,omitzero"`  // when the issuer last proved the time
	// Offset is what to add to the machine's clock, in nanoseconds: by how much it
	// was off when the time was proved.
	Offset time.Duration `json:"offset,omitempty"`
	// Ran is for how long the program has run with a clock in doubt that was ahead by
	// Lead all the time.
	Ran  time.Duration `json:"ran,omitempty"`
	Lead time.Duration `json:"lead,omitempty"`
}

// Condition is how the machine's clock stands to what is remembered.
type Condition uint8

const (
	Right Condition = iota // it goes on from there
	Back                   // it was set back
	Ahead                  // it leapt ahead by more than Leap, and is in doubt
)

var conditionNames = [...]string{"right", "set_back", "ahead"}

// String gives "right", "set_back" or "ahead".
func (c Condition) String() string { return conditionNames[c] }

// Reading is the time at one moment.
type Reading struct {
	Now       time.Time // the time to go by, in the zone of the clock that was read
	Condition Condition
	// Off is the machine's clock minus Now: what a person has to correct.
	Off time.Duration
	// Left is for how long the program must run until a clock in doubt is
	// believed; 0 when it is not in doubt.
	Left time.Duration
}

// Read gives the time when the machine's clock says wall.
func (m Mark) Read(wall time.Time) Reading {
	r := Reading{Now: wall}
	if !m.Trusted.IsZero() {
		r.Condition, r.Now = m.judge(wall)
	}
	r.Now = r.Now.In(wall.Location())
	r.Off = wall.Round(0).Sub(r.Now)
	if r.Condition == Ahead {
		r.Left = max(Patience-m.Ran, 0)
	}
	return r
}

// judge tells whether the clock can be believed, and what time it is.
func (m Mark) judge(wall time.Time) (Condition, time.Time) {
	wall = wall.Round(0) // from here on the monotonic clock has no say
	for _, offset := range m.offsets() {
		if since := wall.Add(offset).Sub(m.Trusted); since >= 0 && since <= Leap {
			return Right, wall.Add(offset)
		}
	}
	now := m.Trusted.Add(m.passed(wall))
	switch late := m.Trusted.Sub(wall.Add(m.Offset)); {
	case late > Slack:
		return Back, now
	case late > 0:
		return Right, now
	}
	return Ahead, now
}

// offsets gives the corrections with which the clock may be right: the one in
// force, or none, should it have been set right since. A clock that was late by a
// lot and is not any more was set right; one that was ahead still may be.
func (m Mark) offsets() [2]time.Duration {
	if m.Offset > notable {
		return [...]time.Duration{0, m.Offset}
	}
	return [...]time.Duration{m.Offset, 0}
}

// passed is how far a clock that is wrong has moved on since the mark: also such
// a clock measures time. A step tells nothing.
func (m Mark) passed(wall time.Time) time.Duration {
	if d := wall.Round(0).Sub(m.Wall); d > 0 && d <= Leap {
		return d
	}
	return 0
}

// Note gives the mark of a later moment, at which the machine's clock says wall.
// The program ran for ran since m was noted, by its monotonic clock; 0 when it
// was started since.
func (m Mark) Note(wall time.Time, ran time.Duration) Mark {
	r := m.Read(wall)
	next := m
	next.Wall, next.Trusted = wall.Round(0).UTC(), r.Now.Round(0).UTC()
	if m.Trusted.IsZero() {
		return next
	}
	if r.Condition != Right && m.passed(wall) < ran {
		next.Trusted = m.Trusted.Add(ran)
	}
	if r.Condition != Ahead {
		next.Ran, next.Lead, next.Offset = 0, 0, m.settled(r)
		return next
	}
	return next.doubted(ran)
}

// doubted counts for how long the program has run with a clock in doubt. A clock
// that is set again is in doubt anew.
func (m Mark) doubted(ran time.Duration) Mark {
	lead := m.Wall.Add(m.Offset).Sub(m.Trusted)
	if (lead - m.Lead).Abs() > Slack {
		m.Lead, m.Ran = lead, 0
		return m
	}
	m.Ran += max(ran, 0)
	if m.Ran >= Patience {
		m.Trusted, m.Ran, m.Lead = m.Wall.Add(m.Offset), 0, 0
	}
	return m
}

// settled is the offset that goes on to hold: none any more once the clock is
// right without it.
func (m Mark) settled(r Reading) time.Duration {
	if r.Condition == Right && r.Off == 0 {
		return 0
	}
	return m.Offset
}

// Step gives by how much the machine's clock moved from one reading to another,
// other than the time that the program ran for in between: it was set, or the
// machine was suspended. Less than Slack is 0.
func Step(from, to time.Time, ran time.Duration) time.Duration {
	step := to.Round(0).Sub(from.Round(0)) - ran
	if step.Abs() <= Slack {
		return 0
	}
	return step
}

// Heard gives the mark after the issuer proved that it is now the time named
// while the machine's clock says wall. A clock that is right within Slack is
// taken as it is.
func (m Mark) Heard(wall, issuer time.Time) Mark {
	offset := issuer.Sub(wall.Round(0))
	if offset.Abs() <= Slack {
		offset = 0
	}
	now := wall.Round(0).Add(offset).UTC()
	return Mark{Wall: wall.Round(0).UTC(), Trusted: now, Proved: now, Offset: offset}
}

// AtLeast gives the mark after a statement was verified that the issuer signed at
// the time named, be it long ago: it is not earlier than that now.
func (m Mark) AtLeast(wall, signed time.Time) Mark {
	if !m.Read(wall).Now.Before(signed.Add(-Slack)) {
		return m
	}
	m.Wall, m.Trusted = wall.Round(0).UTC(), signed.Round(0).UTC()
	return m
}
