package agent

import (
	"slices"
	"strings"
	"testing"

	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
)

// everything has an agent queue whatever there is to queue, under names that say
// what for.
func everything(o *Options) {
	for _, e := range allEvents {
		o.Hooks = append(o.Hooks, Hook{Name: string(e), On: []Event{e}, Components: []string{"antivirus"}})
	}
	o.Services = []Service{
		{Name: "scan", Components: []string{"antivirus"}},
		{Name: "policy", Components: []string{"antivirus"}},
		{Name: "filter", Components: []string{"spam", "reputation"}, On: []Reason{ReasonCodeChanged}},
		{Name: "encryption", Components: []string{"encryption"}},
	}
}

// idle makes an agent that queues everything and runs nothing.
func idle(h *house) *Agent {
	a := h.agent(everything)
	for n := range uint64(1000) {
		a.tell.keep(Queued{Sequence: n})
	}
	return a
}

// outbox gives what an action queues.
func outbox(t testing.TB, a *Agent, act func()) string {
	t.Helper()
	var names []string
	before := a.store.View().Sequence
	act()
	for _, q := range a.store.View().Outbox {
		switch {
		case q.Sequence <= before:
		case q.Kind == kindService:
			names = append(names, q.Name+":"+q.Detail)
		case q.Name != q.Detail || q.Component != "antivirus":
			t.Errorf("%+v", q)
		default:
			names = append(names, q.Detail)
		}
	}
	return strings.Join(names, " ")
}

// Rows A2, A3, A4 and A10 by the letter: what restarts, and what does not.
func TestWhatFollowsFromWhat(t *testing.T) {
	h := newHouse(t)
	a := idle(h)
	first, second := h.issue(50), h.licence(500)
	const entered = "scan:code_changed policy:code_changed filter:code_changed"
	automatic := func() {
		if _, err := a.refresh(t.Context(), a.store.View().codes(), false); err != nil {
			t.Error(err)
		}
	}
	byHand := func() {
		if _, err := a.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
	pass := func(days int) {
		for range days {
			h.clock.days(1)
			a.tell.suspect = false
			a.turn()
			a.keepTime()
		}
	}
	renew := func(days int) {
		h.apply(keystore.Renew{Code: first.Code, Expires: today + term.Day(days)})
	}
	for _, c := range []struct {
		name string
		act  func()
		want string
	}{
		{"a first code", func() { h.activate(a, first, "") }, "activated " + entered},
		{"the same code again", func() { h.activate(a, first, "") }, ""},
		{"nothing to update, by hand", byHand, ""},
		{"nothing to update, by the schedule", automatic, ""},
		{"a renewal, by the schedule", func() { renew(60); automatic() }, "updated"},
		{"a renewal, by hand", func() { renew(70); byHand() }, "updated scan:manual_update policy:manual_update"},
		{"the expiry", func() { pass(71) }, "grace"},
		{"the same day again", a.turn, ""},
		{"no connection", func() { h.wire.cut(); byHand(); automatic(); h.wire.lying(nil) }, ""},
		{"the end of the grace period", func() { pass(90) }, "expired"},
		{"a late renewal, by the schedule", func() { renew(400); automatic() }, "updated restored"},
		{"suspended", func() { h.apply(keystore.Suspend{Code: first.Code, Reason: "unpaid"}); automatic() }, "updated expired"},
		{"resumed, by hand", func() { h.apply(keystore.Resume{Code: first.Code}); byHand() },
			"updated restored scan:manual_update policy:manual_update"},
		{"another code", func() { h.apply(keystore.Replace{Old: first.Code, New: second}); h.activate(a, second, "") }, "activated " + entered},
		{"a longer file of the same code", func() {
			_, err := a.Import(t.Context(), h.file(second, func(_ *answer.Claims, st *answer.Statement) { st.Expires += 30; st.GraceEnds += 30 }))
			if err != nil {
				t.Error(err)
			}
		}, "updated scan:manual_update policy:manual_update"},
		{"a file of another code", func() {
			if _, err := a.Import(t.Context(), h.file(h.licence(900))); err != nil {
				t.Error(err)
			}
		}, "activated " + entered},
	} {
		if got := outbox(t, a, c.act); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNamesAreDistinct(t *testing.T) {
	for _, o := range []Options{
		{Hooks: []Hook{{Name: "a"}, {Name: "a"}}}, {Services: []Service{{Name: "a"}, {Name: "a"}}}, {Hooks: []Hook{{}}},
	} {
		o.Dir = t.TempDir()
		if _, err := Open(o); err == nil || !strings.Contains(err.Error(), "name of its own") {
			t.Errorf("%v", err)
		}
	}
	if _, err := Open(Options{Dir: t.TempDir(), Hooks: []Hook{{Name: "a"}}, Services: []Service{{Name: "a"}}}); err != nil {
		t.Error(err)
	}
}

// A code for one component restarts what depends on that one alone.
func TestOneComponentsCode(t *testing.T) {
	h := newHouse(t)
	a := idle(h)
	h.activate(a, h.issue(50), "")
	other := h.issue(90, func(l *keystore.Licence) { l.Components = []string{"antivirus", "spam", "reputation"} })
	queued := outbox(t, a, func() {
		h.activate(a, other, "spam")
	})
	if queued != "filter:code_changed" {
		t.Errorf("%q", queued)
	}
	q := a.store.View().Outbox
	env := a.environ(a.store.View(), &q[len(q)-1])
	slices.Sort(env)
	want := []string{
		"OLLU_COMPONENT=reputation", "OLLU_COMPONENTS=reputation,spam", "OLLU_EXPIRES=" + other.Expires.String(),
		"OLLU_GRACE_ENDS=" + (other.Expires + 90).String(), "OLLU_PRODUCT=appliance", "OLLU_REASON=code_changed",
		"OLLU_RESULT=valid", "OLLU_UPDATES_ALLOWED=true",
	}
	if !slices.Equal(env, want) {
		t.Errorf("%q", env)
	}
}
