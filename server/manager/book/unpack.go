package book

import (
	"encoding/binary"
	"errors"
	"time"

	"ollu/codec"
)

// reader takes a record apart. After the first error everything it gives is
// zero.
type reader struct {
	rest []byte
	err  error
}

var errShort = errors.New("a record ends too early or says too much")

func (r *reader) fail() {
	r.rest, r.err = nil, errShort
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.fail()
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func readInt[T integer](r *reader) T {
	n, size := binary.Varint(r.rest)
	if size <= 0 || int64(T(n)) != n {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return T(n)
}

func setInt[T integer](r *reader, to *T) { *to = readInt[T](r) }

// bytes gives a text within the record itself.
func (r *reader) bytes() []byte {
	n := readInt[int](r)
	if n < 0 || n > len(r.rest) {
		r.fail()
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) text() string { return string(r.bytes()) }

func (r *reader) code() (c codec.Code) {
	b := r.bytes()
	if len(b) == 0 {
		return c
	}
	c, err := codec.CodeFromBytes(b)
	if err != nil {
		r.fail()
	}
	return c
}

func (r *reader) time() time.Time {
	if r.byte() == 0 {
		return time.Time{}
	}
	seconds, nanoseconds, offset := readInt[int64](r), readInt[int64](r), readInt[int](r)
	if r.err != nil || offset < -maxOffset || offset > maxOffset {
		r.fail()
		return time.Time{}
	}
	t := time.Unix(seconds, nanoseconds)
	if offset == 0 {
		return t.UTC()
	}
	return t.In(time.FixedZone("", offset))
}
