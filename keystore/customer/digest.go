package customer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// digestSize is how much of the hash is kept: enough to notice a change.
const digestSize = 16

// Digest tells one state of what is edited together from another, so that an
// editor notices that somebody else was quicker. It is given the Company and the
// emergency mail address, the support Contact, or a user's Person and language:
// values, in this order. It is 32 hexadecimal digits.
func Digest(parts ...any) string {
	b, err := json.Marshal(parts)
	if err != nil {
		b = []byte(err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:digestSize])
}
