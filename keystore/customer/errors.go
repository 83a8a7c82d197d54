package customer

import "errors"

// What a Book or a decoder may answer; keystore's errors of the same names are
// these.
var (
	// ErrNotFound: there is none.
	ErrNotFound = errors.New("not found")
	// ErrDamaged: a stored record does not hold together.
	ErrDamaged = errors.New("a stored record is damaged: verify the store and restore a backup")
	// ErrNewer: a stored record was written by a newer version of the program.
	ErrNewer = errors.New("a stored record is of a newer version: upgrade the program")
)
