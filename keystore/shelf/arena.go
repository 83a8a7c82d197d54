package shelf

import "sync/atomic"

// chunkBits sets how many records are allocated at a time: 16384, so 1 MiB of
// licences. Less wastes time, more wastes memory at the end.
const (
	chunkBits = 14
	chunkSize = 1 << chunkBits
)

// arena keeps records by number and never moves one. Its zero value is empty.
// Any number of goroutines may call at for numbers that grow was called for; one
// at a time may call grow.
type arena[R any] struct {
	chunks atomic.Pointer[[]*[chunkSize]R]
}

// at gives the record with that number.
func (a *arena[R]) at(slot uint32) *R {
	return &(*a.chunks.Load())[slot>>chunkBits][slot%chunkSize]
}

// grow makes room for the record with that number.
func (a *arena[R]) grow(slot uint32) {
	var old []*[chunkSize]R
	if p := a.chunks.Load(); p != nil {
		old = *p
	}
	if int(slot>>chunkBits) < len(old) {
		return
	}
	chunks := append(make([]*[chunkSize]R, 0, len(old)+1), old...)
	for len(chunks) <= int(slot>>chunkBits) {
		chunks = append(chunks, new([chunkSize]R))
	}
	a.chunks.Store(&chunks)
}
