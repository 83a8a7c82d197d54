package keystore

import (
	"encoding/binary"
	"hash/crc32"
	"time"
)

// The stored form of each record: what a driver writes, and under which key. A
// licence's key is its code's 17 bytes, a device's the code's bytes followed by
// its id, a registration key's its 10 bytes, a repeat's its idempotency key. So
// licences are in the order of their codes, and devices with their licence. What
// is in the key is not in the value.
//
// Every value, in every version to come, begins with its schema version and ends
// with the CRC-32C of all before it. Numbers are little-endian; varints are as
// short as they can be; what is absent takes no room. So each record has one
// encoding only: what decodes encodes to the same bytes. A value with a field
// that this program does not know is refused as ErrNewer, lest a change should
// drop the field.

const (
	recordVersion = 1
	crcSize       = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal appends the checksum of dst from start on.
func seal(dst []byte, start int) []byte {
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
}

// unseal checks the checksum and the version, and gives what lies between.
func unseal(value []byte) ([]byte, error) {
	n := len(value) - crcSize
	if n < 1 || crc32.Checksum(value[:n], castagnoli) != binary.LittleEndian.Uint32(value[n:]) {
		return nil, ErrDamaged
	}
	if value[0] > recordVersion {
		return nil, ErrNewer
	}
	if value[0] != recordVersion {
		return nil, ErrDamaged
	}
	return value[1:n], nil
}

func appendString(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// yearOne is the zero time in unix seconds; instants are stored as seconds since
// then, so that the zero time is 0.
const (
	yearOne  = -62135596800
	timeSpan = 253402300799 - yearOne // the end of year 9999
)

func appendTime(dst []byte, t time.Time) []byte {
	return binary.AppendUvarint(dst, uint64(t.Unix()-yearOne))
}

// reader takes values off the front of b. The first that does not fit sets bad;
// from then on all are zero.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) fail() { r.b, r.bad = nil, true }

func (r *reader) uvarint(most uint64) uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > most || (n > 1 && r.b[n-1] == 0) {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint32() int32 {
	v := r.uvarint(1<<32 - 1)
	return int32(v>>1) ^ -int32(v&1)
}

func appendVarint32(dst []byte, v int32) []byte {
	return binary.AppendUvarint(dst, uint64(uint32(v<<1)^uint32(v>>31)))
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.b) {
		r.fail()
		return nil
	}
	var taken []byte
	taken, r.b = r.b[:n], r.b[n:]
	return taken
}

func (r *reader) byte() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) string() string { return string(r.bytes(int(r.uvarint(uint64(len(r.b)))))) }

func (r *reader) time() time.Time {
	v := r.uvarint(timeSpan)
	if v == 0 {
		return time.Time{}
	}
	return time.Unix(int64(v)+yearOne, 0).UTC()
}

// count reads how many items of at least size bytes follow.
func (r *reader) count(size int) int { return int(r.uvarint(uint64(len(r.b) / size))) }

// done tells whether all was read and fitted.
func (r *reader) done() error {
	if r.bad || len(r.b) != 0 {
		return ErrDamaged
	}
	return nil
}
