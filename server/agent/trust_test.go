package agent

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"ollu/codec/answer"
	"ollu/keystore"
)

// The drill of row B6: an agent that knows the first key follows two rotations that
// it slept through, and still believes what it holds when it starts again.
func TestFollowsRotations(t *testing.T) {
	for name, trust := range map[string]bool{"pinned by the vendor": true, "met first": false} {
		h := newHouse(t)
		l := h.issue(100)
		first := func(o *Options) {
			o.Trust = nil
		}
		if trust {
			keys := h.jwks()
			first = func(o *Options) { o.Trust = keys }
		}
		a := h.agent(first)
		h.activate(a, l, "")
		if got := a.Status().Trust; got.FirstUse == trust || len(got.Keys) != 1 || got.Issuer != issuer {
			t.Errorf("%s: %+v", name, got)
		}
		h.rotate()
		h.rotate()
		h.check(a, NothingToUpdate)
		again := h.agentIn(a.o.Dir, first)
		if holds(again, "antivirus") != "valid "+day(l) || len(again.Status().Trust.Keys) != 3 {
			t.Errorf("%s: after a restart: %s, %+v", name, holds(again, "antivirus"), again.Status().Trust)
		}
		if ok, err := UpdatesAllowed(a.o.Dir, "antivirus", noon); !ok || err != nil {
			t.Errorf("%s: without an agent: %t, %v", name, ok, err)
		}
		h.check(again, NothingToUpdate)
	}
}

// A first activation after a rotation follows it as well.
func TestFollowsARotationAtFirst(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	old := h.jwks()
	h.rotate()
	a := h.agent(func(o *Options) { o.Trust = old })
	h.activate(a, l, "")
	if got := holds(a, "antivirus"); got != "valid "+day(l) || a.store.View().Facts == "" {
		t.Error(got)
	}
}

// A key that none of the known ones vouches for is not followed, wherever it is
// published.
func TestDoesNotFollowStrangers(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	pinned := h.jwks()
	h.signer, h.keys = newSigner(t), &answer.KeySet{}
	h.rotated = []string{string(h.signer.AppendRotation(nil, issuer, h.signer.Public(), noon)), "no.rotation.statement"}
	h.publish()
	r := h.check(a, CouldNotComplete)
	if r.Parts[0].Cause != "unknown_key" || holds(a, "antivirus") != "valid "+day(l) {
		t.Errorf("%+v", r.Parts[0])
	}
	if !bytes.Equal(a.store.View().Keys, pinned) {
		t.Errorf("the keys are %s", a.store.View().Keys)
	}
}

// With keys of the vendor's, those in the state count only as far as they are
// vouched for: writing another key into it makes nothing believed.
func TestEditedKeys(t *testing.T) {
	h := newHouse(t)
	a := h.agent()
	h.activate(a, h.issue(100), "")
	forger := newSigner(t)
	forged := &answer.KeySet{}
	forged.Add(forger.Public())
	l := h.issue(9999)
	h.signer = forger
	token := string(h.file(l))
	edit(t, a, func(s *State) {
		s.Keys = forged.AppendJWKS(nil, nil)
		for _, p := range s.Parts {
			p.Code, p.Subject, p.Token = l.Code, l.Code.Fingerprint(), token
		}
	})
	again := h.agentIn(a.o.Dir)
	if got := holds(again, "antivirus"); strings.Contains(got, day(l)) || slices.Contains(again.Status().Trust.Keys, forger.KeyID()) {
		t.Errorf("%s, %+v", got, again.Status().Trust)
	}
}

// A product's description is believed only when it is signed, and for the product
// that it describes.
func TestFactsAreVerified(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100, func(l *keystore.Licence) { l.DeviceLimit = 0 })
	software, _ := h.book.Catalogue().Product("software")
	for name, body := range map[string][]byte{
		"forged":        newSigner(t).AppendProduct(nil, issuer, software.AppendFacts(nil), noon),
		"other product": h.signer.AppendProduct(nil, issuer, software.AppendFacts(nil), noon),
		"no facts":      []byte("<html>"),
	} {
		a := h.agent(func(o *Options) { o.Facts = body })
		if _, ok := a.prover.facts(a.store.View()); ok {
			t.Errorf("%s: shipped facts are believed", name)
		}
		edit(t, a, func(s *State) { s.Facts = string(body) })
		if _, ok := a.prover.facts(a.store.View()); ok {
			t.Errorf("%s: facts in the state are believed", name)
		}
		h.activate(a, l, "antivirus")
	}
}

// What is learnt while somebody else is at work is not forgotten with that work.
func TestKeysLearntMeanwhile(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	for name, pinned := range map[string][]byte{"vendor's": h.jwks(), "first use": nil} {
		a := h.agent(func(o *Options) { o.Trust = pinned })
		h.activate(a, l, "")
		early := a.trusts(a.store.View())
		old := h.signer
		h.rotate()
		h.check(a, NothingToUpdate)
		if err := a.store.Update(func(s *State) error { early.issuer = issuer; early.keep(s); return nil }); err != nil {
			t.Fatal(err)
		}
		again := h.agentIn(a.o.Dir, func(o *Options) { o.Trust = pinned })
		if got := holds(again, "spam"); got != "valid "+l.Expires.String() {
			t.Errorf("%s: it holds %s", name, got)
		}
		h.signer, h.rotated, h.keys = old, nil, &answer.KeySet{}
		h.publish()
	}
}
