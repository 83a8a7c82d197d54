package check

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"ollu/server/feed"
)

// lobby is where the connections wait that were taken over from the HTTP server.
// One that waits is a guest and its connection, without a goroutine, a buffer or
// a timer: all who leave in the same second are in one list, and one timer looks
// into one list each second while anybody is there.
//
// A guest is answered by whoever is the first to know how it ends: the feed, the
// second that is up, or the closing door. The answer is written by one of a few
// writers, so that a connection that is stuck holds up nobody else.
type lobby struct {
	metrics *Metrics
	now     func() time.Time
	most    int // guests from one address; 0: no limit

	mu       sync.Mutex // over what follows, and over every guest
	seconds  [MaxWait + 1]*guest
	at       int                 // the second that is running
	within   int                 // guests in seconds
	from     map[netip.Addr]int  // how many of an address hold a place
	ticking  bool                // a timer is set
	closed   bool                // nobody may stay any more
	boarding map[net.Conn]*guest // the HTTP server has not let go of these yet
	ready    []*guest            // to be answered
	writing  int                 // writers at work
	settled  chan struct{}       // closed when nobody is left; nil: nobody asked
}

// guest is one who waits.
type guest struct {
	lobby  *lobby
	waiter *feed.Waiter
	since  revision
	from   netip.Addr
	conn   net.Conn // nil until the HTTP server has let go of it

	next, prev *guest // in its second
	second     int32
	inside     bool // in a second's list
	done       bool // wake holds how it ended
	wake       feed.Wake
}

// newLobby returns one for connections of which there may be so many from one
// address. No more than half of them may wait: nobody hears of one whose other end
// is gone, and all that asks from there shall not be locked out for its sake.
func newLobby(m *Metrics, now func() time.Time, connections int) *lobby {
	return &lobby{
		metrics: m, now: now, most: (connections + 1) / 2,
		boarding: map[net.Conn]*guest{}, from: map[netip.Addr]int{},
	}
}

// reserve gives an address a place; false: it has as many as it may.
func (l *lobby) reserve(from netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.most > 0 && l.from[from] >= l.most {
		return false
	}
	l.from[from]++
	return true
}

// release takes a place back.
func (l *lobby) release(from netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leave(from)
}

// leave is release for a caller that holds the lock.
func (l *lobby) leave(from netip.Addr) {
	if l.from[from]--; l.from[from] <= 0 {
		delete(l.from, from)
	}
}

// hold is what the HTTP server does with a connection that is taken over: nothing,
// as it still holds it then. The lobby gets it when the server says that it has
// let go; see leaves.
func hold(net.Conn) {}

// enter gives a guest its place for so many seconds. It is false when the guest
// has its answer by now; then the connection stays with the HTTP server.
func (l *lobby) enter(g *guest, c net.Conn, seconds int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if g.done {
		return false
	}
	l.boarding[c] = g
	l.sit(g, seconds)
	if l.closed {
		go l.dismiss([]*guest{g}, l.metrics.wakesClosing)
	}
	return true
}

// sit puts a guest into the list of its last second.
func (l *lobby) sit(g *guest, seconds int) {
	at := (l.at + seconds) % len(l.seconds)
	g.second, g.inside, g.next = int32(at), true, l.seconds[at]
	if g.next != nil {
		g.next.prev = g
	}
	l.seconds[at] = g
	l.within++
	l.metrics.waiters.Store(int64(l.within))
	if !l.ticking {
		l.ticking = true
		time.AfterFunc(time.Second, l.tick)
	}
}

// rise takes a guest out of its list, if it is in one.
func (l *lobby) rise(g *guest) {
	if !g.inside {
		return
	}
	if g.prev != nil {
		g.prev.next = g.next
	} else {
		l.seconds[g.second] = g.next
	}
	if g.next != nil {
		g.next.prev = g.prev
	}
	g.next, g.prev, g.inside = nil, nil, false
	l.within--
	l.leave(g.from)
	l.metrics.waiters.Store(int64(l.within))
}

// tick ends the second that was running.
func (l *lobby) tick() {
	l.mu.Lock()
	l.at = (l.at + 1) % len(l.seconds)
	var due []*guest
	for g := l.seconds[l.at]; g != nil; g = g.next {
		due = append(due, g)
	}
	if l.ticking = l.within > len(due); l.ticking {
		time.AfterFunc(time.Second, l.tick)
	}
	l.mu.Unlock()
	l.dismiss(due, l.metrics.wakesTimeout)
}

// dismiss ends the waiting of these with nothing to tell. Who is being woken just
// now is told what there is.
func (l *lobby) dismiss(some []*guest, why counter) {
	for _, g := range some {
		if !g.waiter.Stop() {
			continue
		}
		l.mu.Lock()
		g.finish(feed.Wake{Revision: g.since.number}, why)
		l.mu.Unlock()
	}
}

// woken is called by the feed, once.
func (g *guest) woken(w feed.Wake) {
	l := g.lobby
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case w.All:
		g.finish(w, l.metrics.wakesAll)
	case len(w.Marks) > 0:
		g.finish(w, l.metrics.wakesChanged)
	default: // the feed is closed: come again
		g.finish(feed.Wake{Revision: g.since.number}, l.metrics.wakesClosing)
	}
}

// finish settles how a guest ends. The caller holds the lobby's lock.
func (g *guest) finish(w feed.Wake, why counter) {
	why.Inc()
	g.done, g.wake = true, w
	g.lobby.rise(g)
	g.lobby.serve(g)
}

// serve has a guest answered as soon as there are both its answer and its
// connection.
func (l *lobby) serve(g *guest) {
	if g.done && g.conn != nil {
		l.ready = append(l.ready, g)
		if l.writing < writers {
			l.writing++
			go l.write()
		}
	}
	l.settle()
}

// leaves is told what becomes of the connections of the HTTP server. It takes
// over one that the server has let go of, and forgets one that broke before.
func (l *lobby) leaves(c net.Conn, state fasthttp.ConnState) {
	l.mu.Lock()
	g, ours := l.boarding[c]
	if !ours {
		l.mu.Unlock()
		return
	}
	delete(l.boarding, c)
	broken := state != fasthttp.StateHijacked
	if !broken {
		g.conn = c
	}
	l.serve(g)
	l.mu.Unlock()
	if broken {
		l.dismiss([]*guest{g}, l.metrics.wakesBroken)
	}
}

// close dismisses everybody, and from then on whoever comes.
func (l *lobby) close() {
	l.mu.Lock()
	l.closed = true
	all := make([]*guest, 0, l.within)
	for _, g := range l.seconds {
		for ; g != nil; g = g.next {
			all = append(all, g)
		}
	}
	l.mu.Unlock()
	l.dismiss(all, l.metrics.wakesClosing)
}

// settle tells who asked that nobody is left.
func (l *lobby) settle() {
	if l.settled != nil && l.within+len(l.boarding)+len(l.ready)+l.writing == 0 {
		close(l.settled)
		l.settled = nil
	}
}

// wait returns when nobody is left, or ctx ends.
func (l *lobby) wait(ctx context.Context) error {
	l.mu.Lock()
	if l.settled == nil {
		l.settled = make(chan struct{})
	}
	settled := l.settled
	l.settle()
	l.mu.Unlock()
	select {
	case <-settled:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
