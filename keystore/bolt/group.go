package bolt

import (
	"fmt"

	"go.etcd.io/bbolt"

	"ollu/keystore"
)

// group is one transaction of the writer, with the requests in it.
type group struct {
	s        *Store
	tx       *bbolt.Tx // nil until the first request is taken
	buckets  [len(buckets)]*bbolt.Bucket
	tally    tally
	requests []*request
	planned  []planned // to show to readers and watchers
	acts     int       // that wrote something
	notes    int
	writes   int  // records put and removed
	force    bool // commit even when nothing was written
	err      error

	key, record []byte // to encode into
	values      blocks
}

// planned is what one act wrote.
type planned struct {
	keystore.Writes
	seq uint64 // of the log's head after it
}

// newGroup reuses the memory of the group before.
func (s *Store) newGroup() *group {
	g := &s.group
	clear(g.requests)
	clear(g.planned)
	g.values.reset()
	*g = group{s: s, tally: s.tally, requests: g.requests[:0], planned: g.planned[:0], key: g.key, record: g.record, values: g.values}
	return g
}

func (g *group) hasRoom() bool { return g.writes < groupWrites }

// take does one request within the transaction. An error of the rules leaves
// nothing of it; any other is the group's.
func (g *group) take(r *request) {
	if !r.took.CompareAndSwap(false, true) {
		return
	}
	g.requests = append(g.requests, r)
	if g.err == nil {
		g.err = g.begin()
	}
	if g.err != nil {
		return
	}
	if err := guarded(func() error { r.err = r.do(g); return g.err }); err != nil {
		g.err = err
	}
}

// begin starts the transaction.
func (g *group) begin() error {
	if g.tx != nil {
		return nil
	}
	if f := g.s.fault.Load(); f != nil && f.last {
		return f.err
	}
	var err error
	if g.tx, err = g.s.beginWrite(); err != nil {
		return err
	}
	return guarded(g.open)
}

// open finds the buckets.
func (g *group) open() error {
	for i, name := range buckets {
		if g.buckets[i] = g.tx.Bucket(name); g.buckets[i] == nil {
			return fmt.Errorf("%w: it has no %s", keystore.ErrDamaged, name)
		}
	}
	g.buckets[logged].FillPercent = 1 // it only grows at its end
	return nil
}

// apply judges an act and stages what it writes.
func (g *group) apply(act keystore.Act) (keystore.Receipt, error) {
	w, receipt, err := keystore.Plan(g, act)
	if err != nil || w.Empty() {
		return receipt, err
	}
	for i := range w.Licences {
		e := w.Licences[i].Entry()
		if err := g.s.shelf.Fits(&e); err != nil {
			return keystore.Receipt{}, fmt.Errorf("licence %s: %w", w.Licences[i].Code, err)
		}
	}
	if g.err = g.stage(&w); g.err != nil {
		return keystore.Receipt{}, g.err
	}
	g.acts++
	g.planned = append(g.planned, planned{w, g.tally.head.Seq})
	return receipt, nil
}

// show puts what was committed before the readers.
func (g *group) show() {
	for i := range g.planned {
		if err := g.s.publish(&g.planned[i].Writes); err != nil {
			g.s.fail(err, true)
		}
	}
}

// tell lets the watchers know of what readers see by now.
func (g *group) tell() {
	for i := range g.planned {
		g.s.watchers.Tell(keystore.Changes{Seq: g.planned[i].seq, Licences: g.planned[i].Licences})
	}
}

// publish puts a planned act's records on the shelf, devices after their
// licences.
func (s *Store) publish(w *keystore.Writes) error {
	for i := range w.Licences {
		e := w.Licences[i].Entry()
		if err := s.shelf.Put(w.Licences[i].Code, &e); err != nil {
			return err
		}
	}
	for i := range w.Devices {
		d := &w.Devices[i].Device
		if _, err := s.shelf.PutDevice(w.Devices[i].Code, d.ID, d.Version, unix(d.LastSeen)); err != nil {
			return err
		}
	}
	for i := range w.Removed {
		s.shelf.RemoveDevice(w.Removed[i].Code, w.Removed[i].Device.ID)
	}
	return nil
}
