package audit

import (
	"encoding/hex"
	"errors"
	"time"

	"ollu/codec/term"
)

// Event is what is to be logged. Fingerprint, Masked, Actor, Device and Other
// keep 255 bytes, Reason 65535: what is longer is cut.
type Event struct {
	At          time.Time // to the nanosecond, UTC, 1678–2262
	Actor       string
	Action      Action
	Fingerprint string   // of the code or registration key; the id of an account
	Masked      string   // the code or key as people recognise it; a login id; a masked mail address
	From, To    term.Day // the expiry before and after; 0 none
	ShowsFrom   term.Day // of a renewal that shows later; 0 at once
	Device      string
	Reason      string
	Other       string // fingerprint of the other code of a replacement; id of the account that a code is registered in
}

// Hash is a SHA-256 value.
type Hash [32]byte

// Entry is an event with its place in the chain.
type Entry struct {
	Seq uint64 // 1 for the first
	Event
	Prev Hash // hash of the entry before; all zero for the first
	Hash Hash // over the stored form of all of the above
}

// Head is the newest entry's place: what the next one builds on. The zero Head
// is that of an empty log.
type Head struct {
	Seq  uint64
	Hash Hash
}

// String is the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText gives the hash in hexadecimal.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return errors.New("a hash has 64 hexadecimal digits")
	}
	_, err := hex.Decode(h[:], text)
	return err
}
