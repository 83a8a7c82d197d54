package feed

import (
	"slices"
	"sort"
)

// kept is how many changes are remembered.
const kept = 1 << 16

// change is a licence's mark and the number of the act that changed it.
type change struct {
	seq  uint64
	mark uint32
}

// history remembers the last changes, by numbers of its own that count every one.
type history struct {
	revision uint64   // acts up to here are in it whole
	floor    uint64   // changes of acts after this one are all remembered
	kept     uint64   // how many are remembered
	ring     []change // at number modulo kept
	next     uint64
	latest   map[uint32]uint64 // number of a mark's last change, of those remembered
}

func (h *history) begin(revision, kept uint64) {
	h.revision, h.floor, h.kept, h.latest = revision, revision, kept, map[uint32]uint64{}
}

func (h *history) add(seq uint64, mark uint32) {
	at := h.next % h.kept
	if h.next < h.kept {
		h.ring = append(h.ring, change{})
	} else {
		old := h.ring[at]
		h.floor = old.seq
		if h.latest[old.mark] == h.next-h.kept {
			delete(h.latest, old.mark)
		}
	}
	h.ring[at] = change{seq, mark}
	h.latest[mark] = h.next
	h.next++
}

// since gives the number of the first change after a revision. It does not know
// one that is too old, or that never was.
func (h *history) since(revision uint64) (from uint64, known bool) {
	if revision < h.floor || revision > h.revision {
		return 0, false
	}
	first := h.next - uint64(len(h.ring))
	n := sort.Search(len(h.ring), func(i int) bool { return h.ring[(first+uint64(i))%h.kept].seq > revision })
	return first + uint64(n), true
}

// marks gives those that changed from a number on, sorted, each once.
func (h *history) marks(from uint64) []uint32 {
	all := make([]uint32, 0, h.next-from)
	for n := from; n < h.next; n++ {
		all = append(all, h.ring[n%h.kept].mark)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// changed gives those of the marks, which are sorted, that changed from a number
// on.
func (h *history) changed(marks []uint32, from uint64) (some []uint32) {
	for _, mark := range marks {
		if n, ok := h.latest[mark]; ok && n >= from {
			some = append(some, mark)
		}
	}
	return some
}
