package answer

import (
	"crypto/sha256"
	"time"
)

const (
	// TagLen is the length of a tag in characters.
	TagLen = 12

	tagBytes = TagLen / 4 * 3 // of the hash
	tagRoom  = 1 << 10        // bytes that nearly every statement fits into
)

// AppendTag writes behind dst the tag of s as the key of that id signs it:
// TagLen characters of base64url. It is another one as soon as anything is
// another that the statement says, or the key, but for DaysLeft and ServerTime:
// they change by themselves, and days are worked out from Expires. So who holds
// a statement with the same tag holds what would be said today. It is the
// beginning of SHA-256 over the JSON form with both of them zero, and the key's
// id behind it.
//
// It allocates nothing while dst has room, for a statement below a kilobyte.
func (s *Statement) AppendTag(dst []byte, keyID string) []byte {
	var room [tagRoom]byte
	lasting := *s
	lasting.DaysLeft, lasting.ServerTime = 0, time.Time{}
	sum := sha256.Sum256(append(lasting.AppendJSON(room[:0]), keyID...))
	return encoding.AppendEncode(dst, sum[:tagBytes])
}
