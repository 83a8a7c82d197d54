package agent

import (
	"context"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/words"
)

// activateOffline takes an offline code in by what it says itself (row L7).
func (a *Agent) activateOffline(_ context.Context, code codec.Code, component string) (Report, error) {
	s := a.store.View()
	switch {
	case a.o.OfflineKey == nil:
		return Report{}, &UsageError{ID: words.UsageNoOfflineKey}
	case s.Product == "":
		return Report{}, &UsageError{ID: words.UsageNoProduct}
	}
	says, err := code.Offline(s.Product, a.o.OfflineKey)
	if err != nil {
		return Report{}, &RefusedError{ID: words.RefusedOfflineTag, Err: err}
	}
	facts, _ := a.prover.facts(s)
	if err := fits(facts, code, component); err != nil {
		return Report{}, err
	}
	if component == "" && facts == nil {
		component = s.Product // the product as a whole
	}
	st := spoken(code, component, s.Product, says, facts)
	o := &offer{code: code, subject: code.Fingerprint(), source: SourceCode, signed: answer.Signed{Statement: st}}
	return a.enter(Activation, covered(&st, facts, component), o, func(*State) {})
}

// spoken gives what an offline code says of itself, as the statement that a
// server would make of it (row L7). Grace and zone are the product's.
func spoken(code codec.Code, component, id string, o codec.Offline, facts *product.Product) answer.Statement {
	st := answer.Statement{
		Issued: true, Result: answer.Valid, Product: id, Seats: o.Seats,
		Perpetual: o.Perpetual, Zone: usualZone, Components: []string{component}, UpdatesAllowed: true,
	}
	if o.Trial {
		st.Type = product.Trial
	}
	grace := 0
	if facts != nil {
		grace, st.Zone = facts.GraceFor(st.Type), facts.Zone
		if component != id {
			st.Components = facts.Covers(code.Prefix())
		}
	}
	if !o.Perpetual {
		st.Expires = term.Day(o.Expires)
		st.GraceEnds = st.Expires + term.Day(grace)
	}
	return st
}
