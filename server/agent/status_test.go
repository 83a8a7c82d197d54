package agent

import (
	"encoding/json"
	"strings"
	"testing"

	"ollu/codec/term"
	"ollu/keystore"
)

// The licence screen: each component with its own code and expiry, the answer's
// fields at the top, no code in full (row A9).
func TestStatus(t *testing.T) {
	h := newHouse(t)
	all, dl := h.issue(100), h.issue(-10, func(l *keystore.Licence) {
		l.Code, l.Components, l.Seats = freshCode(t, "DL"), []string{"loss-prevention"}, 5
	})
	a := h.agent(func(o *Options) { o.Device = "rack-1" })
	if st := a.Status(); st.Result != "not_activated" || st.UpdatesAllowed || len(st.Parts) != 0 || st.UnheardFor != 0 || st.Device != "rack-1" {
		t.Errorf("before anything: %+v", st)
	}
	h.activate(a, all, "antivirus")
	h.activate(a, dl, "")
	st := a.Status()
	if st.Result != "valid" || *st.Expires != all.Expires || *st.GraceEnds != all.Expires+90 || *st.DaysLeft != 100 ||
		st.Product != "appliance" || st.Type != "full" || st.Seats != 100 || st.Zone != "Asia/Tokyo" || !st.UpdatesAllowed ||
		st.Code != all.Code.String() || st.LastOutcome != Updated || !st.LastCheck.Equal(noon) || !st.ServerTime.Equal(noon) ||
		st.Environment != Online || st.Server != h.url || st.Trust.FirstUse || st.Trust.Issuer != issuer {
		t.Errorf("%+v", st)
	}
	if want := (all.Expires - 90).Start(tokyo); !st.NextCheck.Equal(want) {
		t.Errorf("the next check is %s, want %s", st.NextCheck, want)
	}
	var got []string
	for _, p := range st.Parts {
		got = append(got, p.Component+" "+p.Result)
	}
	want := "antivirus valid, spam not_activated, reputation not_activated, loss-prevention grace"
	if strings.Join(got, ", ") != want {
		t.Errorf("%q", got)
	}
	text, err := json.Marshal(st)
	if err != nil || strings.Contains(string(text), all.Code.Reveal()) || strings.Contains(string(text), dl.Code.Reveal()) {
		t.Errorf("%s, %v", text, err)
	}
	for _, want := range []string{`"expires":"` + all.Expires.String(), `"updates_allowed":true`, `"last_outcome":"updated"`, `"unheard_for":0`, `"days_left":100`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
}

// A perpetual licence has no dates; its next check is what the server says.
func TestStatusOfAPerpetualLicence(t *testing.T) {
	h := newHouse(t)
	l := h.issue(0, func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Grace = true, term.Day(0), 0 })
	a := h.agent()
	if r := h.activate(a, l, ""); r.Parts[0].NewExpires.String() != "perpetual" {
		t.Errorf("%+v", r)
	}
	st := a.Status()
	if st.Expires != nil || st.GraceEnds != nil || st.DaysLeft != nil || st.Result != "valid" || st.NextCheck.IsZero() {
		t.Errorf("%+v", st)
	}
}

// An agent that knows nothing yet says so with empty lists.
func TestStatusOfNothing(t *testing.T) {
	a := newHouse(t).agent(func(o *Options) { o.Server, o.Product, o.Trust = "", "", nil })
	b, err := json.Marshal(a.Status())
	if err != nil || !strings.Contains(string(b), `"keys":[]`) || !strings.Contains(string(b), `"parts":[]`) {
		t.Errorf("%s, %v", b, err)
	}
}

// A check that the server asks for sooner goes before the schedule (rows B1, B2).
func TestNextCheckOfTheServer(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	h.apply(keystore.Renew{Code: l.Code, Expires: l.Expires + 365, ShowsFrom: today + 3})
	h.check(a, NothingToUpdate)
	if got, want := a.Status().NextCheck, (today + 3).Start(tokyo); !got.Equal(want) {
		t.Errorf("%s, want %s", got, want)
	}
	h.clock.set((today + 3).Start(tokyo))
	h.check(a, Updated)
}

// A clock that is set back or leaps ahead is told, and neither extends nor cuts a
// licence; the issuer's proof sets it right (row B3).
func TestClock(t *testing.T) {
	h := newHouse(t)
	l := h.issue(20, func(l *keystore.Licence) { l.Grace = 5 })
	hand := &clockwork{t: noon}
	a := h.agent(func(o *Options) { o.Now = hand.now })
	h.activate(a, l, "")
	hand.days(400)
	if st := a.Status(); st.Clock.Condition != "ahead" || st.Result != "valid" || st.Clock.Off < 300*24*3600 {
		t.Errorf("far ahead: %s, %+v", st.Result, st.Clock)
	}
	h.check(a, NothingToUpdate)
	if st := a.Status(); st.Result != "valid" || !st.Clock.Proved.Equal(noon) || st.Clock.Off != 400*24*3600 {
		t.Errorf("far ahead, and the issuer heard: %s, %+v", st.Result, st.Clock)
	}
	hand.set(noon)
	h.clock.days(30)
	h.check(a, NothingToUpdate)
	hand.set(noon.AddDate(-1, 0, 0))
	if st := a.Status(); st.Clock.Condition != "set_back" || st.Result != "expired" || st.UpdatesAllowed {
		t.Errorf("set back: %s, %+v", st.Result, st.Clock)
	}
	if ok, err := UpdatesAllowed(a.o.Dir, "antivirus", hand.now()); ok || err != nil {
		t.Errorf("set back, without an agent: %t, %v", ok, err)
	}
}
