package bolt

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/keystore/shelf"
)

// Verify walks the file's pages, reads every record, compares it with the tally
// and with what is answered from memory, and walks the audit log. Writes wait
// while the pages are walked, at the start. With pages that do not hold together
// it goes no further.
func (s *Store) Verify(ctx context.Context, progress func(done, total int64)) (keystore.Report, error) {
	v := &verifier{s: s, ctx: ctx, progress: progress}
	for _, part := range []func() error{
		func() error { return s.still(ctx, v.pages) },
		func() error { return s.read(ctx, v.records) },
		func() error { return s.still(ctx, v.again) },
	} {
		if err := part(); err != nil {
			return keystore.Report{}, err
		}
		if v.broken {
			break
		}
	}
	if err := ctx.Err(); err != nil {
		return keystore.Report{}, err
	}
	v.step(0)
	return v.report, nil
}

// still runs fn while nothing is written.
func (s *Store) still(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := s.up(); err != nil {
		return err
	}
	if s.opts.ReadOnly || s.faulty() != nil {
		return s.read(ctx, fn)
	}
	return s.submit(ctx, func(*group) error { return s.view(fn) })
}

// verifier is one walk through a store.
type verifier struct {
	s        *Store
	ctx      context.Context
	report   keystore.Report
	progress func(done, total int64)
	done     int64
	total    int64
	differ   []codec.Code // differed from what is answered, perhaps for being changed meanwhile
	broken   bool         // the pages do not hold together
	ordered  uint64       // registration keys of an order
}

// stepEvery is how many records go by between two words of progress.
const stepEvery = 1024

// step counts n records, and tells whether to go on.
func (v *verifier) step(n int64) bool {
	v.done += n
	if n != 0 && v.done%stepEvery != 0 {
		return true
	}
	if v.progress != nil {
		v.progress(min(v.done, v.total), v.total)
	}
	return v.ctx.Err() == nil
}

// records reads all buckets; what goes wrong in one is in the report.
func (v *verifier) records(tx *bbolt.Tx) error {
	t, err := readTally(tx)
	if err != nil {
		v.report.Problem(err.Error())
	}
	v.total = int64(t.head.Seq)
	for _, c := range t.counts {
		v.total += int64(c.records)
	}
	r := &v.report
	v.bucket(tx, licences, &t, &r.Licences, v.licences)
	v.bucket(tx, devices, &t, &r.Devices, v.device)
	v.bucket(tx, keys, &t, &r.Keys, v.regKey)
	v.bucket(tx, repeats, &t, &r.Repeats, v.repeat)
	v.bucket(tx, sightings, &t, new(uint64), v.notes)
	v.tables(tx, &t)
	v.guard("audit log", func() error { v.log(tx, t.head); return nil })
	return nil
}

// guard reports what fn cannot read.
func (v *verifier) guard(what string, fn func() error) {
	if err := guarded(fn); err != nil {
		v.report.Problem(fmt.Sprintf("%s: %v", what, err))
	}
}

// bucket decodes every record of a bucket and compares their tally.
func (v *verifier) bucket(tx *bbolt.Tx, bucket int, t *tally, records *uint64, one func(tx *bbolt.Tx, key, value []byte) error) {
	v.guard(string(buckets[bucket]), func() error {
		b := tx.Bucket(buckets[bucket])
		if b == nil {
			return fmt.Errorf("%w: it is missing", keystore.ErrDamaged)
		}
		var got count
		c := b.Cursor()
		for key, value := c.First(); key != nil && v.step(1); key, value = c.Next() {
			_, sum, err := unframeIn(bucket, key, value)
			if err == nil {
				err = one(tx, key, value)
			}
			if err != nil {
				v.report.Problem(fmt.Sprintf("%s: %s: %v", buckets[bucket], masked(bucket, key), err))
			}
			got.add(sum)
		}
		*records = got.records
		if got != t.counts[bucket] && v.ctx.Err() == nil {
			v.report.Problem(fmt.Sprintf("%s: %d records with sum %x, %d with %x were written", buckets[bucket], got.records, got.sum, t.counts[bucket].records, t.counts[bucket].sum))
		}
		return nil
	})
}

// masked names a record without giving its code away.
func masked(bucket int, key []byte) string {
	if bucket == keys {
		if k, err := codec.KeyFromBytes(key); err == nil {
			return k.String()
		}
	}
	if code, err := codec.CodeFromBytes(key[:min(codec.CodeBytes, len(key))]); err == nil && bucket != repeats {
		return code.String()
	}
	return fmt.Sprintf("a key of %d bytes", len(key))
}

// licences checks a licence with its devices.
func (v *verifier) licences(tx *bbolt.Tx, key, value []byte) error {
	var l keystore.Licence
	if err := decodeLicence(&l, key, value); err != nil {
		return err
	}
	if n := devicesUnder(tx, key); n != l.DeviceCount {
		return fmt.Errorf("counts %d devices and has %d", l.DeviceCount, n)
	}
	if !v.s.answers(&l) {
		v.differ = append(v.differ, l.Code)
	}
	return nil
}

func devicesUnder(tx *bbolt.Tx, prefix []byte) (n uint32) {
	c := tx.Bucket(buckets[devices]).Cursor()
	for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = c.Next() {
		n++
	}
	return n
}

// answers tells whether a licence is answered as it is stored, but for last seen,
// which may be ahead.
func (s *Store) answers(l *keystore.Licence) bool {
	shown, found := s.shelf.Lookup(l.Code)
	stored := l.Entry()
	if !found || stored.LastSeen > shown.LastSeen {
		return false
	}
	stored.LastSeen = shown.LastSeen
	return stored.Equal(&shown)
}

func (v *verifier) device(tx *bbolt.Tx, key, value []byte) error {
	var d keystore.Device
	if err := decodeDevice(&d, key, value); err != nil {
		return err
	}
	code, id, _ := splitDevice(key)
	if tx.Bucket(buckets[licences]).Get(key[:codec.CodeBytes]) == nil {
		return fmt.Errorf("a device without its licence")
	}
	if lastSeen, _, found := v.s.shelf.Device(code, id); !found || lastSeen < unix(d.LastSeen) {
		v.differ = append(v.differ, code)
	}
	return nil
}

func (v *verifier) regKey(tx *bbolt.Tx, key, value []byte) error {
	var k keystore.RegKey
	if err := decodeRegKey(&k, key, value); err != nil {
		return err
	}
	if !k.Code.IsZero() && tx.Bucket(buckets[licences]).Get(k.Code.AppendBytes(nil)) == nil {
		return fmt.Errorf("its licence %s is missing", k.Code)
	}
	return v.order(tx, &k)
}

func (v *verifier) repeat(_ *bbolt.Tx, key, value []byte) error {
	record, _, err := unframe(key, value)
	if err == nil {
		err = keystore.DecodeRepeat(new(keystore.Repeat), record)
	}
	return err
}

func (v *verifier) notes(_ *bbolt.Tx, key, value []byte) error {
	record, _, err := unframe(key, value)
	if err == nil {
		err = decodeSeen(record, func(*shelf.Note) {})
	}
	return err
}

// log walks the chain and compares its end with the head that is kept apart.
func (v *verifier) log(tx *bbolt.Tx, head audit.Head) {
	c := tx.Bucket(buckets[logged]).Cursor()
	end, err := audit.Verify(audit.Head{}, func(yield func(audit.Entry, error) bool) {
		for key, value := c.First(); key != nil && v.step(1); key, value = c.Next() {
			e, err := audit.Decode(value)
			if err == nil && !bytes.Equal(key, seqKey(nil, e.Seq)) {
				err = audit.ErrDamaged
			}
			if v.report.AuditEntries++; !yield(e, err) {
				return
			}
		}
	})
	v.report.Audit = end
	switch {
	case err != nil:
		v.report.Problem(err.Error())
	case end != head && v.ctx.Err() == nil:
		v.report.Problem(fmt.Sprintf("the audit log ends at entry %d, and should at %d", end.Seq, head.Seq))
	}
}

// again compares what differed, now that memory and disk are to be the same.
func (v *verifier) again(tx *bbolt.Tx) error {
	for _, code := range v.differ {
		key := code.AppendBytes(nil)
		var l keystore.Licence
		err := decodeLicence(&l, key, tx.Bucket(buckets[licences]).Get(key))
		if err == nil {
			l.Devices, err = v.s.devicesOf(tx, key, code)
		}
		if err != nil {
			v.report.Problem(fmt.Sprintf("licence %s: %v", code, err))
		} else if !v.s.answers(&l) || !v.s.answersDevices(&l) {
			v.report.Problem(fmt.Sprintf("licence %s is not answered as it is stored", code))
		}
	}
	t, err := readTally(tx)
	inMemory, alsoDevices := v.s.shelf.Len()
	if err == nil && (inMemory != t.counts[licences].records || alsoDevices != t.counts[devices].records) {
		v.report.Problem(fmt.Sprintf("%d licences and %d devices are answered, %d and %d are stored", inMemory, alsoDevices, t.counts[licences].records, t.counts[devices].records))
	}
	return err
}

func (s *Store) answersDevices(l *keystore.Licence) bool {
	for i := range l.Devices {
		if _, _, found := s.shelf.Device(l.Code, []byte(l.Devices[i].ID)); !found {
			return false
		}
	}
	return true
}

// pages checks the file's pages as the latest commit left them.
func (v *verifier) pages(tx *bbolt.Tx) error {
	if err := guarded(func() error { return v.s.db.check(tx) }); err != nil {
		v.broken = true
		v.report.Problem(fmt.Sprintf("pages: %v", err))
	}
	return nil
}
