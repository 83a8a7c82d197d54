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
func frame(key, record []byte) uint32 {
	sum := crc32.Checksum(key, castagnoli)
	return crc32.Update(sum, castagnoli, record[max(0, len(record)-recordTail):])
}

func appendFrame(record []byte, sum uint32) []byte {
	return binary.LittleEndian.AppendUint32(record, sum)
}

// unframe gives the record in a stored value; the record's own checksum is for
// its decoder to check.
func unframe(key, value []byte) (record []byte, sum uint32, err error) {
	n := len(value) - frameSize
	if n < recordTail {
		return nil, 0, keystore.ErrDamaged
	}
	sum = binary.LittleEndian.Uint32(value[n:])
	if frame(key, value[:n]) != sum {
		return nil, 0, keystore.ErrDamaged
	}
	return value[:n:n], sum, nil
}
