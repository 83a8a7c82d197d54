package agent

import (
	"time"

	"ollu/codec/term"
	"ollu/server/agent/clock"
	"ollu/server/words"
)

// licence says how the component stands by what is held.
func (w *walk) licence() Step {
	l := w.lease
	switch {
	case l == nil:
		return w.step("licence", "unverified", words.ExplainUnverified)
	case l.Refused:
		return w.step("licence", l.Result.String(), words.ExplainRefused)
	case l.Term.Perpetual:
		return w.step("licence", l.Result.String(), words.ExplainPerpetual)
	}
	return w.step("licence", l.Result.String(),
		[...]words.ID{term.Active: words.ExplainActive, term.Grace: words.ExplainGrace, term.Expired: words.ExplainExpired}[l.State.Phase])
}

// code says whether the code is still the right one: by the server's word now, or
// else by its last.
func (w *walk) code() Step {
	switch {
	case w.asked && w.reply.err == nil && !w.reply.signed.Issued:
		result := w.reply.signed.Result.String()
		return w.step("code", result, words.Result(result))
	case w.fresh != nil && w.fresh.Refused:
		return w.refusal(w.fresh)
	case w.fresh != nil:
		return w.step("code", "unchanged", words.ExplainCodeGood)
	case w.lease != nil && w.lease.Refused:
		return w.refusal(w.lease)
	case w.part.Code.IsZero():
		return w.step("code", "not_entered", words.ExplainCodeFile)
	}
	return Step{Question: "code", Answer: "not_known"}
}

// refusal says that the issuer does not let the code be used, and why where its
// list of revoked codes tells (row B5).
func (w *walk) refusal(l *Lease) Step {
	ids := []words.ID{words.Result(l.Result.String())}
	if !l.RevokedAt.IsZero() {
		w.args["reason"], w.args["revoked"] = l.Reason, l.RevokedAt.In(l.Term.Zone)
		ids = append(ids, words.ExplainRevoked)
	}
	return w.step("code", l.Result.String(), ids...)
}

// renewal says whether the server shows more than is held.
func (w *walk) renewal() Step {
	switch {
	case w.fresh == nil || w.fresh.Refused:
		return Step{Question: "renewal", Answer: "not_known"}
	case w.lease == nil || differs(w.lease, w.fresh):
		w.args["offered"] = w.fresh.Term.Expires
		if w.fresh.Term.Perpetual {
			w.args["offered"] = w.say(words.Perpetual)
		}
		return w.step("renewal", "visible", words.ExplainRenewalThere)
	case w.fresh.State.Phase != term.Active || w.ending():
		return w.step("renewal", "not_yet", words.ExplainRenewalNotYet)
	}
	return w.step("renewal", "none", words.ExplainRenewalNone)
}

// ending tells whether a console already says that the contract ends.
func (w *walk) ending() bool {
	for _, it := range w.s.consoleItems(w.now) {
		if it.Component == w.component && it.Notice.Kind != term.NoNotice {
			return true
		}
	}
	return false
}

// environment says where the licence comes from; where it is carried by hand, also
// how a renewal comes.
func (w *walk) environment() Step {
	switch env := w.a.environment(w.s); {
	case env == Managed && w.s.Server == "":
		return w.step("environment", string(env), words.ExplainPushed)
	case !w.s.askable(w.part.Code):
		return w.step("environment", string(Offline), words.ExplainOffline, words.ExplainOfflineRenew)
	case env == Managed:
		return w.step("environment", string(env), words.ExplainManager)
	default:
		return w.step("environment", string(Online), words.ExplainOnline)
	}
}

// delivery says whether a manager passes on what is new; there is no step without
// a manager.
func (w *walk) delivery() Step {
	if w.a.environment(w.s) != Managed || w.lease == nil {
		return Step{}
	}
	signed := w.lease.SignedAt
	if w.reply.err == nil && w.fresh != nil {
		signed = w.fresh.SignedAt
	}
	w.args["signed"] = signed.In(w.lease.Term.Zone)
	old := oldShelf
	if !w.s.DeliveredAt.IsZero() {
		old = oldPush
	}
	if w.now.Sub(signed) > old {
		return w.step("delivery", "stale", words.ExplainNotDelivered)
	}
	return w.step("delivery", "current", words.ExplainDelivered)
}

// connectivity says whether the server can be reached, and if not, what to check.
func (w *walk) connectivity() Step {
	switch {
	case !w.asked:
		return Step{}
	case w.reply.err == nil:
		return w.step("connectivity", "reached", words.ExplainReached)
	}
	cause, status := causeOf(w.reply.err)
	w.args["status"] = status
	id := words.Cause(cause)
	if !words.Has(id) {
		id = words.Verify(cause)
	}
	ids := []words.ID{id}
	if heard := w.part.LastGood; !heard.IsZero() && w.now.After(heard) {
		w.args["unheard"] = w.now.Sub(heard)
		ids = append(ids, words.ExplainUnheard)
	}
	if w.lease != nil {
		ids = append(ids, words.ExplainDatesKept)
	}
	return w.step("connectivity", cause, ids...)
}

// nextCheck says when the server is asked next without anybody doing anything.
func (w *walk) nextCheck() Step {
	if !w.asked {
		return Step{}
	}
	at, ok := w.a.dueAt(w.s, w.component, w.now)
	if !ok {
		return w.step("next_check", "never", words.ExplainNextNever)
	}
	if !at.After(w.now) {
		return w.step("next_check", "now", words.ExplainNextSoon)
	}
	w.args["next"] = at.In(w.s.zone(w.now))
	if w.lease != nil {
		w.args["next"] = at.In(w.lease.Term.Zone)
	}
	if !w.part.RetryAt.IsZero() {
		return w.step("next_check", at.UTC().Format(time.RFC3339), words.ExplainNextRetry)
	}
	return w.step("next_check", at.UTC().Format(time.RFC3339), words.ExplainNextCheck)
}

// clock tells of a clock that is wrong; there is no step for one that is right.
func (w *walk) clock() Step {
	r := w.mark.Read(w.a.o.Now())
	w.args["off"] = r.Off.Abs()
	switch {
	case r.Condition == clock.Back:
		return w.step("clock", r.Condition.String(), words.ExplainClockBack)
	case r.Condition == clock.Ahead:
		return w.step("clock", r.Condition.String(), words.ExplainClockAhead)
	case r.Off.Abs() > clock.Slack:
		return w.step("clock", "off", words.ExplainClockOff)
	}
	return Step{}
}
