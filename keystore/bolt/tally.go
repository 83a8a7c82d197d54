package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"go.etcd.io/bbolt"

	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// The buckets of records, and their places in the tally.
const (
	licences = iota
	devices
	keys
	repeats
	sightings
	customers // the first of customer's tables; the others follow in their order

	tallied = customers + customer.TableCount // so many are counted
	logged  = tallied                         // the audit log's bucket, which has a head in the place of a count
)

var buckets = bucketNames()

func bucketNames() (names [tallied + 1][]byte) {
	for i, name := range []string{licences: "licences", devices: "devices", keys: "keys", repeats: "repeats", sightings: "seen", logged: "audit"} {
		names[i] = []byte(name)
	}
	for t := range customer.Table(customer.TableCount) {
		names[bucketOf(t)] = []byte(t.String())
	}
	return names
}

// bucketOf is the place of a table's bucket.
func bucketOf(t customer.Table) int { return customers + int(t) }

// isIndex tells whether a bucket holds entries of an index: without a checksum,
// and perhaps empty.
func isIndex(bucket int) bool { return bucket >= bucketOf(customer.ByLogin) && bucket < tallied }

// count says what a bucket holds: how many records, and the sum of their frames.
type count struct{ records, sum uint64 }

func (c *count) add(sum uint32)    { c.records++; c.sum += uint64(sum) }
func (c *count) remove(sum uint32) { c.records--; c.sum -= uint64(sum) }

// tally says what the whole file holds. It is written in every transaction.
type tally struct {
	counts [tallied]count
	head   audit.Head
}

// table counts the records of one of customer's tables.
func (t *tally) table(which customer.Table) uint64 { return t.counts[bucketOf(which)].records }

var (
	metaBucket = []byte("meta")
	tallyKey   = []byte("tally")
)

// tallySize is what a tally of so many buckets takes.
func tallySize(n int) int { return n*16 + 8 + 32 + 4 }

func (t *tally) append(dst []byte) []byte { return appendTally(dst, t.counts[:], t.head) }

func appendTally(dst []byte, counts []count, head audit.Head) []byte {
	start := len(dst)
	for _, c := range counts {
		dst = binary.BigEndian.AppendUint64(dst, c.records)
		dst = binary.BigEndian.AppendUint64(dst, c.sum)
	}
	dst = binary.BigEndian.AppendUint64(dst, head.Seq)
	dst = append(dst, head.Hash[:]...)
	return binary.BigEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
}

// readTally reads the tally of a file.
func readTally(tx *bbolt.Tx) (t tally, err error) {
	t.head, err = readCounts(tx, t.counts[:])
	return t, err
}

// readCounts reads a tally of so many buckets as there are counts.
func readCounts(tx *bbolt.Tx, counts []count) (head audit.Head, err error) {
	meta := tx.Bucket(metaBucket)
	if meta == nil {
		return head, fmt.Errorf("%w: it has no %s", keystore.ErrDamaged, metaBucket)
	}
	b := meta.Get(tallyKey)
	size := tallySize(len(counts))
	if len(b) != size || crc32.Checksum(b[:size-4], castagnoli) != binary.BigEndian.Uint32(b[size-4:]) {
		return head, fmt.Errorf("%w: its tally", keystore.ErrDamaged)
	}
	for i := range counts {
		counts[i].records = binary.BigEndian.Uint64(b[16*i:])
		counts[i].sum = binary.BigEndian.Uint64(b[16*i+8:])
	}
	head.Seq = binary.BigEndian.Uint64(b[16*len(counts):])
	copy(head.Hash[:], b[16*len(counts)+8:])
	return head, nil
}

// seqKey is the key of an audit entry.
func seqKey(dst []byte, seq uint64) []byte { return binary.BigEndian.AppendUint64(dst, seq) }
