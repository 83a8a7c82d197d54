package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/server/words"
)

const (
	stateFile    = "state.json"
	recoveryFile = "recovery.json"
	lockFile     = "lock"
)

// store is the folder of the state. Several processes may share it: every change
// is made under the lock of a file, on what is on disk then, and is written as a
// whole or not at all. Nothing waits for a network while it is locked.
type store struct {
	dir   string
	by    *prover
	log   *zap.Logger
	now   func() time.Time
	saved func(*State) // after every change, still locked

	settings func(*State) // lays over it what is configured

	mu    sync.Mutex
	state *State      // as last read or written; nil: not yet
	seen  fs.FileInfo // of the file that it came from; nil: there was none

	list     *revoked    // list of revoked codes, as last read or written; nil: none
	listSeen fs.FileInfo // of its file
}

// View gives the state as it is on disk now, to be read only.
func (s *store) View() *State {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refresh(); err != nil {
		s.log.Error("the state cannot be read; what was read last stands", zap.Error(err))
	}
	if s.state == nil {
		s.adopt(s.fresh(), nil)
	}
	return s.state
}

// load is View for a start: what cannot be read is an error.
func (s *store) load() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refresh()
}

// Update changes the state. When change or the writing fails, nothing is changed.
func (s *store) Update(change func(*State) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.refreshLocked(); err != nil {
		return err
	}
	next := s.state.clone()
	if err := change(next); err != nil {
		return err
	}
	return s.write(next)
}

// refresh reads the state again if the file is another than the one read last.
// Damage is mended under the lock.
func (s *store) refresh() error {
	err := s.read()
	if !errors.Is(err, errDamaged) {
		return err
	}
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return s.refreshLocked()
}

func (s *store) refreshLocked() error {
	err := s.read()
	if errors.Is(err, errDamaged) {
		return s.mend(err)
	}
	return err
}

// errDamaged: the state is not what was written; or it is gone, and what else is
// in the folder says that it was there.
var errDamaged = errors.New("the state is damaged")

// read takes over the file, unless it is the one that was read last.
func (s *store) read() error {
	path := filepath.Join(s.dir, stateFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s.absent()
	}
	if err != nil {
		return s.unread(err)
	}
	if s.state != nil && s.seen != nil && os.SameFile(info, s.seen) &&
		info.ModTime().Equal(s.seen.ModTime()) && info.Size() == s.seen.Size() {
		return nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return s.unread(err)
	}
	st, err := decode(b)
	if err != nil {
		return err
	}
	s.adopt(st, info)
	s.heal(st)
	return nil
}

// absent is a folder without a state: a new one, or one that lost it.
func (s *store) absent() error {
	if _, err := os.Stat(filepath.Join(s.dir, recoveryFile)); err == nil {
		return fmt.Errorf("%w: %s is gone", errDamaged, stateFile)
	}
	s.adopt(s.fresh(), nil)
	return nil
}

// adopt makes a state that was read the one that is handed out.
func (s *store) adopt(st *State, from fs.FileInfo) {
	st.by, st.revoked = s.by, s.loadRevoked()
	s.settings(st)
	s.state, s.seen = st, from
}

func (s *store) fresh() *State { return &State{Format: stateFormat} }

// decode reads a state and is strict about it: what a newer program wrote is an
// error of its own, everything else is damage.
func decode(b []byte) (*State, error) {
	var st State
	err := json.Unmarshal(b, &st)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w", errDamaged, stateFile, err)
	case st.Format > stateFormat:
		return nil, &StateError{ID: words.StateNewer, Form: st.Format, Known: stateFormat}
	case st.Format < 1:
		return nil, fmt.Errorf("%w: %s is not a state", errDamaged, stateFile)
	}
	for id, p := range st.Parts {
		if p == nil {
			return nil, fmt.Errorf("%w: %s: component %.64q is empty", errDamaged, stateFile, id)
		}
	}
	return &st, nil
}

// write puts a state on disk, then what can be worked out from it again.
func (s *store) write(next *State) error {
	next.Format, next.by = stateFormat, s.by
	b, err := json.MarshalIndent(next.remembered(), "", "  ")
	if err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	if err := s.saveRevoked(next); err != nil {
		return s.unsaved(err)
	}
	path := filepath.Join(s.dir, stateFile)
	if err := replace(path, append(b, '\n'), 0o600); err != nil {
		return s.unsaved(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("reading the state back: %w", err)
	}
	s.state, s.seen = next, info
	if err := s.keepSpare(next.remembered()); err != nil {
		s.log.Warn("the second copy of the codes could not be saved", zap.Error(err))
	}
	s.saved(next)
	return nil
}
