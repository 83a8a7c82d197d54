package stock

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/bolt"
)

const (
	portion = 100_000 // records in a transaction
	// fill is how full pages are that were filled in random order, which is
	// how a stock grows.
	fill = 0.7
)

// Build makes a database with licences 0 … n-1, each with one device when so
// wanted. A file that is there is replaced.
func Build(ctx context.Context, path string, n int, now time.Time, device bool) error {
	if err := create(path); err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoSync: true, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	l := &loader{db: db, now: now, device: device}
	err = l.load(ctx, inOrder(n))
	if err == nil {
		err = db.Sync()
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("fill %s: %w", path, err)
	}
	return nil
}

// create lets the store make its own empty file.
func create(path string) error {
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	s, err := bolt.Open(bolt.Options{Path: path, Now: time.Now})
	if err != nil {
		return err
	}
	return s.Close()
}

// numbered is a code's bytes and the number of its licence.
type numbered struct {
	code [codec.CodeBytes]byte
	i    int32
}

// inOrder gives licences 0 … n-1 in the order of their codes.
func inOrder(n int) []numbered {
	all := make([]numbered, n)
	for i := range all {
		all[i].i = int32(i)
		Code(i).AppendBytes(all[i].code[:0])
	}
	slices.SortFunc(all, func(a, b numbered) int { return bytes.Compare(a.code[:], b.code[:]) })
	return all
}

// loader fills a database.
type loader struct {
	db     *bbolt.DB
	now    time.Time
	device bool
	tally  tally
	value  []byte
}

func (l *loader) load(ctx context.Context, all []numbered) error {
	for some := range slices.Chunk(all, portion) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.db.Update(func(tx *bbolt.Tx) error { return l.put(tx, some) }); err != nil {
			return err
		}
	}
	return nil
}

// put adds licences that come after all that are there.
func (l *loader) put(tx *bbolt.Tx, some []numbered) error {
	licences, devices := tx.Bucket(LicencesBucket), tx.Bucket(devicesBucket)
	if licences == nil || devices == nil {
		return errors.New("the database has other buckets than this program knows")
	}
	licences.FillPercent, devices.FillPercent = fill, fill
	for k := range some {
		licence := Licence(int(some[k].i), l.now, l.device)
		key := some[k].code[:]
		if err := licences.Put(key, l.keep(&l.tally.licences, key, keystore.AppendLicence(l.value[:0], &licence))); err != nil {
			return err
		}
		for d := range licence.Devices {
			key := append(slices.Clone(key), licence.Devices[d].ID...)
			if err := devices.Put(key, l.keep(&l.tally.devices, key, keystore.AppendDevice(l.value[:0], &licence.Devices[d]))); err != nil {
				return err
			}
		}
	}
	return tx.Bucket(metaBucket).Put(tallyKey, l.tally.append(nil))
}

// keep gives the record as it is stored: bbolt wants it unchanged until the
// commit.
func (l *loader) keep(c *count, key, record []byte) []byte {
	l.value = record
	return bytes.Clone(c.frame(record, key))
}
