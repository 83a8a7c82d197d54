package agent

import "time"

// at gives the time that licences are judged by, from a state's mark.
func (a *Agent) at(s *State) time.Time { return trusted(s, a.o.Now()) }

func trusted(s *State, wall time.Time) time.Time { return wall }

// heard takes over the issuer's time from an answer that proves to be fresh.
func (a *Agent) heard(s *State, issuer time.Time) {}

// ClockStatus says whether this machine's clock can be believed.
type ClockStatus struct{}

func (a *Agent) clockStatus(s *State) ClockStatus { return ClockStatus{} }
