package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"go.etcd.io/bbolt"

	"ollu/keystore"
	"ollu/keystore/audit"
)

// The buckets of records, and their places in the tally.
const (
	licences = iota
	devices
	keys
	repeats
	sightings
	tallied // so many are counted

	logged = tallied // the audit log's bucket, which has a head in the place of a count
)

var buckets = [...][]byte{
	licences: []byte("licences"), devices: []byte("devices"), keys: []byte("keys"), repeats: []byte("repeats"), sightings: []byte("seen"),
	logged: []byte("audit"),
}

// count says what a bucket holds: how many records, and the sum of their frames.
type count struct{ records, sum uint64 }

func (c *count) add(sum uint32)    { c.records++; c.sum += uint64(sum) }
func (c *count) remove(sum uint32) { c.records--; c.sum -= uint64(sum) }

// tally says what the whole file holds. It is written in every transaction.
type tally struct {
	counts [tallied]count
	head   audit.Head
}

var (
	metaBucket = []byte("meta")
	tallyKey   = []byte("tally")
)

const tallySize = tallied*16 + 8 + 32 + 4

func (t *tally) append(dst []byte) []byte {
	start := len(dst)
	for _, c := range t.counts {
		dst = binary.BigEndian.AppendUint64(dst, c.records)
		dst = binary.BigEndian.AppendUint64(dst, c.sum)
	}
	dst = binary.BigEndian.AppendUint64(dst, t.head.Seq)
	dst = append(dst, t.head.Hash[:]...)
	return binary.BigEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
}

// readTally reads the tally of a file.
func readTally(tx *bbolt.Tx) (t tally, err error) {
	meta := tx.Bucket(metaBucket)
	if meta == nil {
		return t, fmt.Errorf("%w: it has no %s", keystore.ErrDamaged, metaBucket)
	}
	b := meta.Get(tallyKey)
	if len(b) != tallySize || crc32.Checksum(b[:tallySize-4], castagnoli) != binary.BigEndian.Uint32(b[tallySize-4:]) {
		return t, fmt.Errorf("%w: its tally", keystore.ErrDamaged)
	}
	for i := range t.counts {
		t.counts[i].records = binary.BigEndian.Uint64(b[16*i:])
		t.counts[i].sum = binary.BigEndian.Uint64(b[16*i+8:])
	}
	t.head.Seq = binary.BigEndian.Uint64(b[16*tallied:])
	copy(t.head.Hash[:], b[16*tallied+8:])
	return t, nil
}

// seqKey is the key of an audit entry.
func seqKey(dst []byte, seq uint64) []byte { return binary.BigEndian.AppendUint64(dst, seq) }
