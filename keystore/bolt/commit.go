package bolt

import (
	"errors"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// commit makes the group durable and shows it to readers. An error holds for all
// of the group's requests.
func (g *group) commit() error {
	if g.tx == nil {
		return g.err
	}
	if g.err == nil && g.writes == 0 && !g.force {
		return g.rollback()
	}
	if g.err != nil {
		return g.abandon(g.err)
	}
	id, began := g.tx.ID(), g.s.opts.Now()
	err := guarded(func() error {
		g.record = g.tally.append(g.record[:0])
		if err := g.tx.Bucket(metaBucket).Put(tallyKey, g.record); err != nil {
			return err
		}
		return g.tx.Commit()
	})
	if err != nil {
		return g.undone(err, id)
	}
	g.committed(g.s.opts.Now().Sub(began))
	return nil
}

// allocSize is by how much a file of that size grows at once.
func allocSize(size int64) int { return int(min(max(size/8, 1<<20), 16<<20)) }

func (g *group) rollback() error { return guarded(g.tx.Rollback) }

// committed is for what is on the disk.
func (g *group) committed(took time.Duration) {
	s := g.s
	s.tally = g.tally
	s.commits.Add(1)
	s.sync.Store(int64(took))
	if s.fault.Swap(nil) != nil {
		s.opts.Log("the licence database can be written again", nil)
	}
	g.show()
	s.shown.Store(new(g.tally)) // no head before its acts: see keystore.Store.Watch
	g.tell()
	info := CommitInfo{Acts: g.acts, Notes: g.notes, Sync: took}
	if st, err := s.db.file.Stat(); err == nil {
		info.FileBytes = st.Size()
		s.db.AllocSize = allocSize(st.Size())
	}
	free := s.db.Stats()
	info.FreeBytes = int64(free.FreePageN+free.PendingPageN) * int64(s.db.Info().PageSize)
	s.opts.OnCommit(info)
}

// abandon gives a group up before its commit. When its pages could not be read
// or written, no more is tried.
func (g *group) abandon(cause error) error {
	_ = g.rollback()
	if f := g.s.fault.Load(); f != nil && f.last {
		return f.err
	}
	return g.s.fail(cause, true)
}

// undone is for a commit that failed. bbolt has rolled it back in memory; when the
// file's meta page still leads to the state before, and the cause is one that
// passes, the next write may succeed. Otherwise what is on the disk is not known.
func (g *group) undone(cause error, id int) error {
	_ = g.rollback()
	return g.s.fail(cause, !passing(cause) || !g.s.before(id))
}

// before tells whether the file's newest state is older than the transaction.
func (s *Store) before(id int) bool {
	older := false
	err := s.view(func(tx *bbolt.Tx) error { older = tx.ID() < id; return nil })
	return err == nil && older
}

// passing tells whether an operator can end the cause while the store is open.
func passing(err error) bool {
	for _, cause := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EROFS, syscall.EPERM, syscall.EACCES, bolterrors.ErrMaxSizeReached} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return strings.HasPrefix(err.Error(), "file resize error") // bbolt does not wrap it; nothing was written yet
}

// settle commits once more without a change. Then both meta pages of the file
// lead to the present state, and losing either loses nothing.
func (s *Store) settle() error {
	return s.alone(func(g *group) error { g.force = true; return nil })
}

// alone does a request as a group of its own. Only for the writer's goroutine, or
// when that has ended.
func (s *Store) alone(do func(*group) error) error {
	r := &request{do: do, done: make(chan struct{})}
	g := s.newGroup()
	g.take(r)
	s.finish(g)
	return r.err
}
