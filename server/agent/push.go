package agent

import (
	"bytes"
	"cmp"
	"context"
	"errors"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/profile"
)

// Deliver takes a manager's push in, and gives a result for each of its items, in
// their order. Each is judged as if it came from the issuer itself, and a code that
// is new here as an activation is; an item that is refused changes nothing. The
// error is a state that cannot be saved: then nothing at all was changed, and the
// results say so.
func (a *Agent) Deliver(ctx context.Context, push *profile.Push) ([]profile.Result, error) {
	results, err := a.deliverAll(ctx, push)
	if err != nil {
		a.o.Log.Error("what a manager pushed could not be saved", zap.Error(err))
		for i := range results {
			if results[i].Outcome != profile.Refused {
				results[i].Outcome, results[i].Why = profile.Refused, profile.WhyNotSaved
			}
		}
	}
	a.awake()
	return results, err
}

func (a *Agent) deliverAll(ctx context.Context, push *profile.Push) ([]profile.Result, error) {
	results := make([]profile.Result, len(push.Items))
	for i := range results {
		results[i] = profile.Result{Subject: subjectOf([]byte(push.Items[i].Statement)), Outcome: profile.Held}
	}
	a.named()
	s := a.store.View()
	t := a.pushedTrust(ctx, s, push)
	if t.keys.Len() == 0 {
		for i := range results {
			results[i].Outcome, results[i].Why = profile.Refused, profile.WhyNoKeys
		}
		return results, nil
	}
	all := make([]delivery, len(push.Items))
	for i := range all {
		all[i] = a.believe(ctx, s, t, &push.Items[i])
		if all[i].refused != "" {
			results[i].Outcome, results[i].Why = profile.Refused, all[i].refused
		}
	}
	d := &delivered{t: t, all: all, results: results}
	d.facts = a.pushedFacts(ctx, s, t, push.Facts, all)
	d.list = a.prover.newerList(s, t, push.Revocations)
	err := a.change(Delivery, func(s *State) error { return a.takeDelivered(s, d) })
	if errors.Is(err, errNothingNew) {
		err = nil
	}
	a.logDelivered(results)
	return results, err
}

// delivered is a push once it is verified.
type delivered struct {
	t       *trust
	all     []delivery
	facts   string // signed description of the product; "" none that is newer
	list    *revoked
	results []profile.Result
}

// delivery is one item of a push.
type delivery struct {
	offer
	item    *profile.Item
	refused string // why it is not believed; "" it is
}

// pushedTrust is what is believed of a push: the keys that are known, and those of
// the push that they vouch for. First use is no matter of a push.
func (a *Agent) pushedTrust(ctx context.Context, s *State, push *profile.Push) *trust {
	t := a.trusts(s)
	t.fetch = func(context.Context) ([]byte, error) { return push.Keys, nil }
	if len(push.Keys) > 0 && t.issuer != "" {
		t.follow(ctx, t.issuer)
	}
	return t
}

// believe verifies one item.
func (a *Agent) believe(ctx context.Context, s *State, t *trust, item *profile.Item) delivery {
	token := bytes.TrimSpace([]byte(item.Statement))
	subject := subjectOf(token)
	d := delivery{item: item, offer: offer{subject: subject, token: string(token), source: SourceServer}}
	var err error
	d.signed, err = t.verify(ctx, token, &answer.Expect{
		Subject: subject, Device: s.Device, DeviceOptional: true, Now: a.at(s), Skew: skew,
	})
	switch {
	case err != nil:
		d.refused = why(err).String()
		return d
	case subject == "":
		d.refused = answer.Unreadable.String()
		return d
	case !d.signed.Issued:
		d.refused = d.signed.Result.String()
		return d
	}
	if item.Code == "" {
		return d
	}
	d.code, err = codec.ParseCode(item.Code)
	switch {
	case err != nil:
		d.refused = answer.Malformed.String()
	case d.code.Fingerprint() != subject:
		d.refused = answer.OtherCode.String()
	}
	return d
}

// pushedFacts gives the product's description when it is newer than the one that
// is held; for a product that had no code yet, that of its first.
func (a *Agent) pushedFacts(ctx context.Context, s *State, t *trust, token string, all []delivery) string {
	id := s.Product
	for i := range all {
		if all[i].refused == "" {
			id = cmp.Or(id, all[i].signed.Product)
		}
	}
	if token == "" || id == "" {
		return ""
	}
	at, err := t.product(ctx, []byte(token), id)
	if err != nil {
		a.o.Log.Warn("the description of the product that a manager pushed is not believed", zap.Error(err))
		return ""
	}
	if held := a.prover.factsAt(s); !held.IsZero() && !at.After(held) {
		return ""
	}
	return token
}

// longestSubject is more than any fingerprint has.
const longestSubject = 64

// subjectOf gives whom a statement says that it is about, before it is believed; ""
// for what can be no fingerprint, and shall not fill logs and answers.
func subjectOf(token []byte) string {
	if s := claims(token).Subject; len(s) <= longestSubject {
		return s
	}
	return ""
}

// mostLogged is how many items of one push that changed nothing get a line of
// their own.
const mostLogged = 20

func (a *Agent) logDelivered(results []profile.Result) {
	idle := 0
	for _, r := range results {
		if r.Outcome != profile.Taken {
			idle++
		}
		switch {
		case r.Outcome == profile.Taken || r.Outcome == profile.Held && idle <= mostLogged:
			a.o.Log.Info("a manager pushed a licence", zap.String("subject", r.Subject), zap.String("outcome", string(r.Outcome)))
		case idle <= mostLogged:
			a.o.Log.Warn("a manager pushed what is not taken in", zap.String("subject", r.Subject), zap.String("why", r.Why))
		}
	}
	if idle > mostLogged {
		a.o.Log.Warn("a manager pushed more that changed nothing", zap.Int("items", idle-mostLogged))
	}
}
