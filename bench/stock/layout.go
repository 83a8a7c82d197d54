package stock

import (
	"encoding/binary"
	"hash/crc32"

	"ollu/keystore/customer"
)

// The places and forms of keystore/bolt that Build writes by itself. The test
// opens what Build made with keystore/bolt, so a change there shows here.
var (
	LicencesBucket = []byte("licences") // by the codes' bytes

	devicesBucket = []byte("devices")
	metaBucket    = []byte("meta")
	tallyKey      = []byte("tally")
	castagnoli    = crc32.MakeTable(crc32.Castagnoli)
)

// count is a bucket's part of the tally: how many records, and the sum of their
// frames.
type count struct{ records, sum uint64 }

// frame appends to a record the checksum that binds it to its key, and counts it.
func (c *count) frame(record, key []byte) []byte {
	sum := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, record[len(record)-4:])
	c.records++
	c.sum += uint64(sum)
	return binary.LittleEndian.AppendUint32(record, sum)
}

// tally is what the store compares the file with: after the buckets filled here
// those that stay empty, keys, repeats, last seen and customers' tables.
type tally struct {
	licences, devices count
	empty             [3 + customer.TableCount]count
}

// append writes the tally of a file without an audit log.
func (t *tally) append(dst []byte) []byte {
	start := len(dst)
	for _, c := range append([]count{t.licences, t.devices}, t.empty[:]...) {
		dst = binary.BigEndian.AppendUint64(dst, c.records)
		dst = binary.BigEndian.AppendUint64(dst, c.sum)
	}
	dst = append(dst, make([]byte, 8+32)...)
	return binary.BigEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
}
