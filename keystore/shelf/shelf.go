package shelf

import (
	"errors"
	"hash/maphash"
	"sync"
	"sync/atomic"

	"ollu/codec"
	"ollu/keystore"
)

// ErrFull says that the shelf holds as many licences, devices or kinds of
// licence as it can number: two thousand million records, sixteen million
// combinations of product, zone and components.
var ErrFull = errors.New("the table of licences in memory is full")

// Shelf is the table. New makes one.
type Shelf struct {
	mu sync.Mutex // writers exclude one another

	profiles profiles
	records  arena[record]
	count    atomic.Uint32 // records that readers may see
	index    index
	secret   [2]uint64

	devices  deviceTable
	marks    marks // of licences
	oldest   clock
	versions versions
}

// New makes an empty shelf with hash keys of its own.
func New() *Shelf {
	s := &Shelf{profiles: profiles{most: maxProfiles}}
	for i := range s.secret {
		s.secret[i] = maphash.Comparable(maphash.MakeSeed(), i)
	}
	s.index.hashOf = func(slot uint32) uint64 {
		code := s.records.at(slot).code()
		return mix(&code, &s.secret)
	}
	s.devices.init()
	return s
}

// Reserve makes room for so many licences and devices more.
func (s *Shelf) Reserve(licences, devices uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.index.reserve(min(licences, maxSlot), s.count.Load())
	s.devices.index.reserve(min(devices, maxSlot), s.devices.count.Load())
}

// Len gives the number of licences and of devices.
func (s *Shelf) Len() (licences, devices uint64) {
	return uint64(s.count.Load()), uint64(s.devices.live.Load())
}

// Lookup gives the entry of a code; found is false when it is not there. The
// strings and components in it are shared and read-only.
func (s *Shelf) Lookup(code codec.Code) (e keystore.Entry, found bool) {
	bits := code.Bits()
	slot, found := s.find(&bits)
	if found {
		s.entry(slot, &e)
	}
	return e, found
}

// find gives the number of a code's record.
func (s *Shelf) find(code *[3]uint64) (slot uint32, found bool) {
	p := s.index.probe(mix(code, &s.secret))
	for slot, ok := p.next(); ok; slot, ok = p.next() {
		if s.records.at(slot).is(code) {
			return slot, true
		}
	}
	return 0, false
}

// entry reads a whole record.
func (s *Shelf) entry(slot uint32, e *keystore.Entry) {
	r := s.records.at(slot)
	w := r.read()
	w.unpack(e)
	p := s.profiles.at(w.profile())
	e.Product, e.Zone, e.Components = p.product, p.zone, p.components
	e.LastSeen = int64(r.load(7))
}

// Fits says whether Put would take the entry, so that a backend can refuse
// before it writes; after that Put does not fail for the entry's sake. Errors:
// ErrFull, or one that is keystore.ErrInvalid.
func (s *Shelf) Fits(e *keystore.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.pack(e)
	return err
}

func (s *Shelf) pack(e *keystore.Entry) (words, error) {
	if err := fits(e); err != nil {
		return words{}, err
	}
	profile, ok := s.profiles.number(e)
	if !ok {
		return words{}, ErrFull
	}
	return pack(e, profile), nil
}

// Put enters a licence, or replaces it. Last seen moves forward only.
func (s *Shelf) Put(code codec.Code, e *keystore.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.put(code, e)
}

// Licence is an entry with its code, for PutAll.
type Licence struct {
	Code  codec.Code
	Entry keystore.Entry
}

// PutAll is Put for many, for loading a store.
func (s *Shelf) PutAll(licences []Licence) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(licences) > 0 {
		some := licences[:min(len(licences), 64)]
		licences = licences[len(some):]
		s.touch(some)
		for i := range some {
			if err := s.put(some[i].Code, &some[i].Entry); err != nil {
				return err
			}
		}
	}
	return nil
}

// touch reads the cells that some licences will need. The reads wait for memory
// all at once, where put would wait for one after the other.
func (s *Shelf) touch(licences []Licence) {
	for i := range licences {
		code := licences[i].Code.Bits()
		s.index.touch(mix(&code, &s.secret))
	}
}

func (s *Shelf) put(code codec.Code, e *keystore.Entry) error {
	w, err := s.pack(e)
	if err != nil {
		return err
	}
	bits := code.Bits()
	if slot, found := s.find(&bits); found {
		r := s.records.at(slot)
		r.write(&w)
		see(&r[7], e.LastSeen)
		return nil
	}
	slot := s.count.Load()
	if slot > maxSlot {
		return ErrFull
	}
	s.records.grow(slot)
	s.marks.grow(slot)
	s.records.at(slot).fill(&bits, &w, e.LastSeen)
	s.index.add(mix(&bits, &s.secret), slot)
	s.count.Store(slot + 1)
	return nil
}

// Each shows every licence until fn returns false, in no order. The entry is
// valid during the call only. What changes meanwhile is shown as it was or as it
// is.
func (s *Shelf) Each(fn func(*keystore.Entry) bool) {
	var e keystore.Entry
	for slot, n := uint32(0), s.count.Load(); slot < n; slot++ {
		if s.entry(slot, &e); !fn(&e) {
			return
		}
	}
}
