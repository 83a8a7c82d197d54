package customer

import "time"

// Ticket lets whoever holds its token do one thing without logging in. The token
// goes out in a mail or an address; only its hash is kept.
type Ticket struct {
	Hash    Hash
	Kind    TicketKind
	Account ID     // Invite, Feed
	User    ID     // Reset: whose password; "" that of any user with Mail (row R8), of whatever account
	Mail    string // Invite: who was invited. Reset: where it was sent
	Role    Role   // Invite
	Lang    string // Invite
	By      ID     // Invite: the user who invited
	At      time.Time
	Expires time.Time // zero: never
}

// TicketKind is what a ticket is good for.
type TicketKind uint8

// The kinds. Their numbers are stored: never renumber them.
const (
	Reset  TicketKind = 1 + iota // set a new password (row R8), once; void for a user whose password was set after it was made
	Invite                       // join an account, once
	Feed                         // read the calendar, until it is changed
)
