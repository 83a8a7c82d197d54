package shelf

import (
	"hash/maphash"
	"sync/atomic"

	"github.com/dchest/siphash"

	"ollu/codec"
	"ollu/keystore"
)

// device is a registered device in four words: 128 bits of hash over code and
// device id; the licence's number plus one (32 bits, 0: the record is free) with
// a hash of the version text above; last seen, unix seconds.
type device [4]uint64

func (d *device) load(word int) uint64     { return atomic.LoadUint64(&d[word]) }
func (d *device) store(word int, v uint64) { atomic.StoreUint64(&d[word], v) }

// deviceTable finds devices. Its count is that of records that readers may see,
// live and free.
type deviceTable struct {
	records arena[device]
	index   index
	count   atomic.Uint32
	live    atomic.Uint32
	marks   marks
	seed    maphash.Seed // of version texts
	free    []uint32     // oldest first
}

// minFree is how many records must be free before the oldest is used again: a
// reader that found a device just before it was removed has moved on by then.
const minFree = 4096

// DeviceHash is the hash of code and device id by which a device is known. It is
// the same in every process, so that notes about a device can be stored under it.
// That it is no secret gives nothing away: whoever finds two ids with one hash
// has found two names for a single device of his own licence.
type DeviceHash [2]uint64

func (t *deviceTable) init() {
	t.seed = maphash.MakeSeed()
	t.index.hashOf = func(slot uint32) uint64 { return t.records.at(slot).load(0) }
}

// maxDevice is the longest device id that is hashed without an allocation.
const maxDevice = 64

// key hashes code and device id.
func (t *deviceTable) key(code *[3]uint64, id []byte) DeviceHash {
	var room [24 + maxDevice]byte
	b := appendWord(appendWord(appendWord(room[:0], code[0]), code[1]), code[2])
	b = append(b, id...)
	hi, lo := siphash.Hash128(0, 0, b)
	return DeviceHash{hi, lo}
}

func appendWord(b []byte, w uint64) []byte {
	return append(b, byte(w), byte(w>>8), byte(w>>16), byte(w>>24), byte(w>>32), byte(w>>40), byte(w>>48), byte(w>>56))
}

// versionHash is never 0, so that a device whose version is not known differs
// from every version.
func (t *deviceTable) versionHash(version []byte) uint32 {
	return uint32(maphash.Bytes(t.seed, version)) | 1
}

// find gives the device's record, nil when it is not registered. The probe stands
// behind its cell.
func (t *deviceTable) find(key *DeviceHash) (slot uint32, d *device, p probe) {
	p = t.index.probe(key[0])
	for slot, ok := p.next(); ok; slot, ok = p.next() {
		d := t.records.at(slot)
		if d.load(0) == key[0] && d.load(1) == key[1] && uint32(d.load(2)) != 0 {
			return slot, d, p
		}
	}
	return 0, nil, p
}

// PutDevice enters a device of a licence that is on the shelf, or replaces it.
// Last seen (unix seconds) moves forward only. It tells whether the licence was
// there.
func (s *Shelf) PutDevice(code codec.Code, id, version string, lastSeen int64) (found bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	bits := code.Bits()
	licence, found := s.find(&bits)
	if !found {
		return false, nil
	}
	see(&s.records.at(licence)[7], lastSeen)
	return true, s.devices.put(&bits, licence, id, version, lastSeen)
}

func (t *deviceTable) put(code *[3]uint64, licence uint32, id, version string, lastSeen int64) error {
	key := t.key(code, []byte(id))
	owner := uint64(licence+1) | uint64(t.versionHash([]byte(version)))<<32
	if _, d, _ := t.find(&key); d != nil {
		d.store(2, owner)
		see(&d[3], lastSeen)
		return nil
	}
	slot, ok := t.take()
	if !ok {
		return ErrFull
	}
	d := t.records.at(slot)
	d.store(0, key[0])
	d.store(1, key[1])
	d.store(3, uint64(lastSeen))
	d.store(2, owner)
	t.index.add(key[0], slot)
	t.live.Add(1)
	return nil
}

// take gives a record to fill.
func (t *deviceTable) take() (slot uint32, ok bool) {
	if len(t.free) > minFree {
		slot, t.free = t.free[0], t.free[1:]
		return slot, true
	}
	slot = t.count.Load()
	if slot > maxSlot {
		return 0, false
	}
	t.records.grow(slot)
	t.marks.grow(slot)
	t.count.Store(slot + 1)
	return slot, true
}

// RemoveDevice takes a device off the shelf, and tells whether it was there.
func (s *Shelf) RemoveDevice(code codec.Code, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, bits := &s.devices, code.Bits()
	key := t.key(&bits, []byte(id))
	slot, d, p := t.find(&key)
	if d == nil {
		return false
	}
	t.index.remove(key[0], &p)
	d.store(2, 0)
	t.free = append(t.free, slot)
	t.live.Add(^uint32(0))
	s.versions.drop(&key)
	return true
}

// EachDevice shows every registered device with its licence's entry and when it
// was last seen, like Each.
func (s *Shelf) EachDevice(fn func(e *keystore.Entry, lastSeen int64) bool) {
	var e keystore.Entry
	for slot, n := uint32(0), s.devices.count.Load(); slot < n; slot++ {
		d := s.devices.records.at(slot)
		licence := uint32(d.load(2))
		if licence == 0 {
			continue
		}
		s.entry(licence-1, &e)
		if !fn(&e, int64(d.load(3))) {
			return
		}
	}
}
