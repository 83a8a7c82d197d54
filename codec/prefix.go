package codec

import "errors"

// ErrPrefix says that a prefix is not two letters A to Z.
var ErrPrefix = errors.New("a prefix is two letters A to Z")

// Prefix is the two letters, each 'A' to 'Z', that name a product family. The
// zero Prefix is none.
type Prefix [2]byte

// ParsePrefix takes two ASCII letters of either case; anything else is
// ErrPrefix.
func ParsePrefix(s string) (Prefix, error) {
	if len(s) != prefixSymbols {
		return Prefix{}, ErrPrefix
	}
	p := Prefix{s[0] &^ 0x20, s[1] &^ 0x20}
	if !p.valid() {
		return Prefix{}, ErrPrefix
	}
	return p, nil
}

func (p Prefix) valid() bool {
	return p[0]-'A' < prefixLetters && p[1]-'A' < prefixLetters
}

// String gives the two letters, or "" for the zero Prefix.
func (p Prefix) String() string {
	if p == (Prefix{}) {
		return ""
	}
	return string(p[:])
}

// MarshalText is String.
func (p Prefix) MarshalText() ([]byte, error) {
	return []byte(p.String()), nil
}

// UnmarshalText is ParsePrefix; empty text gives the zero Prefix.
func (p *Prefix) UnmarshalText(text []byte) (err error) {
	*p = Prefix{}
	if len(text) > 0 {
		*p, err = ParsePrefix(string(text))
	}
	return err
}

// bits gives the prefix as its two symbols, 10 bits.
func (p Prefix) bits() uint64 {
	return uint64(p[0]-'A')<<symbolBits | uint64(p[1]-'A')
}

func prefixOf(bits uint64) Prefix {
	return Prefix{'A' + byte(bits>>symbolBits&symbolMask), 'A' + byte(bits&symbolMask)}
}
