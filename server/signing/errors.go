package signing

import (
	"errors"
	"fmt"
)

// What an [Error] is about, for errors.Is.
var (
	ErrNone       = errors.New("there are no signing keys")
	ErrExists     = errors.New("there are signing keys already")
	ErrExposed    = errors.New("the signing keys can be read by others")
	ErrDamaged    = errors.New("the signing keys are damaged")
	ErrNewer      = errors.New("the signing keys were written by a newer version")
	ErrUnknownKey = errors.New("there is no signing key of that name")
	ErrActive     = errors.New("the key is the one that signs")
	ErrNeeded     = errors.New("what the key signed has not run out")
	ErrChanged    = errors.New("the signing keys were changed meanwhile")
	ErrIssuer     = errors.New("the name of the issuer cannot be used")
)

// An Error says what is wrong with a ring, or with what was asked of it, and
// what to do about it. It holds no key.
type Error struct {
	Kind error  // one of those above, or why the disk cannot be read
	What string // what is wrong, with the name of the file
	Next string // what to do
}

func (e *Error) Error() string { return e.What + ": " + e.Next }
func (e *Error) Unwrap() error { return e.Kind }

func refuse(kind error, next, format string, args ...any) error {
	return &Error{Kind: kind, What: fmt.Sprintf(format, args...), Next: next}
}

// damaged is a refusal of a folder that does not hold together.
func damaged(format string, args ...any) error {
	return refuse(ErrDamaged, "put the keys back from an export with ollu signing import FILE --force; do not make new ones, or all who trust these are cut off", format, args...)
}
