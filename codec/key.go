package codec

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// KeyBytes is the length of a registration key as bytes.
const KeyBytes = 10

// Key is a registration key: 75 data bits, its prefix first, then 65 random
// ones. It has no version symbol: it is only ever looked up, so there is nothing
// in it to interpret, and the five bits serve better against guessing. It is
// comparable, and the zero value is no key.
type Key struct {
	w [2]uint64 // the first 64 bits, and the last 11 in the low bits
}

const (
	keyTail   = 11 // bits in w[1]
	keyRandom = 9  // random bytes, of which 65 bits are used
)

// ParseKey reads a registration key as a person types it, as ParseCode does.
func ParseKey(s string) (Key, error) {
	return ParseKeyBytes([]byte(s))
}

// ParseKeyBytes is ParseKey of bytes, which it does not keep.
func ParseKeyBytes(b []byte) (Key, error) {
	w, err := keyForm.parse(b)
	if err != nil {
		return Key{}, err
	}
	return keyOf(&w), nil
}

// NewKey makes a key with 65 random bits, the first of 9 bytes taken from
// random. It fails when p is no prefix or random fails.
func NewKey(p Prefix, random io.Reader) (Key, error) {
	if !p.valid() {
		return Key{}, ErrPrefix
	}
	var r [keyRandom]byte
	if _, err := io.ReadFull(random, r[:]); err != nil {
		return Key{}, fmt.Errorf("reading random bytes for a registration key: %w", err)
	}
	hi, last := binary.BigEndian.Uint64(r[:]), uint64(r[8]>>7)
	k := Key{[2]uint64{p.bits()<<54 | hi>>10, hi<<1&(1<<keyTail-1) | last}}
	if k.IsZero() {
		return Key{}, errors.New("the source of randomness gave zeros alone")
	}
	return k, nil
}

// KeyFromBits is the inverse of Bits. It does not check them.
func KeyFromBits(w [2]uint64) Key { return Key{w} }

// Bits gives the 75 data bits: 64, and 11 in the low bits of the last.
func (k Key) Bits() [2]uint64 { return k.w }

// KeyFromBytes is the inverse of AppendBytes. It refuses what no key gives.
func KeyFromBytes(b []byte) (Key, error) {
	if len(b) != KeyBytes {
		return Key{}, errBytes
	}
	k := Key{[2]uint64{binary.BigEndian.Uint64(b), uint64(binary.BigEndian.Uint16(b[8:]))}}
	if k.w[1]>>keyTail != 0 || !k.Prefix().valid() || k.IsZero() {
		return Key{}, errBytes
	}
	return k, nil
}

// AppendBytes appends 10 bytes, big-endian, prefix first, the last 11 bits in
// the last two.
func (k Key) AppendBytes(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint64(dst, k.w[0])
	return binary.BigEndian.AppendUint16(dst, uint16(k.w[1]))
}

// IsZero reports whether k is no key.
func (k Key) IsZero() bool { return k == Key{} }

// Prefix gives the two letters; k is not zero.
func (k Key) Prefix() Prefix { return prefixOf(k.w[0] >> 54) }

// Append appends the canonical 22 characters, or nothing for the zero Key.
func (k Key) Append(dst []byte) []byte {
	if k.IsZero() {
		return dst
	}
	w := k.word()
	return keyForm.append(dst, &w)
}

// word unpacks k, 12 symbols and 3, and works out its check symbols.
func (k Key) word() (w word) {
	part := [2]uint64{k.w[0] >> 4, k.w[0]<<keyTail&(1<<15-1) | k.w[1]}
	for i := KeySymbols - keyChecks - 1; i >= 0; i-- {
		w[i] = uint8(part[i/12] & symbolMask)
		part[i/12] >>= symbolBits
	}
	keyForm.seal(&w)
	return w
}

// keyOf packs the data symbols of w.
func keyOf(w *word) Key {
	var part [2]uint64
	for i, v := range w[:KeySymbols-keyChecks] {
		part[i/12] = part[i/12]<<symbolBits | uint64(v)
	}
	return Key{[2]uint64{part[0]<<4 | part[1]>>keyTail, part[1] & (1<<keyTail - 1)}}
}

// Reveal gives the canonical form in full, as Code.Reveal does.
func (k Key) Reveal() string { return string(k.Append(nil)) }

// String gives the key masked, as Code.String does. The zero Key is "(no key)".
func (k Key) String() string { return mask(k.Append(nil), "(no key)") }

// GoString is String, for %#v.
func (k Key) GoString() string { return k.String() }

// Fingerprint names the key where it must not be shown, as Code.Fingerprint
// does, with "ollu key" in the place of "ollu code".
func (k Key) Fingerprint() string { return fingerprint("ollu key\x00", k.Append(nil)) }

// MarshalText gives the canonical form in full, and empty text for the zero Key.
func (k Key) MarshalText() ([]byte, error) { return k.Append([]byte{}), nil }

// UnmarshalText is ParseKeyBytes; empty text gives the zero Key.
func (k *Key) UnmarshalText(text []byte) (err error) {
	*k = Key{}
	if len(text) > 0 {
		*k, err = ParseKeyBytes(text)
	}
	return err
}
