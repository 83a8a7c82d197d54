package agent

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

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
		results[i] = profile.Result{Subject: claims([]byte(push.Items[i].Statement)).Subject, Outcome: profile.Held}
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
	subject := claims(token).Subject
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
	if d.list != nil {
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

func (a *Agent) logDelivered(results []profile.Result) {
	for _, r := range results {
		if r.Outcome == profile.Refused {
			a.o.Log.Warn("a manager pushed what is not taken in", zap.String("subject", r.Subject), zap.String("why", r.Why))
			continue
		}
		a.o.Log.Info("a manager pushed a licence", zap.String("subject", r.Subject), zap.String("outcome", string(r.Outcome)))
	}
}
