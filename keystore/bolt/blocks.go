package bolt

// blocks is memory for values, which bbolt wants unchanged until the commit. They
// lie one after the other in large blocks that the next transaction uses again.
type blocks struct {
	all  [][]byte
	next int    // block to use when free is too small
	free []byte // rest of the block in use
}

const (
	blockSize  = 1 << 16
	keepBlocks = 64 // more are left to the garbage collector
)

// keep gives a copy that stays until reset.
func (b *blocks) keep(value []byte) []byte {
	n := len(value)
	if n > blockSize {
		return append([]byte(nil), value...)
	}
	if n > len(b.free) {
		if b.next == len(b.all) {
			b.all = append(b.all, make([]byte, blockSize))
		}
		b.free = b.all[b.next]
		b.next++
	}
	kept := b.free[:n:n]
	b.free = b.free[n:]
	copy(kept, value)
	return kept
}

// reset takes all memory back.
func (b *blocks) reset() {
	if len(b.all) > keepBlocks {
		clear(b.all[keepBlocks:])
		b.all = b.all[:keepBlocks]
	}
	b.next, b.free = 0, nil
}
