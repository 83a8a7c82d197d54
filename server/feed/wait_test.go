package feed

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ollu/keystore"
)

// marks of the codes of these numbers, sorted.
func marks(codes ...int) []uint32 {
	all := make([]uint32, len(codes))
	for i, n := range codes {
		all[i] = code(n).Mark()
	}
	slices.Sort(all)
	return all
}

// told checks what a guest was woken with, if at all.
func (g *guest) told(t *testing.T, want ...Wake) {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	if diff := cmp.Diff(want, g.calls); diff != "" {
		t.Errorf("woken (-want +got):\n%s", diff)
	}
	if len(g.calls) > 0 && g.w.Stop() {
		t.Error("Stop says that it ended the waiting of who was woken")
	}
}

func TestWoken(t *testing.T) {
	s := store(t, 9)
	f := newFeed(t, options(s))
	since := f.Revision()
	if since != 9 {
		t.Fatalf("revision %d", since)
	}
	one, both, other := waits(t, f, since, 1), waits(t, f, since, 1, 2, 3), waits(t, f, since, 4, 5)
	touch(t, s, 1)
	at := touch(t, s, 3)
	one.told(t) // not before the changes were gathered
	f.wake(false)
	one.told(t, Wake{Revision: at, Marks: marks(1)})
	both.told(t, Wake{Revision: at, Marks: marks(1, 3)})
	other.told(t)
	f.wake(false)
	one.told(t, Wake{Revision: at, Marks: marks(1)})

	later := touch(t, s, 5)
	f.wake(false)
	other.told(t, Wake{Revision: later, Marks: marks(5)})
}

// Everything that was changed since the revision is told at once.
func TestWokenAtOnce(t *testing.T) {
	s := store(t, 9)
	f := newFeed(t, options(s))
	begin := f.Revision()
	touch(t, s, 1)
	middle := touch(t, s, 2)
	at := touch(t, s, 1)
	waits(t, f, begin, 1, 2, 3).told(t, Wake{Revision: at, Marks: marks(1, 2)})
	waits(t, f, middle, 1, 2, 3).told(t, Wake{Revision: at, Marks: marks(1)})
	waits(t, f, begin-1, 1).told(t, Wake{Revision: at, All: true})
	waits(t, f, at+1, 1).told(t, Wake{Revision: at, All: true})

	quiet, early := waits(t, f, at, 1), waits(t, f, begin, 3, 4)
	f.wake(false) // what is before their revision, or before they came, is not theirs
	quiet.told(t)
	early.told(t)
	at = touch(t, s, 4)
	f.wake(false)
	early.told(t, Wake{Revision: at, Marks: marks(4)})
}

// Acts about keys alone move the revision and wake nobody.
func TestRevisionFollowsTheLog(t *testing.T) {
	s := store(t, 1)
	f := newFeed(t, options(s))
	g := waits(t, f, f.Revision(), 0)
	at := must(t, s, keystore.Issue{Keys: []keystore.RegKey{{Prefix: licence(0).Code.Prefix(), Key: key(t), Product: "gateway", Type: licence(0).Type, Seats: 1, Months: 1}}})
	if got := f.Revision(); got != at {
		t.Errorf("revision %d, the log is at %d", got, at)
	}
	f.wake(false)
	g.told(t)

	// What was written while the feed was made is told to it, and counts already.
	f.changed(keystore.Changes{Seq: at, Licences: []keystore.Licence{licence(0)}})
	f.wake(false)
	g.told(t)
	if got := f.Revision(); got != at {
		t.Errorf("revision %d, was %d", got, at)
	}
}

func TestStop(t *testing.T) {
	s := store(t, 5)
	f := newFeed(t, options(s))
	var guests []*guest
	for range 5 {
		guests = append(guests, waits(t, f, f.Revision(), 0))
	}
	for _, i := range []int{1, 4, 0} {
		if !guests[i].w.Stop() || guests[i].w.Stop() {
			t.Errorf("waiter %d: Stop ends the waiting once", i)
		}
	}
	at := touch(t, s, 0)
	f.wake(false)
	for i, g := range guests {
		if i == 2 || i == 3 {
			g.told(t, Wake{Revision: at, Marks: marks(0)})
		} else {
			g.told(t)
		}
	}
}

func TestFull(t *testing.T) {
	s := store(t, 2)
	o := options(s)
	o.MaxWaiters = 2
	f := newFeed(t, o)
	first := waits(t, f, 2, 0)
	waits(t, f, 2, 0)
	never := func(Wake) { t.Error("who was refused is woken") }
	if w, err := f.Wait(2, marks(0), never); !errors.Is(err, ErrFull) || w != nil {
		t.Errorf("the third: %v", err)
	}
	waits(t, f, 1, 0).told(t, Wake{Revision: 2, All: true}) // who need not wait takes no place
	first.w.Stop()
	waits(t, f, 2, 0)
	o.MaxWaiters = 0
	if _, err := newFeed(t, o).Wait(2, marks(0), never); !errors.Is(err, ErrFull) {
		t.Errorf("where nobody can wait: %v", err)
	}
}

func TestClose(t *testing.T) {
	s := store(t, 2)
	f := newFeed(t, options(s))
	quiet, changed := waits(t, f, 2, 0), waits(t, f, 2, 1)
	at := touch(t, s, 1)
	f.Close()
	f.Close()
	quiet.told(t, Wake{Revision: at})
	changed.told(t, Wake{Revision: at, Marks: marks(1)})
	waits(t, f, at, 0).told(t, Wake{Revision: at})
	touch(t, s, 1)
	if got := f.Revision(); got != at {
		t.Errorf("a closed feed goes on to %d", got)
	}
}

func TestNewWants(t *testing.T) {
	if f, err := New(Options{}); err == nil || f != nil {
		t.Error("a feed of nothing was made")
	}
}

// TestGather holds that one look through the waiters serves all changes of a
// moment, and that it is not put off by those that follow.
func TestGather(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := store(t, 3)
		o := options(s)
		o.Gather = 50 * time.Millisecond
		f := newFeed(t, o)
		g := waits(t, f, 3, 0, 1)
		begin := time.Now()
		touch(t, s, 0)
		<-time.After(49 * time.Millisecond)
		at := touch(t, s, 1)
		synctest.Wait()
		g.told(t)
		<-time.After(time.Millisecond)
		synctest.Wait()
		g.told(t, Wake{Revision: at, Marks: marks(0, 1)})
		if took := time.Since(begin); took != 50*time.Millisecond {
			t.Errorf("woken after %s", took)
		}
		f.Close()
	})
}

// TestForgotten goes beyond what is remembered.
func TestForgotten(t *testing.T) {
	s := store(t, 20)
	f := newFeed(t, options(s))
	f.history.begin(20, 8)
	stays, rare := waits(t, f, 20, 0), waits(t, f, 20, 1)
	touch(t, s, 1)
	for i := range 17 {
		touch(t, s, 2+i)
	}
	waits(t, f, 20, 0).told(t, Wake{Revision: 38, All: true})
	waits(t, f, 29, 19).told(t, Wake{Revision: 38, All: true})
	waits(t, f, 30, 2, 10, 11, 12).told(t, Wake{Revision: 38, Marks: marks(11, 12)})
	f.wake(false)
	stays.told(t)
	if len(rare.calls) != 1 || !reflect.DeepEqual(rare.calls[0].Marks, marks(1)) {
		t.Errorf("one that waited all along was told %+v", rare.calls)
	}
	// One act that is larger than all that is remembered.
	both := waits(t, f, 38, 0, 3)
	var many []keystore.Licence
	for i := range 20 {
		l := licence(i)
		many = append(many, l)
	}
	f.changed(keystore.Changes{Seq: 39, Licences: many})
	waits(t, f, 38, 0).told(t, Wake{Revision: 39, All: true})
	f.wake(false)
	if len(both.calls) != 1 || both.calls[0].Revision != 38 || !slices.Contains(both.calls[0].Marks, code(0).Mark()) {
		t.Errorf("woken in the middle of an act, told %+v", both.calls)
	}
}
