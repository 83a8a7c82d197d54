package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/keystore/shelf"
)

func decoded(record []byte) (notes []shelf.Note, err error) {
	err = decodeSeen(record, func(n *shelf.Note) { notes = append(notes, *n) })
	return notes, err
}

func TestABlockOfNotesIsReadAsItWasWritten(t *testing.T) {
	want := []shelf.Note{
		{Code: code(3), At: 1}, {Device: shelf.DeviceHash{1, 1 << 63}, At: 1<<40 - 1}, {Code: code(4), At: noon.Unix()},
	}
	got, err := decoded(appendSeen(nil, want))
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

func TestADamagedBlockIsRefused(t *testing.T) {
	good := appendSeen(nil, []shelf.Note{{Code: code(3), At: 77}, {Device: shelf.DeviceHash{5, 6}, At: 78}})
	for i := range good {
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << bit
			if _, err := decoded(bad); err == nil {
				t.Errorf("bit %d of byte %d is wrong, and the block is read", bit, i)
			}
		}
		if _, err := decoded(good[:i]); err == nil {
			t.Errorf("the block is read though cut off after %d bytes", i)
		}
	}
	newer := bytes.Clone(good[:len(good)-4])
	newer[0]++
	if _, err := decoded(sealed(newer)); !errors.Is(err, keystore.ErrNewer) {
		t.Errorf("a block of another format: %v", err)
	}
	for _, broken := range [][]byte{{seenFormat, 9}, {seenFormat, seenLicence, 1, 2}, append([]byte{seenFormat, seenLicence}, make([]byte, 22)...)} {
		if _, err := decoded(sealed(broken)); !errors.Is(err, keystore.ErrDamaged) {
			t.Errorf("%x: %v", broken, err)
		}
	}
}

// sealed gives a block a checksum that fits.
func sealed(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(bytes.Clone(b), crc32.Checksum(b, castagnoli))
}

func FuzzSeenBlock(f *testing.F) {
	f.Add(appendSeen(nil, nil))
	f.Add(appendSeen(nil, []shelf.Note{{Code: code(3), At: 77}, {Device: shelf.DeviceHash{5, 6}, At: 78}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		notes, err := decoded(b)
		if err == nil && !bytes.Equal(appendSeen(nil, notes), b) {
			t.Errorf("%x is read as %v, which is written otherwise", b, notes)
		}
	})
}

// However often everything is seen, the blocks stay in proportion to what they
// say, and nothing is forgotten when they are rewritten.
func TestBlocksAreRewritten(t *testing.T) {
	s := opened(t, fresh(t))
	const n = 5000
	issue(t, s, n)
	must(t, s, keystore.Activate{Code: code(1), Device: "a"})
	var last time.Time
	for round := range 40 {
		last = noon.Add(time.Duration(round+1) * time.Hour)
		for i := range n {
			noticed(t, s, i, "", "", last)
		}
		noticed(t, s, 1, "a", "", last.Add(time.Minute))
		flushed(t, s)
	}
	if most := int64(3 * (rewriteAtLeast + 2*n*30)); s.seenBytes.Load() > most {
		t.Errorf("the blocks have %d bytes, more than %d", s.seenBytes.Load(), most)
	}
	s = crash(t, s)
	for _, i := range []int{0, 1, n - 1} {
		want := last
		if i == 1 {
			want = last.Add(time.Minute)
		}
		if l := full(t, s, i); !l.LastSeen.Equal(want) {
			t.Errorf("licence %d was last seen %s, want %s", i, l.LastSeen, want)
		}
	}
	sound(t, s)
	if err := s.Snapshot(context.Background(), new(bytes.Buffer)); err != nil {
		t.Error(err)
	}
}
