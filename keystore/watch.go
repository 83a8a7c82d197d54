package keystore

import (
	"slices"
	"sync"
)

// Changes is what one act wrote.
type Changes struct {
	Seq uint64 // of the audit log's head after it
	// Licences it touched, as they are now, without devices and whatever they say
	// of LastSeen; none when it was about registration keys alone. Shared: never
	// change them.
	Licences []Licence
}

// Watchers tells those who watch a store. A driver keeps one; the zero value has
// no watchers.
type Watchers struct {
	mu  sync.Mutex
	all []*func(Changes)
}

// Add registers fn until stop is called. When that returns, no call of fn is
// under way, and none follows.
func (w *Watchers) Add(fn func(Changes)) (stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	mine := &fn
	w.all = append(w.all, mine)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.all = slices.DeleteFunc(w.all, func(x *func(Changes)) bool { return x == mine })
	}
}

// Tell calls every watcher. It is for the driver's one writer, which so sets the
// order.
func (w *Watchers) Tell(c Changes) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, fn := range w.all {
		(*fn)(c)
	}
}
