package shelf

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ollu/keystore"
)

// readers runs read in a few goroutines until write has returned.
func readers(write func(), read func(turn uint32)) {
	var done atomic.Bool
	var all sync.WaitGroup
	for g := range uint32(3) {
		all.Go(func() {
			for turn := g; !done.Load(); turn += 7 {
				read(turn)
			}
		})
	}
	write()
	done.Store(true)
	all.Wait()
}

func TestReadersNeverMissWhatWasPut(t *testing.T) {
	s := New()
	var put atomic.Uint32
	readers(func() {
		for i := range uint32(2*chunkSize + 1) {
			e := whole(i)
			if err := s.Put(numbered(uint64(i)), &e); err != nil {
				t.Error(err)
			}
			put.Store(i + 1)
		}
	}, func(turn uint32) {
		n := put.Load()
		if n == 0 {
			return
		}
		for _, i := range []uint32{n - 1, turn * 2654435761 % n} {
			if e, found := s.Lookup(numbered(uint64(i))); !found || e.Seats != i {
				t.Errorf("licence %d of %d: found %t with %d seats", i, n, found, e.Seats)
			}
		}
	})
}

func TestReadersNeverSeeHalfAChange(t *testing.T) {
	const licences = 8
	s := full(t, licences)
	readers(func() {
		for i := range uint32(60_000) {
			e := whole(i)
			e.LastSeen = 1 << 40
			if err := s.Put(numbered(uint64(i%licences)), &e); err != nil {
				t.Error(err)
			}
		}
	}, func(turn uint32) {
		e, found := s.Lookup(numbered(uint64(turn % licences)))
		want := whole(e.Seats)
		want.LastSeen = e.LastSeen
		if !found || !cmp.Equal(e, want) {
			t.Errorf("found %t, torn: %+v", found, e)
		}
	})
}

func TestNotesAreNotLostWhileTheyAreSwept(t *testing.T) {
	const licences, rounds = 200, 40
	s := full(t, licences)
	written := map[uint64]int64{}
	take := func() {
		notes, _ := sweep(s, 16)
		for _, n := range notes {
			written[n.Code.Bits()[1]] = n.At
		}
	}
	var all sync.WaitGroup
	for g := range int64(2) {
		all.Go(func() {
			for r := range int64(rounds) {
				for i := range uint64(licences) {
					s.Seen(numbered(i), nil, nil, 1_000_000+2*r+g)
				}
			}
		})
	}
	for range rounds {
		take()
	}
	all.Wait()
	take()
	for i := range uint64(licences) {
		if got, want := written[numbered(i).Bits()[1]], int64(1_000_000+2*rounds-1); got != want {
			t.Errorf("licence %d: %d was written, want %d", i, got, want)
		}
	}
}

func TestDevicesAreSeenWhileOthersComeAndGo(t *testing.T) {
	s := full(t, 4)
	if _, err := s.PutDevice(numbered(0), "stays", "1", 1); err != nil {
		t.Fatal(err)
	}
	readers(func() {
		for i := range 20_000 {
			id := fmt.Sprint("guest", i%50)
			if _, err := s.PutDevice(numbered(uint64(i%4)), id, "1", int64(i)); err != nil {
				t.Error(err)
			}
			s.RemoveDevice(numbered(uint64((i+1)%4)), id)
		}
	}, func(turn uint32) {
		if registered, found := s.Seen(numbered(0), []byte("stays"), []byte("2"), int64(turn)); !registered || !found {
			t.Errorf("the device that stays: registered %t, found %t", registered, found)
		}
		s.Seen(numbered(1), []byte("guest7"), []byte("3"), int64(turn))
		s.EachDevice(func(e *keystore.Entry, _ int64) bool { return e.Product != "" })
	})
}
