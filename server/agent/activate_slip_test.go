package agent

import (
	"errors"
	"maps"
	"testing"

	"ollu/server/words"
)

// A slip in a setting is over with the command that it was made in: nothing of it
// is written down, and nothing is taken away.
func TestActivateWithASlip(t *testing.T) {
	for name, slip := range map[string]func(*Options){
		"product": func(o *Options) { o.Product = "software" },
		"server":  func(o *Options) { o.Server = "http://127.0.0.1:1" },
	} {
		h := newHouse(t)
		l := h.issue(100)
		a := h.agent()
		h.activate(a, l, "")
		before := files(t, a.o.Dir)
		r, err := h.agentIn(a.o.Dir, slip).Activate(t.Context(), l.Code.Reveal(), "")
		e, no := errors.AsType[*RefusedError](err)
		if refused := no && e.ID == words.ResultWrongProduct; !refused && (err != nil || r.Outcome != CouldNotComplete) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		if after := files(t, a.o.Dir); !maps.Equal(after, before) {
			t.Errorf("%s: the folder changed: %q", name, after)
		}
		again := h.agentIn(a.o.Dir, func(o *Options) { o.Server, o.Product = "", "" })
		h.check(again, NothingToUpdate)
		if got := holds(again, "antivirus"); got != "valid "+day(l) || !again.UpdatesAllowed("antivirus") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// A check that does not reach the server that was named for once goes on with the
// server that was heard; one that does remembers it.
func TestCheckWithAnotherServer(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	h.check(h.agentIn(a.o.Dir, func(o *Options) { o.Server = "http://127.0.0.1:1" }), CouldNotComplete)
	plain := func(o *Options) { o.Server = "" }
	h.check(h.agentIn(a.o.Dir, plain), NothingToUpdate)
	h.check(h.agentIn(a.o.Dir, func(o *Options) { o.Server = h.url + "/" }), NothingToUpdate)
	if got := h.agentIn(a.o.Dir, plain).store.View().Server; got != h.url+"/" {
		t.Errorf("%s is remembered", got)
	}
}
