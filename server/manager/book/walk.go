package book

import (
	"fmt"
	"io"
)

// pageWalk notes which pages were met.
type pageWalk struct {
	file io.ReaderAt
	state
	met []bool
}

func (w *pageWalk) meet(id, n uint64) error {
	if id >= w.pages || n > w.pages-id {
		return fmt.Errorf("%w: there is no page %d", ErrDamaged, id)
	}
	for ; n > 0; id, n = id+1, n-1 {
		if w.met[id] {
			return fmt.Errorf("%w: page %d is in use twice", ErrDamaged, id)
		}
		w.met[id] = true
	}
	return nil
}

// read meets a page with those that belong to it.
func (w *pageWalk) read(id uint64) (page []byte, kind uint16, err error) {
	head := make([]byte, pageHead)
	if id >= w.pages {
		return nil, 0, fmt.Errorf("%w: there is no page %d", ErrDamaged, id)
	}
	if _, err := w.file.ReadAt(head, int64(id)*w.pageSize); err != nil {
		return nil, 0, err
	}
	n := 1 + uint64(native.Uint32(head[12:]))
	if native.Uint64(head) != id {
		return nil, 0, fmt.Errorf("%w: page %d says that it is another", ErrDamaged, id)
	}
	if err := w.meet(id, n); err != nil {
		return nil, 0, err
	}
	page = make([]byte, int64(n)*w.pageSize)
	_, err = w.file.ReadAt(page, int64(id)*w.pageSize)
	return page, native.Uint16(head[8:]), err
}

// freeList meets the pages that will be written over.
func (w *pageWalk) freeList() error {
	page, kind, err := w.read(w.free)
	if err != nil {
		return err
	}
	n, ids := uint64(native.Uint16(page[10:])), page[pageHead:]
	if n == manyFree {
		n, ids = native.Uint64(ids), ids[8:]
	}
	if kind != freeKind || n > uint64(len(ids)/8) {
		return fmt.Errorf("%w: the list of free pages cannot be read", ErrDamaged)
	}
	for i := range n {
		if err := w.meet(native.Uint64(ids[8*i:]), 1); err != nil {
			return err
		}
	}
	return nil
}

// tree meets the pages of a bucket. The root's records are buckets.
func (w *pageWalk) tree(id uint64, root bool) error {
	page, kind, err := w.read(id)
	if err != nil {
		return err
	}
	if kind != branchKind && kind != leafKind || !packed(page) {
		return fmt.Errorf("%w: page %d does not hold together", ErrDamaged, id)
	}
	if kind == leafKind && !root {
		return nil
	}
	for i := range int(native.Uint16(page[10:])) {
		element := page[pageHead+i*elementSize:]
		if kind == branchKind {
			err = w.tree(native.Uint64(element[8:]), root)
		} else {
			err = w.bucket(element)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// packed tells whether the keys and values of a page follow its elements without
// a gap, in their order. So it has neither lost nor gained any.
func packed(page []byte) bool {
	kind, n := native.Uint16(page[8:]), int(native.Uint16(page[10:]))
	if n > (len(page)-pageHead)/elementSize {
		return false
	}
	end := uint64(n * elementSize)
	for i := range n {
		element := page[pageHead+i*elementSize:]
		at, size := uint64(native.Uint32(element)), uint64(native.Uint32(element[4:]))
		if kind == leafKind {
			at, size = size, uint64(native.Uint32(element[8:]))+uint64(native.Uint32(element[12:]))
		}
		if uint64(i*elementSize)+at != end {
			return false
		}
		end += size
	}
	return end <= uint64(len(page)-pageHead)
}

// bucket meets the pages of the bucket that an element of the root leads to. A
// small one has none: its only page is within the element.
func (w *pageWalk) bucket(element []byte) error {
	from := native.Uint32(element[4:]) + native.Uint32(element[8:])
	value := element[from : from+native.Uint32(element[12:])]
	if native.Uint32(element) != bucketLeaf || len(value) < bucketHead {
		return fmt.Errorf("%w: a record stands where a bucket belongs", ErrDamaged)
	}
	if first := native.Uint64(value); first != 0 {
		return w.tree(first, false)
	}
	page := value[bucketHead:]
	if len(page) < pageHead || native.Uint16(page[8:]) != leafKind || !packed(page) {
		return fmt.Errorf("%w: a small bucket does not hold together", ErrDamaged)
	}
	return nil
}
