package codec

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// CodeBytes is the length of an activation code as bytes.
const CodeBytes = 17

// Code is an activation code: 135 data bits, its prefix first; the check
// symbols are worked out when it is written. It is comparable, and the zero
// value is no code.
type Code struct {
	w [3]uint64 // the first 64 bits, the next 64, and the last 7 in the low bits
}

const (
	codeTail     = 7  // bits in w[2]
	versionShift = 49 // of the version symbol in w[0]
	codeBody     = 15 // bytes after the version symbol
)

// errBytes says that a stored record is damaged, not that a person mistyped.
var errBytes = errors.New("not the bytes of a code or key")

// ParseCode reads an activation code as a person types it: any case, hyphens and
// spaces of every kind or none, full-width letters and digits. It allocates
// nothing when it succeeds. Errors are *LengthError, *SymbolError and
// *CheckError.
func ParseCode(s string) (Code, error) {
	return ParseCodeBytes([]byte(s))
}

// ParseCodeBytes is ParseCode of bytes, which it does not keep.
func ParseCodeBytes(b []byte) (Code, error) {
	if len(b) == codeText {
		if c, ok := parseCanonical((*[codeText]byte)(b), &groupRows); ok {
			return c, nil
		}
	}
	w, err := codeForm.parse(b)
	if err != nil {
		return Code{}, err
	}
	return codeOf(&w), nil
}

// NewCode makes an online code: version 0 and 120 random bits, taken from random
// as 15 bytes. It fails when p is no prefix or random fails. Whether the code is
// new is for the store to say.
func NewCode(p Prefix, random io.Reader) (Code, error) {
	if !p.valid() {
		return Code{}, ErrPrefix
	}
	var r [codeBody + 1]byte
	if _, err := io.ReadFull(random, r[:codeBody]); err != nil {
		return Code{}, fmt.Errorf("reading random bytes for an activation code: %w", err)
	}
	c := codeOfBody(p, 0, &r)
	if c.IsZero() {
		return Code{}, errors.New("the source of randomness gave zeros alone")
	}
	return c, nil
}

// codeOfBody puts together prefix, version and the 120 bits in the first 15 bytes
// of b; the last one pads.
func codeOfBody(p Prefix, version uint64, b *[codeBody + 1]byte) Code {
	hi, lo := binary.BigEndian.Uint64(b[:]), binary.BigEndian.Uint64(b[8:])>>8
	head := p.bits()<<54 | version<<versionShift
	return Code{[3]uint64{head | hi>>15, hi<<49 | lo>>codeTail, lo & (1<<codeTail - 1)}}
}

// body gives the 120 bits after the version as 15 bytes, and a zero.
func (c Code) body() (b [codeBody + 1]byte) {
	binary.BigEndian.PutUint64(b[:], c.w[0]<<15|c.w[1]>>49)
	binary.BigEndian.PutUint64(b[8:], (c.w[1]<<codeTail|c.w[2])<<8)
	return b
}

// CodeFromBits is the inverse of Bits. It does not check them: they come from
// memory that held a Code.
func CodeFromBits(w [3]uint64) Code { return Code{w} }

// Bits gives the 135 data bits: 64, 64, and 7 in the low bits of the last.
func (c Code) Bits() [3]uint64 { return c.w }

// CodeFromBytes is the inverse of AppendBytes. It refuses what no code gives.
func CodeFromBytes(b []byte) (Code, error) {
	if len(b) != CodeBytes {
		return Code{}, errBytes
	}
	c := Code{[3]uint64{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:]), uint64(b[16])}}
	if c.w[2]>>codeTail != 0 || !c.Prefix().valid() || c.IsZero() {
		return Code{}, errBytes
	}
	return c, nil
}

// AppendBytes appends 17 bytes, big-endian, prefix first, the last 7 bits in the
// last byte: codes of one prefix sort together.
func (c Code) AppendBytes(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint64(dst, c.w[0])
	dst = binary.BigEndian.AppendUint64(dst, c.w[1])
	return append(dst, byte(c.w[2]))
}

// IsZero reports whether c is no code.
func (c Code) IsZero() bool { return c == Code{} }

// Prefix gives the two letters; c is not zero.
func (c Code) Prefix() Prefix { return prefixOf(c.w[0] >> 54) }

// Version is the value of the version symbol: 0 for an online code. A version
// that this program does not know is well formed all the same.
func (c Code) Version() int { return int(c.w[0] >> versionShift & symbolMask) }

// Append appends the canonical 37 characters, or nothing for the zero Code.
func (c Code) Append(dst []byte) []byte {
	if c.IsZero() {
		return dst
	}
	return c.appendCanonical(dst)
}

// codeOf packs the data symbols of w.
func codeOf(w *word) Code {
	var part [3]uint64 // 12, 12 and 3 symbols
	for i, v := range w[:CodeSymbols-codeChecks] {
		part[i/12] = part[i/12]<<symbolBits | uint64(v)
	}
	a, b, c := part[0], part[1], part[2] // 60, 60 and 15 bits
	return Code{[3]uint64{a<<4 | b>>56, b<<8 | c>>codeTail, c & (1<<codeTail - 1)}}
}

// Reveal gives the canonical form in full. It is for the person who asked to see
// the code, never for a log.
func (c Code) Reveal() string { return string(c.Append(nil)) }

// String gives the code masked, prefix and last group alone, as "IM-…-K7Q2M":
// what %v, %s and loggers print. The zero Code is "(no code)".
func (c Code) String() string { return mask(c.Append(nil), "(no code)") }

// GoString is String, for %#v.
func (c Code) GoString() string { return c.String() }

// Fingerprint names the code where it must not be shown: 22 characters of
// base64url, the first 16 bytes of SHA-256 over "ollu code", a zero byte and the
// canonical form. Empty for the zero Code.
func (c Code) Fingerprint() string { return fingerprint(codeDomain, c.Append(nil)) }

// Mark is a short name for those who watch many codes: the first four bytes,
// big-endian, of what Fingerprint writes. Two codes may share one. Zero for the
// zero Code. It allocates nothing.
func (c Code) Mark() uint32 {
	if c.IsZero() {
		return 0
	}
	var room [len(codeDomain) + codeText]byte
	sum := sha256.Sum256(c.Append(append(room[:0], codeDomain...)))
	return binary.BigEndian.Uint32(sum[:])
}

// MarshalText gives the canonical form in full, and empty text for the zero
// Code. It is for those who may see the code: a logger that takes values apart
// as JSON must not be handed one.
func (c Code) MarshalText() ([]byte, error) { return c.Append([]byte{}), nil }

// UnmarshalText is ParseCodeBytes; empty text gives the zero Code.
func (c *Code) UnmarshalText(text []byte) (err error) {
	*c = Code{}
	if len(text) > 0 {
		*c, err = ParseCodeBytes(text)
	}
	return err
}
