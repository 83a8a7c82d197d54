package mem

import (
	"context"
	"sync"
)

// Fault is what goes wrong until another is switched on.
type Fault uint32

// The faults.
const (
	Healthy     Fault = iota
	RefuseWrite       // Apply does nothing and gives ErrUnavailable
	LoseAnswer        // Apply does everything and gives ErrUnavailable all the same
	Unreadable        // everything gives ErrUnavailable, look-ups too
)

// Fail switches a fault on, and any other off.
func (s *Store) Fail(f Fault) { s.fault.Store(uint32(f)) }

func (s *Store) failing(f Fault) bool { return Fault(s.fault.Load()) == f }

// gate is where acts wait while the store is held.
type gate struct {
	waiting, open chan struct{}
	once          sync.Once
}

// Hold makes every Apply that begins from now on wait, as for a slow disk, until
// release is called or its context ends; waiting is closed once one waits. Only
// one Hold at a time.
func (s *Store) Hold() (waiting <-chan struct{}, release func()) {
	g := &gate{waiting: make(chan struct{}), open: make(chan struct{})}
	s.held.Store(g)
	return g.waiting, func() {
		if s.held.CompareAndSwap(g, nil) {
			close(g.open)
		}
	}
}

// pass waits at the gate, if there is one.
func (s *Store) pass(ctx context.Context) error {
	g := s.held.Load()
	if g == nil {
		return nil
	}
	g.once.Do(func() { close(g.waiting) })
	select {
	case <-g.open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
