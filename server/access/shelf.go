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
// session that was unused longest goes: first of those in which nothing was begun,
// then of those that nobody is logged in to. It goes by its own clock: when scs says
// that one ends is passed over.
type shelf struct {
	bounds

	mu    sync.Mutex
	held  map[string]*list.Element // of *stored
	order map[byte]*list.List      // by kind, the one used last in front
	bytes int
	gone  map[string]time.Time // ended sessions, and until when that is remembered
	ended []string             // the same, the first first
}

// bounds are those of a shelf.
type bounds struct {
	idle, life      time.Duration
	most, mostBytes int
	now             func() time.Time
}

type stored struct {
	token        string
	data         []byte
	born, expiry time.Time
}

func newShelf(b bounds) *shelf {
	return &shelf{
		bounds: b, held: map[string]*list.Element{}, gone: map[string]time.Time{},
		order: map[byte]*list.List{passing: list.New(), anonymous: list.New(), named: list.New()},
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
func (s *shelf) Commit(token string, data []byte, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ended := s.gone[token]; ended {
		return nil
	}
	now := s.now()
	kept := &stored{token: token, data: data, born: now}
	if e, ok := s.held[token]; ok {
		kept.born = e.Value.(*stored).born
	}
	kept.expiry = earlier(now.Add(s.idle), kept.born.Add(s.life))
	s.drop(token)
	s.held[token] = s.order[data[0]].PushFront(kept)
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
	for _, kind := range [...]byte{passing, anonymous, named} {
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

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (s *shelf) full() bool { return len(s.held) > s.most || s.bytes > s.mostBytes }
