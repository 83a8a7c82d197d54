package shelf

import (
	"math/bits"
	"sync/atomic"
)

// index finds a record's number by its hash: 256 tables with open addressing and
// linear probing. A cell of 32 bits holds the number plus one and, in the bits
// left above it, a tag of the hash, so that nearly every cell that is no match
// is passed over without a look at its record. A table that is full is replaced
// by a larger copy; readers go on in the one they have.
type index struct {
	shards [256]atomic.Pointer[table]
	used   [256]int // cells taken, graves included; the writer's
	live   [256]int // records; the writer's
	hashOf func(slot uint32) uint64
}

type table struct {
	cells    []atomic.Uint32 // a power of two of them
	slotBits uint8           // of a cell; the tag is above
}

const (
	minCells    = 8
	minSlotBits = 12
	maxSlot     = 1<<31 - 3
)

func (t *table) mask() uint32           { return uint32(len(t.cells) - 1) }
func (t *table) slotMask() uint32       { return 1<<t.slotBits - 1 }
func (t *table) tag(hash uint64) uint32 { return uint32(hash>>32) << t.slotBits }

// grave is what a cell holds whose record was removed: no number, yet not empty.
func (t *table) grave() uint32 { return 1 << t.slotBits }

// probe goes through the records that may have a hash.
type probe struct {
	cells    []atomic.Uint32
	tag      uint32
	slotMask uint32
	at       uint32
}

func (x *index) probe(hash uint64) probe {
	t := x.shards[hash>>56].Load()
	if t == nil {
		return probe{}
	}
	return probe{cells: t.cells, tag: t.tag(hash), slotMask: t.slotMask(), at: uint32(hash)}
}

// touch reads the first cell of a hash.
func (x *index) touch(hash uint64) {
	if t := x.shards[hash>>56].Load(); t != nil {
		t.cells[uint32(hash)&t.mask()].Load()
	}
}

// next gives the next record; ok is false when there is none any more. The cell
// it was found in is p.at-1.
func (p *probe) next() (slot uint32, ok bool) {
	mask := uint32(len(p.cells) - 1)
	for len(p.cells) > 0 {
		cell := p.cells[p.at&mask].Load()
		p.at++
		if cell == 0 {
			break
		}
		if number := cell & p.slotMask; number != 0 && cell&^p.slotMask == p.tag {
			return number - 1, true
		}
	}
	return 0, false
}

// add enters a record that is complete and not in the index.
func (x *index) add(hash uint64, slot uint32) {
	shard := hash >> 56
	t := x.shards[shard].Load()
	if t == nil || (x.used[shard]+1)*8 > len(t.cells)*7 || (slot+1)>>t.slotBits != 0 {
		t = x.renew(shard, x.live[shard]+1, slot)
	}
	t.put(hash, slot)
	x.used[shard]++
	x.live[shard]++
}

// put takes the first empty cell.
func (t *table) put(hash uint64, slot uint32) {
	at := uint32(hash)
	for t.cells[at&t.mask()].Load() != 0 {
		at++
	}
	t.cells[at&t.mask()].Store(t.tag(hash) | (slot + 1))
}

// renew replaces a shard's table by one for so many records, without graves, with
// numbers up to slot and twice as many.
func (x *index) renew(shard uint64, records int, slot uint32) *table {
	fresh := &table{slotBits: uint8(max(minSlotBits, bits.Len32(slot+1)+1))}
	fresh.slotBits = min(fresh.slotBits, 31)
	size := minCells
	for size*6 < records*8 {
		size *= 2
	}
	fresh.cells = make([]atomic.Uint32, size)
	if old := x.shards[shard].Load(); old != nil {
		for i := range old.cells {
			if number := old.cells[i].Load() & old.slotMask(); number != 0 {
				fresh.put(x.hashOf(number-1), number-1)
			}
		}
	}
	x.used[shard] = x.live[shard]
	x.shards[shard].Store(fresh)
	return fresh
}

// remove takes the record out that the probe found last.
func (x *index) remove(hash uint64, p *probe) {
	shard := hash >> 56
	t := x.shards[shard].Load()
	t.cells[(p.at-1)&t.mask()].Store(t.grave())
	x.live[shard]--
}

// reserve makes room for so many records more, evenly spread, so that loading
// them does not grow the tables again and again.
func (x *index) reserve(records uint64, slot uint32) {
	each := int(records) / len(x.shards)
	each += each/16 + 16
	slot += uint32(records)
	for shard := range x.shards {
		if t := x.shards[shard].Load(); t == nil || (x.used[shard]+each)*8 > len(t.cells)*7 {
			x.renew(uint64(shard), x.live[shard]+each, slot)
		}
	}
}
