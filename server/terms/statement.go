package terms

import (
	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
)

// Tell copies what is known of the licence e, whose lease l is, into a statement
// (row L2). The result is for the caller to say. It allocates nothing.
func (l *Lease) Tell(s *answer.Statement, e *keystore.Entry) {
	s.Issued = true
	s.Product, s.Type, s.Seats, s.Components = e.Product, e.Type, l.Seats, e.Components
	s.Perpetual, s.Expires, s.GraceEnds, s.Zone = e.Perpetual, l.Term.Expires, l.State.GraceEnds, e.Zone
	s.DaysLeft, s.UpdatesAllowed, s.NextCheck = l.State.DaysLeft, l.State.UpdatesAllowed, l.State.NextCheck
}

// Withdrawn tells the standings in which the issuer has taken a code back.
func Withdrawn(s keystore.Standing) (answer.Result, bool) {
	switch s {
	case keystore.Revoked:
		return answer.Revoked, true
	case keystore.Replaced:
		return answer.Replaced, true
	case keystore.Suspended:
		return answer.Suspended, true
	}
	return 0, false
}

// Verdict is the calendar's side: of a code that may be used, is it activated,
// and in which phase is it?
func Verdict(activated bool, phase term.Phase) answer.Result {
	switch {
	case !activated:
		return answer.NotActivated
	case phase == term.Expired:
		return answer.Expired
	case phase == term.Grace:
		return answer.Grace
	}
	return answer.Valid
}

// Settle says the result of a code that was asked for by nobody in particular:
// withdrawn, or as the calendar has it. What was withdrawn allows nothing.
func (l *Lease) Settle(s *answer.Statement, e *keystore.Entry, activated bool) {
	result, withdrawn := Withdrawn(e.Standing)
	if !withdrawn {
		s.Result = Verdict(activated, l.State.Phase)
		return
	}
	s.Result, s.UpdatesAllowed = result, false
}
