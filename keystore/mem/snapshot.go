package mem

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
)

// A snapshot is a line of text and then records: a kind, and key and value with
// their lengths before them. The last has kind end, and the SHA-256 of all before
// it as its value.
const (
	magic   = "ollu licences in memory, 2\n"
	endMark = string(rune(kindEnd)) + "\x00" + string(rune(sha256.Size)) // kind, no key, length of the sum
)

const (
	kindEnd = iota
	kindLicence
	kindDevice // after its licence; its key is the id
	kindKey
	kindRepeat
	kindLog
	kindTable // the first of customer's tables; the others follow in their order
)

// Snapshot writes all there is.
func (s *Store) Snapshot(ctx context.Context, w io.Writer) error {
	if err := s.read(ctx); err != nil {
		return err
	}
	var out bytes.Buffer
	out.WriteString(magic)
	for code, l := range s.records {
		writeRecord(&out, kindLicence, code.AppendBytes(nil), l.value)
		for id, value := range l.devices {
			writeRecord(&out, kindDevice, []byte(id), value)
		}
	}
	for key, value := range s.keys {
		writeRecord(&out, kindKey, key.AppendBytes(nil), value)
	}
	for key, value := range s.repeats {
		writeRecord(&out, kindRepeat, []byte(key), value)
	}
	for i, t := range s.tables {
		for _, item := range t {
			writeRecord(&out, kindTable+byte(i), item.Key, item.Value)
		}
	}
	for _, value := range s.log {
		writeRecord(&out, kindLog, nil, value)
	}
	s.mu.RUnlock()
	sum := sha256.Sum256(out.Bytes())
	writeRecord(&out, kindEnd, nil, sum[:])
	_, err := out.WriteTo(w)
	return err
}

func writeRecord(out *bytes.Buffer, kind byte, key, value []byte) {
	out.WriteByte(kind)
	for _, part := range [][]byte{key, value} {
		out.Write(binary.AppendUvarint(nil, uint64(len(part))))
		out.Write(part)
	}
}

// Read gives a store with what a snapshot holds. A snapshot that is cut short or
// altered gives an error that wraps keystore.ErrDamaged.
func Read(r io.Reader) (*Store, error) {
	all, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	sum := len(all) - sha256.Size
	end := sum - len(endMark)
	if end < len(magic) || string(all[:len(magic)]) != magic || string(all[end:sum]) != endMark || sha256.Sum256(all[:end]) != [sha256.Size]byte(all[sum:]) {
		return nil, fmt.Errorf("not a whole snapshot of a store in memory: %w", keystore.ErrDamaged)
	}
	s := New()
	var last codec.Code
	for rest := all[len(magic):end]; len(rest) > 0; {
		var key, value []byte
		kind := rest[0]
		key, rest = cutPart(rest[1:])
		value, rest = cutPart(rest)
		if err := s.load(kind, key, value, &last); err != nil {
			return nil, fmt.Errorf("snapshot: %w", err)
		}
	}
	return s, nil
}

// cutPart takes a part with its length off the front of what writeRecord wrote.
func cutPart(b []byte) (part, rest []byte) {
	n, size := binary.Uvarint(b)
	return b[size : size+int(n)], b[size+int(n):]
}

// load takes one record in; last is the licence that devices belong to.
func (s *Store) load(kind byte, key, value []byte, last *codec.Code) (err error) {
	switch kind {
	case kindLicence:
		if *last, err = codec.CodeFromBytes(key); err != nil {
			return keystore.ErrDamaged
		}
		return s.loadLicence(*last, value)
	case kindDevice:
		if s.records[*last] == nil {
			return keystore.ErrDamaged
		}
		s.records[*last].devices[string(key)] = value
		s.devices++
		return keystore.DecodeDevice(&keystore.Device{}, value)
	case kindKey:
		k, err := codec.KeyFromBytes(key)
		if err != nil {
			return keystore.ErrDamaged
		}
		s.keys[k], s.keyList.stale = value, true
		return keystore.DecodeRegKey(&keystore.RegKey{}, value)
	case kindRepeat:
		s.repeats[string(key)] = value
		return keystore.DecodeRepeat(&keystore.Repeat{}, value)
	case kindLog:
		e, err := audit.Decode(value)
		s.log, s.head = append(s.log, value), audit.Head{Seq: e.Seq, Hash: e.Hash}
		return err
	}
	if i := int(kind) - kindTable; i >= 0 && i < len(s.tables) {
		s.tables[i] = s.tables[i].put(key, value)
		return nil
	}
	return keystore.ErrDamaged
}

func (s *Store) loadLicence(code codec.Code, value []byte) error {
	e := new(keystore.Entry)
	if err := keystore.DecodeEntry(e, value, &s.in); err != nil {
		return err
	}
	s.entries[code], s.codes.stale = e, true
	s.records[code] = &licence{value: value, devices: map[string][]byte{}}
	return nil
}
