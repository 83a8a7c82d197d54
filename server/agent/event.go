package agent

import (
	"fmt"
	"slices"
	"strings"
)

// Kinds of what is queued.
const (
	kindHook    = "hook"
	kindService = "service"
)

// distinct sees to it that hooks have names of their own, and services too: what is
// queued is found again by its name.
func (o *Options) distinct() error {
	seen := map[string]bool{}
	take := func(kind, name string) error {
		if name == "" || seen[kind+name] {
			return fmt.Errorf("agent: a %s has the name %.64q; give each a name of its own", kind, name)
		}
		seen[kind+name] = true
		return nil
	}
	for _, h := range o.Hooks {
		if err := take(kindHook, h.Name); err != nil {
			return err
		}
	}
	for _, s := range o.Services {
		if err := take(kindService, s.Name); err != nil {
			return err
		}
	}
	return nil
}

// settle works out what follows from a change of the state and queues it in the
// same write: hooks for what happened to each component, and restarts where rows
// A3, A4 and A10 want them. It is called inside an Update; before holds what was
// verified when the Update began.
func (a *Agent) settle(st *State, before map[string]Lease, occasion Occasion) {
	now := a.at(st)
	restarts := restarts{}
	for _, component := range st.components() {
		is, ok := st.lease(component, now)
		if !ok {
			continue
		}
		part := st.Parts[component]
		was, had := before[component]
		switch {
		case gotCode(part, &was, had, &is, occasion):
			a.happened(st, component, EventActivated)
			restarts.add(component, ReasonCodeChanged)
		case had && differs(&was, &is):
			a.happened(st, component, EventUpdated)
			if byHand(occasion) {
				restarts.add(component, ReasonManualUpdate)
			}
		}
		a.turned(st, component, part.Told, is.Phase())
		part.Told = is.Phase()
	}
	for i := range a.o.Services {
		a.restart(st, &a.o.Services[i], restarts)
	}
}

// gotCode tells whether a component got a code that it did not have. One whose
// terms could not be verified for a time, after damage, had it all along.
func gotCode(part *Part, was *Lease, had bool, is *Lease, occasion Occasion) bool {
	if had {
		return was.Subject != is.Subject
	}
	return part.Told == "" || occasion == Activation || occasion == Import
}

// byHand tells whether a person brought it about: what the agent finds by itself
// restarts nothing (row A2).
func byHand(occasion Occasion) bool {
	return occasion == Activation || occasion == ManualCheck || occasion == Import
}

// turned queues what follows from the phase that a component is in, as against
// what its hooks were told last.
func (a *Agent) turned(st *State, component string, told, phase Phase) {
	if told == phase {
		return
	}
	if told == PhaseExpired {
		a.happened(st, component, EventRestored)
	}
	switch phase {
	case PhaseGrace:
		a.happened(st, component, EventGrace)
	case PhaseExpired:
		a.happened(st, component, EventExpired)
	}
}

// happened queues the hooks for an event of a component.
func (a *Agent) happened(st *State, component string, event Event) {
	for _, h := range a.o.Hooks {
		if slices.Contains(h.On, event) && concerns(h.Components, component) {
			st.queue(kindHook, h.Name, component, string(event), a.at(st))
		}
	}
}

// restarts holds for each component why what depends on it restarts.
type restarts map[string]Reason

func (r restarts) add(component string, why Reason) { r[component] = why }

// restart queues a service, once, if any of the reasons is one of its own.
func (a *Agent) restart(st *State, s *Service, why restarts) {
	var components []string
	reason := ReasonManualUpdate
	for _, component := range st.components() {
		r, ok := why[component]
		if !ok || !concerns(s.Components, component) || len(s.On) > 0 && !slices.Contains(s.On, r) {
			continue
		}
		components = append(components, component)
		if r == ReasonCodeChanged {
			reason = r
		}
	}
	if len(components) > 0 {
		st.queue(kindService, s.Name, strings.Join(components, ","), string(reason), a.at(st))
	}
}

// concerns tells whether a list of components, empty for all, has one.
func concerns(components []string, component string) bool {
	return len(components) == 0 || slices.Contains(components, component)
}
