package feed

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/keystore"
)

// manager is a guest as a manager is one: it looks its codes up, waits, and looks
// up again what it is told.
type manager struct {
	codes []int
	since uint64
	seen  map[int]uint32 // seats by code
	w     *Waiter
	calls []Wake
	ended bool // it stopped waiting by itself
}

func (m *manager) look(t fataler, s keystore.Store, which func(n int) bool) {
	t.Helper()
	for _, n := range m.codes {
		if !which(n) {
			continue
		}
		e, err := s.Lookup(code(n))
		if err != nil {
			t.Fatal(err)
		}
		m.seen[n] = e.Seats
	}
}

// TestNothingIsMissed makes changes between and within all that a manager does,
// with a memory so short that most is forgotten.
func TestNothingIsMissed(t *testing.T) {
	const stock = 6
	rapid.Check(t, func(r *rapid.T) {
		s := store(t, stock)
		f := newFeed(t, options(s))
		f.history.begin(stock, uint64(rapid.IntRange(1, 8).Draw(r, "remembered")))
		managers := make([]*manager, 4)
		for i := range managers {
			codes := rapid.SliceOfNDistinct(rapid.IntRange(0, stock-1), 0, stock, rapid.ID[int]).Draw(r, "codes")
			managers[i] = &manager{codes: codes, since: f.Revision(), seen: map[int]uint32{}}
			managers[i].look(r, s, func(int) bool { return true })
		}
		pick := rapid.SampledFrom(managers)
		r.Repeat(map[string]func(*rapid.T){
			"change": func(r *rapid.T) {
				for _, n := range rapid.SliceOfN(rapid.IntRange(0, stock-1), 1, 5).Draw(r, "code") {
					touch(r, s, n)
				}
			},
			"one large act": func(r *rapid.T) {
				from := int(s.Stats().Licences)
				must(r, s, keystore.Issue{Licences: []keystore.Licence{licence(from), licence(from + 1), licence(from + 2)}})
			},
			"revision": func(*rapid.T) { f.Revision() },
			"sweep":    func(*rapid.T) { f.wake(false) },
			"wait":     func(r *rapid.T) { pick.Draw(r, "manager").comes(r, f) },
			"stop":     func(r *rapid.T) { pick.Draw(r, "manager").stops(r) },
			"answer":   func(r *rapid.T) { pick.Draw(r, "manager").answers(r, s) },
		})
		// Everybody goes on until nobody is woken any more.
		for busy := true; busy; {
			for _, m := range managers {
				m.answers(r, s)
				m.comes(r, f)
			}
			f.wake(false)
			busy = slices.ContainsFunc(managers, func(m *manager) bool { return len(m.calls) > 0 })
		}
		f.Close()
		for _, m := range managers {
			if len(m.calls) != 1 || m.calls[0].All || len(m.calls[0].Marks) > 0 {
				r.Fatalf("told at the end: %+v", m.calls)
			}
			m.answers(r, s)
			m.sound(r, s)
		}
	})
}

func (m *manager) comes(t *rapid.T, f *Feed) {
	if m.w != nil {
		return
	}
	w, err := f.Wait(m.since, marks(m.codes...), func(w Wake) { m.calls = append(m.calls, w) })
	if err != nil {
		t.Fatal(err)
	}
	m.w, m.ended = w, false
}

func (m *manager) stops(t *rapid.T) {
	if m.w == nil || m.ended {
		return
	}
	woken := len(m.calls) > 0
	if m.ended = m.w.Stop(); m.ended && woken {
		t.Fatal("stopped after it was woken")
	}
}

// answers does what a manager does when it was woken, or stopped.
func (m *manager) answers(t *rapid.T, s keystore.Store) {
	if m.w == nil || len(m.calls) == 0 && !m.ended {
		return
	}
	if len(m.calls) > 1 || m.ended && len(m.calls) > 0 {
		t.Fatalf("woken %d times, stopped: %v", len(m.calls), m.ended)
	}
	for _, wake := range m.calls {
		if wake.Revision < m.since {
			t.Fatalf("waited since %d and was told of %d", m.since, wake.Revision)
		}
		if !slices.IsSorted(wake.Marks) || wake.All && len(wake.Marks) > 0 {
			t.Fatalf("told %+v", wake)
		}
		m.since = wake.Revision
		m.look(t, s, func(n int) bool { return wake.All || slices.Contains(wake.Marks, code(n).Mark()) })
	}
	m.w, m.calls = nil, nil
}

// sound compares what the manager knows with what is.
func (m *manager) sound(t *rapid.T, s keystore.Store) {
	for _, n := range m.codes {
		e, err := s.Lookup(code(n))
		if err != nil || m.seen[n] != e.Seats {
			t.Fatalf("code %d has %d seats (%v), and a manager was told of %d", n, e.Seats, err, m.seen[n])
		}
	}
}

// TestNothingIsMissedAtOnce does the same with all at once: each manager ends up
// with the last word on its codes by what it is woken for.
func TestNothingIsMissedAtOnce(t *testing.T) {
	const stock, changes = 20, 30
	s := store(t, stock)
	o := options(s)
	o.Gather = time.Microsecond
	f := newFeed(t, o)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var all sync.WaitGroup
	for i := range 8 {
		m := &manager{codes: []int{i, i + 1, i + 5, i + 12}, seen: map[int]uint32{}}
		all.Go(func() { m.follow(ctx, t, f, s, changes+1) })
	}
	for w := range 2 {
		all.Go(func() {
			for range changes {
				for n := w; n < stock; n += 2 {
					touch(t, s, n)
				}
			}
		})
	}
	all.Wait()
}

// follow waits until all codes have so many seats.
func (m *manager) follow(ctx context.Context, t *testing.T, f *Feed, s keystore.Store, seats uint32) {
	byMark := map[uint32]int{}
	for _, n := range m.codes {
		byMark[code(n).Mark()] = n
	}
	m.since = f.Revision()
	m.look(t, s, func(int) bool { return true })
	for slices.ContainsFunc(m.codes, func(n int) bool { return m.seen[n] != seats }) {
		woken := make(chan Wake, 2)
		w, err := f.Wait(m.since, marks(m.codes...), func(w Wake) { woken <- w })
		if err != nil {
			t.Error(err)
			return
		}
		select {
		case wake := <-woken:
			m.since = wake.Revision
			m.look(t, s, func(n int) bool { return wake.All || slices.Contains(wake.Marks, code(n).Mark()) })
		case <-ctx.Done():
			t.Errorf("a change was missed: %v, want %d each; waiting: %v", m.seen, seats, w.Stop())
			return
		}
	}
}

// key gives a registration key.
func key(t testing.TB) codec.Key {
	k, err := codec.NewKey(codec.Prefix{'I', 'M'}, zeros{})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// zeros is a source of bytes that are all one.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 1
	}
	return len(p), nil
}
