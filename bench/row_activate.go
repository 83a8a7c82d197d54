package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"ollu/bench/figures"
	"ollu/bench/load"
	"ollu/bench/stock"
	"ollu/codec"
)

const (
	activators = 100 // clients, and goroutines of the peer
	valueSize  = 256 // of the peer: about what one activation writes
)

// measureActivate activates other licences in each round, all of one stock, and
// lets the peer put as many new records into a file that begins with as many.
func measureActivate(b *bench) (m measured, err error) {
	n, rounds := b.scale.activations, b.scale.rounds
	total := n * (rounds + 1)
	s, err := b.activatable(total)
	if err != nil {
		return m, err
	}
	a, err := b.startAsker()
	if err != nil {
		return m, err
	}
	if err := a.prepare("activate", activate, total, total); err != nil {
		return m, err
	}
	peer, err := b.openPeer(total)
	if err != nil {
		return m, err
	}
	var bursts []burst
	var puts []float64
	for round := range rounds + 1 {
		b.progress.say("round %d of %d", round, rounds)
		u, err := b.load(a, s.PID(), "activate", load.Spec{Addr: s.agents, Conns: activators, From: n * round, To: n * (round + 1), Want: wantValid})
		if err != nil {
			return m, err
		}
		took, err := elapsed(func() error { return peer.put(n/2, activators) })
		if err != nil {
			return m, err
		}
		if round > 0 {
			bursts, puts = append(bursts, u), append(puts, float64(n/2)/took)
		}
	}
	return judgeActivations(b, s, total, bursts, puts)
}

// judgeActivations makes sure that all activations were kept, too.
func judgeActivations(b *bench, s *server, total int, bursts []burst, puts []float64) (m measured, err error) {
	st, err := s.status(b.ctx)
	if err != nil {
		return m, err
	}
	if st.Devices != uint64(total) {
		return m, fmt.Errorf("the server counts %d devices after %d activations", st.Devices, total)
	}
	m.rounds = figures.Ratios(rates(bursts), puts)
	m.note("%s", describe("activations", bursts))
	m.note("they shared commits: %s in one on average", figures.Number(float64(st.Devices)/float64(st.Commits)))
	m.note("bbolt.Batch: %s puts a second (%s), values of %d bytes, defaults of bbolt", figures.Number(figures.Median(puts)), figures.Span(puts), valueSize)
	m.note("%d activations in a round, each of another licence; both files began with %d records", b.scale.activations, total)
	return m, nil
}

// activatable starts a server with licences that no device has yet. The stock is
// used up, so it is this row's own.
func (b *bench) activatable(n int) (*server, error) {
	home, err := b.dir("activate")
	if err != nil {
		return nil, err
	}
	b.progress.say("building a stock of %d licences", n)
	if err := stock.Build(b.ctx, database(home), n, b.now, false); err != nil {
		return nil, err
	}
	return b.startServer(home)
}

// batchPeer is plain bbolt.
type batchPeer struct {
	db   *bbolt.DB
	next atomic.Int64 // licence whose code is put next
}

var peerBucket = []byte("records")

// openPeer makes a database with n records under the codes of licences from n on.
func (b *bench) openPeer(n int) (*batchPeer, error) {
	home, err := b.dir("peer")
	if err != nil {
		return nil, err
	}
	db, err := bbolt.Open(filepath.Join(home, "peer.db"), 0o600, nil)
	if err != nil {
		return nil, err
	}
	b.later(db.Close)
	p := &batchPeer{db: db}
	err = db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucket(peerBucket)
		for i := range n {
			err = errors.Join(err, bucket.Put(stock.Code(n+i).AppendBytes(nil), make([]byte, valueSize)))
		}
		return err
	})
	return p, err
}

// put adds n records from so many goroutines, each waiting until its own is
// durable.
func (p *batchPeer) put(n, goroutines int) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failure error
	end := p.next.Load() + int64(n)
	for range goroutines {
		wg.Go(func() {
			value := make([]byte, valueSize)
			for i := p.next.Add(1) - 1; i < end; i = p.next.Add(1) - 1 {
				value[0] = byte(rand.Uint32())
				if err := p.one(stock.Code(int(i)), value); err != nil {
					mu.Lock()
					failure = errors.Join(failure, err)
					mu.Unlock()
					return
				}
			}
		})
	}
	wg.Wait()
	p.next.Store(end)
	return failure
}

func (p *batchPeer) one(code codec.Code, value []byte) error {
	key, value := code.AppendBytes(nil), append([]byte(nil), value...)
	return p.db.Batch(func(tx *bbolt.Tx) error { return tx.Bucket(peerBucket).Put(key, value) })
}
