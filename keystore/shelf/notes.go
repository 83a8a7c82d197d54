package shelf

import (
	"math"
	"math/bits"
	"sync"
	"sync/atomic"

	"ollu/codec"
)

// notes marks the licences about which something was noted that is not written
// yet: one bit each.
type notes struct {
	words  arena[atomic.Uint64]
	oldest atomic.Int64 // unix seconds of the first note since the last Sweep; 0 none
}

func (n *notes) grow(slot uint32) { n.words.grow(slot / 64) }

func (n *notes) mark(slot uint32, at int64) {
	word, bit := n.words.at(slot/64), uint64(1)<<(slot%64)
	if word.Load()&bit == 0 {
		word.Or(bit)
	}
	n.age(at)
}

// age makes oldest no later than at.
func (n *notes) age(at int64) {
	at = max(at, 1)
	for old := n.oldest.Load(); old == 0 || at < old; old = n.oldest.Load() {
		if n.oldest.CompareAndSwap(old, at) {
			return
		}
	}
}

// Seen notes that a licence was asked about at the given time (unix seconds), and
// with it the device, when that is registered; with an empty device, registered
// tells whether the licence was activated. found is false when the licence is not
// there. The version text is noted when it is not empty and not the one known.
// Nothing is allocated but for a new version text.
func (s *Shelf) Seen(code codec.Code, id, version []byte, now int64) (registered, found bool) {
	bits := code.Bits()
	slot, found := s.find(&bits)
	if !found {
		return false, false
	}
	r := s.records.at(slot)
	noted := see(&r[7], now)
	if len(id) == 0 {
		registered = r.activated()
	} else {
		key := s.devices.key(&bits, id)
		if _, d, _ := s.devices.find(&key); d != nil {
			registered = true
			noted = see(&d[3], now) || noted
			noted = s.version(d, &key, version) || noted
		}
	}
	if noted {
		s.notes.mark(slot, now)
	}
	return registered, true
}

// version notes a version text that is new, and tells whether it did.
func (s *Shelf) version(d *device, key *deviceKey, version []byte) bool {
	if len(version) == 0 {
		return false
	}
	hash, owner := s.devices.versionHash(version), d.load(2)
	if uint32(owner>>32) == hash || uint32(owner) == 0 || !s.versions.note(key, version) {
		return false
	}
	atomic.CompareAndSwapUint64(&d[2], owner, owner&math.MaxUint32|uint64(hash)<<32)
	return true
}

// Device gives what is noted about a device: when it was last seen, and its
// version text when that is not written yet, else "". found is false when it is
// not registered.
func (s *Shelf) Device(code codec.Code, id []byte) (lastSeen int64, version string, found bool) {
	bits := code.Bits()
	key := s.devices.key(&bits, id)
	_, d, _ := s.devices.find(&key)
	if d == nil {
		return 0, "", false
	}
	return int64(d.load(3)), s.versions.get(&key), true
}

// Written says that a device's version text was written.
func (s *Shelf) Written(code codec.Code, id []byte, version string) {
	bits := code.Bits()
	key := s.devices.key(&bits, id)
	s.versions.settle(&key, version)
}

// Mark notes again what could not be written; at is the time of the oldest note
// among it.
func (s *Shelf) Mark(code codec.Code, at int64) {
	bits := code.Bits()
	if slot, found := s.find(&bits); found {
		s.notes.mark(slot, at)
	}
}

// Oldest is the time (unix seconds) of the first note that no Sweep took yet; 0
// when there is none.
func (s *Shelf) Oldest() int64 { return s.notes.oldest.Load() }

// Sweep is one walk over all notes that there were when it began. One at a time.
type Sweep struct {
	s      *Shelf
	Oldest int64 // time of the first note in it, unix seconds; 0: there is none
	next   uint32
	end    uint32
}

// Sweep begins a walk.
func (s *Shelf) Sweep() Sweep {
	return Sweep{s: s, Oldest: s.notes.oldest.Swap(0), end: s.count.Load()}
}

// Next takes up to the given number of licences out of the notes, appends their
// codes to dst, and forgets that they were marked; what is noted from now on
// marks them anew. more is false at the end.
func (w *Sweep) Next(dst []codec.Code, most int) (codes []codec.Code, more bool) {
	if w.Oldest == 0 {
		return dst, false
	}
	for w.next < w.end && most > 0 {
		word := w.s.notes.words.at(w.next / 64)
		set := word.Load() &^ (1<<(w.next%64) - 1)
		if set == 0 {
			w.next = w.next&^63 + 64
			continue
		}
		w.next = w.next&^63 + uint32(bits.TrailingZeros64(set))
		word.And(^(uint64(1) << (w.next % 64)))
		dst = append(dst, codec.CodeFromBits(w.s.records.at(w.next).code()))
		w.next++
		most--
	}
	return dst, w.next < w.end
}

// versions holds version texts that are not written yet. It is bounded: what
// finds no room is noted when the device asks again.
type versions struct {
	mu    sync.Mutex
	texts map[deviceKey]string
}

const maxVersions = 1 << 17

func (v *versions) note(key *deviceKey, text []byte) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.texts == nil {
		v.texts = map[deviceKey]string{}
	}
	if _, there := v.texts[*key]; !there && len(v.texts) >= maxVersions {
		return false
	}
	v.texts[*key] = string(text)
	return true
}

func (v *versions) get(key *deviceKey) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.texts[*key]
}

// settle drops the text unless a newer one came.
func (v *versions) settle(key *deviceKey, text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.texts[*key] == text {
		delete(v.texts, *key)
	}
}

func (v *versions) drop(key *deviceKey) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.texts, *key)
}
