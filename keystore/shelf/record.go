package shelf

import (
	"fmt"
	"math/bits"
	"runtime"
	"sync/atomic"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// record is a licence in eight words:
//
//	0, 1  the code's first 128 bits
//	2     the code's last 7 bits · standing 3 · type 2 · perpetual · pending ·
//	      2 free · grace 16 · sequence 32
//	3     profile 24 · expires 20 · shows from 20
//	4     seats 32 · device limit 32
//	5     devices 32 · pending seats 32
//	6     issued 20 · pending expiry 20 · 24 free
//	7     last seen, unix seconds
//
// The code never changes. The other words belong together: the sequence is odd
// while they change, and a reader that saw it odd, or changed, reads again. Last
// seen stands by itself.
type record [8]uint64

const (
	codeTail      = 1<<7 - 1
	standingShift = 7
	typeShift     = 10
	perpetualBit  = 1 << 12
	pendingBit    = 1 << 13
	graceShift    = 16
	sequenceShift = 32

	profileBits = 24
	dayBits     = 20
	dayMask     = 1<<dayBits - 1
	maxProfiles = 1 << profileBits
	maxTypes    = 4
	maxStanding = 8
)

// words are the record's words 2 to 6 without code and sequence.
type words [5]uint64

// pack is the inverse of unpack.
func pack(e *keystore.Entry, profile uint32) words {
	return words{
		uint64(e.Standing)<<standingShift | uint64(e.Type)<<typeShift | uint64(e.Grace)<<graceShift |
			flag(e.Perpetual, perpetualBit) | flag(e.HasPending, pendingBit),
		uint64(profile) | uint64(e.Expires)<<profileBits | uint64(e.ShowsFrom)<<(profileBits+dayBits),
		uint64(e.Seats) | uint64(e.DeviceLimit)<<32,
		uint64(e.Devices) | uint64(e.PendingSeats)<<32,
		uint64(e.Issued) | uint64(e.Pending)<<dayBits,
	}
}

func flag(on bool, bit uint64) uint64 {
	if on {
		return bit
	}
	return 0
}

// unpack fills all of e but what the profile and last seen hold.
func (w *words) unpack(e *keystore.Entry) {
	e.Standing = keystore.Standing(w[0] >> standingShift % maxStanding)
	e.Type = product.Type(w[0] >> typeShift % maxTypes)
	e.Perpetual = w[0]&perpetualBit != 0
	e.HasPending = w[0]&pendingBit != 0
	e.Grace = uint16(w[0] >> graceShift)
	e.Expires = day(w[1] >> profileBits)
	e.ShowsFrom = day(w[1] >> (profileBits + dayBits))
	e.Seats, e.DeviceLimit = uint32(w[2]), uint32(w[2]>>32)
	e.Devices, e.PendingSeats = uint32(w[3]), uint32(w[3]>>32)
	e.Issued, e.Pending = day(w[4]), day(w[4]>>dayBits)
}

func (w *words) profile() uint32 { return uint32(w[1] % maxProfiles) }

func day(bits uint64) term.Day { return term.Day(bits & dayMask) }

// fits says which field of the entry has no room in a record.
func fits(e *keystore.Entry) error {
	for _, d := range [...]term.Day{e.Expires, e.Issued, e.Pending, e.ShowsFrom} {
		if d < 0 || d > dayMask {
			return &keystore.FieldError{Field: "expires", Why: fmt.Sprintf("and all other days must be at most %d days after 1970-01-01", dayMask)}
		}
	}
	if e.Type >= maxTypes || e.Standing >= maxStanding || e.LastSeen < 0 {
		return &keystore.FieldError{Field: "licence", Why: fmt.Sprintf("has no such type (%d), standing (%d) or last seen (%d)", e.Type, e.Standing, e.LastSeen)}
	}
	return nil
}

func (r *record) load(word int) uint64     { return atomic.LoadUint64(&r[word]) }
func (r *record) store(word int, v uint64) { atomic.StoreUint64(&r[word], v) }

// is tells whether the record is that of the code.
func (r *record) is(code *[3]uint64) bool {
	return r.load(0) == code[0] && r.load(1) == code[1] && r.load(2)&codeTail == code[2]
}

// code gives the code's bits.
func (r *record) code() [3]uint64 {
	return [3]uint64{r.load(0), r.load(1), r.load(2) & codeTail}
}

// fill writes a record that no reader knows yet: they learn of it from the index,
// or from the count, both atomic.
func (r *record) fill(code *[3]uint64, w *words, lastSeen int64) {
	*r = record{code[0], code[1], code[2] | w[0], w[1], w[2], w[3], w[4], uint64(lastSeen)}
}

// write replaces the words that belong together. One goroutine at a time.
func (r *record) write(w *words) {
	first := r.load(2)
	tail, sequence := first&codeTail, first>>sequenceShift
	r.store(2, first|1<<sequenceShift)
	for i, v := range w[1:] {
		r.store(3+i, v)
	}
	r.store(2, tail|w[0]|(sequence+2)<<sequenceShift)
}

// read gives the words as one write left them.
func (r *record) read() (w words) {
	for tries := 1; ; tries++ {
		first := r.load(2)
		for i := range w[1:] {
			w[1+i] = r.load(3 + i)
		}
		if first>>sequenceShift&1 == 0 && r.load(2) == first {
			w[0] = first
			return w
		}
		if tries%64 == 0 {
			runtime.Gosched() // the writer was interrupted between two words
		}
	}
}

// activated tells whether the licence stands activated or has devices.
func (r *record) activated() bool {
	w := r.read()
	return keystore.Standing(w[0]>>standingShift%maxStanding) == keystore.Activated || uint32(w[3]) > 0
}

// see moves last seen forward, and tells whether it moved.
func see(word *uint64, at int64) bool {
	for {
		seen := atomic.LoadUint64(word)
		if int64(seen) >= at {
			return false
		}
		if atomic.CompareAndSwapUint64(word, seen, uint64(at)) {
			return true
		}
	}
}

// mix hashes a code's bits with the shelf's secret.
func mix(code *[3]uint64, secret *[2]uint64) uint64 {
	hi, lo := bits.Mul64(code[0]^secret[0], code[1]^secret[1])
	hi, lo = bits.Mul64(hi^code[2]^secret[1], lo^secret[0]^0x9e3779b97f4a7c15)
	return hi ^ lo
}
