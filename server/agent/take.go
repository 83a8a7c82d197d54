package agent

import (
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
)

// offer is evidence about a code that might be taken in for a component.
type offer struct {
	code    codec.Code // zero: a licence file about a code that was never entered here
	subject string     // its fingerprint
	token   string
	source  Source
	signed  answer.Signed
	proved  bool // the issuer said it just now, to us
}

// ruling is what becomes of an offer.
type ruling uint8

const (
	takes       ruling = iota // it is taken in
	stands                    // what is held says as much or more about the same code
	sooner                    // it ends sooner than what is held
	stale                     // it is older than what is held
	over                      // it has ended, and what is held has not
	takenBack                 // the issuer does not let that code be used
	heldRefused               // the issuer took this code back; it cannot vouch for itself
)

// judge says whether what is offered takes the place of what is held (row L7). A
// nil held is nothing verified; same says that both are about one code.
func judge(held, offered *Lease, same, proved bool) ruling {
	switch {
	case same && (held == nil || proved):
		return takes // the issuer's present word about this code always stands
	case offered.Refused && !same:
		return takenBack
	case held == nil:
		return takes
	case same:
		return judgeSame(held, offered)
	case held.Refused:
		return takes
	case held.Allowed && !offered.Allowed:
		return over
	case proved || offered.Allowed && !held.Allowed:
		return takes // a person entered it, and the issuer confirmed it (row A4); or anything is better
	}
	return judgeOther(held, offered)
}

// judgeSame rules between two words about one code, neither said just now: the
// newer stands, and only a refusal shortens. Of two words of one second, one that
// was said to nobody in particular does not know whether this device is registered,
// so it refuses only what it can refuse to all.
func judgeSame(held, offered *Lease) ruling {
	switch {
	case offered.Source == SourceCode && held.Refused:
		return heldRefused
	case offered.Source == SourceCode:
		return stands
	case offered.SignedAt.Before(held.SignedAt):
		return stale
	case offered.SignedAt.Equal(held.SignedAt) && held.personal && !offered.personal && offered.Refused && !takenFromAll(offered.Result):
		return stale
	case !offered.Refused && offered.Expires().before(held.Expires()):
		return sooner
	}
	return takes
}

// takenFromAll tells the refusals that are the same for every device.
func takenFromAll(r answer.Result) bool {
	return r == answer.Revoked || r == answer.Replaced || r == answer.Suspended
}

// judgeOther rules between two codes by their expiry; where it is the same, a
// statement goes before an offline code and a newer one before an older.
func judgeOther(held, offered *Lease) ruling {
	switch {
	case offered.Expires().before(held.Expires()):
		return sooner
	case held.Expires().before(offered.Expires()):
		return takes
	case offered.Source == SourceCode && held.Source == SourceFile:
		return stands
	case offered.Source != SourceCode && offered.SignedAt.Before(held.SignedAt):
		return stale
	}
	return takes
}

// take rules on an offer and takes it in if it may be. The report holds what was
// and what is.
func (s *State) take(component string, o *offer, now time.Time) (ruling, PartReport) {
	part := s.Parts[component]
	var held *Lease
	same := part != nil && part.Subject == o.subject
	was, ok := s.lease(component, now)
	if ok {
		held = &was
	}
	facts, _ := s.by.facts(s)
	offered := s.leaseOf(component, &o.signed, facts, now)
	offered.Subject, offered.Source = o.subject, o.source
	s.withdraw(&offered)
	r := judge(held, &offered, same, o.proved)
	if r == takes {
		s.hold(component, o, now)
	}
	report := s.reported(component, held, now)
	report.offered, report.offeredResult = offered.Expires(), offered.Result.String()
	report.alike = held != nil && !differs(held, &offered)
	return r, report
}

// hold takes an offer in.
func (s *State) hold(component string, o *offer, now time.Time) {
	p := s.part(component)
	if p.Subject != o.subject {
		*p = Part{Told: p.Told, Hidden: p.Hidden}
	}
	if !o.code.IsZero() {
		p.Code = o.code
	}
	p.Subject, p.Token, p.Source, p.TakenAt = o.subject, o.token, o.source, stamp(now)
}

// reported compares what a component had with what it has now.
func (s *State) reported(component string, was *Lease, now time.Time) PartReport {
	r := PartReport{Component: component, Outcome: NothingToUpdate}
	if p := s.Parts[component]; p != nil && !p.Code.IsZero() {
		r.Code = p.Code.String()
	}
	if was != nil {
		e := was.Expires()
		r.OldExpires = &e
	}
	is, ok := s.lease(component, now)
	if !ok {
		return r
	}
	e := is.Expires()
	r.NewExpires, r.Result, r.Reason = &e, is.Result.String(), is.Reason
	if was == nil || differs(was, &is) {
		r.Outcome = Updated
	}
	return r
}

// differs tells whether there is something new in a lease that a person would
// want to see (row A3); that a day has passed is not.
func differs(was, is *Lease) bool {
	return was.Expires() != is.Expires() || was.Term.Grace != is.Term.Grace || was.Seats != is.Seats || was.Type != is.Type ||
		was.Refused != is.Refused || was.Refused && was.Result != is.Result || was.Subject != is.Subject ||
		!slices.Equal(was.Components, is.Components)
}
