package book

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"slices"
)

// A page number that was damaged can lead bbolt round in a circle for ever, and a
// damaged list of free pages lets it write over pages in use: neither can be
// stopped from outside. So before bbolt sees the file, its pages are followed from
// the root, and each must be come by once. What is in the records is for verify.
//
// The file, in numbers of the machine's byte order: pages 0 and 1 lead to two
// states, of which the newest valid one counts. A page begins with its number (8),
// kind (2), elements (2) and how many pages more belong to it (4). An element of a
// branch is position from the element and size of the key (4 each) and a page
// number (8); one of a leaf is kind, position, size of the key and size of the
// value (4 each). A bucket is a page number (8) and a sequence (8); a small one has
// 0 there, and its page behind.
const (
	pageHead    = 16
	elementSize = 16
	bucketHead  = 16
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
	if err := w.tree(s.root, true); err != nil {
		return err
	}
	if lost := slices.Index(w.met, false); lost >= 0 && s.free != noFreeList {
		return fmt.Errorf("%w: page %d is lost", ErrDamaged, lost)
	}
	return nil
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
