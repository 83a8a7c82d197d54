package agent

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/profile"
	"ollu/keystore"
)

// Keys, the product's description and the list of revoked codes come with a push,
// and are believed by what is known alone.
func TestPushBeside(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	h.clock.set(noon.Add(time.Hour))
	pinned := h.jwks()
	h.rotate()
	renewed := about(h.file(l, expiring(today+200)))
	wantResult(t, pushed(t, a, renewed), profile.Refused, "unknown_key")
	garbage := `{"keys":[],"rotations":["` + strings.Repeat("x", 1000) + `","` + h.rotated[0] + `"]}`
	renewed.Keys = json.RawMessage(garbage)
	wantResult(t, pushed(t, a, renewed), profile.Taken, "")
	if keys := string(a.store.View().Keys); strings.Contains(keys, "xxxx") || !strings.Contains(keys, h.rotated[0]) {
		t.Errorf("it keeps %s", keys)
	}
	again := h.agentIn(a.o.Dir, func(o *Options) { o.Trust = pinned })
	if got := holds(again, "spam"); got != "valid "+(today+200).String() {
		t.Errorf("it holds %s", got)
	}
	foreign := newHouse(t)
	renewed = about(foreign.file(l, expiring(today+999)))
	renewed.Keys = foreign.jwks()
	wantResult(t, pushed(t, a, renewed), profile.Refused, "unknown_key")
}

// A statement is judged by the time that is trusted, whatever the machine's clock
// was set to.
func TestPushWithClockSet(t *testing.T) {
	for _, off := range []int{-40, 400} {
		h := newHouse(t)
		l := h.issue(100)
		a := h.agent()
		h.activate(a, l, "")
		fresh := h.file(l, expiring(today+200), func(c *answer.Claims, _ *answer.Statement) {
			c.IssuedAt, c.Expires = noon.Add(time.Minute), noon.AddDate(0, 0, 35)
		})
		h.clock.days(off)
		wantResult(t, pushed(t, a, about(fresh)), profile.Taken, "")
		if got := holds(a, "spam"); got != "valid "+(today+200).String() {
			t.Errorf("%d days off it holds %s", off, got)
		}
	}
}

// A thousand pushes leave the state as small as one, and nothing new is not
// written at all.
func TestThousandPushes(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	size := func() (n int) {
		for _, text := range files(t, a.o.Dir) {
			n += len(text)
		}
		return n
	}
	pushed(t, a, about(h.file(l)))
	before := size()
	for n := range 500 {
		h.clock.set(noon.Add(time.Duration(n) * time.Second))
		wantResult(t, pushed(t, a, about(h.file(l))), outcomeAt(n), "")
		wantResult(t, pushed(t, a, about(h.file(l, func(c *answer.Claims, _ *answer.Statement) { c.Subject = "x" }))), profile.Refused, "not_in_use")
	}
	if after := size(); after > before+200 {
		t.Errorf("the folder grew from %d to %d bytes", before, after)
	}
	seen := a.store.seen.ModTime()
	wantResult(t, pushed(t, a, about(h.file(l))), profile.Held, "")
	if !a.store.seen.ModTime().Equal(seen) {
		t.Error("a push that brings nothing is written")
	}
}

func outcomeAt(n int) profile.Outcome {
	if n == 0 {
		return profile.Held
	}
	return profile.Taken
}

// Pushes, checks by hand and readers at once, from two agents of one folder.
func TestPushAtOnce(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	b := h.agentIn(a.o.Dir)
	statement := h.file(l, expiring(today+200))
	h.apply(keystore.Renew{Code: l.Code, Expires: l.Expires + 100})
	var all sync.WaitGroup
	for _, who := range []*Agent{a, b} {
		all.Go(func() {
			for range 20 {
				if r := pushed(t, who, about(statement)).Results[0]; r.Outcome == profile.Refused {
					t.Errorf("%+v", r)
				}
			}
		})
		all.Go(func() {
			for range 5 {
				if r, err := who.Check(t.Context()); err != nil || r.Outcome == CouldNotComplete {
					t.Errorf("%+v, %v", r, err)
				}
			}
		})
		all.Go(func() {
			for range 100 {
				if !who.UpdatesAllowed("spam") {
					t.Error("not allowed for a moment")
				}
			}
		})
	}
	all.Wait()
	if got := holds(a, "spam"); got != "valid "+(today+200).String() {
		t.Errorf("it holds %s", got)
	}
}

// A state that cannot be saved is told for each item, and the old one stands.
func TestPushNotSaved(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	h.clock.set(noon.Add(time.Hour))
	a.store.dir = filepath.Join(a.o.Dir, "state.json") // no folder can be there
	p := about(h.file(l, expiring(today+200)))
	p.Items = append(p.Items, profile.Item{Statement: "x"})
	got := pushed(t, a, p)
	wantResult(t, got, profile.Refused, profile.WhyNotSaved)
	if got.Results[1].Why != "unreadable" {
		t.Errorf("%+v", got.Results)
	}
}

func FuzzPush(f *testing.F) {
	h := newHouse(f)
	l := h.issue(100)
	a := h.agent()
	if _, err := a.Activate(f.Context(), l.Code.Reveal(), ""); err != nil {
		f.Fatal(err)
	}
	f.Add("", "", "x", "", "")
	f.Add(l.Code.Reveal(), codec.Code{}.Fingerprint(), string(newHouse(f).file(l)), "{}", "a.b.c")
	f.Add("IM", "", string(h.file(l)), `{"keys":[]}`, "")
	f.Fuzz(func(t *testing.T, code, replaces, statement, keys, list string) {
		p := profile.Push{Items: []profile.Item{{Code: code, Replaces: replaces, Statement: statement}}, Facts: list, Revocations: list}
		if json.Valid([]byte(keys)) {
			p.Keys = json.RawMessage(keys)
		}
		results, err := a.Deliver(t.Context(), &p)
		if err != nil || len(results) != 1 {
			t.Fatalf("%+v, %v", results, err)
		}
		if got := holds(a, "spam"); got != "valid "+(today+100).String() {
			t.Fatalf("it holds %s", got)
		}
	})
}

// A word to nobody in particular that was said in the same second as one to this
// device takes its place only where it says what holds for every device.
func TestPushOfTheSameSecond(t *testing.T) {
	for name, c := range map[string]struct {
		says    func(*answer.Claims, *answer.Statement)
		outcome profile.Outcome
		why     string
		holds   string
	}{
		"not registered": {saysResult(answer.NotActivated), profile.Refused, "superseded", "valid " + (today + 100).String()},
		"device limit":   {saysResult(answer.DeviceLimit), profile.Refused, "superseded", "valid " + (today + 100).String()},
		"renewed":        {expiring(today + 465), profile.Taken, "", "valid " + (today + 465).String()},
		"suspended":      {saysResult(answer.Suspended), profile.Taken, "", "suspended " + (today + 100).String()},
		"revoked":        {saysResult(answer.Revoked), profile.Taken, "", "revoked " + (today + 100).String()},
	} {
		h := newHouse(t)
		l := h.issue(100)
		a := h.agent()
		h.activate(a, l, "")
		wantResult(t, pushed(t, a, about(h.file(l, c.says))), c.outcome, c.why)
		if got := holds(a, "spam"); got != c.holds {
			t.Errorf("%s: it holds %s, want %s", name, got, c.holds)
		}
	}
}

// Of two words to nobody in particular the one that comes later stands, as does
// one to this device.
func TestPushedInOneSecond(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	h.clock.set(noon.Add(time.Second))
	device := a.store.View().Device
	for _, says := range []func(*answer.Claims, *answer.Statement){
		saysResult(answer.NotActivated),
		expiring(today + 100),
		saysResult(answer.NotActivated),
		func(c *answer.Claims, _ *answer.Statement) { c.Device = device },
	} {
		wantResult(t, pushed(t, a, about(h.file(l, says))), profile.Taken, "")
	}
	if got := holds(a, "spam"); got != "valid "+(today+100).String() {
		t.Errorf("it holds %s", got)
	}
}

// What a push says of itself fills neither the log nor the answer.
func TestPushOfTooMuch(t *testing.T) {
	core, logs := observer.New(zap.WarnLevel)
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent(func(o *Options) { o.Log = zap.New(core) })
	h.activate(a, l, "")
	long := about(h.file(l, func(c *answer.Claims, _ *answer.Statement) { c.Subject = strings.Repeat("x", 10_000) }))
	got := pushed(t, a, long)
	wantResult(t, got, profile.Refused, "other_code")
	if got.Results[0].Subject != "" {
		t.Errorf("it repeats %.80s", got.Results[0].Subject)
	}
	logs.TakeAll()
	pushed(t, a, profile.Push{Items: make([]profile.Item, 1000)})
	if n := logs.Len(); n > mostLogged+1 {
		t.Errorf("%d lines", n)
	}
	if last := logs.All()[logs.Len()-1].ContextMap()["items"]; last != int64(1000-mostLogged) {
		t.Errorf("%v more", last)
	}
}
