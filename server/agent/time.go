package agent

import (
	"sync"
	"time"
)

// at gives the time that licences are judged by: the machine's, as far as it
// agrees with what the issuer said and what was noted before (row B3).
func (a *Agent) at(s *State) time.Time { return trusted(s, a.o.Now()) }

func trusted(s *State, wall time.Time) time.Time { return s.Clock.Read(wall).Now }

// stopwatch tells for how long this process ran since it was last asked, by the
// monotonic clock; 0 by a clock that has none.
type stopwatch struct {
	mu   sync.Mutex
	last time.Time
}

func (w *stopwatch) lap(now time.Time) (ran time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if monotonic(now) && monotonic(w.last) {
		ran = now.Sub(w.last)
	}
	w.last = now
	return ran
}

func monotonic(t time.Time) bool { return t != t.Round(0) }

// noteTime brings a state's mark up to now; every change of the state does.
func (a *Agent) noteTime(s *State) {
	wall := a.o.Now()
	s.Clock = s.Clock.Note(wall, a.watch.lap(wall))
}

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
