package check

import (
	"sync"
	"sync/atomic"
	"time"
)

// Long work is done in slices of about a millisecond. After one that others came
// beside, there is a rest, so that long work takes a quarter of one processor
// while there are others, and all of one when there are none.
const (
	restFor  = 3 // times the length of the slice before
	mostRest = 20 * time.Millisecond
)

// pace keeps long work from standing in the way of short questions.
type pace struct {
	now     func() time.Time
	metrics *Metrics     // which knows of every request
	turn    sync.Mutex   // one slice at a time, whose work it may be
	long    atomic.Int64 // requests of long work that are being answered
}

// slice does a part of long work when it is its turn, and rests where it must.
func (p *pace) slice(work func()) {
	p.turn.Lock()
	defer p.turn.Unlock()
	came, start := p.metrics.came.Load(), p.now()
	work()
	if p.metrics.came.Load() == came && p.metrics.inFlight.Load() <= p.long.Load() {
		return
	}
	if rest := min(restFor*p.now().Sub(start), mostRest); rest > 0 {
		pause := time.NewTimer(rest)
		<-pause.C
	}
}
