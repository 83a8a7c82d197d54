package agent

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/server/terms"
	"ollu/server/words"
)

func day(l keystore.Licence) string { return l.Expires.String() }

// A code switches on what it covers, on this device, and is remembered together
// with the server and the product.
func TestActivate(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	r := h.activate(a, l, "")
	if r.Outcome != Updated || len(r.Parts) != 3 || r.Parts[0].NewExpires.String() != day(l) {
		t.Fatalf("%+v", r)
	}
	for _, c := range l.Components {
		if got := holds(a, c); got != "valid "+day(l) || !a.UpdatesAllowed(c) {
			t.Errorf("%s: %s, %t", c, got, a.UpdatesAllowed(c))
		}
	}
	if a.UpdatesAllowed("loss-prevention") {
		t.Error("a component without a code may take updates")
	}
	stored, err := h.store.Licence(t.Context(), l.Code)
	if err != nil || len(stored.Devices) != 1 || stored.Devices[0].ID != a.store.View().Device {
		t.Errorf("the server holds %+v, %v", stored.Devices, err)
	}
	again := h.agentIn(a.o.Dir, func(o *Options) { o.Server, o.Product = "", "" })
	h.check(again, NothingToUpdate)
	if n := h.wire.questions(); n != 2 {
		t.Errorf("%d questions for one code on three components", n)
	}
}

// A component gets the code with what it links to, and nothing else; each keeps
// its own code (row L4).
func TestActivateAComponent(t *testing.T) {
	h := newHouse(t)
	all, spam, dl := h.issue(100), h.issue(200), h.issue(300, func(l *keystore.Licence) {
		l.Code, l.Components = freshCode(t, "DL"), []string{"loss-prevention"}
	})
	a := h.agent()
	h.activate(a, all, "antivirus")
	if got := holds(a, "spam"); got != "-" {
		t.Errorf("spam holds %s", got)
	}
	h.activate(a, spam, "spam")
	h.activate(a, dl, "")
	for c, l := range map[string]keystore.Licence{"antivirus": all, "spam": spam, "reputation": spam, "loss-prevention": dl} {
		if got := holds(a, c); got != "valid "+day(l) {
			t.Errorf("%s holds %s", c, got)
		}
	}
	before := h.wire.questions()
	if r := h.check(a, NothingToUpdate); len(r.Parts) != 4 || h.wire.questions() != before+3 {
		t.Errorf("%d parts after %d questions", len(r.Parts), h.wire.questions()-before)
	}
}

// What is refused changes nothing; "not a code", "expired" and "not for this" are
// told apart, and nothing is asked about what a rule of the product forbids.
func TestActivateRefused(t *testing.T) {
	h := newHouse(t)
	good := h.issue(100)
	other := h.issue(100, func(l *keystore.Licence) { l.Product = "software" })
	dl := h.issue(100, func(l *keystore.Licence) { l.Code, l.Components = freshCode(t, "DL"), []string{"loss-prevention"} })
	narrow := h.issue(100, func(l *keystore.Licence) { l.Components = []string{"antivirus"} })
	full := h.issue(100, func(l *keystore.Licence) { l.DeviceLimit = 1 })
	h.apply(keystore.Activate{Code: full.Code, Device: "another"})
	revoked, suspended, ended := h.issue(100), h.issue(100), h.issue(-100)
	h.apply(keystore.Revoke{Code: revoked.Code, Reason: "test"})
	h.apply(keystore.Suspend{Code: suspended.Code, Reason: "test"})
	a := h.agent()
	h.activate(a, good, "")
	typo := []byte(good.Code.Reveal())
	typo[10] = map[bool]byte{true: '3', false: '2'}[typo[10] == '2']
	for name, c := range map[string]struct {
		code, component string
		want            words.ID
		asked           int
	}{
		"mistyped":             {string(typo), "", words.RefusedMistypedAt, 0},
		"too short":            {"IM-2222", "", words.RefusedLength, 0},
		"never issued":         {freshCode(t, "IM").Reveal(), "", words.ResultUnknown, 1},
		"another product":      {other.Code.Reveal(), "", words.ResultWrongProduct, 1},
		"another prefix":       {freshCode(t, "ZZ").Reveal(), "", words.RefusedProductPrefix, 0},
		"component's prefix":   {dl.Code.Reveal(), "antivirus", words.RefusedPrefix, 0},
		"not covered":          {narrow.Code.Reveal(), "spam", words.ResultWrongComponent, 1},
		"not sold":             {good.Code.Reveal(), "encryption", words.RefusedUnsold, 0},
		"by link alone":        {good.Code.Reveal(), "reputation", words.RefusedLinked, 0},
		"too many devices":     {full.Code.Reveal(), "", words.ResultDeviceLimit, 1},
		"revoked":              {revoked.Code.Reveal(), "", words.ResultRevoked, 1},
		"suspended":            {suspended.Code.Reveal(), "", words.ResultSuspended, 1},
		"ended, with a better": {ended.Code.Reveal(), "", words.RefusedOver, 1},
	} {
		before, asked := holds(a, "antivirus"), h.wire.questions()
		_, err := a.Activate(t.Context(), c.code, c.component)
		e, ok := errors.AsType[*RefusedError](err)
		if !ok || e.ID != c.want || !words.Has(e.ID) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
			continue
		}
		if strings.Contains(e.Error(), c.code) || strings.Contains(e.Error(), "{") {
			t.Errorf("%s: it says %s", name, e)
		}
		if n := h.wire.questions() - asked; n != c.asked || holds(a, "antivirus") != before {
			t.Errorf("%s: %d questions, antivirus holds %s", name, n, holds(a, "antivirus"))
		}
		if name == "mistyped" && codec.Suggestion(err) != good.Code.Reveal() {
			t.Errorf("no correction is offered")
		}
	}
	if _, err := a.Activate(t.Context(), good.Code.Reveal(), "kitchen"); !isUsage(err, words.UsageNoComponent) {
		t.Errorf("an unknown component: %v", err)
	}
	if _, err := h.agent(func(o *Options) { o.Server = "" }).Activate(t.Context(), good.Code.Reveal(), ""); !isUsage(err, words.UsageNoServer) {
		t.Errorf("no server: %v", err)
	}
}

func isUsage(err error, id words.ID) bool {
	e, ok := errors.AsType[*UsageError](err)
	return ok && e.ID == id && words.Has(id)
}

// An ended licence is taken in where there is nothing better: the screen shows
// when it ended, and daily checks find the renewal.
func TestActivateEnded(t *testing.T) {
	h := newHouse(t)
	l := h.issue(-100)
	a := h.agent()
	if r := h.activate(a, l, ""); r.Parts[0].Result != "expired" {
		t.Errorf("%+v", r)
	}
	if got := holds(a, "antivirus"); got != "expired "+day(l) || a.UpdatesAllowed("antivirus") {
		t.Error(got)
	}
	better := h.issue(100)
	h.activate(a, better, "")
	if got := holds(a, "antivirus"); got != "valid "+day(better) {
		t.Error(got)
	}
}

// A code that is in use and was taken back is taken back here too when it is
// entered once more.
func TestActivateWhatWasTakenBack(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	h.apply(keystore.Revoke{Code: l.Code, Reason: "test"})
	_, err := a.Activate(t.Context(), l.Code.Reveal(), "")
	if e, ok := errors.AsType[*RefusedError](err); !ok || e.Result != "revoked" {
		t.Fatal(err)
	}
	if got := holds(a, "antivirus"); got != "revoked "+day(l) || a.UpdatesAllowed("antivirus") {
		t.Error(got)
	}
}

// No connection is an outcome, not a refusal, and leaves nothing behind but the
// name of the device.
func TestActivateWithoutConnection(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.wire.cut()
	r, err := a.Activate(t.Context(), l.Code.Reveal(), "")
	if err != nil || r.Outcome != CouldNotComplete || r.Parts[0].Cause == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	s := a.store.View()
	if s.licensed() || s.Device == "" || s.Issuer != "" {
		t.Errorf("%+v", s)
	}
	h.wire.lying(nil)
	h.activate(a, l, "")
	if a.store.View().Device != s.Device {
		t.Error("it came back as another device")
	}
}

// Without a product configured it is that of the first code, and the next must be
// of it too.
func TestProductOfTheFirstCode(t *testing.T) {
	h := newHouse(t)
	software := h.issue(100, func(l *keystore.Licence) { l.Product = "software" })
	a := h.agent(func(o *Options) { o.Product = "" })
	h.activate(a, software, "spam")
	if s := a.store.View(); s.Product != "software" || s.Facts == "" {
		t.Errorf("the product is %q", s.Product)
	}
	if got := slices.Sorted(slices.Values(a.store.View().components())); !slices.Equal(got, []string{"reputation", "spam"}) {
		t.Errorf("the code was taken in for %q", got)
	}
	_, err := a.Activate(t.Context(), h.issue(100).Code.Reveal(), "")
	if e, ok := errors.AsType[*RefusedError](err); !ok || e.Result != answer.WrongProduct.String() {
		t.Errorf("a code of another product: %v", err)
	}
}

// What the rules forbid that are held is asked for anew: the catalogue may take
// more prefixes than it did.
func TestRulesOfANewerCatalogue(t *testing.T) {
	h := newHouse(t)
	a := h.agent()
	h.activate(a, h.issue(100), "antivirus")
	newer := gateways(t)
	p, _ := newer.Product("appliance")
	p.Prefixes = append(p.Prefixes, prefixOf("QQ"))
	p.Components[3].Prefixes = append(p.Components[3].Prefixes, prefixOf("QQ"))
	c, err := product.NewCatalogue(newer.Products())
	if err != nil {
		t.Fatal(err)
	}
	h.book = terms.NewBook(c)
	h.checker.UseBook(h.book)
	h.clock.days(1)
	h.publish()
	l := h.issue(50, func(l *keystore.Licence) { l.Code, l.Components = freshCode(t, "QQ"), []string{"loss-prevention"} })
	h.activate(a, l, "loss-prevention")
	if got := holds(a, "loss-prevention"); got != "valid "+day(l) {
		t.Error(got)
	}
}

// No code is in a log, an error or a report.
func TestCodesStayOutOfLogs(t *testing.T) {
	h := newHouse(t)
	core, logs := observer.New(zap.DebugLevel)
	a := h.agent(func(o *Options) { o.Log = zap.New(core) })
	l := h.issue(100)
	h.activate(a, l, "")
	h.wire.cut()
	r := h.check(a, CouldNotComplete)
	said := strings.Builder{}
	for _, e := range logs.All() {
		said.WriteString(e.Message)
		for _, f := range e.Context {
			said.WriteString(f.String)
			if err, ok := f.Interface.(error); ok {
				said.WriteString(err.Error())
			}
		}
	}
	for _, p := range r.Parts {
		said.WriteString(p.Code + p.Detail)
	}
	if !strings.Contains(said.String(), l.Code.String()) || len(logs.All()) == 0 {
		t.Error("nothing was said at all")
	}
	for _, group := range strings.Split(l.Code.Reveal(), "-")[1:6] {
		if strings.Contains(said.String(), group) {
			t.Errorf("a code is in: %s", said.String())
		}
	}
}

func TestContextEnds(t *testing.T) {
	h := newHouse(t)
	a := h.agent()
	l := h.issue(100)
	h.activate(a, l, "")
	before := a.store.View().Parts["antivirus"]
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Check(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("check: %v", err)
	}
	if _, err := a.Activate(ctx, l.Code.Reveal(), ""); !errors.Is(err, context.Canceled) {
		t.Errorf("activate: %v", err)
	}
	if *a.store.View().Parts["antivirus"] != *before {
		t.Error("a check that was broken off counts as failed")
	}
}
