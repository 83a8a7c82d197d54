package feed

import (
	"errors"
	"math/bits"
	"slices"
)

// ErrFull says that as many wait as may, or that they wait for too much: come again
// later.
var ErrFull = errors.New("too many wait for changes already; come again later")

// Wake tells a waiter what to ask about.
type Wake struct {
	Revision uint64   // to wait since next
	All      bool     // too much has changed to know, or too long ago: ask about everything
	Marks    []uint32 // sorted; none: nothing changed, the feed was closed
}

const (
	smallMost = 1024     // marks that anybody may wait with, within MaxWaiters
	largeMost = 32 << 20 // marks that those who wait with more hold together: 128 MiB
)

// Waiter is somebody who waits.
type Waiter struct {
	feed  *Feed
	marks []uint32
	wake  func(Wake)
	from  uint64 // changes from this number on are of interest
	at    int    // place among the waiters; -1: does not wait any more
}

// call is a waiter's function with what it is to be called with.
type call struct {
	wake func(Wake)
	with Wake
}

// Wait calls wake once, as soon as a code with one of the marks has changed after
// the revision: from the feed's goroutine, or before Wait returns. wake must not
// wait. The marks are sorted; they are kept, not copied. ErrFull.
func (f *Feed) Wait(since uint64, marks []uint32, wake func(Wake)) (*Waiter, error) {
	w := &Waiter{feed: f, marks: marks, wake: wake, at: -1}
	now, waits, err := f.enter(w, since)
	if err != nil {
		return nil, err
	}
	if !waits {
		wake(now)
	}
	return w, nil
}

// enter lets w wait, or says what it is to be told at once.
func (f *Feed) enter(w *Waiter, since uint64) (now Wake, waits bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now = f.look(since, w.marks)
	if f.closed || now.All || len(now.Marks) > 0 {
		return now, false, nil
	}
	if len(f.waiters) >= f.o.MaxWaiters || f.large+w.large() > largeMost {
		return now, false, ErrFull
	}
	f.large += w.large()
	w.from, w.at = f.history.next, len(f.waiters)
	f.waiters = append(f.waiters, w)
	return now, true, nil
}

// Look tells what changed since a revision, without waiting: nothing is no news,
// up to Wake.Revision. The marks are sorted.
func (f *Feed) Look(since uint64, marks []uint32) Wake {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.look(since, marks)
}

// look is Look for a caller that holds the lock.
func (f *Feed) look(since uint64, marks []uint32) (now Wake) {
	f.take()
	now.Revision = f.history.revision
	from, known := f.history.since(since)
	switch {
	case !known:
		now.All = true
	case from < f.history.next:
		now.Marks = f.history.changed(marks, from)
	}
	return now
}

// large is how many marks the waiter takes of those that the large ones share, so
// that a few strangers with many marks neither fill the memory nor keep out those
// with few.
func (w *Waiter) large() int {
	if len(w.marks) <= smallMost {
		return 0
	}
	return len(w.marks)
}

// Stop ends the waiting, and tells whether it did: false when w is woken, or
// about to be.
func (w *Waiter) Stop() bool {
	w.feed.mu.Lock()
	defer w.feed.mu.Unlock()
	if w.at < 0 {
		return false
	}
	w.feed.remove(w)
	return true
}

// remove takes w out of the waiters; the last of them takes its place.
func (f *Feed) remove(w *Waiter) {
	last := len(f.waiters) - 1
	f.waiters[w.at] = f.waiters[last]
	f.waiters[w.at].at = w.at
	f.waiters[last] = nil
	f.waiters = f.waiters[:last]
	f.large -= w.large()
	w.at = -1
}

// searched is how many changes are at most looked for one by one among a waiter's
// marks.
const searched = 4096

// sweep finds the waiters for whom something changed since the last sweep.
func (f *Feed) sweep() {
	from, next := f.swept, f.history.next
	f.swept = next
	if from == next || len(f.waiters) == 0 {
		return
	}
	var fresh []uint32
	if next-from <= searched {
		fresh = f.history.marks(from)
	}
	for i := len(f.waiters) - 1; i >= 0; i-- { // what takes a removed one's place was looked at
		w := f.waiters[i]
		if marks := f.due(w, fresh); len(marks) > 0 {
			f.remove(w)
			f.found = append(f.found, call{w.wake, Wake{Revision: f.history.revision, Marks: marks}})
		}
	}
}

// due gives the waiter's marks that changed, looking through the shorter of
// the two: its marks, or the fresh ones when there are few.
func (f *Feed) due(w *Waiter, fresh []uint32) (some []uint32) {
	if len(fresh) == 0 || len(fresh)*bits.Len(uint(len(w.marks))) > len(w.marks) {
		return f.history.changed(w.marks, w.from)
	}
	for _, mark := range fresh {
		if _, ok := slices.BinarySearch(w.marks, mark); ok && f.history.latest[mark] >= w.from {
			some = append(some, mark)
		}
	}
	return some
}

// release finds all who still wait.
func (f *Feed) release() {
	for len(f.waiters) > 0 {
		w := f.waiters[len(f.waiters)-1]
		f.remove(w)
		f.found = append(f.found, call{w.wake, Wake{Revision: f.history.revision}})
	}
}
