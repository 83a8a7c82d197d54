package shelf

import (
	"math"
	"math/bits"
	"sync"
	"sync/atomic"

	"ollu/codec"
)

// marks has one bit for each record about which something was noted that is not
// written yet.
type marks struct{ words arena[atomic.Uint64] }

func (m *marks) grow(slot uint32) { m.words.grow(slot / 64) }

func (m *marks) set(slot uint32) {
	word, bit := m.words.at(slot/64), uint64(1)<<(slot%64)
	if word.Load()&bit == 0 {
		word.Or(bit)
	}
}

// take clears the first mark from next on and before end, and tells where it
// was; next is then behind it.
func (m *marks) take(next *uint32, end uint32) (slot uint32, ok bool) {
	for *next < end {
		word := m.words.at(*next / 64)
		set := word.Load() &^ (1<<(*next%64) - 1)
		if set == 0 {
			*next = *next&^63 + 64
			continue
		}
		slot = *next&^63 + uint32(bits.TrailingZeros64(set))
		word.And(^(uint64(1) << (slot % 64)))
		*next = slot + 1
		return slot, true
	}
	return 0, false
}

// Note says when a licence, or a device, was last seen.
type Note struct {
	Code   codec.Code // of the licence; zero: the note is about a device
	Device DeviceHash
	At     int64 // unix seconds
}

// clock is the time (unix seconds) of the first note since the last Sweep; 0
// when there is none.
type clock struct{ atomic.Int64 }

// age makes it no later than at.
func (c *clock) age(at int64) {
	at = max(at, 1)
	for old := c.Load(); old == 0 || at < old; old = c.Load() {
		if c.CompareAndSwap(old, at) {
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
	if len(id) > 0 {
		key := s.devices.key(&bits, id)
		if at, d, _ := s.devices.find(&key); d != nil {
			s.seenDevice(at, d, &key, code, id, version, now)
			return true, true
		}
	}
	if noted {
		s.marks.set(slot)
		s.oldest.age(now)
	}
	return len(id) == 0 && r.activated(), true
}

// seenDevice notes that a registered device asked.
func (s *Shelf) seenDevice(slot uint32, d *device, key *DeviceHash, code codec.Code, id, version []byte, now int64) {
	noted := see(&d[3], now)
	if s.version(d, key, code, id, version) || noted {
		s.devices.marks.set(slot)
		s.oldest.age(now)
	}
}

// version notes a version text that is new, and tells whether it did.
func (s *Shelf) version(d *device, key *DeviceHash, code codec.Code, id, version []byte) bool {
	if len(version) == 0 {
		return false
	}
	hash, owner := s.devices.versionHash(version), d.load(2)
	if uint32(owner>>32) == hash || uint32(owner) == 0 || !s.versions.note(key, code, id, version) {
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

// Recall brings in a note that was stored: last seen moves forward to it. A note
// about what is gone is passed over.
func (s *Shelf) Recall(n *Note) {
	if !n.Code.IsZero() {
		bits := n.Code.Bits()
		if slot, found := s.find(&bits); found {
			see(&s.records.at(slot)[7], n.At)
		}
		return
	}
	if _, d, _ := s.devices.find(&n.Device); d != nil {
		see(&d[3], n.At)
		if licence := uint32(d.load(2)); licence != 0 {
			see(&s.records.at(licence - 1)[7], n.At)
		}
	}
}

// Mark notes again what could not be written.
func (s *Shelf) Mark(n *Note) {
	if !n.Code.IsZero() {
		bits := n.Code.Bits()
		if slot, found := s.find(&bits); found {
			s.marks.set(slot)
		}
	} else if slot, d, _ := s.devices.find(&n.Device); d != nil {
		s.devices.marks.set(slot)
	}
	s.oldest.age(n.At)
}

// Oldest is the time (unix seconds) of the first note that no Sweep took yet; 0
// when there is none.
func (s *Shelf) Oldest() int64 { return s.oldest.Load() }

// Sweep is one walk over notes: those that there were when it began, or
// everything that is known. One at a time.
type Sweep struct {
	s        *Shelf
	Oldest   int64 // time of the first note in it, unix seconds; 0: there is none
	all      bool
	licences span
	devices  span
}

// span is what is left to walk.
type span struct{ next, end uint32 }

// Sweep begins a walk over what was noted since the last one.
func (s *Shelf) Sweep() Sweep {
	return Sweep{s: s, Oldest: s.oldest.Swap(0), licences: span{end: s.count.Load()}, devices: span{end: s.devices.count.Load()}}
}

// SweepAll begins a walk over all that was ever seen. It leaves the marks of what
// is not written yet.
func (s *Shelf) SweepAll() Sweep {
	return Sweep{s: s, Oldest: 1, all: true, licences: span{end: s.count.Load()}, devices: span{end: s.devices.count.Load()}}
}

// Next takes up to the given number of notes, appends them to dst, and forgets
// that they were marked; what is noted from now on marks them anew. more is false
// at the end.
func (w *Sweep) Next(dst []Note, most int) (notes []Note, more bool) {
	if w.Oldest == 0 {
		return dst, false
	}
	for ; most > 0; most-- {
		if slot, ok := w.step(&w.s.marks, &w.licences); ok {
			dst = w.s.appendLicence(dst, slot)
		} else if slot, ok := w.step(&w.s.devices.marks, &w.devices); ok {
			dst = w.s.appendDevice(dst, slot)
		} else {
			return dst, false
		}
	}
	return dst, true
}

// step gives the next record of a span.
func (w *Sweep) step(m *marks, left *span) (slot uint32, ok bool) {
	if !w.all {
		return m.take(&left.next, left.end)
	}
	slot = left.next
	if slot >= left.end {
		return 0, false
	}
	left.next++
	return slot, true
}

// appendLicence adds the note about a licence, unless it was never seen.
func (s *Shelf) appendLicence(dst []Note, slot uint32) []Note {
	r := s.records.at(slot)
	at := int64(r.load(7))
	if at == 0 {
		return dst
	}
	return append(dst, Note{Code: codec.CodeFromBits(r.code()), At: at})
}

// appendDevice adds the note about a device, unless it is gone.
func (s *Shelf) appendDevice(dst []Note, slot uint32) []Note {
	d := s.devices.records.at(slot)
	if uint32(d.load(2)) == 0 {
		return dst
	}
	return append(dst, Note{Device: DeviceHash{d.load(0), d.load(1)}, At: int64(d.load(3))})
}

// Version is a version text that is not written yet, with the device it is of.
type Version struct {
	Code     codec.Code
	ID, Text string
}

// Versions appends to dst the version texts that are not written yet.
func (s *Shelf) Versions(dst []Version) []Version {
	s.versions.mu.Lock()
	defer s.versions.mu.Unlock()
	for _, v := range s.versions.texts {
		dst = append(dst, v)
	}
	return dst
}

// Written says that a version text was written.
func (s *Shelf) Written(v *Version) {
	bits := v.Code.Bits()
	key := s.devices.key(&bits, []byte(v.ID))
	s.versions.settle(&key, v.Text)
}

// versions holds version texts that are not written yet. It is bounded: what
// finds no room is noted when the device asks again.
type versions struct {
	mu    sync.Mutex
	texts map[DeviceHash]Version
}

const maxVersions = 1 << 17

func (v *versions) note(key *DeviceHash, code codec.Code, id, text []byte) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.texts == nil {
		v.texts = map[DeviceHash]Version{}
	}
	if _, there := v.texts[*key]; !there && len(v.texts) >= maxVersions {
		return false
	}
	v.texts[*key] = Version{code, string(id), string(text)}
	return true
}

func (v *versions) get(key *DeviceHash) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.texts[*key].Text
}

// settle drops the text unless a newer one came.
func (v *versions) settle(key *DeviceHash, text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.texts[*key].Text == text {
		delete(v.texts, *key)
	}
}

func (v *versions) drop(key *DeviceHash) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.texts, *key)
}
