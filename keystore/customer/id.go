package customer

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
)

// ID names an account or a user: 16 characters a–z and 2–7, of 80 random bits.
type ID string

// Hash is the SHA-256 of a secret with enough randomness of its own: a token, a
// recovery code.
type Hash [32]byte

// IsZero tells whether there is none.
func (h Hash) IsZero() bool { return h == Hash{} }

// idBytes is how much randomness an ID has.
const idBytes = 10

var idLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewID draws an ID.
func NewID(random io.Reader) (ID, error) {
	var b [idBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("reading random bytes for an id: %w", err)
	}
	return ID(strings.ToLower(idLetters.EncodeToString(b[:]))), nil
}

// ParseID reads an ID.
func ParseID(s string) (ID, error) {
	b, err := idLetters.DecodeString(strings.ToUpper(s))
	if err != nil || len(s) != idSize || len(b) != idBytes || s != strings.ToLower(s) {
		return "", fmt.Errorf("%.40q is not an id: it has 16 characters a–z and 2–7", s)
	}
	return ID(s), nil
}
