package bolt

import (
	"context"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"ollu/keystore"
	"ollu/keystore/shelf"
)

const (
	notePortion    = 16_384  // notes, or version texts, written in one request
	rewriteAtLeast = 1 << 20 // bytes of blocks that are left alone, whatever they say
)

// flushLoop writes what was noted, until the store is closed. After a write that
// failed it tries whether the disk can be written again.
func (s *Store) flushLoop() {
	tick := time.NewTicker(s.opts.FlushEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.quit:
			return
		case <-tick.C:
		}
		if f := s.fault.Load(); f != nil && !f.last {
			_ = s.submit(context.Background(), func(g *group) error { g.force = true; return nil })
		}
		_ = s.Flush(context.Background()) // a failure is logged by the writer, and shown by Ready
	}
}

// Flush writes what is noted about last seen, and returns once it is durable. The
// store does so by itself every few seconds.
func (s *Store) Flush(ctx context.Context) error {
	if err := s.up(); err != nil {
		return err
	}
	return s.flush(func(do func(*group) error) error { return s.submit(ctx, do) })
}

// noted flushes for a copy; a store that cannot be written is copied as it is.
func (s *Store) noted(ctx context.Context) error {
	err := s.Flush(ctx)
	if errors.Is(err, keystore.ErrUnavailable) {
		return nil
	}
	return err
}

// write hands one request to the writer, and waits.
type write func(do func(*group) error) error

// flush writes all notes, in portions, and rewrites the blocks when they have
// grown too many.
func (s *Store) flush(w write) error {
	s.flushing.Lock()
	defer s.flushing.Unlock()
	sweep := s.shelf.Sweep()
	s.inFlight.Store(sweep.Oldest)
	defer s.inFlight.Store(0)
	if err := s.writeNotes(w, &sweep); err != nil {
		return err
	}
	if err := s.writeVersions(w); err != nil {
		return err
	}
	licences, devices := s.shelf.Len()
	if s.seenBytes.Load() > max(rewriteAtLeast, 2*noteBytes*int64(licences+devices)) {
		return s.rewriteSeen(w)
	}
	return nil
}

// writeNotes writes the notes of a sweep. What could not be written is noted
// again.
func (s *Store) writeNotes(w write, sweep *shelf.Sweep) error {
	var notes []shelf.Note
	for more := true; more; {
		notes, more = sweep.Next(notes[:0], notePortion)
		if len(notes) == 0 {
			continue
		}
		if err := w(func(g *group) error { return g.putSeen(notes) }); err != nil {
			for i := range notes {
				s.shelf.Mark(&notes[i])
			}
			return err
		}
	}
	return nil
}

// writeVersions writes the version texts that are new into their devices.
func (s *Store) writeVersions(w write) error {
	all := s.shelf.Versions(nil)
	for len(all) > 0 {
		portion := all[:min(notePortion, len(all))]
		all = all[len(portion):]
		err := w(func(g *group) error {
			for i := range portion {
				if err := g.putVersion(&portion[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for i := range portion {
			s.shelf.Written(&portion[i])
		}
	}
	return nil
}

// rewriteSeen writes all that is known behind the blocks, and then drops them. A
// crash in between leaves some things said twice.
func (s *Store) rewriteSeen(w write) error {
	last, err := s.lastSeen()
	if err != nil {
		return err
	}
	s.seenBytes.Store(0)
	sweep := s.shelf.SweepAll()
	if err := s.writeNotes(w, &sweep); err != nil {
		return err
	}
	for more := true; more; {
		err := w(func(g *group) (err error) { more, err = g.dropSeen(last, notePortion); return err })
		if err != nil {
			return err
		}
	}
	return nil
}

// lastSeen is the key of the newest block.
func (s *Store) lastSeen() (last []byte, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		key, _ := tx.Bucket(buckets[sightings]).Cursor().Last()
		last = append(last, key...)
		return nil
	})
	return last, err
}
