package customer

import (
	"encoding/binary"
	"strings"
	"time"

	"ollu/codec"
)

// The keys of each table. Numbers are big-endian, so that their order is that of
// the bytes; an index ends in what it finds, so that a prefix finds all.

const (
	idSize     = 16 // of an ID as text, which is how it stands in keys
	numberSize = 4
)

// AccountKey is the key of an account in Accounts, and the prefix of all that
// belongs to it in Registrations, Activities, ByAccount and ByInvitation.
func AccountKey(account ID) []byte { return []byte(account) }

// UserKey is the key in Users.
func UserKey(user ID) []byte { return []byte(user) }

// RegistrationKey is the key in Registrations, and the value in ByCode.
func RegistrationKey(account ID, no int) []byte {
	return binary.BigEndian.AppendUint32([]byte(account), uint32(no))
}

// TicketKey is the key in Tickets.
func TicketKey(h Hash) []byte { return h[:] }

// LetterKey is the key in Letters.
func LetterKey(id string) []byte { return []byte(id) }

// ActivityKey is the key in Activities.
func ActivityKey(account ID, seq uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte(account), seq)
}

// LoginKey is the key in ByLogin: the same in any case of letters.
func LoginKey(login string) []byte { return []byte(strings.ToLower(login)) }

// MailKey is the key in ByMail: the same in any case of letters. With an empty
// user it is the prefix of all who have the address.
func MailKey(mail string, user ID) []byte {
	return append(append([]byte(strings.ToLower(mail)), 0), user...)
}

// MemberKey is the key in ByAccount.
func MemberKey(account, user ID) []byte { return append([]byte(account), user...) }

// CodeKey is the key in ByCode.
func CodeKey(code codec.Code) []byte { return code.AppendBytes(nil) }

// OrderKey is the key in ByOrder. With a zero registration key it is the prefix
// of all the order's.
func OrderKey(order string, key codec.Key) []byte {
	k := append([]byte(order), 0)
	if key.IsZero() {
		return k
	}
	return key.AppendBytes(k)
}

// InvitationKey is the key in ByInvitation.
func InvitationKey(account ID, h Hash) []byte { return append([]byte(account), h[:]...) }

// DueKey is the key in ByDue.
func DueKey(due time.Time, id string) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(due.Unix()-yearOne)), id...)
}

// lineOf reads a RegistrationKey.
func lineOf(key []byte) (account ID, no int, err error) {
	if len(key) != idSize+numberSize {
		return "", 0, ErrDamaged
	}
	return ID(key[:idSize]), int(binary.BigEndian.Uint32(key[idSize:])), nil
}

// dueOf reads a DueKey.
func dueOf(key []byte) (due time.Time, id string, err error) {
	const size = 8
	if len(key) <= size {
		return time.Time{}, "", ErrDamaged
	}
	return time.Unix(int64(binary.BigEndian.Uint64(key))+yearOne, 0).UTC(), string(key[size:]), nil
}
