package book

import (
	"encoding/binary"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
)

// A code's record is written field by field, because all of them are read for
// the page of a large site and many are written after a sync: numbers as varints,
// texts with their length before them, a time as its seconds, nanoseconds and
// offset from UTC, and the zero time as one zero byte.

const maxOffset = 24 * 60 * 60 // of a time zone, in seconds

func (c *Code) append(b []byte) []byte {
	b = append(b, flags(c.Carried, c.ByFile))
	b = appendTime(b, c.Added)
	b = appendText(b, c.Note)
	b = appendCode(b, c.Replaces)
	b = appendText(b, c.Tag)
	b = appendText(b, c.Token)
	b = appendClaims(b, &c.Signed)
	b = appendStatement(b, &c.Signed.Statement)
	b = appendTime(b, c.TakenAt)
	b = appendTime(b, c.ChangedAt)
	return appendText(b, c.Problem)
}

// parseCode reads what Code.append has written, under the code's key.
func parseCode(key, value []byte) (*Code, error) {
	code, err := codec.CodeFromBytes(key)
	if err != nil {
		return nil, fmt.Errorf("%w: a record of a code has another key", ErrDamaged)
	}
	r := reader{rest: value}
	bits := r.byte()
	c := Code{Code: code, Carried: bits&1 != 0, ByFile: bits&2 != 0}
	c.Added, c.Note, c.Replaces = r.time(), r.text(), r.code()
	c.Tag, c.Token = r.text(), r.text()
	r.claims(&c.Signed)
	r.statement(&c.Signed.Statement)
	c.TakenAt, c.ChangedAt, c.Problem = r.time(), r.time(), r.text()
	if r.err != nil || len(r.rest) > 0 {
		return nil, fmt.Errorf("%w: a record of a code cannot be read", ErrDamaged)
	}
	return &c, nil
}

func appendClaims(b []byte, s *answer.Signed) []byte {
	for _, text := range []string{s.Issuer, s.Subject, s.Device, s.Nonce, s.KeyID} {
		b = appendText(b, text)
	}
	return appendTime(appendTime(b, s.IssuedAt), s.Claims.Expires)
}

func (r *reader) claims(s *answer.Signed) {
	s.Issuer, s.Subject, s.Device, s.Nonce, s.KeyID = r.text(), r.text(), r.text(), r.text(), r.text()
	s.IssuedAt, s.Claims.Expires = r.time(), r.time()
}

func appendStatement(b []byte, s *answer.Statement) []byte {
	b = append(b, flags(s.Issued, s.Perpetual, s.UpdatesAllowed))
	b = appendText(b, s.Result.String())
	b = appendText(b, s.Product)
	b = appendText(b, s.Type.String())
	b = appendInt(b, s.Seats)
	b = appendInt(b, len(s.Components))
	for _, id := range s.Components {
		b = appendText(b, id)
	}
	b = appendInt(b, s.Expires)
	b = appendInt(b, s.GraceEnds)
	b = appendText(b, s.Zone)
	b = appendInt(b, s.DaysLeft)
	b = appendTime(b, s.NextCheck)
	b = appendTime(b, s.ServerTime)
	return appendText(b, s.Hint)
}

func (r *reader) statement(s *answer.Statement) {
	bits := r.byte()
	s.Issued, s.Perpetual, s.UpdatesAllowed = bits&1 != 0, bits&2 != 0, bits&4 != 0
	var err error
	if s.Result, err = answer.ParseResult(r.text()); err != nil {
		r.fail()
	}
	s.Product = r.text()
	if s.Type.UnmarshalText(r.bytes()) != nil {
		r.fail()
	}
	s.Seats = readInt[uint32](r)
	for range readInt[int](r) {
		if r.err != nil {
			break
		}
		s.Components = append(s.Components, r.text())
	}
	setInt(r, &s.Expires)
	setInt(r, &s.GraceEnds)
	s.Zone, s.DaysLeft = r.text(), readInt[int](r)
	s.NextCheck, s.ServerTime, s.Hint = r.time(), r.time(), r.text()
}

func flags(set ...bool) (b byte) {
	for i, on := range set {
		if on {
			b |= 1 << i
		}
	}
	return b
}

type integer interface {
	~int | ~int32 | ~int64 | ~uint32
}

func appendInt[T integer](b []byte, n T) []byte { return binary.AppendVarint(b, int64(n)) }

func appendText(b []byte, s string) []byte {
	return append(appendInt(b, len(s)), s...)
}

func appendCode(b []byte, c codec.Code) []byte {
	if c.IsZero() {
		return appendInt(b, 0)
	}
	return c.AppendBytes(appendInt(b, codec.CodeBytes))
}

func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, 0)
	}
	_, offset := t.Zone()
	b = appendInt(append(b, 1), t.Unix())
	return appendInt(appendInt(b, t.Nanosecond()), offset)
}
