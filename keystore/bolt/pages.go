package bolt

import (
	"encoding/binary"
	"fmt"
	"syscall"

	"go.etcd.io/bbolt"
)

// A damaged page number can lead bbolt round in a circle for ever, and a damaged
// free list lets it write over pages in use. Its own check of the pages follows
// damaged offsets too, in a goroutine where the fault cannot be handled. So Open
// and Verify use this one, which trusts no number in the file. The form of the
// pages, in the machine's byte order:
//
//	page    0 id (8)  8 flags (2)  10 count (2)  12 overflow: further pages (4)
//	branch  elements of 16 bytes from 16 on: 8 page (8)
//	leaf    elements of 16 bytes from 16 on: 0 flags (4), 4 position from the
//	        element (4), 8 key size (4), 12 value size (4)
//	bucket  a leaf's value: 0 first page (8)  16 when that is 0, its only page
//	free    ids (8) from 16 on; count 65535: the first is their number
//	meta    from 16 on: 16 root page (8)  32 free list's page (8)
//	        40 pages (8)  48 transaction (8)
const (
	pageHeader   = 16
	pageElement  = 16
	bucketHeader = 16
	branchPage   = 0x01
	leafPage     = 0x02
	freePage     = 0x10
	bucketFlag   = 0x01
	manyFree     = 0xffff
	noFreeList   = 1<<64 - 1
)

var native = binary.NativeEndian

// pageWalk marks which pages are in use and which are free.
type pageWalk struct {
	file  []byte
	size  uint64 // of a page
	pages uint64
	used  []uint64 // a bit for each page, in use or free
	found uint64   // bits set
}

// check checks the pages of the newest state. Nothing may be committed meanwhile.
func (db *database) check(tx *bbolt.Tx) error {
	info, err := db.file.Stat()
	if err != nil {
		return err
	}
	mapped, err := syscall.Mmap(int(db.file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return err
	}
	defer func() { _ = syscall.Munmap(mapped) }()
	return checkPages(mapped, db.Info().PageSize, uint64(tx.ID()))
}

// checkPages makes sure that in the state of the given transaction each page is
// in use once, or free, and that none is both.
func checkPages(file []byte, pageSize int, transaction uint64) error {
	w := &pageWalk{file: file, size: uint64(pageSize)}
	for id := range uint64(2) {
		meta, err := w.read(id)
		if err != nil {
			return err
		}
		if meta = meta[pageHeader:]; native.Uint64(meta[48:]) == transaction {
			return w.check(native.Uint64(meta[16:]), native.Uint64(meta[32:]), native.Uint64(meta[40:]))
		}
	}
	return fmt.Errorf("no page leads to transaction %d", transaction)
}

func (w *pageWalk) check(root, free, pages uint64) error {
	if pages < 4 || pages > uint64(len(w.file))/w.size {
		return fmt.Errorf("there cannot be %d pages", pages)
	}
	w.pages, w.used = pages, make([]uint64, pages/64+1)
	err := w.mark(0, 2, "meta")
	if err == nil && free != noFreeList {
		err = w.freeList(free)
	}
	if err == nil {
		err = w.tree(root, true)
	}
	if err == nil && free != noFreeList && w.found != w.pages {
		err = fmt.Errorf("%d of %d pages are neither in use nor free", w.pages-w.found, w.pages)
	}
	return err
}

// read gives a page without what overflows it.
func (w *pageWalk) read(id uint64) ([]byte, error) {
	if id >= uint64(len(w.file))/w.size {
		return nil, fmt.Errorf("there is no page %d", id)
	}
	return w.file[id*w.size : (id+1)*w.size], nil
}

// mark notes that n pages from id on are taken.
func (w *pageWalk) mark(id, n uint64, what string) error {
	if id >= w.pages || n > w.pages-id {
		return fmt.Errorf("a %s page is number %d of %d", what, id, w.pages)
	}
	for ; n > 0; id, n = id+1, n-1 {
		word, bit := &w.used[id/64], uint64(1)<<(id%64)
		if *word&bit != 0 {
			return fmt.Errorf("%s page %d is taken twice", what, id)
		}
		*word |= bit
		w.found++
	}
	return nil
}

func (w *pageWalk) freeList(id uint64) error {
	page, err := w.read(id)
	if err != nil {
		return err
	}
	overflow := uint64(native.Uint32(page[12:]))
	if native.Uint16(page[8:]) != freePage {
		return fmt.Errorf("page %d holds no free list", id)
	}
	if err := w.mark(id, 1+overflow, "free list"); err != nil {
		return err
	}
	list := w.file[id*w.size : (id+1+overflow)*w.size]
	n, ids := uint64(native.Uint16(page[10:])), list[pageHeader:]
	if n == manyFree {
		n, ids = native.Uint64(ids), ids[8:]
	}
	if n > uint64(len(ids)/8) {
		return fmt.Errorf("the free list cannot hold %d pages", n)
	}
	for ; n > 0; n, ids = n-1, ids[8:] {
		if err := w.mark(native.Uint64(ids), 1, "free"); err != nil {
			return err
		}
	}
	return nil
}

// tree walks a bucket's pages; those of the root bucket lead to other buckets.
func (w *pageWalk) tree(id uint64, root bool) error {
	page, err := w.read(id)
	if err != nil {
		return err
	}
	if err := w.mark(id, 1+uint64(native.Uint32(page[12:])), "record"); err != nil {
		return err
	}
	kind, n := native.Uint16(page[8:]), int(native.Uint16(page[10:]))
	switch {
	case native.Uint64(page) != id || kind != branchPage && kind != leafPage:
		return fmt.Errorf("page %d holds no records", id)
	case kind == leafPage && !root:
		return nil
	case n > (len(page)-pageHeader)/pageElement:
		return fmt.Errorf("page %d cannot hold %d elements", id, n)
	}
	for i := range n {
		next, leads := native.Uint64(page[pageHeader+i*pageElement+8:]), true
		if kind == leafPage {
			if next, leads = bucketRoot(page[pageHeader+i*pageElement:]); !leads {
				return fmt.Errorf("page %d: element %d is no bucket", id, i)
			}
		}
		if next == 0 && kind == leafPage {
			continue // a small bucket, on this page
		}
		if err := w.tree(next, root && kind == branchPage); err != nil {
			return err
		}
	}
	return nil
}

// bucketRoot gives the first page of the bucket whose element b begins with, and 0
// for one that is kept within its element.
func bucketRoot(b []byte) (root uint64, ok bool) {
	from := uint64(native.Uint32(b[4:])) + uint64(native.Uint32(b[8:]))
	to := from + uint64(native.Uint32(b[12:]))
	if native.Uint32(b) != bucketFlag || to > uint64(len(b)) || to-from < bucketHeader {
		return 0, false
	}
	value := b[from:to]
	if root = native.Uint64(value); root != 0 {
		return root, true
	}
	return 0, wholeLeaf(value[bucketHeader:])
}

// wholeLeaf tells whether a page within an element is a leaf with all its records.
func wholeLeaf(page []byte) bool {
	if len(page) < pageHeader || native.Uint16(page[8:]) != leafPage {
		return false
	}
	n := int(native.Uint16(page[10:]))
	if n > (len(page)-pageHeader)/pageElement {
		return false
	}
	for at := pageHeader; n > 0; n, at = n-1, at+pageElement {
		end := uint64(native.Uint32(page[at+4:])) + uint64(native.Uint32(page[at+8:])) + uint64(native.Uint32(page[at+12:]))
		if end > uint64(len(page)-at) {
			return false
		}
	}
	return true
}
