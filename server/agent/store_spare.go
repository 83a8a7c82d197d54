package agent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.uber.org/zap"
)

// essence is what a state cannot be rebuilt without: who this device is, whom it
// trusts, its codes and the last answers about them. It is kept twice.
func (s *State) essence() *State {
	e := &State{
		Format: stateFormat, Device: s.Device, Server: s.Server, Product: s.Product,
		Issuer: s.Issuer, Keys: s.Keys, FirstUse: s.FirstUse, Facts: s.Facts,
		Parts: make(map[string]*Part, len(s.Parts)),
	}
	for id, p := range s.Parts {
		e.Parts[id] = &Part{Code: p.Code, Subject: p.Subject, Token: p.Token, Source: p.Source, TakenAt: p.TakenAt, Told: p.Told, Hidden: p.Hidden}
	}
	return e
}

// keepSpare writes recovery.json where it would say something else than it does.
// The clock's mark goes with it, but is no reason to write.
func (s *store) keepSpare(st *State) error {
	e := st.essence()
	if old, err := s.readSpare(); err == nil && sameText(old.essence(), e) {
		return nil
	}
	e.Clock = st.Clock
	b, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	return replace(filepath.Join(s.dir, recoveryFile), append(b, '\n'), 0o600)
}

func sameText(a, b *State) bool {
	one, err := json.Marshal(a)
	other, err2 := json.Marshal(b)
	return err == nil && err2 == nil && bytes.Equal(one, other)
}

// mend sets a damaged state aside and goes on from the second copy; what that
// does not hold comes back with the next answer of the server.
func (s *store) mend(damage error) error {
	aside, err := s.setAside()
	if err != nil {
		return errors.Join(damage, err)
	}
	st, err := s.readSpare()
	if err != nil {
		s.log.Error("the second copy of the codes is damaged too: enter the codes again", zap.Error(err))
		st = s.fresh()
	}
	st.SetAside = aside
	s.log.Warn("the state was damaged and was set aside; it is rebuilt from its second copy and from the server",
		zap.String("set_aside", aside), zap.NamedError("damage", damage))
	s.adopt(st, nil)
	if err := s.write(st); err != nil {
		s.log.Error("the rebuilt state could not be saved", zap.Error(err))
	}
	return nil
}

// setAside renames the damaged file and gives its new name; "gone" when there is
// no file.
func (s *store) setAside() (string, error) {
	name := s.asideName()
	err := os.Rename(filepath.Join(s.dir, stateFile), filepath.Join(s.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return "gone", nil
	}
	if err != nil {
		return "", fmt.Errorf("setting the damaged state aside: %w", err)
	}
	return name, nil
}

// asideName gives a name that nothing has yet: one damaged state must not take the
// place of another.
func (s *store) asideName() string {
	stamped := stateFile + ".damaged-" + s.now().UTC().Format("20060102T150405Z")
	name := stamped
	for n := 2; ; n++ {
		if _, err := os.Lstat(filepath.Join(s.dir, name)); err != nil {
			return name // there is none, or renaming says what is wrong
		}
		name = fmt.Sprintf("%s-%d", stamped, n)
	}
}

// readSpare reads the second copy; a folder without one starts anew.
func (s *store) readSpare() (*State, error) {
	b, err := os.ReadFile(filepath.Join(s.dir, recoveryFile))
	if errors.Is(err, fs.ErrNotExist) {
		return s.fresh(), nil
	}
	if err != nil {
		return nil, err
	}
	return decode(b)
}

// heal takes the second copy's evidence for parts whose own cannot be verified.
func (s *store) heal(st *State) {
	for id, p := range st.Parts {
		if p.Token == "" {
			continue
		}
		if _, err := s.by.evidence(st, id, p); err == nil {
			continue
		}
		spare, err := s.readSpare()
		if err != nil {
			return
		}
		s.settings(spare)
		copied, ok := spare.Parts[id]
		if !ok || copied.Subject != p.Subject {
			continue
		}
		if _, err := s.by.evidence(st, id, copied); err == nil {
			s.log.Warn("the answer kept about a component was damaged; its second copy is used", zap.String("component", id))
			p.Token, p.Source = copied.Token, copied.Source
		}
	}
}
