package feed

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/keystore"
)

// Options is what a feed is made of.
type Options struct {
	Store      keystore.Store
	Log        *zap.Logger
	MaxWaiters int           // 0: nobody can wait
	Gather     time.Duration // changes are gathered so long before the waiters are looked through
}

// Feed follows one store. New makes one.
type Feed struct {
	o       Options
	unwatch func()
	end     context.CancelFunc
	running sync.WaitGroup
	signal  chan struct{} // something came in

	door sync.Mutex
	in   []keystore.Changes // told by the store, and not yet taken

	mu      sync.Mutex // over what follows; never held while anything waits
	history history
	waiters []*Waiter
	large   int    // marks of those of them that have many
	swept   uint64 // the history up to here was looked for among the waiters
	found   []call // by a sweep, and not yet woken
	closed  bool
	revoked revoked
}

// New begins to follow the store. Close ends it, before the store is closed.
func New(o Options) (*Feed, error) {
	if o.Store == nil || o.Log == nil {
		return nil, errors.New("a feed needs a store and a log")
	}
	ctx, end := context.WithCancel(context.Background())
	f := &Feed{o: o, end: end, signal: make(chan struct{}, 1)}
	f.unwatch = o.Store.Watch(f.changed)
	f.history.begin(o.Store.Stats().Audit.Seq, kept)
	f.running.Go(func() { f.run(ctx) })
	f.running.Go(func() { f.readRevoked(ctx) })
	return f, nil
}

// changed is called by the store's writer.
func (f *Feed) changed(c keystore.Changes) {
	f.door.Lock()
	f.in = append(f.in, c)
	f.door.Unlock()
	select {
	case f.signal <- struct{}{}:
	default:
	}
}

// Revision is the number of the last change that the feed knows: everything up to
// it is seen by a look-up that comes after.
func (f *Feed) Revision() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.take()
	return f.history.revision
}

// take brings in what the store told. The caller holds the lock.
func (f *Feed) take() {
	f.door.Lock()
	in := f.in
	f.in = nil
	f.door.Unlock()
	for i := range in {
		f.takeOne(&in[i])
	}
}

func (f *Feed) takeOne(c *keystore.Changes) {
	for i := range c.Licences {
		l := &c.Licences[i]
		f.revoked.follow(l)
		if c.Seq <= f.history.revision {
			continue // it came while the feed was made
		}
		if f.history.next-f.swept >= f.history.kept {
			f.sweep() // before what nobody was told of is forgotten
		}
		f.history.add(c.Seq, l.Code.Mark())
	}
	f.history.revision = max(f.history.revision, c.Seq)
}

// run looks through the waiters after each gathered group of changes.
func (f *Feed) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-f.signal:
		case <-ctx.Done():
			return
		}
		timer.Reset(f.o.Gather)
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		f.wake(false)
	}
}

// wake calls those for whom something changed, and with all everybody else too.
func (f *Feed) wake(all bool) {
	f.mu.Lock()
	f.take()
	f.sweep()
	if all {
		f.closed = true
		f.release()
	}
	calls := f.found
	f.found = nil
	f.mu.Unlock()
	for i := range calls {
		calls[i].wake(calls[i].with)
	}
}

// Close wakes everybody with nothing to ask about: they come again. Who waits
// after it is woken at once. A second call does nothing.
func (f *Feed) Close() {
	f.unwatch()
	f.end()
	f.running.Wait()
	f.wake(true)
}
