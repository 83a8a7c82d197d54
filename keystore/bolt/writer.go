package bolt

import (
	"context"
	"fmt"
	"sync/atomic"

	"ollu/keystore"
)

const (
	queueLength = 1024   // acts that may wait before Apply itself waits
	groupWrites = 20_000 // records after which a group takes no further act
)

// request is one thing for the writer to do, with the place for its answer.
type request struct {
	ctx  context.Context
	do   func(*group) error // writes within the group's transaction
	took atomic.Bool        // by the writer, or by the caller who gave up waiting
	err  error
	done chan struct{}
}

// Apply hands the act to the writer and waits until it is durable.
func (s *Store) Apply(ctx context.Context, act keystore.Act) (receipt keystore.Receipt, err error) {
	err = s.submit(ctx, func(g *group) error {
		receipt, err = g.apply(act)
		return err
	})
	if err != nil {
		return keystore.Receipt{}, err
	}
	return receipt, nil
}

// submit waits until the writer has done it and the result is durable. When the
// context ends first, it is not done at all.
func (s *Store) submit(ctx context.Context, do func(*group) error) error {
	if err := s.up(); err != nil {
		return err
	}
	if s.opts.ReadOnly {
		return errReadOnly
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r := &request{ctx: ctx, do: do, done: make(chan struct{})}
	if err := s.enqueue(r); err != nil {
		return err
	}
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
	}
	if r.took.CompareAndSwap(false, true) {
		return ctx.Err()
	}
	<-r.done
	return r.err
}

// enqueue puts the request into the queue, unless the store is being closed.
func (s *Store) enqueue(r *request) error {
	s.door.RLock()
	defer s.door.RUnlock()
	if err := s.up(); err != nil {
		return err
	}
	select {
	case s.queue <- r:
		return nil
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
}

// write is the writer: it takes whatever waits into one transaction, until the
// queue is closed and empty.
func (s *Store) write() {
	for r := range s.queue {
		g := s.newGroup()
		g.take(r)
		s.gather(g)
		s.finish(g)
	}
}

// gather adds what waits.
func (s *Store) gather(g *group) {
	for g.hasRoom() {
		select {
		case r, ok := <-s.queue:
			if !ok {
				return
			}
			g.take(r)
		default:
			return
		}
	}
}

// finish makes the group durable, shows it and answers.
func (s *Store) finish(g *group) {
	err := g.commit()
	for _, r := range g.requests {
		if err != nil {
			r.err = err
		}
		close(r.done)
	}
}

// fault is why writes are refused.
type fault struct {
	err  error
	last bool // no write succeeds until the store is opened anew
}

// faulty gives the fault as the error that callers see.
func (s *Store) faulty() error {
	if f := s.fault.Load(); f != nil {
		return f.err
	}
	return nil
}

// fail remembers a fault.
func (s *Store) fail(cause error, last bool) error {
	advice := "free disk space or make the folder writable; the store tries again by itself"
	if last {
		advice = "whether the last write is on the disk is not known: check the disk, then restart ollu; reads go on"
	}
	err := fmt.Errorf("%w: %w (%s)", keystore.ErrUnavailable, cause, advice)
	if old := s.fault.Swap(&fault{err: err, last: last}); old == nil || old.last != last {
		s.opts.Log("writing the licence database failed", err)
	}
	return err
}
