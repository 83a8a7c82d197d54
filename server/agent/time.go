package agent

import "time"

// at gives the time that licences are judged by: the machine's, as far as it
// agrees with what the issuer said and what was noted before (row B3).
func (a *Agent) at(s *State) time.Time { return trusted(s, a.o.Now()) }

func trusted(s *State, wall time.Time) time.Time { return s.Clock.Read(wall).Now }

// stamp is how a moment is kept in the state: in UTC, whole seconds.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// noteTime brings a state's mark up to now; every change of terms does. For how long
// the program ran is counted where it runs, see keepTime.
func (a *Agent) noteTime(s *State) { s.Clock = s.Clock.Note(a.o.Now(), 0) }

// heard takes over the time from a verified answer: one that proves to be fresh
// says what time it is, any other that it is not earlier.
func (a *Agent) heard(s *State, wall, signed time.Time, proved bool) {
	if proved {
		s.Clock = s.Clock.Heard(wall, signed)
		return
	}
	s.Clock = s.Clock.AtLeast(wall, signed)
}

// ClockStatus says how this machine's clock stands to the time that licences are
// judged by.
type ClockStatus struct {
	Condition string    `json:"condition"`          // right, set_back, ahead
	Now       time.Time `json:"now"`                // what licences are judged by
	Off       int64     `json:"off,omitempty"`      // the machine's clock minus that, in seconds
	Left      int64     `json:"left,omitempty"`     // seconds to run until a clock that is ahead is believed
	Proved    time.Time `json:"proved_at,omitzero"` // when the issuer last proved the time
}

func (a *Agent) clockStatus(s *State) ClockStatus {
	r := s.Clock.Read(a.o.Now())
	return ClockStatus{
		Condition: r.Condition.String(), Now: r.Now, Off: int64(r.Off / time.Second), Left: int64(r.Left / time.Second),
		Proved: s.Clock.Proved,
	}
}
