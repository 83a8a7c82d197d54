package agent

import (
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/notice"
	"ollu/server/words"
)

// The windows of a product whose description was never had: rows A6 and A7, and
// section "Schedules" for trials.
var (
	usualConsole = product.Windows{Full: 60, Trial: 14}
	usualMail    = product.Windows{Full: 15, Trial: 14}
)

// Notices gives what a console has to say today, an item for each component: no
// notice where the contract has long to go, and of one that was never activated
// that it is not, unless it is hidden (rows A6 and A8).
func (a *Agent) Notices() []notice.Item {
	s := a.store.View()
	return s.consoleItems(a.at(s))
}

func (s *State) consoleItems(now time.Time) []notice.Item {
	windows := usualConsole
	if facts, ok := s.by.facts(s); ok {
		windows = facts.ConsoleWindow
	}
	return s.items(now, func(l *Lease) term.Notice {
		return l.Term.ConsoleNotice(l.State.Today, windows.For(l.Type))
	})
}

func (s *State) mailItems(now time.Time) []notice.Item {
	windows := usualMail
	if facts, ok := s.by.facts(s); ok {
		windows = facts.MailWindow
	}
	return s.items(now, func(l *Lease) term.Notice {
		return l.Term.MailNotice(l.State.Today, windows.For(l.Type))
	})
}

// items gives an item for each component that is not hidden.
func (s *State) items(now time.Time, told func(*Lease) term.Notice) []notice.Item {
	facts, _ := s.by.facts(s)
	var items []notice.Item
	for _, id := range s.known() {
		part := s.Parts[id]
		it := notice.Item{Component: id, Activated: part != nil && part.Subject != ""}
		if !it.Activated && part != nil && part.Hidden {
			continue
		}
		if facts != nil {
			if c, ok := facts.Component(id); ok {
				it.Name = c.Name
			}
		}
		if l, ok := s.lease(id, now); ok {
			it.Trial, it.Notice = l.Type == product.Trial, told(&l)
		}
		items = append(items, it)
	}
	return items
}

// zone is where the days of notices begin: that of the product, or else of a
// licence. A component that has another zone is told of by its own date.
func (s *State) zone(now time.Time) *time.Location {
	if facts, ok := s.by.facts(s); ok {
		return zoneOf(facts.Zone)
	}
	for _, id := range s.components() {
		if l, ok := s.lease(id, now); ok {
			return l.Term.Zone
		}
	}
	return zoneOf(usualZone)
}

var zones sync.Map // of *time.Location, by IANA name: the files are read once

// zoneOf gives a zone by its name. One that this machine does not know is taken as
// UTC: hours off, but nothing lost.
func zoneOf(name string) *time.Location {
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, zone)
	return zone
}

// Hide hides the notice of a component that was never activated, until Show. The
// others' nobody can switch off (rows A6 and A8): then, a *RefusedError.
func (a *Agent) Hide(component string) error { return a.hide(component, true) }

// Show shows the notice of a component again.
func (a *Agent) Show(component string) error { return a.hide(component, false) }

func (a *Agent) hide(component string, hidden bool) error {
	return a.store.Update(func(s *State) error {
		known := s.known()
		if !slices.Contains(known, component) {
			return &UsageError{ID: words.UsageNoComponent, Args: words.Args{"component": component, "components": known}}
		}
		part := s.part(component)
		if hidden && part.Subject != "" {
			return &RefusedError{ID: words.RefusedHiding, Args: words.Args{"component": component}}
		}
		part.Hidden = hidden
		return nil
	})
}

// showNotices shows what a console has to say, once a day also after a restart.
// It is noted when it was shown: rather twice than never.
func (a *Agent) showNotices() {
	s := a.store.View()
	now := a.at(s)
	today := term.Today(now, s.zone(now))
	if s.ConsoleDay == today || a.tell.shown == today {
		return
	}
	lines := notice.Console(a.o.Lang, s.consoleItems(now))
	if len(lines) == 0 {
		return
	}
	for _, line := range lines {
		a.o.Console(line)
	}
	a.tell.shown = today
	if err := a.store.Update(func(s *State) error { s.ConsoleDay = today; return nil }); err != nil {
		a.o.Log.Error("that notices were shown could not be saved; they may be shown again today", zap.Error(err))
	}
}
