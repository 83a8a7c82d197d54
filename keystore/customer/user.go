package customer

import "time"

// User is one person of an account, who logs in.
type User struct {
	ID       ID
	Account  ID
	Login    string // 6–25 characters (row R3), as typed; unique in any case of letters
	Password string // its hash, in PHC form; never the password
	Person   Person // Person.Mail is where the user is written to
	Role     Role
	Lang     string // "ja" or "en": of mails, and of pages until another is chosen

	Factor   []byte // key of the second factor (row P7); nil: off
	Step     int64  // time step of the last code of it that was used: none before it counts again
	Recovery []Hash // of the recovery codes that are left

	Epoch      uint64 // counts what ends all sessions: a session of an earlier epoch is none
	CreatedAt  time.Time
	ChangedAt  time.Time // of the last edit; zero none
	PasswordAt time.Time
	LastLogIn  time.Time // zero never
}

// Role says what a user may do; server/access holds the table.
type Role uint8

// The roles. Their numbers are stored: never renumber them.
const (
	Viewer Role = 1 + iota // sees everything, changes only himself
	Editor                 // also registers keys, edits the company, releases devices
	Owner                  // also invites users, gives roles, removes users
)

// Roles is every role, the least first.
var Roles = [...]Role{Viewer, Editor, Owner}
