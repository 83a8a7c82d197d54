package sitetest

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/profile"
)

// skew is how far the clocks of product and issuer may be apart.
const skew = 10 * time.Minute

// take judges a push. The caller holds the lock.
func (p *Product) take(push *profile.Push) profile.Holding {
	p.learn(push.Keys, push.Revocations)
	results := make([]profile.Result, 0, len(push.Items))
	for i := range push.Items {
		r := p.item(&push.Items[i])
		p.counts.Items++
		switch r.Outcome {
		case profile.Taken:
			p.counts.Taken++
		case profile.Held:
			p.counts.Held++
		default:
			p.counts.Refused++
		}
		results = append(results, r)
	}
	h := p.holding()
	h.Results = results
	return h
}

// learn takes in keys that known ones vouch for, the first set when there is none,
// and a newer list of what was revoked.
func (p *Product) learn(keys []byte, revocations string) {
	if set, rotations, err := answer.ParseJWKS(keys); err == nil {
		if p.keys.Len() == 0 {
			p.keys = set
		}
		p.keys.Follow(p.issuer, rotations)
	}
	_, issuer := claimed([]byte(revocations))
	list, err := p.keys.OpenRevocations([]byte(revocations), cmp.Or(p.issuer, issuer))
	if err == nil && list.IssuedAt.After(p.list.IssuedAt) {
		p.list = list
	}
}

// item judges one item.
func (p *Product) item(i *profile.Item) profile.Result {
	subject, issuer := claimed([]byte(i.Statement))
	refused := func(why string) profile.Result {
		return profile.Result{Subject: subject, Outcome: profile.Refused, Why: why}
	}
	if p.keys.Len() == 0 {
		return refused(profile.WhyNoKeys)
	}
	e := answer.Expect{
		Issuer: cmp.Or(p.issuer, issuer), Subject: subject, Device: p.device, DeviceOptional: true,
		Now: p.site.o.Now(), Skew: skew, After: p.heldAt(subject),
	}
	signed, err := p.keys.Verify([]byte(i.Statement), &e)
	if err != nil {
		return refused(why(err))
	}
	p.issuer = e.Issuer
	if p.product != "" && signed.Issued && signed.Product != p.product {
		return refused(answer.WrongProduct.String())
	}
	if !p.uses(subject) {
		if why := p.enter(i, &signed); why != "" {
			return refused(why)
		}
	}
	if p.fault == FaultFull {
		return refused(profile.WhyNotSaved)
	}
	return profile.Result{Subject: subject, Outcome: p.keep(subject, i.Statement, &signed)}
}

// keep puts a statement in the place of what is held about its code.
func (p *Product) keep(subject, token string, signed *answer.Signed) profile.Outcome {
	outcome := profile.Held
	for _, t := range p.parts {
		if t.subject != subject {
			continue
		}
		if t.token == "" || !bytes.Equal(tag(signed), tag(&t.signed)) {
			outcome = profile.Taken
		}
		t.token, t.signed = token, *signed
	}
	return outcome
}

func tag(s *answer.Signed) []byte { return s.AppendTag(nil, s.KeyID) }

// enter puts another code in its components, as if it were activated; it says why
// not.
func (p *Product) enter(i *profile.Item, signed *answer.Signed) (why string) {
	if i.Code == "" || !p.site.o.NewCode {
		return profile.WhyNotInUse
	}
	code, err := codec.ParseCode(i.Code)
	if err != nil || code.Fingerprint() != signed.Subject {
		return answer.OtherCode.String()
	}
	if signed.Result != answer.Valid && signed.Result != answer.Grace {
		return signed.Result.String()
	}
	if p.fault == FaultFull {
		return profile.WhyNotSaved
	}
	entered := false
	for _, component := range signed.Components {
		has := len(p.site.o.Components) == 0 || slices.Contains(p.site.o.Components, component)
		if has && (i.Component == "" || i.Component == component) {
			p.parts[component] = &part{code: code, subject: signed.Subject}
			entered = true
		}
	}
	if !entered {
		return answer.WrongComponent.String()
	}
	delete(p.parts, everything)
	p.product = signed.Product
	return ""
}

func (p *Product) uses(subject string) bool {
	for _, t := range p.parts {
		if t.subject == subject {
			return true
		}
	}
	return false
}

// heldAt is when the newest statement about a code was signed; zero without one.
func (p *Product) heldAt(subject string) (newest time.Time) {
	for _, t := range p.parts {
		if t.subject == subject && t.signed.IssuedAt.After(newest) {
			newest = t.signed.IssuedAt
		}
	}
	return newest
}

// claimed reads whom a token says that it is about and from, unverified.
func claimed(token []byte) (subject, issuer string) {
	parts := bytes.Split(token, []byte{'.'})
	if len(parts) != 3 {
		return "", ""
	}
	raw, err := base64.RawURLEncoding.AppendDecode(nil, parts[1])
	if err != nil {
		return "", ""
	}
	var c struct{ Iss, Sub string }
	if json.Unmarshal(raw, &c) != nil {
		return "", ""
	}
	return c.Sub, c.Iss
}

func why(err error) string {
	if e, ok := errors.AsType[*answer.VerifyError](err); ok {
		return e.Why.String()
	}
	return answer.Unreadable.String()
}
