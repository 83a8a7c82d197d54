package keystore

import (
	"time"

	"ollu/codec"
	"ollu/keystore/customer"
)

// The changes of customers. In an act with For set, a change is refused with
// ErrNotFound where it touches a code, user or registration that is not of that
// account, and with ErrHeld while the account is held.
type (
	// Register gives an account what it bought: registration keys, and activation
	// codes entered by themselves (rows R1, R5). All or none. With Account set the
	// account and its first user are made; else it is that of the act. A key
	// without a code is registered to the licence in Fresh that names it, which is
	// issued. A full key or code for a product that the account holds as a trial
	// takes the place of that trial's line (row R6); the trial's code lives on
	// until it ends. With a code, the key that its licence came with is registered
	// too. ErrRegistered when a key or code is somebody's already, ErrTaken when the
	// login id is, ErrConflict when a licence is suspended, revoked or replaced.
	Register struct {
		Account *customer.Account // nil: that of the act
		User    *customer.User    // with Account: becomes an owner
		By      customer.ID       // user; "" an operator, or with Account the first user
		Keys    []codec.Key
		Codes   []codec.Code
		Fresh   []Licence
	}

	// Unregister takes a line off an account; its key can be registered again, and
	// then names the same code. For operators.
	Unregister struct {
		Account customer.ID
		No      int
		Reason  string
	}

	// EditCompany and EditSupport are saved apart (row R7). Was is the Digest of
	// what the editor saw: ErrStale when another was quicker; "" overwrites.
	EditCompany struct {
		Account       customer.ID
		Company       customer.Company
		EmergencyMail string
		Was           string // customer.Digest of Company and EmergencyMail
	}
	EditSupport struct {
		Account customer.ID
		Support customer.Contact
		Was     string // customer.Digest of Support
	}

	// EditUser changes who a user is. A new mail address is told to the old one:
	// that is the caller's letter to queue.
	EditUser struct {
		User   customer.ID
		Person customer.Person
		Lang   string
		Was    string // customer.Digest of Person and Lang
	}

	// SetPassword ends all sessions of the user. With a Ticket, of kind Reset, it
	// needs no other right and uses the ticket up: ErrTicket when that is not good
	// for this user, or was sent to an address that is theirs no more.
	SetPassword struct {
		User   customer.ID
		Hash   string // in PHC form
		Ticket customer.Hash
	}

	// SetFactor sets or, with a nil Factor, removes the second factor. It ends all
	// sessions of the user.
	SetFactor struct {
		User     customer.ID
		Factor   []byte
		Step     int64 // of the code that proved it
		Recovery []customer.Hash
	}

	// LogIn notes a log-in, and uses up the time step or the recovery code by
	// which it was proved: ErrUsed when either was used before.
	LogIn struct {
		User     customer.ID
		Step     int64         // 0: no second factor
		Recovery customer.Hash // zero: none
		Hash     string        // of the same password, made anew with more work; "" it stays
	}

	// OpenTicket keeps a ticket of kind Reset or Invite, made now; those that have
	// run out are dropped in passing. CloseTicket takes one back.
	OpenTicket  struct{ Ticket customer.Ticket }
	CloseTicket struct{ Hash customer.Hash }

	// Join makes the user whom a ticket of kind Invite was for, with the role and
	// account that it says, and uses it up.
	Join struct {
		Ticket customer.Hash
		User   customer.User
	}

	// SetRole and RemoveUser leave an account at least one owner: else ErrConflict.
	// A role that changes ends the user's sessions.
	SetRole struct {
		User customer.ID
		Role customer.Role
	}
	RemoveUser struct{ User customer.ID }

	// SetFeed gives the account's calendar a new secret address, or with a zero
	// hash none.
	SetFeed struct {
		Account customer.ID
		Hash    customer.Hash
	}

	// HoldAccount keeps its users out and ends their sessions; licences live on.
	// ReleaseAccount lets them in again. For operators.
	HoldAccount struct {
		Account customer.ID
		Reason  string
	}
	ReleaseAccount struct{ Account customer.ID }

	// RequestOffline asks for an offline activation code for a line (row L7), one
	// at a time. AnswerOffline notes the code that was issued for it, which becomes
	// the account's as well.
	RequestOffline struct {
		Account customer.ID
		No      int
		User    customer.ID
		Note    string
	}
	AnswerOffline struct {
		Account customer.ID
		No      int
		Code    codec.Code
	}

	// LetterSent drops a letter that the mail server has; LetterFailed notes a try
	// that failed. RetryLetter makes a letter due at once, also one given up.
	// Nothing of these is in the audit log: the letter's own act is.
	LetterSent   struct{ ID string }
	LetterFailed struct {
		ID      string
		Problem string
		Due     time.Time
		Dead    bool
	}
	RetryLetter struct{ ID string }
	DropLetter  struct{ ID string } // one given up, by an operator
)
