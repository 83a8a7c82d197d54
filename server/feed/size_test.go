package feed

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"ollu/keystore"
)

// crowd lets n wait for so many random marks each.
func crowd(t testing.TB, f *Feed, n, marks int, wake func(Wake)) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	all := make([][]uint32, n)
	for i := range all {
		all[i] = make([]uint32, marks)
		for j := range all[i] {
			all[i][j] = rnd.Uint32()
		}
		slices.Sort(all[i])
	}
	for i := range all {
		if _, err := f.Wait(f.Revision(), all[i], wake); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWaiterIsSmall measures what ten thousand waiters take beside their marks.
func TestWaiterIsSmall(t *testing.T) {
	const waiters, most = 10_000, 128 // bytes
	o := options(store(t, 1))
	o.MaxWaiters = waiters
	f := newFeed(t, o)
	goroutines := runtime.NumGoroutine()
	mine := marks(0)
	before := heap()
	for range waiters {
		if _, err := f.Wait(1, mine, func(Wake) {}); err != nil {
			t.Fatal(err)
		}
	}
	each := float64(heap()-before) / waiters
	if each > most || runtime.NumGoroutine() > goroutines {
		t.Errorf("%.0f bytes a waiter, want at most %d; %d goroutines, before %d", each, most, runtime.NumGoroutine(), goroutines)
	}
	runtime.KeepAlive(f)
}

// Many who wait for as much as may be take a bounded room, and keep nobody out who
// waits for little; what they give back others may have.
func TestWaitersAreBoundedTogether(t *testing.T) {
	const most = 100_000
	o := options(store(t, 1))
	o.MaxWaiters = 2 * largeMost / most
	f := newFeed(t, o)
	huge := make([]uint32, most)
	var inside []*Waiter
	for range largeMost / most {
		w, err := f.Wait(1, huge, func(Wake) {})
		if err != nil {
			t.Fatal(err)
		}
		inside = append(inside, w)
	}
	if _, err := f.Wait(1, huge, func(Wake) {}); !errors.Is(err, ErrFull) {
		t.Errorf("one too many with many marks: %v", err)
	}
	if _, err := f.Wait(1, huge[:smallMost], func(Wake) {}); err != nil {
		t.Errorf("one with few marks: %v", err)
	}
	inside[7].Stop()
	if _, err := f.Wait(1, huge, func(Wake) {}); err != nil {
		t.Errorf("after one went: %v", err)
	}
	f.wake(true)
	if f.large != 0 {
		t.Errorf("%d marks are still counted", f.large)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkSweep looks through ten thousand waiters with ten codes each, for so
// many changes, of which none is theirs.
func BenchmarkSweep(b *testing.B) {
	for _, changes := range []int{1, 10, 1000, 10_000, kept} {
		b.Run(fmt.Sprint(changes), func(b *testing.B) {
			o := options(store(b, 0))
			o.MaxWaiters = 10_000
			f := newFeed(b, o)
			crowd(b, f, o.MaxWaiters, 10, func(Wake) {})
			rnd := rand.New(rand.NewPCG(3, 4))
			var seq uint64
			for b.Loop() {
				b.StopTimer()
				for range changes {
					seq++
					f.history.add(seq, rnd.Uint32())
				}
				f.history.revision = seq
				b.StartTimer()
				f.sweep()
			}
		})
	}
}

// BenchmarkTake brings in an import of ten thousand licences that nobody waits
// for.
func BenchmarkTake(b *testing.B) {
	f := newFeed(b, options(store(b, 0)))
	all := make([]keystore.Licence, 10_000)
	for n := range all {
		all[n] = licence(n)
	}
	var seq uint64
	for b.Loop() {
		seq++
		f.changed(keystore.Changes{Seq: seq, Licences: all})
		f.Revision()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(all)), "ns/licence")
}
