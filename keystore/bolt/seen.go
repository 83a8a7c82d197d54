package bolt

import (
	"encoding/binary"
	"hash/crc32"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/shelf"
)

// What was last seen is not written into the records it is about: they lie all
// over the file, and a wave of agents would rewrite it whole. It is appended, in
// blocks of notes, to a bucket of its own, from which the shelf recalls it. When
// the blocks have grown to more than twice of what there is to say, they are
// written anew.
//
// A block is a format byte, the notes, and a CRC-32C of both, little-endian. A
// note is a kind byte, what it is about (the 17 bytes of a code, or the 16 of a
// device's hash) and five bytes of unix seconds, little-endian.

const (
	seenFormat  = 1
	seenLicence = 0
	seenDevice  = 1

	hashBytes = 16
	timeBytes = 5
	noteBytes = 1 + codec.CodeBytes + timeBytes // at most
)

// appendSeen writes a block.
func appendSeen(dst []byte, notes []shelf.Note) []byte {
	start := len(dst)
	dst = append(dst, seenFormat)
	for i := range notes {
		n := &notes[i]
		if n.Code.IsZero() {
			dst = append(dst, seenDevice)
			dst = binary.LittleEndian.AppendUint64(dst, n.Device[0])
			dst = binary.LittleEndian.AppendUint64(dst, n.Device[1])
		} else {
			dst = n.Code.AppendBytes(append(dst, seenLicence))
		}
		at := uint64(n.At)
		dst = append(dst, byte(at), byte(at>>8), byte(at>>16), byte(at>>24), byte(at>>32))
	}
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
}

// decodeSeen shows each note of a block. ErrDamaged, ErrNewer.
func decodeSeen(record []byte, fn func(*shelf.Note)) error {
	n := len(record) - recordTail
	if n < 1 || crc32.Checksum(record[:n], castagnoli) != binary.LittleEndian.Uint32(record[n:]) {
		return keystore.ErrDamaged
	}
	if record[0] != seenFormat {
		return keystore.ErrNewer
	}
	for b := record[1:n]; len(b) > 0; {
		var note shelf.Note
		rest, err := cutNote(b, &note)
		if err != nil {
			return err
		}
		fn(&note)
		b = rest
	}
	return nil
}

// cutNote takes one note off the front.
func cutNote(b []byte, n *shelf.Note) (rest []byte, err error) {
	kind, b := b[0], b[1:]
	switch {
	case kind == seenLicence && len(b) >= codec.CodeBytes+timeBytes:
		if n.Code, err = codec.CodeFromBytes(b[:codec.CodeBytes]); err != nil {
			return nil, keystore.ErrDamaged
		}
		b = b[codec.CodeBytes:]
	case kind == seenDevice && len(b) >= hashBytes+timeBytes:
		n.Device = shelf.DeviceHash{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])}
		b = b[hashBytes:]
	default:
		return nil, keystore.ErrDamaged
	}
	n.At = int64(binary.LittleEndian.Uint32(b)) | int64(b[4])<<32
	return b[timeBytes:], nil
}

// putSeen appends a block.
func (g *group) putSeen(notes []shelf.Note) error {
	last, _ := g.buckets[sightings].Cursor().Last()
	var seq uint64
	if last != nil {
		seq = binary.BigEndian.Uint64(last) + 1
	}
	g.key = seqKey(g.key[:0], seq)
	g.record = appendSeen(g.record[:0], notes)
	if g.err = g.put(sightings); g.err == nil {
		g.notes += len(notes)
		g.s.seenBytes.Add(int64(len(g.record)))
	}
	return g.err
}

// dropSeen removes up to so many blocks, from the first to the one with the given
// key, and tells whether there are more.
func (g *group) dropSeen(last []byte, most int) (more bool, err error) {
	var old [][]byte
	c := g.buckets[sightings].Cursor()
	for key, _ := c.First(); key != nil && string(key) <= string(last); key, _ = c.Next() {
		if len(old) == most {
			more = true
			break
		}
		old = append(old, append([]byte(nil), key...))
	}
	for _, key := range old {
		if g.err = g.remove(sightings, key); g.err != nil {
			return false, g.err
		}
	}
	return more, nil
}

// putVersion writes the version text of a device; one that is gone stays so.
func (g *group) putVersion(v *shelf.Version) error {
	d, found, err := g.Device(v.Code, v.ID)
	if err != nil || !found {
		g.err = err
		return err
	}
	d.Version = v.Text
	g.err = g.putDevice(v.Code, &d)
	return g.err
}

// seenTaker brings stored notes to the shelf, where what they are about is by now.
type seenTaker struct{ s *Store }

func (s *Store) takeSeen() taker { return seenTaker{s} }

func (t seenTaker) take(_, record []byte) error {
	t.s.seenBytes.Add(int64(len(record)))
	return decodeSeen(record, t.s.shelf.Recall)
}

func (seenTaker) done() error { return nil }
