package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"

	"go.etcd.io/bbolt"

	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// migration brings a file from one schema version to the next.
type migration func(tx *bbolt.Tx) error

// migrations lead from an empty file to the present schema: the first makes
// version 1 of version 0, and so on. A change of schema appends one here, and
// none is ever changed.
var migrations = []migration{makeBuckets, makeTables}

// schema is the version that this program reads and writes.
func schema() int { return len(migrations) }

var schemaKey = []byte("schema")

// counted1 is how many buckets the tally of schema 1 counted.
const counted1 = sightings + 1

func makeBuckets(tx *bbolt.Tx) error {
	for _, i := range []int{licences, devices, keys, repeats, sightings, logged} {
		if _, err := tx.CreateBucket(buckets[i]); err != nil {
			return err
		}
	}
	return tx.Bucket(metaBucket).Put(tallyKey, appendTally(nil, make([]count, counted1), audit.Head{}))
}

// makeTables makes room for customers, and lists the registration keys that there
// are by their orders.
func makeTables(tx *bbolt.Tx) error {
	var t tally
	var err error
	if t.head, err = readCounts(tx, t.counts[:counted1]); err != nil {
		return err
	}
	for _, name := range buckets[customers:tallied] {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	entries, err := ordersOf(tx)
	if err != nil {
		return err
	}
	index := bucketOf(customer.ByOrder)
	for _, key := range entries {
		sum := frameEntry(key, nil)
		t.counts[index].add(sum)
		if err := tx.Bucket(buckets[index]).Put(key, appendFrame(nil, sum)); err != nil {
			return err
		}
	}
	return tx.Bucket(metaBucket).Put(tallyKey, t.append(nil))
}

// ordersOf gives the keys of the index by order, sorted: order, 0, registration
// key.
func ordersOf(tx *bbolt.Tx) (entries [][]byte, err error) {
	err = tx.Bucket(buckets[keys]).ForEach(func(key, value []byte) error {
		var k keystore.RegKey
		if err := decodeRegKey(&k, key, value); err != nil {
			return fmt.Errorf("a registration key: %w", err)
		}
		if k.Order != "" {
			entries = append(entries, append(append([]byte(k.Order), 0), key...))
		}
		return nil
	})
	slices.SortFunc(entries, bytes.Compare)
	return entries, err
}

// schemaOf gives a file's schema version: 0 when nothing was ever put in.
func schemaOf(tx *bbolt.Tx) (int, error) {
	if name, _ := tx.Cursor().First(); name == nil {
		return 0, nil
	}
	meta := tx.Bucket(metaBucket)
	if meta == nil {
		return 0, fmt.Errorf("%w: it is not an ollu database", keystore.ErrDamaged)
	}
	b := meta.Get(schemaKey)
	if len(b) != 8 || crc32.Checksum(b[:4], castagnoli) != binary.BigEndian.Uint32(b[4:]) {
		return 0, fmt.Errorf("%w: its schema version", keystore.ErrDamaged)
	}
	return int(binary.BigEndian.Uint32(b)), nil
}

// check refuses a schema that this program does not know.
func checkSchema(tx *bbolt.Tx, newest int) (version int, err error) {
	version, err = schemaOf(tx)
	if err == nil && version > newest {
		err = fmt.Errorf("%w (the file has schema %d, this program knows %d)", keystore.ErrNewer, version, newest)
	}
	return version, err
}

// migrate runs, in one transaction, the migrations that a file still needs, and
// tells which version it had.
func migrate(db *bbolt.DB, steps []migration) (from int, err error) {
	err = db.Update(func(tx *bbolt.Tx) error {
		if from, err = checkSchema(tx, len(steps)); err != nil || from == len(steps) {
			return err
		}
		meta, err := tx.CreateBucketIfNotExists(metaBucket)
		if err != nil {
			return err
		}
		for i, step := range steps[from:] {
			if err := step(tx); err != nil {
				return fmt.Errorf("migrating from schema %d to %d: %w", from+i, from+i+1, err)
			}
		}
		b := binary.BigEndian.AppendUint32(nil, uint32(len(steps)))
		return meta.Put(schemaKey, binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)))
	})
	return from, err
}
