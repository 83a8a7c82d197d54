package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"
	"unicode/utf8"

	"ollu/codec/term"
)

// What Decode may answer.
var (
	// ErrDamaged: the stored entry does not hold together, or its hash is not
	// that of its content.
	ErrDamaged = errors.New("audit entry is damaged or was altered")
	// ErrNewer: the stored entry was written by a newer version of the program.
	ErrNewer = errors.New("audit entry is of a newer version: upgrade the program")
)

// The stored form, little-endian, is also what is hashed: a fixed head, the
// strings one after the other, and at the end the SHA-256 of all before it.
//
//	 0 version  1 action  2 seq (8)  10 unix nanoseconds (8)  18 prev (32)
//	50 from (4)  54 to (4)  58 shows from (4)
//	62 lengths of actor, fingerprint, masked, device, other (1 each)
//	67 length of reason (2)  69 strings in the order of their lengths
const (
	version  = 1
	headSize = 69
	hashSize = sha256.Size
)

// Append adds the entry that logs ev after head to dst in its stored form, and
// gives the new head. The caller stores the bytes under the new head's Seq. It
// allocates nothing when dst has room.
func Append(dst []byte, head Head, ev *Event) ([]byte, Head) {
	start := len(dst)
	dst = appendBody(dst, head.Seq+1, head.Hash, ev)
	sum := sha256.Sum256(dst[start:])
	return append(dst, sum[:]...), Head{Seq: head.Seq + 1, Hash: sum}
}

func appendBody(dst []byte, seq uint64, prev Hash, ev *Event) []byte {
	actor, device, other := cut(ev.Actor, 255), cut(ev.Device, 255), cut(ev.Other, 255)
	fingerprint, masked := cut(ev.Fingerprint, 255), cut(ev.Masked, 255)
	reason := cut(ev.Reason, 65535)
	le := binary.LittleEndian
	dst = append(dst, version, byte(ev.Action))
	dst = le.AppendUint64(dst, seq)
	dst = le.AppendUint64(dst, uint64(nanos(ev.At)))
	dst = append(dst, prev[:]...)
	dst = le.AppendUint32(dst, uint32(ev.From))
	dst = le.AppendUint32(dst, uint32(ev.To))
	dst = le.AppendUint32(dst, uint32(ev.ShowsFrom))
	dst = append(dst, byte(len(actor)), byte(len(fingerprint)), byte(len(masked)), byte(len(device)), byte(len(other)))
	dst = le.AppendUint16(dst, uint16(len(reason)))
	dst = append(dst, actor...)
	dst = append(dst, fingerprint...)
	dst = append(dst, masked...)
	dst = append(dst, device...)
	dst = append(dst, other...)
	return append(dst, reason...)
}

// Decode reads a stored entry and checks its hash. The entry shares nothing with
// value.
func Decode(value []byte) (Entry, error) {
	if len(value) > 0 && value[0] > version {
		return Entry{}, ErrNewer
	}
	if len(value) < headSize+hashSize || value[0] != version || !Action(value[1]).known() {
		return Entry{}, ErrDamaged
	}
	body := value[:len(value)-hashSize]
	e := Entry{Hash: sha256.Sum256(body)}
	if Hash(value[len(body):]) != e.Hash || !e.readStrings(body) {
		return Entry{}, ErrDamaged
	}
	e.readHead(body)
	return e, nil
}

func (e *Entry) readHead(body []byte) {
	le := binary.LittleEndian
	e.Action = Action(body[1])
	e.Seq = le.Uint64(body[2:])
	if n := int64(le.Uint64(body[10:])); n != 0 {
		e.At = time.Unix(0, n).UTC()
	}
	e.Prev = Hash(body[18:50])
	e.From = term.Day(le.Uint32(body[50:]))
	e.To = term.Day(le.Uint32(body[54:]))
	e.ShowsFrom = term.Day(le.Uint32(body[58:]))
}

// readStrings tells whether the lengths in the head fill the body exactly.
func (e *Entry) readStrings(body []byte) bool {
	rest := string(body[headSize:])
	for i, s := range []*string{&e.Actor, &e.Fingerprint, &e.Masked, &e.Device, &e.Other} {
		n := int(body[62+i])
		if n > len(rest) {
			return false
		}
		*s, rest = rest[:n], rest[n:]
	}
	e.Reason = rest
	return len(rest) == int(binary.LittleEndian.Uint16(body[67:]))
}

// sum is the hash that the entry should have.
func (e *Entry) sum() Hash {
	return sha256.Sum256(appendBody(make([]byte, 0, 256), e.Seq, e.Prev, &e.Event))
}

// nanos is 0 for the zero time.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// cut shortens s to at most n bytes, without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
