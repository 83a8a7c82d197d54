package agent

import (
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
)

// What is taken for a product whose description was never had: row A1, and the
// zone of section "Dates".
const usualZone = "Asia/Tokyo"

var usualSchedule = &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd}

// Lease is what the verified evidence says of one component at one moment.
type Lease struct {
	Code    codec.Code // zero where only a licence file is known
	Subject string     // its fingerprint
	Source  Source

	Result answer.Result // as of now: the phase of a code that may be used, or the refusal
	// Refused: the issuer does not let this code be used, whatever its dates say.
	Refused bool
	// Reason and RevokedAt are those of the list of revoked codes, where it has this
	// one.
	Reason    string
	RevokedAt time.Time
	// Allowed: component updates may be taken (rows A5, C4).
	Allowed bool

	Product    string
	Type       product.Type
	Seats      uint32
	Components []string // all that the code covers

	Term       term.Term
	State      term.State
	SignedAt   time.Time // by the issuer; zero: the offline code says so itself
	personal   bool      // said to this device, and not to whoever has the code
	ServerNext time.Time // when the issuer wants to be asked; zero: by the schedule
}

// Expires gives the expiry.
func (l *Lease) Expires() Expires {
	return Expires{Perpetual: l.Term.Perpetual, Day: l.Term.Expires}
}

// Phase gives what a product is told: expired as soon as updates end, be it by
// date or by the issuer's word.
func (l *Lease) Phase() Phase {
	switch {
	case !l.Allowed:
		return PhaseExpired
	case l.State.Phase == term.Grace:
		return PhaseGrace
	}
	return PhaseActive
}

// lease gives what holds for a component at now; false when nothing about it is
// verified: there is no code, or no answer yet.
func (s *State) lease(component string, now time.Time) (Lease, bool) {
	part := s.Parts[component]
	if part == nil || part.Subject == "" {
		return Lease{}, false
	}
	evidence, err := s.by.evidence(s, component, part)
	if err != nil {
		return Lease{}, false
	}
	facts, _ := s.by.facts(s)
	l := s.leaseOf(component, &evidence, facts, now)
	l.Code, l.Subject, l.Source = part.Code, part.Subject, part.Source
	s.withdraw(&l)
	return l, true
}

// leases gives every lease there is at now, by component.
func (s *State) leases(now time.Time) map[string]Lease {
	all := make(map[string]Lease, len(s.Parts))
	for id := range s.Parts {
		if l, ok := s.lease(id, now); ok {
			all[id] = l
		}
	}
	return all
}

// leaseOf reads a statement about a licence as it holds for a component of this
// product at now (row L3).
func (s *State) leaseOf(component string, e *answer.Signed, facts *product.Product, now time.Time) Lease {
	st := &e.Statement
	l := Lease{
		Result: st.Result, Product: st.Product, Type: st.Type, Seats: st.Seats, Components: st.Components,
		Term: termOf(st, facts), SignedAt: e.IssuedAt, personal: e.Device != "", ServerNext: st.NextCheck,
	}
	l.State = l.Term.At(now)
	l.Allowed = l.State.UpdatesAllowed
	switch {
	case refusal(st.Result):
		l.Refused, l.Allowed = true, l.Allowed && st.UpdatesAllowed
		return l
	case s.Product != "" && st.Product != s.Product:
		l.Result, l.Refused, l.Allowed = answer.WrongProduct, true, false
		return l
	case !slices.Contains(st.Components, component):
		l.Result, l.Refused, l.Allowed = answer.WrongComponent, true, false
		return l
	}
	l.Result = [...]answer.Result{term.Active: answer.Valid, term.Grace: answer.Grace, term.Expired: answer.Expired}[l.State.Phase]
	return l
}

// refusal tells the results that are no matter of dates.
func refusal(r answer.Result) bool {
	return r != answer.Valid && r != answer.Grace && r != answer.Expired
}

// termOf gives the calendar of a statement.
func termOf(st *answer.Statement, facts *product.Product) term.Term {
	zone := zoneOf(st.Zone)
	t := term.Term{Perpetual: st.Perpetual, Zone: zone, Schedule: usualSchedule}
	if !st.Perpetual {
		t.Expires, t.Grace = st.Expires, int(st.GraceEnds)-int(st.Expires)
	}
	if facts != nil {
		t.Schedule = facts.Schedule
	}
	if st.Perpetual {
		t.Issued = term.Today(st.ServerTime, zone)
	}
	return t
}
