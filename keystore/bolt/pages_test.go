package bolt

import (
	"bytes"
	"encoding/binary"
	"testing"

	"go.etcd.io/bbolt"

	"ollu/keystore"
)

// pagesOf gives a file with a free list and its newest transaction.
func pagesOf(t testing.TB) (file []byte, transaction uint64) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 300)
	for i := range 20 {
		must(t, s, keystore.Suspend{Code: code(i)})
	}
	err := s.view(func(tx *bbolt.Tx) error {
		file, transaction = contents(t, path)[:tx.Size()], uint64(tx.ID())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return file, transaction
}

func TestTheOwnPageCheckAgreesWithBbolts(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	for round := range 20 {
		var all []keystore.Licence
		for i := range 200 {
			all = append(all, licence(1000+200*round+i))
		}
		must(t, s, keystore.Issue{Licences: all})
		must(t, s, keystore.Activate{Code: all[0].Code, Device: "host"})
		err := s.submit(t.Context(), func(g *group) error {
			for err := range g.tx.Check() {
				t.Errorf("round %d: bbolt: %v", round, err)
			}
			return s.view(s.db.check)
		})
		if err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
}

func TestDamageToPagesIsFound(t *testing.T) {
	file, transaction := pagesOf(t)
	size := 4096
	meta := file[transaction%2*uint64(size)+pageHeader:]
	if err := checkPages(file, size, transaction); err != nil {
		t.Fatalf("a whole file: %v", err)
	}
	list := native.Uint64(meta[32:]) * uint64(size)
	root := native.Uint64(meta[16:]) * uint64(size)
	first := native.Uint64(file[list+pageHeader:])
	put := func(at, v uint64) func([]byte) {
		return func(b []byte) { binary.NativeEndian.PutUint64(b[at:], v) }
	}
	for name, damage := range map[string]func([]byte){
		"a page in use is free":      put(list+pageHeader, root/uint64(size)),
		"a page is free twice":       put(list+pageHeader+8, first),
		"a free page is no page":     put(list+pageHeader, 1<<60),
		"a page is lost":             func(b []byte) { b[list+10]-- },
		"more free than there is":    func(b []byte) { b[list+10], b[list+11] = 0xff, 0x7f },
		"many free, and not":         func(b []byte) { b[list+10], b[list+11] = 0xff, 0xff },
		"the free list is elsewhere": func(b []byte) { b[list+8] = leafPage },
		"the list overflows":         func(b []byte) { b[list+12] = 0xff },
		"the root is no page":        func(b []byte) { b[root+8] = 0 },
		"a root of many elements":    func(b []byte) { b[root+11] = 0xff },
		"a bucket is none":           func(b []byte) { b[root+pageHeader] = 0 },
		"a bucket is elsewhere":      func(b []byte) { b[root+pageHeader+6] = 0xff },
		"a small bucket is a branch": func(b []byte) { b[small(b, root)+8] = branchPage },
		"a small bucket is too full": func(b []byte) { b[small(b, root)+10] = 0xff },
		"its records lie elsewhere":  func(b []byte) { b[small(b, root)+pageHeader+6] = 0xff },
	} {
		b := bytes.Clone(file)
		damage(b)
		if err := checkPages(b, size, transaction); err == nil {
			t.Errorf("%s: not found", name)
		}
	}
	if err := checkPages(file, size, transaction+5); err == nil {
		t.Error("took another transaction's pages")
	}
	if err := checkPages(file[:len(file)-size], size, transaction); err == nil {
		t.Error("did not miss the last page")
	}
}

// small gives the place of the page of a bucket with records that is kept within
// the root page.
func small(file []byte, root uint64) uint64 {
	for i := range uint64(native.Uint16(file[root+10:])) {
		at := root + pageHeader + i*pageElement
		value := at + uint64(native.Uint32(file[at+4:])) + uint64(native.Uint32(file[at+8:]))
		if page := value + bucketHeader; native.Uint64(file[value:]) == 0 && native.Uint16(file[page+10:]) > 0 {
			return page
		}
	}
	panic("there is none")
}

func FuzzCheckPages(f *testing.F) {
	file, transaction := pagesOf(f)
	f.Add(uint32(10), uint64(7), uint32(9000), uint64(1<<40))
	f.Fuzz(func(_ *testing.T, at1 uint32, v1 uint64, at2 uint32, v2 uint64) {
		b := bytes.Clone(file)
		native.PutUint64(b[int(at1)%(len(b)-8):], v1)
		native.PutUint64(b[int(at2)%(len(b)-8):], v2)
		_ = checkPages(b, 4096, transaction) // comes to an end
	})
}
