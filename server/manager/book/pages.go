package book

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// A page number that was damaged can lead bbolt round in a circle for ever, and a
// damaged list of free pages lets it write over pages in use: neither can be
// stopped from outside. So before bbolt sees the file, its pages are followed from
// the root, and each may be come by once. What is in the records is for verify.
//
// The file, in numbers of the machine's byte order: pages 0 and 1 lead to two
// states, of which the newest valid one counts. A page begins with its number (8),
// kind (2), elements (2) and how many pages more belong to it (4). A branch has
// elements of 16 bytes that end with a page number; a leaf's are kind, position
// from the element, size of the key and size of the value (4 each).
const (
	pageHead    = 16
	elementSize = 16
	branchKind  = 1
	leafKind    = 2
	freeKind    = 16
	bucketLeaf  = 1         // kind of a leaf's element whose value is a bucket
	manyFree    = 1<<16 - 1 // elements of a free list that says their number in the first of them
	noFreeList  = 1<<64 - 1

	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaSize    = 64
	leastPage   = 1 << 10
	mostPage    = leastPage << 14
)

var native = binary.NativeEndian

// state is what page 0 or 1 leads to.
type state struct {
	pageSize                 int64
	root, free, pages, begun uint64
}

func checkPages(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	s, err := newestState(f)
	if err != nil {
		return err
	}
	if s.pages > uint64(info.Size()/s.pageSize) || s.pages < 3 {
		return fmt.Errorf("%w: it was cut short, %d bytes of %d pages are there", ErrDamaged, info.Size(), s.pages)
	}
	w := pageWalk{file: f, state: s, met: make([]bool, s.pages)}
	if err := w.meet(0, 2); err != nil {
		return err
	}
	if s.free != noFreeList {
		if err := w.freeList(); err != nil {
			return err
		}
	}
	return w.tree(s.root, true)
}

// newestState reads the two states' descriptions. The second stands behind a page
// whose size the first would say.
func newestState(f io.ReaderAt) (newest state, err error) {
	found := false
	take := func(at int64) bool {
		s, ok := readState(f, at)
		if ok && (!found || s.begun > newest.begun) {
			newest, found = s, true
		}
		return ok
	}
	if take(0) {
		take(newest.pageSize)
	} else {
		for at := int64(leastPage); at <= mostPage && !take(at); at *= 2 {
		}
	}
	if !found {
		return newest, fmt.Errorf("%w: its first pages lead nowhere", ErrDamaged)
	}
	return newest, nil
}

func readState(f io.ReaderAt, at int64) (s state, ok bool) {
	b := make([]byte, metaSize)
	if _, err := f.ReadAt(b, at+pageHead); err != nil {
		return s, false
	}
	sum := fnv.New64a()
	sum.Write(b[:metaSize-8])
	if native.Uint32(b) != metaMagic || native.Uint32(b[4:]) != metaVersion || native.Uint64(b[metaSize-8:]) != sum.Sum64() {
		return s, false
	}
	s = state{int64(native.Uint32(b[8:])), native.Uint64(b[16:]), native.Uint64(b[32:]), native.Uint64(b[40:]), native.Uint64(b[48:])}
	return s, s.pageSize >= leastPage && s.pageSize <= mostPage
}

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
	n := int(native.Uint16(page[10:]))
	if kind != branchKind && kind != leafKind || n > (len(page)-pageHead)/elementSize {
		return fmt.Errorf("%w: page %d holds no records", ErrDamaged, id)
	}
	if kind == leafKind && !root {
		return nil
	}
	for i := range n {
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

// bucket meets the pages of the bucket that an element of the root leads to. A
// small one has none: it is within the element.
func (w *pageWalk) bucket(element []byte) error {
	from := uint64(native.Uint32(element[4:])) + uint64(native.Uint32(element[8:]))
	if native.Uint32(element) != bucketLeaf || from+8 > uint64(len(element)) {
		return fmt.Errorf("%w: a record stands where a bucket belongs", ErrDamaged)
	}
	if first := native.Uint64(element[from:]); first != 0 {
		return w.tree(first, false)
	}
	return nil
}
