package audit

import (
	"fmt"
	"time"

	"ollu/codec/term"
)

// Action is what was done: a closed list.
type Action uint8

// The actions. Numbers are stored: never renumber them.
const (
	Issue        Action = 1
	IssueKey     Action = 2
	Import       Action = 3
	Activate     Action = 4
	Renew        Action = 5
	Suspend      Action = 6
	Resume       Action = 7
	Revoke       Action = 8
	Replace      Action = 9
	RemoveDevice Action = 10
	ImportDevice Action = 11
)

// Event is what is to be logged. Strings hold at most 65535 bytes.
type Event struct {
	At          time.Time // kept to the nanosecond, UTC
	Actor       string
	Action      Action
	Fingerprint string   // of the code or registration key
	Masked      string   // the code or key as people recognise it
	From, To    term.Day // the expiry before and after; 0 none
	ShowsFrom   term.Day // of a renewal that shows later; 0 at once
	Device      string
	Reason      string
	Other       string // fingerprint of the other code of a replacement
}

// Hash is a SHA-256 value.
type Hash [32]byte

// Entry is an event with its place in the chain.
type Entry struct {
	Seq uint64 // 1 for the first
	Event
	Prev Hash // of the entry before; all zero for the first
	Hash Hash
}

// Head is the newest entry's place: what the next one builds on. The zero Head
// is that of an empty log.
type Head struct {
	Seq  uint64
	Hash Hash
}

// String is for people; names on the wire are the same.
func (a Action) String() string { return fmt.Sprintf("Action(%d)", uint8(a)) }
