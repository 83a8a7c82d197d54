package agent

import (
	"cmp"
	"slices"

	"ollu/codec/answer"
	"ollu/server/words"
)

// enter takes an offer in for components, and reports; if it is taken in for none
// it says why.
func (a *Agent) enter(on Occasion, components []string, o *offer, learn func(*State)) (Report, error) {
	report := Report{Server: a.store.View().Server}
	err := a.change(on, func(s *State) error {
		learn(s)
		s.Product = cmp.Or(s.Product, o.signed.Product)
		s.kept.product = s.Product
		var rulings []ruling
		rulings, report.Parts = a.offerAll(s, components, o)
		return refusedBy(rulings, o, report.Parts)
	})
	if err != nil {
		return Report{}, err
	}
	report.Outcome = overall(report.Parts)
	return report, nil
}

// offerAll offers the same to each component.
func (a *Agent) offerAll(s *State, components []string, o *offer) (rulings []ruling, parts []PartReport) {
	now := a.at(s)
	for _, component := range components {
		r, report := s.take(component, o, now)
		if r == takes && o.source == SourceServer {
			s.Parts[component].checked(report.Outcome, now)
		}
		rulings, parts = append(rulings, r), append(parts, report)
	}
	return rulings, parts
}

// refusedBy gives the error of an offer that no component took.
func refusedBy(rulings []ruling, o *offer, parts []PartReport) error {
	if len(rulings) == 0 {
		return &RefusedError{ID: words.ResultWrongComponent, Result: answer.WrongComponent.String()}
	}
	if slices.Contains(rulings, takes) || slices.Contains(rulings, stands) {
		return nil
	}
	switch rulings[0] {
	case sooner:
		return endsSooner(parts[0].OldExpires, parts[0].offered)
	case stale:
		return &RefusedError{ID: words.VerifySuperseded}
	case over:
		return &RefusedError{ID: words.RefusedOver, Args: words.Args{"offered": parts[0].offered.Day}, Result: answer.Expired.String()}
	case heldRefused:
		return &RefusedError{ID: words.Result(parts[0].Result), Result: parts[0].Result}
	}
	result := parts[0].offeredResult
	return &RefusedError{ID: words.Result(result), Result: result}
}

func endsSooner(held *Expires, offered Expires) error {
	if held.Perpetual {
		return &RefusedError{ID: words.RefusedSoonerPerpetual, Args: words.Args{"offered": offered.Day}}
	}
	return &RefusedError{ID: words.RefusedSooner, Args: words.Args{"held": held.Day, "offered": offered.Day}}
}
