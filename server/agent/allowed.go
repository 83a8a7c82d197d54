package agent

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.uber.org/zap"
)

// allowedFile tells products that are not in Go which components may take
// updates, one line "component=true" or "component=false" each.
const allowedFile = "updates_allowed"

// UpdatesAllowed tells whether a component may take updates now: true up to the
// end of its grace period, false from then on, and as the issuer said where the
// code was taken back (rows A5, C4). It is false for a component without a code.
// Nothing else of a product depends on it: scanning goes on.
func (a *Agent) UpdatesAllowed(component string) bool {
	s := a.store.View()
	l, ok := s.lease(component, a.at(s))
	return ok && l.Allowed
}

// UpdatesAllowed is Agent.UpdatesAllowed for a program that has no Agent: it reads
// the state in dir once. It believes the keys that the state holds; an offline
// code it cannot verify without its key, so for those it gives what the agent
// wrote last into the file updates_allowed.
func UpdatesAllowed(dir, component string, now time.Time) (bool, error) {
	b, err := os.ReadFile(filepath.Join(dir, stateFile))
	if err != nil {
		return false, fmt.Errorf("reading the state: %w", err)
	}
	s, err := decode(b)
	if err != nil {
		return false, err
	}
	s.by = &prover{}
	s.revoked = (&store{dir: dir, log: zap.NewNop()}).loadRevoked()
	if p := s.Parts[component]; p != nil && p.Source == SourceCode {
		return written(dir, component)
	}
	l, ok := s.lease(component, trusted(s, now))
	return ok && l.Allowed, nil
}

// written reads one line of the file updates_allowed.
func written(dir, component string) (bool, error) {
	b, err := os.ReadFile(filepath.Join(dir, allowedFile))
	if err != nil {
		return false, fmt.Errorf("reading what is allowed: %w", err)
	}
	for line := range bytes.Lines(b) {
		if name, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte("=")); ok && string(name) == component {
			return string(value) == "true", nil
		}
	}
	return false, nil
}

// saved follows every change of the state, while it is still locked.
func (a *Agent) saved(s *State) { a.writeAllowed(s) }

// writeAllowed brings the file updates_allowed up to date. Besides every change of
// the state it is due whenever a day begins.
func (a *Agent) writeAllowed(s *State) {
	if a.allowedIsRight(s) {
		return
	}
	path := filepath.Join(a.o.Dir, allowedFile)
	if err := replace(path, s.allowedLines(a.at(s)), 0o644); err != nil {
		a.o.Log.Error("the file that tells products what is allowed could not be written", zap.String("file", path), zap.Error(err))
	}
}

// allowedIsRight tells whether the file says what is so.
func (a *Agent) allowedIsRight(s *State) bool {
	was, err := os.ReadFile(filepath.Join(a.o.Dir, allowedFile))
	return err == nil && bytes.Equal(was, s.allowedLines(a.at(s)))
}

// allowedLines gives a line for each component of the product, with a code or
// without.
func (s *State) allowedLines(now time.Time) (b []byte) {
	for _, id := range s.known() {
		l, ok := s.lease(id, now)
		b = fmt.Appendf(b, "%s=%t\n", strings.ReplaceAll(plain(id), "=", "_"), ok && l.Allowed)
	}
	return b
}

// known gives every component there is: those of the product in its own order,
// then others that something is kept of.
func (s *State) known() (ids []string) {
	listed := map[string]bool{}
	if facts, ok := s.by.facts(s); ok {
		for i := range facts.Components {
			if facts.Components[i].Sold {
				ids = append(ids, facts.Components[i].ID)
				listed[facts.Components[i].ID] = true
			}
		}
	}
	for _, id := range s.components() {
		if !listed[id] {
			ids = append(ids, id)
		}
	}
	return ids
}
