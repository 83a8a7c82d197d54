package access

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"unicode"

	"ollu/keystore/customer"
)

const (
	recoveryCodes = 10
	recoveryBytes = 10
)

// NewRecovery draws the codes that stand in for a second factor that was lost,
// each good once: to be shown now and never again, and the hashes to keep.
func NewRecovery(random io.Reader) (shown []string, hashes []customer.Hash, err error) {
	for range recoveryCodes {
		var b [recoveryBytes]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return nil, nil, fmt.Errorf("reading random bytes for recovery codes: %w", err)
		}
		shown = append(shown, grouped(strings.ToLower(factorBase.EncodeToString(b[:])), "-"))
		hashes = append(hashes, sha256.Sum256(b[:]))
	}
	return shown, hashes, nil
}

// likeLetters are digits that no recovery code has, and what was meant by them.
var likeLetters = strings.NewReplacer("0", "O", "1", "L", "8", "B")

// RecoveryHash gives the hash of a recovery code as typed: in any case of
// letters, with hyphens and spaces or without. It tells false when no recovery
// code looks like that.
func RecoveryHash(typed string) (customer.Hash, bool) {
	letters := likeLetters.Replace(strings.ToUpper(plain(typed)))
	b, err := factorBase.DecodeString(letters)
	if err != nil || len(letters) != factorBase.EncodedLen(recoveryBytes) {
		return customer.Hash{}, false
	}
	return sha256.Sum256(b), true
}

// passedOver tells whether r says nothing in a code: spaces, hyphens and what
// input methods give for them.
func passedOver(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf) || r == 0x2212 || r == 0x30fc
}
