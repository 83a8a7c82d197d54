package bolt

import (
	"bytes"
	"fmt"
	"sync"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/keystore/shelf"
)

// checkPages makes sure that bbolt can walk the file.
func (s *Store) checkPages() error {
	return s.view(func(tx *bbolt.Tx) error {
		if err := s.db.check(tx); err != nil {
			return fmt.Errorf("%w: %w", keystore.ErrDamaged, err)
		}
		return nil
	})
}

// upgrade brings the file to the present schema, when it may be written.
func (s *Store) upgrade() error {
	var from int
	err := s.db.View(func(tx *bbolt.Tx) (err error) {
		from, err = checkSchema(tx, schema())
		return err
	})
	if err != nil || from == schema() {
		return err
	}
	if s.opts.ReadOnly {
		return fmt.Errorf("the database has schema %d and must first be opened by `ollu serve`, which brings it to %d", from, schema())
	}
	if _, err = migrate(s.db.DB, migrations); err == nil {
		s.opts.Log(fmt.Sprintf("brought %s from schema %d to %d", s.opts.Path, from, schema()), nil)
	}
	return err
}

// load fills the shelf, and makes sure that the file holds what the tally says,
// also what is read from it later: nobody must seem unknown for a page that is gone.
func (s *Store) load() error {
	err := s.view(func(tx *bbolt.Tx) (err error) {
		for _, name := range buckets {
			if tx.Bucket(name) == nil {
				return fmt.Errorf("%w: it has no %s", keystore.ErrDamaged, name)
			}
		}
		s.tally, err = readTally(tx)
		if err == nil {
			err = checkHead(tx, s.tally.head)
		}
		return err
	})
	if err != nil {
		return err
	}
	s.shown.Store(new(s.tally))
	s.shelf.Reserve(s.tally.counts[licences].records, s.tally.counts[devices].records)
	for _, b := range []struct {
		bucket int
		take   func() taker
	}{{licences, s.takeLicences}, {devices, s.takeDevices}, {sightings, s.takeSeen}} {
		if err := s.loadBucket(b.bucket, b.take); err != nil {
			return fmt.Errorf("%s: %w", buckets[b.bucket], err)
		}
	}
	for bucket := range tallied {
		if bucket == licences || bucket == devices || bucket == sightings {
			continue
		}
		if err := s.loadBucket(bucket, countOnly); err != nil {
			return fmt.Errorf("%s: %w", buckets[bucket], err)
		}
	}
	return nil
}

// counter takes what stays in the file alone.
type counter struct{}

func countOnly() taker { return counter{} }

func (counter) take(_, _ []byte) error { return nil }
func (counter) done() error            { return nil }

// checkHead makes sure that the log ends with the head.
func checkHead(tx *bbolt.Tx, head audit.Head) error {
	key, value := tx.Bucket(buckets[logged]).Cursor().Last()
	if key == nil && head == (audit.Head{}) {
		return nil
	}
	last, err := audit.Decode(value)
	if err != nil || !bytes.Equal(key, seqKey(nil, head.Seq)) || last.Seq != head.Seq || last.Hash != head.Hash {
		return fmt.Errorf("%w: the end of the audit log", keystore.ErrDamaged)
	}
	return nil
}

// taker puts records on the shelf. One goroutine uses it.
type taker interface {
	take(key, record []byte) error
	done() error
}

// loadBucket reads a bucket with two goroutines, one from each end, until as many
// records are read as the tally counts; what they read last must then be
// neighbours, and the sum of all must be right.
func (s *Store) loadBucket(bucket int, newTaker func() taker) error {
	var left atomic.Int64
	left.Store(int64(s.tally.counts[bucket].records))
	ends := [2]end{{bucket: bucket, forward: true}, {bucket: bucket}}
	var all sync.WaitGroup
	for i := range ends {
		all.Go(func() {
			e := &ends[i]
			e.err = s.view(func(tx *bbolt.Tx) error {
				return e.read(tx.Bucket(buckets[bucket]).Cursor(), &left, newTaker())
			})
		})
	}
	all.Wait()
	for i := range ends {
		if ends[i].err != nil {
			return ends[i].err
		}
	}
	return meet(&ends, s.tally.counts[bucket])
}

// end is one of the two walks through a bucket.
type end struct {
	bucket  int
	forward bool
	count   count
	last    []byte // key read last; nil: none
	next    []byte // key that would be next; nil: none
	err     error
}

// loadPortion is how many records a walk claims at a time.
const loadPortion = 1024

func (e *end) read(c *bbolt.Cursor, left *atomic.Int64, t taker) error {
	first, step := c.First, c.Next
	if !e.forward {
		first, step = c.Last, c.Prev
	}
	key, value := first()
	for {
		claim := left.Add(-loadPortion) + loadPortion
		for n := min(claim, loadPortion); n > 0 && key != nil; n-- {
			if err := e.one(key, value, t); err != nil {
				return err
			}
			key, value = step()
		}
		if claim <= loadPortion || key == nil {
			e.next = bytes.Clone(key)
			return t.done()
		}
	}
}

func (e *end) one(key, value []byte, t taker) error {
	if e.last != nil && (bytes.Compare(key, e.last) > 0) != e.forward {
		return fmt.Errorf("%w: keys out of order", keystore.ErrDamaged)
	}
	record, sum, err := unframeIn(e.bucket, key, value)
	if err != nil {
		return err
	}
	e.count.add(sum)
	e.last = append(e.last[:0], key...)
	return t.take(key, record)
}

// meet checks that the two walks covered the bucket, each record once.
func meet(ends *[2]end, want count) error {
	a, b := &ends[0], &ends[1]
	got := count{a.count.records + b.count.records, a.count.sum + b.count.sum}
	if got != want {
		return fmt.Errorf("%w: %d records with sum %x, and %d with %x were written", keystore.ErrDamaged, got.records, got.sum, want.records, want.sum)
	}
	if !bytes.Equal(a.next, b.last) || !bytes.Equal(b.next, a.last) {
		return fmt.Errorf("%w: more records than were written", keystore.ErrDamaged)
	}
	return nil
}

// licenceTaker decodes heads, and puts them on the shelf in portions.
type licenceTaker struct {
	shelf *shelf.Shelf
	names keystore.Interner
	batch []shelf.Licence
}

func (s *Store) takeLicences() taker {
	return &licenceTaker{shelf: s.shelf, batch: make([]shelf.Licence, 0, loadPortion)}
}

func (t *licenceTaker) take(key, record []byte) error {
	code, err := codec.CodeFromBytes(key)
	if err != nil {
		return keystore.ErrDamaged
	}
	t.batch = append(t.batch, shelf.Licence{Code: code})
	if err := keystore.DecodeEntry(&t.batch[len(t.batch)-1].Entry, record, &t.names); err != nil {
		return err
	}
	if len(t.batch) == cap(t.batch) {
		return t.done()
	}
	return nil
}

func (t *licenceTaker) done() error {
	err := t.shelf.PutAll(t.batch)
	t.batch = t.batch[:0]
	return err
}

// deviceTaker puts devices on the shelf, where their licences are by now.
type deviceTaker struct{ shelf *shelf.Shelf }

func (s *Store) takeDevices() taker { return deviceTaker{s.shelf} }

func (t deviceTaker) take(key, record []byte) error {
	code, id, err := splitDevice(key)
	if err != nil {
		return err
	}
	var d keystore.Device
	if err := keystore.DecodeDevice(&d, record); err != nil {
		return err
	}
	found, err := t.shelf.PutDevice(code, string(id), d.Version, unix(d.LastSeen))
	if err == nil && !found {
		err = fmt.Errorf("%w: a device without its licence", keystore.ErrDamaged)
	}
	return err
}

func (deviceTaker) done() error { return nil }

// deviceKey is the key of a device.
func deviceKey(dst []byte, code codec.Code, id string) []byte {
	return append(code.AppendBytes(dst), id...)
}

// splitDevice gives the code and the device id in a device's key; the id shares
// its bytes.
func splitDevice(key []byte) (code codec.Code, id []byte, err error) {
	if len(key) <= codec.CodeBytes {
		return code, nil, keystore.ErrDamaged
	}
	if code, err = codec.CodeFromBytes(key[:codec.CodeBytes]); err != nil {
		return code, nil, keystore.ErrDamaged
	}
	return code, key[codec.CodeBytes:], nil
}
