package customer

import (
	"encoding/binary"
	"hash/crc32"
	"time"

	"ollu/codec"
)

// The stored form of a record begins with its version and ends with the CRC-32C
// of all before it. In between stand its fields in order, each written by one
// function that also reads it (fields.go), so that the two cannot disagree.
// Numbers are varints as short as they can be, texts have their length before
// them, what may be absent has a byte 0 or 1 before it: so each record has one
// encoding only. What is in the key is not in the value. A new field comes with a
// new version, which older programs refuse as ErrNewer, lest a change should
// drop the field.

const (
	recordVersion = 1
	crcSize       = 4

	// yearOne is the zero time in unix seconds; instants are stored as seconds
	// since then, so that the zero time is 0.
	yearOne  = -62135596800
	timeSpan = 253402300799 - yearOne // the end of year 9999
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// stored appends what fields writes, sealed.
func stored(dst []byte, fields func(*wire)) []byte {
	start := len(dst)
	w := wire{b: append(dst, recordVersion)}
	fields(&w)
	return binary.LittleEndian.AppendUint32(w.b, crc32.Checksum(w.b[start:], castagnoli))
}

// load reads a sealed value through fields.
func load(value []byte, fields func(*wire)) error {
	n := len(value) - crcSize
	if n < 1 || crc32.Checksum(value[:n], castagnoli) != binary.LittleEndian.Uint32(value[n:]) {
		return ErrDamaged
	}
	if value[0] > recordVersion {
		return ErrNewer
	}
	w := wire{b: value[1:n], reading: true}
	fields(&w)
	if value[0] != recordVersion || w.bad || len(w.b) != 0 {
		return ErrDamaged
	}
	return nil
}

// wire appends values to b or, when reading, takes them off its front. The first
// that does not fit sets bad; from then on all are zero.
type wire struct {
	b            []byte
	reading, bad bool
}

func (w *wire) fail() { w.b, w.bad = nil, true }

func (w *wire) take(n int) []byte {
	if n > len(w.b) {
		w.fail()
		return nil
	}
	var taken []byte
	taken, w.b = w.b[:n], w.b[n:]
	return taken
}

func (w *wire) uvarint(v *uint64, most uint64) {
	if !w.reading {
		w.b = binary.AppendUvarint(w.b, *v)
		return
	}
	got, n := binary.Uvarint(w.b)
	if *v = 0; n <= 0 || got > most || (n > 1 && w.b[n-1] == 0) {
		w.fail()
		return
	}
	*v, w.b = got, w.b[n:]
}

// length carries the length of something of which one piece takes at least size
// bytes.
func (w *wire) length(n, size int) int {
	v := uint64(n)
	w.uvarint(&v, uint64(len(w.b)/size))
	return int(v)
}

func (w *wire) number(n *int, most int) {
	v := uint64(*n)
	w.uvarint(&v, uint64(most))
	*n = int(v)
}

func (w *wire) flag(on *bool) {
	v := uint64(0)
	if *on {
		v = 1
	}
	w.uvarint(&v, 1)
	*on = v == 1
}

func (w *wire) time(t *time.Time) {
	v := uint64(t.Unix() - yearOne)
	w.uvarint(&v, timeSpan)
	if !w.reading {
		return
	}
	*t = time.Time{}
	if v != 0 {
		*t = time.Unix(int64(v)+yearOne, 0).UTC()
	}
}

func text[T ~string](w *wire, s *T) {
	n := w.length(len(*s), 1)
	if w.reading {
		*s = T(w.take(n))
		return
	}
	w.b = append(w.b, *s...)
}

// blob carries any number of bytes; none are nil.
func blob[T ~[]byte](w *wire, b *T) {
	n := w.length(len(*b), 1)
	if !w.reading {
		w.b = append(w.b, *b...)
		return
	}
	*b = append(T(nil), w.take(n)...)
}

func (w *wire) hash(h *Hash) {
	if w.reading {
		*h = Hash{}
		copy(h[:], w.take(len(h)))
		return
	}
	w.b = append(w.b, h[:]...)
}

// code and key carry what may be absent.
func (w *wire) code(c *codec.Code) {
	there := !c.IsZero()
	if w.flag(&there); !there || w.bad {
		*c = codec.Code{}
		return
	}
	if !w.reading {
		w.b = c.AppendBytes(w.b)
		return
	}
	var err error
	if *c, err = codec.CodeFromBytes(w.take(codec.CodeBytes)); err != nil {
		w.fail()
	}
}

func (w *wire) key(k *codec.Key) {
	there := !k.IsZero()
	if w.flag(&there); !there || w.bad {
		*k = codec.Key{}
		return
	}
	if !w.reading {
		w.b = k.AppendBytes(w.b)
		return
	}
	var err error
	if *k, err = codec.KeyFromBytes(w.take(codec.KeyBytes)); err != nil {
		w.fail()
	}
}

// optional carries what may be nil.
func optional[T any](w *wire, p **T, fields func(*T, *wire)) {
	there := *p != nil
	w.flag(&there)
	if !there || w.bad {
		*p = nil
		return
	}
	if w.reading {
		*p = new(T)
	}
	fields(*p, w)
}

// list carries any number of pieces of at least size bytes each; none are nil.
func list[T any](w *wire, all *[]T, size int, fields func(*T, *wire)) {
	n := w.length(len(*all), size)
	if w.reading {
		*all = nil
		if n > 0 {
			*all = make([]T, n)
		}
	}
	for i := range *all {
		fields(&(*all)[i], w)
	}
}
