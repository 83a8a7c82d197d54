package access

import (
	"container/list"
	"sync"
	"time"
)

// goneFor is how long an ended session is remembered as ended: longer than any
// request takes that was under way.
const goneFor = 10 * time.Minute

// shelf is where sessions are: a bounded store for scs. When it is full the
// session that was unused longest goes, of those that nobody is logged in to
// first.
type shelf struct {
	now             func() time.Time
	most, mostBytes int

	mu    sync.Mutex
	held  map[string]*list.Element // of *stored
	order map[byte]*list.List      // by kind, the one used last in front
	bytes int
	gone  map[string]time.Time // ended sessions, and until when that is remembered
	ended []string             // the same, the first first
}

type stored struct {
	token  string
	data   []byte
	expiry time.Time
}

func newShelf(most, mostBytes int, now func() time.Time) *shelf {
	return &shelf{
		now: now, most: most, mostBytes: mostBytes, held: map[string]*list.Element{}, gone: map[string]time.Time{},
		order: map[byte]*list.List{anonymous: list.New(), named: list.New()},
	}
}

// Find is of scs.Store.
func (s *shelf) Find(token string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.held[token]
	if !ok || !s.now().Before(e.Value.(*stored).expiry) {
		return nil, false, nil
	}
	return e.Value.(*stored).data, true, nil
}

// Commit is of scs.Store. A session that was ended stays so.
func (s *shelf) Commit(token string, data []byte, expiry time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ended := s.gone[token]; ended {
		return nil
	}
	s.drop(token)
	s.held[token] = s.order[data[0]].PushFront(&stored{token, data, expiry})
	s.bytes += len(data)
	s.sweep()
	return nil
}

// Delete is of scs.Store.
func (s *shelf) Delete(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drop(token) {
		s.gone[token] = s.now().Add(goneFor)
		s.ended = append(s.ended, token)
	}
	s.sweep()
	return nil
}

func (s *shelf) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	return len(s.held)
}

func (s *shelf) drop(token string) bool {
	e, ok := s.held[token]
	if !ok {
		return false
	}
	kept := e.Value.(*stored)
	s.order[kept.data[0]].Remove(e)
	s.bytes -= len(kept.data)
	delete(s.held, token)
	return true
}

// sweep drops what has run out, as far as it is next in line, and what is too
// much.
func (s *shelf) sweep() {
	now := s.now()
	for _, kind := range [...]byte{anonymous, named} {
		line := s.order[kind]
		for last := line.Back(); last != nil && (!now.Before(last.Value.(*stored).expiry) || s.full()); last = line.Back() {
			s.drop(last.Value.(*stored).token)
		}
	}
	for len(s.ended) > 0 && (!now.Before(s.gone[s.ended[0]]) || len(s.ended) > s.most) {
		delete(s.gone, s.ended[0])
		s.ended = s.ended[1:]
	}
}

func (s *shelf) full() bool { return len(s.held) > s.most || s.bytes > s.mostBytes }
