package report

import (
	"slices"
	"sync"
	"time"

	"ollu/codec/answer"
	"ollu/codec/term"
)

// At gives what a statement says at now, which may be long after its signing.
// The calendar takes away and never gives: only the issuer's newer word does. A
// zone that is not known here leaves the statement as it is.
func At(s answer.Statement, now time.Time) answer.Statement {
	if !s.Issued || s.Perpetual {
		return s
	}
	zone, ok := zoneOf(s.Zone)
	if !ok {
		return s
	}
	t := term.Term{Expires: s.Expires, Grace: int(s.GraceEnds - s.Expires), Zone: zone}
	state := t.At(now)
	s.DaysLeft, s.UpdatesAllowed = state.DaysLeft, s.UpdatesAllowed && state.UpdatesAllowed
	dated := [...]answer.Result{term.Active: answer.Valid, term.Grace: answer.Grace, term.Expired: answer.Expired}
	if slices.Contains(dated[:], s.Result) {
		s.Result = min(s.Result, dated[state.Phase])
	}
	return s
}

// zones holds every zone that was met: an issuer names a few.
var zones sync.Map // by name; *time.Location

func zoneOf(name string) (*time.Location, bool) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), true
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, z)
	return z, true
}
