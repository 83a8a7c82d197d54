package storetest

import (
	"sync"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
)

var watchTests = []test{
	{"Watch/EveryAct", watchEveryAct},
	{"Watch/Import", watchImport},
	{"Watch/NotWhatWroteNothing", watchNothing},
	{"Watch/Visible", watchVisible},
	{"Watch/Stop", watchStop},
	{"Watch/Order", watchOrder},
	{"Watch/StatsNotAhead", watchStats},
	{"Watch/Held", watchHeld},
	{"Watch/Closed", watchClosed},
}

// told gathers what a watcher is called with.
type told struct {
	mu  sync.Mutex
	all []keystore.Changes
}

func (w *told) add(c keystore.Changes) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, c)
}

// take gives what was told since the last time.
func (w *told) take() []keystore.Changes {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.all
	w.all = nil
	return all
}

// watched is a watcher of the store, until the test ends.
func (k *kit) watched() *told {
	w := &told{}
	k.t.Cleanup(k.s.Watch(w.add))
	return w
}

// watchEveryAct: one call for each act, with what its receipt says.
func watchEveryAct(k *kit) {
	first, second := k.watched(), k.watched()
	l, heir := k.licence(), k.licence()
	c := l.Code
	for _, change := range []keystore.Change{
		keystore.Issue{Licences: []keystore.Licence{l, k.licence(), k.licence()}},
		keystore.Issue{Keys: []keystore.RegKey{k.regKey()}},
		keystore.Activate{Code: c, Device: "d1", Version: "1"},
		keystore.Renew{Code: c, Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04")},
		keystore.Suspend{Code: c, Reason: "unpaid"},
		keystore.Resume{Code: c},
		keystore.Revoke{Code: c, Reason: "leaked"},
		keystore.Resume{Code: c},
		keystore.RemoveDevice{Code: c, Device: "d1"},
		keystore.Replace{Old: c, New: keystore.Licence{Code: heir.Code}},
	} {
		k.later(1e9)
		r := k.must(change)
		want := []keystore.Changes{{Seq: k.s.Stats().Audit.Seq, Licences: r.Licences}}
		equal(k, change.String(), first.take(), want)
		equal(k, change.String()+", to the other", second.take(), want)
	}
}

// watchImport: what is new among the rows, without its devices.
func watchImport(k *kit) {
	here := k.licence()
	k.must(keystore.Issue{Licences: []keystore.Licence{here}})
	w := k.watched()
	l, bad := k.licence(), k.licence()
	l.Devices = []keystore.Device{{ID: "d1"}, {ID: "d2"}}
	bad.Seats = 0
	k.must(keystore.Import{Licences: []keystore.Licence{bad, l, k.full(here.Code)}})
	want, got := k.full(l.Code), w.take()
	if len(got) != 1 || len(got[0].Licences) != 1 {
		k.t.Fatalf("told %v", got)
	}
	want.Devices, want.LastSeen = nil, got[0].Licences[0].LastSeen
	equal(k, "told", got[0], keystore.Changes{Seq: k.s.Stats().Audit.Seq, Licences: []keystore.Licence{want}})
}

// watchNothing: refusals, repetitions, notes and reading.
func watchNothing(k *kit) {
	c := k.issued(limit(1))
	act := k.act(keystore.Activate{Code: c, Device: "d1"})
	act.IdempotencyKey = "once"
	_, err := k.s.Apply(k.ctx, act)
	is(k, "Activate", err, nil)
	w := k.watched()
	_, err = k.s.Apply(k.ctx, act)
	is(k, "the same once more", err, nil)
	k.must(keystore.Activate{Code: c, Device: "d1"})
	k.must(keystore.Import{Licences: []keystore.Licence{k.full(c)}})
	k.refused(keystore.ErrDeviceLimit, keystore.Activate{Code: c, Device: "d2"})
	k.refused(keystore.ErrNotFound, keystore.Suspend{Code: k.code("IM")})
	k.refused(keystore.ErrExists, keystore.Issue{Licences: []keystore.Licence{k.licence(), k.licence(func(l *keystore.Licence) { l.Code = c })}})
	_, err = k.s.Seen(c, []byte("d1"), []byte("2"), k.now)
	is(k, "Seen", err, nil)
	equal(k, "told", w.take(), nil)
}

// watchVisible: whoever looks while the watcher is called sees what it is told.
func watchVisible(k *kit) {
	c := k.issued()
	calls, looked := make(chan keystore.Changes), make(chan struct{})
	stop := k.s.Watch(func(ch keystore.Changes) { calls <- ch; <-looked })
	var reader sync.WaitGroup
	reader.Go(func() {
		for ch := range calls {
			e, err := k.s.Lookup(c)
			if err != nil || e.Seats != ch.Licences[0].Seats || k.s.Stats().Audit.Seq != ch.Seq {
				k.t.Errorf("told of %d seats at %d, seen: %d (%v) at %d", ch.Licences[0].Seats, ch.Seq, e.Seats, err, k.s.Stats().Audit.Seq)
			}
			looked <- struct{}{}
		}
	})
	for n := range uint32(10) {
		k.must(keystore.Renew{Code: c, Expires: day("2027-04-01") + term.Day(n), Seats: 101 + n})
	}
	stop()
	close(calls)
	reader.Wait()
}

// watchStop: nothing after stop, which may be called again; others go on.
func watchStop(k *kit) {
	stays, goes := k.watched(), &told{}
	stop := k.s.Watch(goes.add)
	k.issued()
	equal(k, "told before", len(goes.take()), 1)
	stop()
	stop()
	k.issued()
	equal(k, "told after", goes.take(), nil)
	equal(k, "told to the other", len(stays.take()), 2)

	late := k.watched()
	k.issued()
	equal(k, "told to one that came later", len(late.take()), 1)

	// While others write and watch.
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 20 {
				var mu sync.Mutex
				stopped := false
				stop := k.s.Watch(func(keystore.Changes) {
					mu.Lock()
					defer mu.Unlock()
					if stopped {
						k.t.Error("called after stop")
					}
				})
				_, _ = k.s.Apply(k.ctx, k.act(keystore.Issue{Licences: []keystore.Licence{k.licence()}}))
				stop()
				mu.Lock()
				stopped = true
				mu.Unlock()
			}
		})
	}
	all.Wait()
}

// watchOrder: of many who write at once, the log's order, and nothing twice or
// left out.
func watchOrder(k *kit) {
	codes := make([]codec.Code, 8)
	for i := range codes {
		codes[i] = k.issued()
	}
	w, from := k.watched(), k.s.Stats().Audit.Seq
	var writers sync.WaitGroup
	for _, c := range codes {
		writers.Go(func() {
			for n := range uint32(20) {
				change := keystore.Renew{Code: c, Expires: day("2027-04-01") + term.Day(n), Seats: 101 + n}
				if _, err := k.s.Apply(k.ctx, k.act(change)); err != nil {
					k.t.Errorf("%v: %v", change, err)
				}
			}
		})
	}
	writers.Wait()
	seats := map[codec.Code]uint32{}
	for _, ch := range w.take() {
		from++
		l := ch.Licences[0]
		if ch.Seq != from || len(ch.Licences) != 1 || l.Seats != max(100, seats[l.Code])+1 {
			k.t.Fatalf("told of %v at %d, want %d", ch.Licences, ch.Seq, from)
		}
		seats[l.Code] = l.Seats
	}
	equal(k, "the last", from, k.s.Stats().Audit.Seq)
	for _, c := range codes {
		equal(k, "seats", seats[c], 120)
	}
}

// watchStats: who reads the head of the log, and then looks, sees all up to it.
func watchStats(k *kit) {
	c := k.issued()
	from := k.s.Stats().Audit.Seq
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				head := k.s.Stats().Audit.Seq
				e, err := k.s.Lookup(c)
				if err != nil || uint64(e.Seats-100) < head-from {
					k.t.Errorf("the log is at %d, and a look-up shows %d seats (%v)", head-from, e.Seats-100, err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for n := range uint32(50) {
		k.must(keystore.Renew{Code: c, Expires: day("2027-04-01") + term.Day(n), Seats: 101 + n})
	}
	close(done)
	readers.Wait()
}

// watchHeld: what is not durable is not told.
func watchHeld(k *kit) {
	if k.o.Hold == nil {
		return
	}
	c := k.issued()
	w := k.watched()
	waiting, release := k.o.Hold(k.t, k.s)
	defer release()
	answered := make(chan error, 1)
	act := k.act(keystore.Suspend{Code: c})
	go func() {
		_, err := k.s.Apply(k.ctx, act)
		answered <- err
	}()
	<-waiting
	equal(k, "told while the disk is busy", w.take(), nil)
	release()
	is(k, "Apply", <-answered, nil)
	equal(k, "told then", len(w.take()), 1)
}

// watchClosed: a closed store takes watchers, and tells them nothing.
func watchClosed(k *kit) {
	w := k.watched()
	is(k, "Close", k.s.Close(), nil)
	for _, s := range append(k.o.Unopened, k.s) {
		stop := s.Watch(w.add)
		_, err := s.Apply(k.ctx, k.act(keystore.Issue{Licences: []keystore.Licence{k.licence()}}))
		is(k, "Apply", err, keystore.ErrClosed)
		stop()
	}
	equal(k, "told", w.take(), nil)
}
