package access

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"ollu/keystore/customer"
)

const tokenBytes = 32

var tokenBase = base64.RawURLEncoding.Strict()

// NewToken draws what lets its holder do one thing, to be sent by mail or put
// into an address: 43 characters of base64url; and the hash to keep.
func NewToken(random io.Reader) (token string, hash customer.Hash, err error) {
	var b [tokenBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", customer.Hash{}, fmt.Errorf("reading random bytes for a token: %w", err)
	}
	return tokenBase.EncodeToString(b[:]), sha256.Sum256(b[:]), nil
}

// TokenHash gives the hash of a token as it came back, spaces around it passed
// over. It tells false when no token looks like that.
func TokenHash(token string) (customer.Hash, bool) {
	token = strings.TrimSpace(token)
	b, err := tokenBase.DecodeString(token)
	if err != nil || len(token) != tokenBase.EncodedLen(tokenBytes) {
		return customer.Hash{}, false
	}
	return sha256.Sum256(b), true
}
