package keystore

import (
	"encoding/binary"
	"math"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

// AppendDevice appends the stored value of a device; its ID is in the key.
func AppendDevice(dst []byte, d *Device) []byte {
	start := len(dst)
	dst = append(dst, recordVersion)
	dst = appendTime(appendTime(dst, d.FirstSeen), d.LastSeen)
	return seal(appendString(dst, d.Version), start)
}

// DecodeDevice reads a stored value; ID is left as it is. ErrDamaged, ErrNewer.
func DecodeDevice(dst *Device, value []byte) error {
	body, err := unseal(value)
	if err != nil {
		return err
	}
	r := reader{b: body}
	*dst = Device{ID: dst.ID, FirstSeen: r.time(), LastSeen: r.time(), Version: r.string()}
	return r.done()
}

// What a registration key's flags say.
const (
	keyPerpetual = 1 << iota
	keyHasCode
)

// AppendRegKey appends the stored value of a registration key; Key is not in it.
func AppendRegKey(dst []byte, k *RegKey) []byte {
	start := len(dst)
	var flags byte
	if k.Perpetual {
		flags |= keyPerpetual
	}
	if !k.Code.IsZero() {
		flags |= keyHasCode
	}
	dst = append(dst, recordVersion, flags, byte(k.Type), k.Prefix[0], k.Prefix[1])
	dst = appendUvarint(dst, int(k.Seats))
	dst = appendVarint32(dst, int32(k.Expires))
	dst = appendUvarint(dst, k.Months)
	dst = appendTime(appendTime(dst, k.IssuedAt), k.RegisteredAt)
	dst = appendString(appendString(appendString(dst, k.Product), k.Note), k.Order)
	if flags&keyHasCode != 0 {
		dst = k.Code.AppendBytes(dst)
	}
	return seal(dst, start)
}

// DecodeRegKey reads a stored value; Key is left as it is. ErrDamaged, ErrNewer.
func DecodeRegKey(dst *RegKey, value []byte) error {
	body, err := unseal(value)
	if err != nil {
		return err
	}
	r := reader{b: body}
	flags := r.byte()
	*dst = RegKey{Key: dst.Key, Perpetual: flags&keyPerpetual != 0, Type: product.Type(r.byte()), Prefix: codec.Prefix{r.byte(), r.byte()}}
	dst.Seats = uint32(r.uvarint(math.MaxUint32))
	dst.Expires = term.Day(r.varint32())
	dst.Months = int(r.uvarint(math.MaxInt32))
	dst.IssuedAt, dst.RegisteredAt = r.time(), r.time()
	dst.Product, dst.Note, dst.Order = r.string(), r.string(), r.string()
	hasCode := flags&keyHasCode != 0
	if flags&^(keyPerpetual|keyHasCode) != 0 || !knownType(dst.Type) || (hasCode && !r.codeField(&dst.Code)) {
		return ErrDamaged
	}
	return r.done()
}

// AppendRepeat appends the stored value of a repeat; Key and the codes of Rows
// are not in it.
func AppendRepeat(dst []byte, p *Repeat) []byte {
	start := len(dst)
	dst = append(append(dst, recordVersion), p.Digest[:]...)
	dst = appendTime(dst, p.At)
	dst = appendUvarint(dst, len(p.Codes))
	for _, c := range p.Codes {
		dst = c.AppendBytes(dst)
	}
	dst = appendUvarint(dst, len(p.Keys))
	for _, k := range p.Keys {
		dst = k.AppendBytes(dst)
	}
	dst = appendUvarint(dst, len(p.Rows))
	for i := range p.Rows {
		dst = append(dst, byte(p.Rows[i].Outcome))
		if p.Rows[i].Outcome == RowRefused {
			dst = appendString(dst, p.Rows[i].Reason)
		}
	}
	return seal(dst, start)
}

// DecodeRepeat reads a stored value; Key is left as it is. ErrDamaged, ErrNewer.
func DecodeRepeat(dst *Repeat, value []byte) error {
	body, err := unseal(value)
	if err != nil {
		return err
	}
	r := reader{b: body}
	*dst = Repeat{Key: dst.Key}
	copy(dst.Digest[:], r.bytes(len(dst.Digest)))
	dst.At = r.time()
	dst.Codes = readAll(&r, codec.CodeBytes, r.codeField)
	dst.Keys = readAll(&r, codec.KeyBytes, r.keyField)
	dst.Rows = readAll(&r, 1, r.rowField)
	return r.done()
}

// readAll reads a count and that many items of at least size bytes; nil when
// there are none. An item that does not fit fails the reader.
func readAll[T any](r *reader, size int, read func(*T) bool) []T {
	n := r.count(size)
	if n == 0 {
		return nil
	}
	all := make([]T, n)
	for i := range all {
		if !read(&all[i]) {
			r.fail()
			return nil
		}
	}
	return all
}

func (r *reader) rowField(row *Row) bool {
	row.Outcome = Outcome(r.byte())
	if row.Outcome == RowRefused {
		row.Reason = r.string()
	}
	return !r.bad && row.Outcome <= RowRefused
}

func appendUvarint(dst []byte, n int) []byte { return binary.AppendUvarint(dst, uint64(n)) }
