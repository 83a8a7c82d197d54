package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
)

var raceTests = []test{
	{"Race/DeviceLimit", raceDeviceLimit},
	{"Race/ReadersAndWriters", raceReaders},
	{"Race/Close", raceClose},
	{"Held", held},
}

// raceDeviceLimit: a hundred for ten places, exactly ten get one.
func raceDeviceLimit(k *kit) {
	c := k.issued(limit(10))
	var won, lost atomic.Int32
	var group sync.WaitGroup
	for i := range 100 {
		act := k.act(keystore.Activate{Code: c, Device: fmt.Sprintf("device %d", i)})
		group.Go(func() {
			switch r, err := k.s.Apply(k.ctx, act); {
			case err == nil && r.Registered:
				won.Add(1)
			case errors.Is(err, keystore.ErrDeviceLimit):
				lost.Add(1)
			}
		})
	}
	group.Wait()
	equal(k, "won and lost", []int32{won.Load(), lost.Load()}, []int32{10, 90})
	equal(k, "devices", len(k.full(c).Devices), 10)
}

// raceReaders: what a reader sees is always one state that was, never a mixture.
func raceReaders(k *kit) {
	c := k.issued()
	stop := make(chan struct{})
	var readers, writers sync.WaitGroup
	var looked atomic.Int64
	for range 4 {
		readers.Go(func() {
			for until := range uint32(1 << 30) {
				select {
				case <-stop:
					return
				default:
				}
				e, err := k.s.Lookup(c)
				if err != nil || e.Expires != day("2027-03-31")+term.Day(e.Seats-100) {
					k.t.Errorf("Lookup: %+v, %v", e, err)
					return
				}
				looked.Add(1)
				_, _ = k.s.Seen(c, []byte("d1"), nil, k.now.Add(time.Duration(until)*time.Second))
			}
		})
	}
	for w := range 2 {
		writers.Go(func() {
			for n := range 20 {
				k.raceStep(c, w, n)
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
	equal(k, "renewals", len(k.full(c).Renewals), 20)
	equal(k, "somebody looked", looked.Load() > 0, true)
}

// raceStep renews by a day and a seat, or lets devices come and go.
func (k *kit) raceStep(c codec.Code, writer, n int) {
	change := keystore.Change(keystore.Renew{Code: c, Expires: day("2027-03-31") + term.Day(uint32(n)+1), Seats: 101 + uint32(n)})
	if writer == 1 {
		change = keystore.Activate{Code: c, Device: fmt.Sprintf("d%d", n%3)}
		if n%2 == 1 {
			change = keystore.RemoveDevice{Code: c, Device: fmt.Sprintf("d%d", (n-1)%3)}
		}
	}
	if _, err := k.s.Apply(k.ctx, k.act(change)); err != nil {
		k.t.Errorf("%v: %v", change, err)
	}
}

// raceClose: an act that meets Close is either done or refused, and its caller
// is told.
func raceClose(k *kit) {
	codes := make([]codec.Code, 20)
	for i := range codes {
		codes[i] = k.issued()
	}
	done := make([]bool, len(codes))
	var group sync.WaitGroup
	for i, c := range codes {
		act := k.act(keystore.Activate{Code: c, Device: "d"})
		group.Go(func() {
			_, err := k.s.Apply(k.ctx, act)
			done[i] = err == nil
			if err != nil && !errors.Is(err, keystore.ErrClosed) {
				k.t.Errorf("Apply: %v", err)
			}
		})
	}
	is(k, "Close", k.s.Close(), nil)
	group.Wait()
	if k.o.Reopen == nil {
		return
	}
	k.s = k.o.Reopen(k.t, k.s)
	for i, c := range codes {
		if done[i] {
			k.standing(c, keystore.Activated)
		}
	}
}

// held: while the disk keeps a writer waiting, reads are answered, and nothing is
// shown that is not durable.
func held(k *kit) {
	if k.o.Hold == nil {
		return
	}
	c := k.issued()
	k.must(keystore.Activate{Code: c, Device: "d1"})
	waiting, release := k.o.Hold(k.t, k.s)
	defer release()
	answered := make(chan error, 1)
	act := k.act(keystore.Suspend{Code: c})
	go func() {
		_, err := k.s.Apply(k.ctx, act)
		answered <- err
	}()
	<-waiting
	k.standing(c, keystore.Activated)
	registered, err := k.s.Seen(c, []byte("d1"), nil, k.now.Add(time.Hour))
	is(k, "Seen", err, nil)
	equal(k, "registered", registered, true)
	equal(k, "codes listed", k.pages(keystore.Filter{Standing: "activated"}, 0), []codec.Code{c})
	equal(k, "answered before it is durable", len(answered), 0)
	release()
	is(k, "Apply", <-answered, nil)
	k.standing(c, keystore.Suspended)
}
