package bolt

import (
	"encoding/binary"
	"hash/crc32"

	"ollu/keystore"
)

// frameSize is what the file adds to a record.
const frameSize = 4

// recordTail is the record's own checksum, its last bytes.
const recordTail = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// frame binds a record, by its own checksum, to the key that it is stored under.
// (Over a record and its checksum together, a CRC would say nothing.)
func frame(key, record []byte) uint32 {
	sum := crc32.Checksum(key, castagnoli)
	return crc32.Update(sum, castagnoli, record[max(0, len(record)-recordTail):])
}

// frameEntry binds an entry of an index, which has no checksum of its own and may
// be empty.
func frameEntry(key, entry []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, entry)
}

// frameIn is the one or the other, as the bucket has it.
func frameIn(bucket int, key, record []byte) uint32 {
	if isIndex(bucket) {
		return frameEntry(key, record)
	}
	return frame(key, record)
}

func appendFrame(record []byte, sum uint32) []byte {
	return binary.LittleEndian.AppendUint32(record, sum)
}

// unframe gives the record in a stored value; the record's own checksum is for
// its decoder to check.
func unframe(key, value []byte) (record []byte, sum uint32, err error) {
	return unframed(key, value, recordTail, frame)
}

// unframeIn does so for a record or entry of a bucket.
func unframeIn(bucket int, key, value []byte) (record []byte, sum uint32, err error) {
	if isIndex(bucket) {
		return unframed(key, value, 0, frameEntry)
	}
	return unframe(key, value)
}

// unframed takes off what frame added to a record of at least so many bytes.
func unframed(key, value []byte, least int, frame func(key, record []byte) uint32) (record []byte, sum uint32, err error) {
	n := len(value) - frameSize
	if n < least {
		return nil, 0, keystore.ErrDamaged
	}
	sum = binary.LittleEndian.Uint32(value[n:])
	if frame(key, value[:n]) != sum {
		return nil, 0, keystore.ErrDamaged
	}
	return value[:n:n], sum, nil
}
