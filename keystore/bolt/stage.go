package bolt

import (
	"slices"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// stage puts the records of a planned act into the transaction.
func (g *group) stage(w *keystore.Writes) error {
	for _, i := range inOrder(w.Licences) {
		if err := g.putLicence(&w.Licences[i]); err != nil {
			return err
		}
	}
	for i := range w.Devices {
		if err := g.putDevice(w.Devices[i].Code, &w.Devices[i].Device); err != nil {
			return err
		}
	}
	for i := range w.Removed {
		g.key = deviceKey(g.key[:0], w.Removed[i].Code, w.Removed[i].Device.ID)
		if err := g.remove(devices, g.key); err != nil {
			return err
		}
	}
	for i := range w.Keys {
		g.key = w.Keys[i].Key.AppendBytes(g.key[:0])
		g.record = keystore.AppendRegKey(g.record[:0], &w.Keys[i])
		if err := g.put(keys); err != nil {
			return err
		}
	}
	if err := g.putRepeat(w.Repeat); err != nil {
		return err
	}
	if err := g.putTables(w.Tables); err != nil {
		return err
	}
	return g.log(w.Audit)
}

// putTables writes what an act says of customers, one after the other.
func (g *group) putTables(all []customer.Put) error {
	for i := range all {
		p := &all[i]
		g.key = append(g.key[:0], p.Key...)
		if p.Value == nil {
			if err := g.remove(bucketOf(p.Table), g.key); err != nil {
				return err
			}
			continue
		}
		g.record = append(g.record[:0], p.Value...)
		if err := g.put(bucketOf(p.Table)); err != nil {
			return err
		}
	}
	return nil
}

// inOrder gives the indices of the licences in the order of their codes, so that
// a large import walks the pages once.
func inOrder(l []keystore.Licence) []int {
	order := make([]int, len(l))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := l[a].Code.Bits(), l[b].Code.Bits()
		return slices.Compare(x[:], y[:])
	})
	return order
}

// putLicence keeps a note of last seen that came in since the licence was read.
func (g *group) putLicence(l *keystore.Licence) error {
	g.s.noteLicence(l)
	g.key = l.Code.AppendBytes(g.key[:0])
	g.record = keystore.AppendLicence(g.record[:0], l)
	return g.put(licences)
}

func (g *group) putDevice(code codec.Code, d *keystore.Device) error {
	g.key = deviceKey(g.key[:0], code, d.ID)
	g.record = keystore.AppendDevice(g.record[:0], d)
	return g.put(devices)
}

// put stores the record under the key and counts it.
func (g *group) put(bucket int) error {
	if err := g.uncount(bucket, g.key); err != nil {
		return err
	}
	sum := frameIn(bucket, g.key, g.record)
	g.record = appendFrame(g.record, sum)
	g.tally.counts[bucket].add(sum)
	g.writes++
	return g.buckets[bucket].Put(g.key, g.values.keep(g.record))
}

func (g *group) remove(bucket int, key []byte) error {
	if err := g.uncount(bucket, key); err != nil {
		return err
	}
	g.writes++
	return g.buckets[bucket].Delete(key)
}

// uncount takes what is stored under the key out of the tally.
func (g *group) uncount(bucket int, key []byte) error {
	old := g.buckets[bucket].Get(key)
	if old == nil {
		return nil
	}
	_, sum, err := unframeIn(bucket, key, old)
	if err == nil {
		g.tally.counts[bucket].remove(sum)
	}
	return err
}

// log appends to the chain.
func (g *group) log(events []audit.Event) error {
	for i := range events {
		g.record, g.tally.head = audit.Append(g.record[:0], g.tally.head, &events[i])
		g.key = seqKey(g.key[:0], g.tally.head.Seq)
		if err := g.buckets[logged].Put(g.key, g.values.keep(g.record)); err != nil {
			return err
		}
		g.writes++
	}
	return nil
}

// pruneAtOnce bounds how many old repeats are dropped in passing.
const pruneAtOnce = 32

// putRepeat remembers an act with an idempotency key, and drops old ones: the
// repeats from a place in the bucket that moves on, so that each is looked at in
// its turn.
func (g *group) putRepeat(r *keystore.Repeat) error {
	if r == nil {
		return nil
	}
	if err := g.prune(r.At.Add(-keystore.IdempotencyLife)); err != nil {
		return err
	}
	g.key = append(g.key[:0], r.Key...)
	g.record = keystore.AppendRepeat(g.record[:0], r)
	return g.put(repeats)
}

// prune looks at some repeats and drops those from before the given time.
func (g *group) prune(before time.Time) error {
	c := g.buckets[repeats].Cursor()
	key, value := c.Seek(g.s.pruned)
	var old [][]byte
	for n := 0; n < pruneAtOnce && key != nil; n++ {
		record, _, err := unframe(key, value)
		if err != nil {
			return err
		}
		r := keystore.Repeat{}
		if err := keystore.DecodeRepeat(&r, record); err != nil {
			return err
		}
		if r.At.Before(before) {
			old = append(old, slices.Clone(key))
		}
		key, value = c.Next()
	}
	g.s.pruned = append(g.s.pruned[:0], key...)
	for _, key := range old {
		if err := g.remove(repeats, key); err != nil {
			return err
		}
	}
	return nil
}

// unix gives unix seconds, and 0 for the zero time and what is before 1970.
func unix(t time.Time) int64 { return max(0, t.Unix()) }
