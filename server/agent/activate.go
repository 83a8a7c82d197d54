package agent

import (
	"context"
	"errors"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/server/words"
)

// Activate takes a code in, for one component or for all that it covers (rows L3,
// L4, A4). What is mistyped, or breaks a rule of the product, is refused before
// anything is asked; an offline code is never asked about. The error is a
// *RefusedError when the answer is no, a *UsageError when something must be set
// up first; no connection is a Report with CouldNotComplete.
func (a *Agent) Activate(ctx context.Context, typed, component string) (Report, error) {
	code, err := codec.ParseCode(typed)
	if err != nil {
		return Report{}, mistyped(err)
	}
	if err := a.identify(); err != nil {
		return Report{}, err
	}
	activate := a.activateOnline
	if code.Version() == codec.OfflineVersion {
		activate = a.activateOffline
	}
	report, err := activate(ctx, code, component)
	a.drain(ctx)
	return report, err
}

// mistyped says where a code is mistyped (row B4). The correction is in the error
// that it wraps, see codec.Suggestion, and not in its words.
func mistyped(err error) error {
	if at := codec.Positions(err); len(at) > 0 {
		return &RefusedError{ID: words.RefusedMistypedAt, Args: words.Args{"positions": list(at)}, Err: err}
	}
	if e, ok := errors.AsType[*codec.LengthError](err); ok {
		return &RefusedError{ID: words.RefusedLength, Args: words.Args{"got": e.Got, "want": e.Want}, Err: err}
	}
	return &RefusedError{ID: words.RefusedMistyped, Err: err}
}

// activateOnline registers this device for the code, and takes the answer over.
func (a *Agent) activateOnline(ctx context.Context, code codec.Code, component string) (Report, error) {
	s := a.store.View()
	if s.Server == "" {
		return Report{}, &UsageError{ID: words.UsageNoServer}
	}
	t := a.trusts(s)
	if err := t.ready(ctx); err != nil {
		return a.unreached(ctx, code, component, err)
	}
	facts, token, err := a.fitting(ctx, s, t, code, component)
	if err != nil {
		return Report{}, err
	}
	r := a.ask(ctx, s, t, code, component, true)
	if r.err != nil {
		return a.unreached(ctx, code, component, r.err)
	}
	if refusal(r.signed.Result) {
		return Report{}, a.refused(t, &r)
	}
	if s.Product == "" {
		facts, token = a.rules(ctx, s, t, r.signed.Product)
	}
	return a.enter(Activation, covered(&r.signed.Statement, facts, component), r.offer(), func(s *State) {
		a.learn(s, t, token, r)
	})
}

// fitting gives the product's rules, and refuses a code that they forbid. Rules
// that were held are not the last word: the catalogue may have changed since.
func (a *Agent) fitting(ctx context.Context, s *State, t *trust, code codec.Code, component string) (*product.Product, string, error) {
	facts, token := a.rules(ctx, s, t, s.Product)
	err := fits(facts, code, component)
	if err == nil || token != "" {
		return facts, token, err
	}
	newer, token := a.fetch(ctx, s, t, s.Product)
	if newer == nil {
		return facts, "", err
	}
	return newer, token, fits(newer, code, component)
}

// rules gives the product's rules: those that are held, or else fetched now;
// nil when neither can be had. The token is that of what was fetched.
func (a *Agent) rules(ctx context.Context, s *State, t *trust, id string) (*product.Product, string) {
	if facts, ok := a.prover.facts(s); ok && facts.ID == id {
		return facts, ""
	}
	return a.fetch(ctx, s, t, id)
}

// fetch gives the product's rules as the server describes them now.
func (a *Agent) fetch(ctx context.Context, s *State, t *trust, id string) (*product.Product, string) {
	token := a.fetchFacts(ctx, s, t, id)
	facts, _, err := openFacts(t.keys, []byte(token), t.issuer, id)
	if err != nil {
		return nil, ""
	}
	return facts, token
}

// unreached is an activation that got no answer: nothing is known of the code.
func (a *Agent) unreached(ctx context.Context, code codec.Code, component string, err error) (Report, error) {
	if ctx.Err() != nil {
		return Report{}, ctx.Err()
	}
	p := PartReport{Component: component, Code: code.String(), Outcome: CouldNotComplete, Detail: err.Error()}
	p.Cause, p.Status = causeOf(err)
	return Report{Outcome: CouldNotComplete, Server: a.store.View().Server, Parts: []PartReport{p}}, nil
}

// refused says why the issuer does not take the code. Where it is in use here and
// the issuer took it back, that is taken over as a check would.
func (a *Agent) refused(t *trust, r *reply) error {
	refusal := &RefusedError{ID: words.Result(r.signed.Result.String()), Result: r.signed.Result.String()}
	if !withdrawn(r.signed.Result) || len(a.store.View().holders(r.code)) == 0 {
		return refusal
	}
	err := a.change(ManualCheck, func(s *State) error {
		a.learn(s, t, "", *r)
		a.takeAll(s, []reply{*r}, false)
		return nil
	})
	if err != nil {
		return errors.Join(refusal, err)
	}
	return refusal
}

// withdrawn tells the results with which an issuer takes a code back.
func withdrawn(r answer.Result) bool {
	return r == answer.Revoked || r == answer.Replaced || r == answer.Suspended
}
