package shelf

import (
	"encoding/binary"
	"slices"
	"sync/atomic"

	"ollu/keystore"
)

// profile is what many licences have in common, under one number.
type profile struct {
	product, zone string
	components    []string
}

func (p *profile) of(e *keystore.Entry) bool {
	return p.product == e.Product && p.zone == e.Zone && slices.Equal(p.components, e.Components)
}

// profiles numbers profiles in the order in which they are met. It only grows.
// at is for any number of goroutines, number for one at a time.
type profiles struct {
	list    atomic.Pointer[[]profile]
	numbers map[string]uint32
	most    int    // so many it may hold
	last    uint32 // the number given last
	key     []byte
}

// at gives the profile with a number that number gave.
func (p *profiles) at(number uint32) *profile { return &(*p.list.Load())[number] }

// number gives the entry's profile its number; ok is false when there are
// too many others.
func (p *profiles) number(e *keystore.Entry) (number uint32, ok bool) {
	var list []profile
	if l := p.list.Load(); l != nil {
		list = *l
	}
	if len(list) > 0 && list[p.last].of(e) {
		return p.last, true
	}
	p.key = appendKey(p.key[:0], e)
	if number, ok = p.numbers[string(p.key)]; ok {
		p.last = number
		return number, true
	}
	if len(list) >= p.most {
		return 0, false
	}
	return p.add(list, e), true
}

// add appends to the list. Readers with the shorter list share its array, and
// never look at the place that is filled now.
func (p *profiles) add(list []profile, e *keystore.Entry) uint32 {
	if p.numbers == nil {
		p.numbers = map[string]uint32{}
	}
	p.last = uint32(len(list))
	p.numbers[string(p.key)] = p.last
	list = append(list, profile{product: e.Product, zone: e.Zone, components: slices.Clone(e.Components)})
	p.list.Store(&list)
	return p.last
}

// appendKey writes the profile so that no two have the same key.
func appendKey(dst []byte, e *keystore.Entry) []byte {
	dst = appendPart(appendPart(dst, e.Product), e.Zone)
	for _, c := range e.Components {
		dst = appendPart(dst, c)
	}
	return dst
}

func appendPart(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}
