package keystore

import (
	"errors"
	"fmt"

	"ollu/codec"
	"ollu/keystore/customer"
)

// What a store may answer instead of what was asked. Test with errors.Is.
var (
	// ErrNotFound: no such licence, key or device. For a code it means that it
	// was never issued.
	ErrNotFound = customer.ErrNotFound
	// ErrClosed: the store was closed, or was never opened.
	ErrClosed = errors.New("the licence store is closed")
	// ErrUnavailable: the store cannot be read or written now (disk, damage). It
	// wraps the cause. Whether a write was made is open: repeat it with the same
	// idempotency key.
	ErrUnavailable = errors.New("the licence store is unavailable")
	// ErrExists: the code or registration key was issued before.
	ErrExists = errors.New("already issued")
	// ErrConflict: not possible as the licence stands; see ConflictError.
	ErrConflict = errors.New("not possible for this licence as it stands")
	// ErrDeviceLimit: all places of the licence are taken by other devices.
	ErrDeviceLimit = errors.New("the licence's device limit is reached: remove a device first")
	// ErrIdempotency: the idempotency key was used for another request.
	ErrIdempotency = errors.New("this idempotency key was used for another request: take a new key")
	// ErrInvalid: the request itself is wrong; see FieldError.
	ErrInvalid = errors.New("invalid")
	// ErrDamaged: a stored record does not hold together.
	ErrDamaged = customer.ErrDamaged
	// ErrNewer: a stored record was written by a newer version of the program.
	ErrNewer = customer.ErrNewer
	// ErrRegistered: the key or code was registered before; it does not say by whom.
	ErrRegistered = errors.New("already registered")
	// ErrTaken: another user has this login id.
	ErrTaken = errors.New("the login id is taken")
	// ErrStale: somebody else changed it meanwhile.
	ErrStale = errors.New("changed by somebody else meanwhile: look at it again")
	// ErrUsed: the code of a second factor, or the recovery code, was used before.
	ErrUsed = errors.New("used before")
	// ErrHeld: the account is held, nobody may act for it.
	ErrHeld = errors.New("the account is held")
	// ErrEnded: what let the user of an act do it was taken from him meanwhile.
	ErrEnded = errors.New("the session has ended: log in again")
	// ErrTicket: no such ticket, or it has run out or was used.
	ErrTicket = errors.New("the ticket is not valid any more: ask for a new one")
	// ErrLocked: another process holds the store.
	ErrLocked = errors.New("the licence store is in use by another process")
)

// ConflictError says what was wanted of which licence, and why its standing or
// term does not allow it; or of an account, a user or a letter, which has no code.
// errors.Is(err, ErrConflict) holds.
type ConflictError struct {
	Code     codec.Code // printed masked; zero: it is not about a licence
	Standing Standing
	Want     string // the verb: "activate", "renew", …
	Why      string // the reason and what to do next; never empty
}

func (e *ConflictError) Error() string {
	if e.Code.IsZero() {
		return fmt.Sprintf("cannot %s: %s", e.Want, e.Why)
	}
	return fmt.Sprintf("cannot %s licence %s (%s): %s", e.Want, e.Code, e.Standing, e.Why)
}

// Is makes the error match ErrConflict.
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

// FieldError names the field of an act or filter that is wrong, and why.
// errors.Is(err, ErrInvalid) holds.
type FieldError struct {
	Field string // in the words of the admin API: "expires", "device", …
	Why   string // what it must be
}

func (e *FieldError) Error() string { return fmt.Sprintf("invalid %s: %s", e.Field, e.Why) }

// Is makes the error match ErrInvalid.
func (e *FieldError) Is(target error) bool { return target == ErrInvalid }
