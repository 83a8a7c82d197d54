package agent

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/server/agent/due"
	"ollu/server/client"
	"ollu/server/words"
)

// Check asks about every code now, as the button "update status" does, and has
// one of three outcomes (row A3). The error is nil for each of them: an error is
// a state that cannot be saved, a ctx that ended, or a *UsageError where there is
// nothing to ask about or another product is configured than the licence is for.
func (a *Agent) Check(ctx context.Context) (Report, error) {
	s := a.store.View()
	if !s.licensed() {
		return Report{}, &UsageError{ID: words.UsageNothingActivated}
	}
	if s.misnamed() {
		return Report{}, &UsageError{ID: words.UsageOtherProduct, Args: words.Args{"wanted": s.Product, "product": s.kept.product}}
	}
	report, err := a.refresh(ctx, s.codes(), true)
	if err != nil {
		return Report{}, err
	}
	a.drain(ctx)
	return report, nil
}

// refresh asks about codes, one question each however many components use it,
// and takes the answers over in one change.
func (a *Agent) refresh(ctx context.Context, codes []codec.Code, manual bool) (Report, error) {
	s := a.store.View()
	t := a.trusts(s)
	replies := a.askAll(ctx, s, t, codes)
	facts := ""
	if answered(replies) && (manual || a.at(s).Sub(s.FactsAt) > factsAge) {
		facts = a.fetchFacts(ctx, s, t, s.Product)
	}
	var list *revoked
	tag := s.RevokedTag
	if answered(replies) && a.environment(s) == Managed {
		list, tag = a.fetchList(ctx, s, t)
	}
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	report := Report{Server: s.Server}
	occasion := AutomaticCheck
	if manual {
		occasion = ManualCheck
	}
	err := a.change(occasion, func(s *State) error {
		a.learn(s, t, facts, replies...)
		report.Parts = a.takeAll(s, replies, manual)
		s.useList(list, report.Parts, a.at(s))
		s.RevokedTag = tag
		return nil
	})
	report.Outcome = overall(report.Parts)
	return report, err
}

// factsAge is for how long a product's description is taken as it is by
// automatic checks.
const factsAge = 7 * 24 * time.Hour

// askAll asks about each code in turn; without a server, or about an offline
// code, nothing is asked.
func (a *Agent) askAll(ctx context.Context, s *State, t *trust, codes []codec.Code) []reply {
	var missing error
	if s.Server != "" {
		missing = t.ready(ctx)
	}
	replies := make([]reply, 0, len(codes))
	for _, code := range codes {
		switch {
		case !s.askable(code):
			replies = append(replies, reply{code: code, err: errOffline})
		case missing != nil:
			replies = append(replies, reply{code: code, err: missing})
		default:
			replies = append(replies, a.ask(ctx, s, t, code, "", false))
		}
	}
	return replies
}

// askable tells whether a server can be asked about a code: an offline code speaks
// for itself, and of a licence file alone the code is not known.
func (s *State) askable(code codec.Code) bool {
	return s.Server != "" && !code.IsZero() && code.Version() != codec.OfflineVersion
}

var errOffline = errors.New("there is no server to ask about this code")

func answered(replies []reply) bool {
	for _, r := range replies {
		if r.err == nil {
			return true
		}
	}
	return false
}

// learn keeps what verified answers bring beside the terms: keys, the product's
// description, the issuer's time.
func (a *Agent) learn(s *State, t *trust, facts string, replies ...reply) {
	if !answered(replies) {
		return
	}
	t.keep(s)
	s.kept.server, s.SetAside = s.Server, ""
	for _, r := range replies {
		if r.err == nil {
			a.heard(s, r.at, r.signed.IssuedAt, r.proved)
		}
	}
	if facts != "" {
		s.Facts, s.FactsAt = facts, stamp(a.at(s))
	}
}

// takeAll takes every answer over for the components that use its code, and
// notes how it went. Licence files without their code cannot be asked about.
func (a *Agent) takeAll(s *State, replies []reply, manual bool) []PartReport {
	now := a.at(s)
	var parts []PartReport
	for _, r := range replies {
		for _, component := range s.holders(r.code) {
			parts = append(parts, a.takeReply(s, component, &r, now))
		}
		if r.err != nil && !errors.Is(r.err, errOffline) {
			a.o.Log.Warn("a licence could not be checked; the dates verified last stand", zap.Stringer("code", r.code), zap.Error(r.err))
		}
	}
	for _, component := range s.components() {
		if p := s.Parts[component]; manual && p.Code.IsZero() && p.Subject != "" {
			parts = append(parts, a.failed(s, component, errOffline, now))
		}
	}
	slices.SortFunc(parts, func(a, b PartReport) int { return strings.Compare(a.Component, b.Component) })
	return parts
}

// takeReply takes one answer over for one component. That the issuer knows no
// such code takes nothing away: a server restored from an old backup says so.
func (a *Agent) takeReply(s *State, component string, r *reply, now time.Time) PartReport {
	if r.err != nil {
		return a.failed(s, component, r.err, now)
	}
	if !r.signed.Issued {
		report := a.failed(s, component, errUnknown, now)
		report.Result, report.Hint = r.signed.Result.String(), r.signed.Hint
		return report
	}
	_, report := s.take(component, r.offer(), now)
	s.Parts[component].checked(report.Outcome, now)
	return report
}

// checked notes a verified answer.
func (p *Part) checked(outcome Outcome, now time.Time) {
	at := stamp(now)
	p.LastCheck, p.LastGood, p.LastOutcome = at, at, outcome
	p.LastCause, p.Failures, p.RetryAt = "", 0, time.Time{}
}

var errUnknown = errors.New("the issuer does not know this code")

func (r *reply) offer() *offer {
	return &offer{
		code: r.code, subject: r.code.Fingerprint(), token: string(r.token), source: SourceServer,
		signed: r.signed, proved: r.proved,
	}
}

// failed notes that a part could not be checked. The dates stand (row B3).
func (a *Agent) failed(s *State, component string, err error, now time.Time) PartReport {
	was, ok := s.lease(component, now)
	held := &was
	if !ok {
		held = nil
	}
	report := s.reported(component, held, now)
	report.Outcome, report.Detail = CouldNotComplete, err.Error()
	report.Cause, report.Status = causeOf(err)
	p := s.part(component)
	p.LastCheck, p.LastOutcome, p.LastCause = stamp(now), CouldNotComplete, report.Cause
	if report.Cause != causeOffline {
		p.Failures++
		p.RetryAt = stamp(now.Add(a.wait(p.Failures, err)))
	}
	return report
}

// wait is how long to leave the server alone after failures in a row.
func (a *Agent) wait(failures int, err error) time.Duration {
	var after time.Duration
	if e, ok := errors.AsType[*client.CouldNotCompleteError](err); ok {
		after = e.RetryAfter
	}
	return due.Retry(failures, a.random(), after)
}
