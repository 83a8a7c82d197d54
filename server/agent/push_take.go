package agent

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"ollu/codec/answer"
	"ollu/codec/profile"
)

var errNothingNew = errors.New("nothing is new")

// deliveredAge is how old the note of the last push may become while pushes bring
// nothing that is new.
const deliveredAge = time.Hour

// takeDelivered takes a push into the state: first what is said of codes in use, so
// that one that was replaced makes room for the other.
func (a *Agent) takeDelivered(s *State, d *delivered) error {
	keys := string(s.Keys)
	if d.t.issuer != "" {
		d.t.keep(s)
	}
	a.learnBeside(s, d)
	fresh := keys != "" && string(s.Keys) != keys || d.facts != "" && s.Product != "" || d.list != nil
	held := false
	for _, i := range s.inUseFirst(d.all) {
		r := &d.results[i]
		r.Outcome, r.Why = a.takeItem(s, d, &d.all[i])
		fresh, held = fresh || r.Outcome == profile.Taken, held || r.Outcome != profile.Refused
	}
	now := a.at(s)
	if !fresh && !(held && now.Sub(s.DeliveredAt).Abs() > deliveredAge) {
		return errNothingNew
	}
	s.DeliveredAt = stamp(now)
	return nil
}

// inUseFirst gives the items that are believed, those about codes in use first.
func (s *State) inUseFirst(all []delivery) (order []int) {
	var others []int
	for i := range all {
		switch {
		case all[i].refused != "":
		case len(s.using(all[i].subject)) > 0:
			order = append(order, i)
		default:
			others = append(others, i)
		}
	}
	return append(order, others...)
}

// learnBeside takes what a push brings beside statements.
func (a *Agent) learnBeside(s *State, d *delivered) {
	if d.facts != "" && s.Product != "" {
		s.Facts, s.FactsAt = d.facts, stamp(a.at(s))
	}
	if s.outdated(d.list) {
		s.revoked = d.list
	}
}

// using gives the components that use the code of a fingerprint, sorted.
func (s *State) using(subject string) []string {
	return slices.DeleteFunc(s.components(), func(c string) bool { return s.Parts[c].Subject != subject })
}

// takeItem takes one item that is believed.
func (a *Agent) takeItem(s *State, d *delivered, it *delivery) (profile.Outcome, string) {
	a.heard(s, a.o.Now(), it.signed.IssuedAt, false)
	components := s.using(it.subject)
	if it.item.Code != "" && !refusal(it.signed.Result) && (len(components) == 0 || it.item.Component != "") {
		more, why := s.placesOf(d, it)
		if why != "" && len(components) == 0 {
			return profile.Refused, why
		}
		components = union(components, more)
	}
	switch {
	case len(components) > 0:
	case it.item.Code != "":
		return profile.Refused, it.signed.Result.String()
	default:
		return profile.Refused, profile.WhyNotInUse
	}
	outcome, why := s.takeFor(components, &it.offer, a.at(s))
	if outcome == profile.Taken && s.kept.product == "" {
		s.Product = cmp.Or(s.Product, it.signed.Product)
		s.kept.product = s.Product
		a.learnBeside(s, d)
	}
	return outcome, why
}

// placesOf gives the components that a code is for, by the rules of an activation
// (rows L3, L4): those that the item names, those whose code it takes the place of
// and those that have none, or else all that it covers.
func (s *State) placesOf(d *delivered, it *delivery) (components []string, why string) {
	if s.Product != "" && it.signed.Product != s.Product {
		return nil, answer.WrongProduct.String()
	}
	facts, _ := s.by.facts(s)
	if facts == nil || facts.ID != it.signed.Product {
		facts = newest(d.t.keys, d.t.issuer, it.signed.Product, d.facts, s.by.shipped).Product
	}
	if err := fits(facts, it.code, it.item.Component); err != nil {
		e, ok := errors.AsType[*RefusedError](err)
		if ok {
			return nil, e.Result
		}
		return nil, answer.WrongComponent.String() // there is none of that name
	}
	components = covered(&it.signed.Statement, facts, it.item.Component)
	if it.item.Component == "" && it.item.Replaces != "" && len(s.using(it.item.Replaces)) > 0 {
		components = slices.DeleteFunc(slices.Clone(components), func(c string) bool {
			p := s.Parts[c]
			return p != nil && p.Subject != "" && p.Subject != it.item.Replaces && p.Subject != it.subject
		})
	}
	if len(components) == 0 {
		return nil, answer.WrongComponent.String()
	}
	return components, ""
}

// takeFor offers an item to components. It counts as taken as soon as one of them
// took it, and as held when it says no more than what each of them holds.
func (s *State) takeFor(components []string, o *offer, now time.Time) (outcome profile.Outcome, why string) {
	outcome = profile.Refused
	for _, component := range components {
		before := ""
		if p := s.Parts[component]; p != nil {
			before = p.Token
		}
		ruled, report := s.take(component, o, now)
		switch {
		case ruled == takes && before != o.token:
			outcome = profile.Taken
		case outcome != profile.Refused:
		case ruled == takes, ruled == stands, ruled == stale && report.alike:
			outcome = profile.Held
		case why == "":
			why = ruled.why(&report)
		}
	}
	if outcome != profile.Refused {
		why = ""
	}
	return outcome, why
}

// why names the reason of a ruling against an offer, for a manager.
func (r ruling) why(report *PartReport) string {
	switch r {
	case over:
		return answer.Expired.String()
	case takenBack, heldRefused:
		return report.offeredResult
	}
	return answer.Superseded.String()
}
