package wire

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"syscall"

	"ollu/keystore"
)

// ErrorCode says what went wrong: one of the closed list below.
type ErrorCode string

// The error codes.
const (
	InvalidRequest      ErrorCode = "invalid_request"      // a field, see Error.Field, or the body as a whole
	InvalidCode         ErrorCode = "invalid_code"         // a code or key that fails its check, see Error.Positions
	Unauthorized        ErrorCode = "unauthorized"         // no token, or the wrong one
	NotFound            ErrorCode = "not_found"            // well formed, never issued
	UnknownPath         ErrorCode = "unknown_path"         // no such call
	MethodNotAllowed    ErrorCode = "method_not_allowed"   // GET instead of POST, or the other way round
	Conflict            ErrorCode = "conflict"             // not possible in this standing
	AlreadyIssued       ErrorCode = "already_issued"       // the code or key exists
	DeviceLimit         ErrorCode = "device_limit"         // all places are taken
	Registered          ErrorCode = "already_registered"   // the key or code is an account's
	LoginTaken          ErrorCode = "login_taken"          // another user has this login id
	Stale               ErrorCode = "stale"                // somebody else changed it meanwhile
	Used                ErrorCode = "used_before"          // a code of a second factor, or a recovery code
	AccountHeld         ErrorCode = "account_held"         // nobody may act for the account
	TicketInvalid       ErrorCode = "ticket_invalid"       // run out, used, or never there
	TooLarge            ErrorCode = "too_large"            // the body, or the number of rows
	UnsupportedMedia    ErrorCode = "unsupported_media"    // the Content-Type is not one the call reads
	IdempotencyMismatch ErrorCode = "idempotency_mismatch" // the key was used for another request
	RateLimited         ErrorCode = "rate_limited"         // too many wrong tokens
	Internal            ErrorCode = "internal"             // a fault of the program
	Damaged             ErrorCode = "damaged"              // a stored record does not hold together
	Unavailable         ErrorCode = "unavailable"          // the store cannot be read or written now
)

// outcome is one line of the table that ties an error code to its HTTP status,
// to the store's errors that lead to it, and to what the caller can do.
type outcome struct {
	code   ErrorCode
	status int
	from   []error
	next   string
}

// outcomes is that table. It is searched from the top, so the lines whose
// errors may wrap others stand first.
var outcomes = []outcome{
	{Unavailable, http.StatusServiceUnavailable, []error{keystore.ErrUnavailable, keystore.ErrClosed, keystore.ErrLocked, context.Canceled, context.DeadlineExceeded},
		"try again with the same Idempotency-Key; if it persists, read the server's log and /v1/store/status"},
	{Damaged, http.StatusInternalServerError, []error{keystore.ErrDamaged, keystore.ErrNewer},
		"verify the store, then restore the last backup or start the program version that wrote it"},
	{IdempotencyMismatch, http.StatusUnprocessableEntity, []error{keystore.ErrIdempotency},
		"take a new Idempotency-Key for a new request, or repeat the first request unchanged"},
	{InvalidRequest, http.StatusBadRequest, []error{keystore.ErrInvalid},
		"correct the request; /v1/openapi.yaml describes it"},
	{NotFound, http.StatusNotFound, []error{keystore.ErrNotFound},
		"compare what was named with the order, or find it in a list"},
	{Conflict, http.StatusConflict, []error{keystore.ErrConflict},
		"look at it as it stands now"},
	{AlreadyIssued, http.StatusConflict, []error{keystore.ErrExists},
		"try again"},
	{DeviceLimit, http.StatusConflict, []error{keystore.ErrDeviceLimit},
		"remove a device from the licence first"},
	{Registered, http.StatusConflict, []error{keystore.ErrRegistered},
		"/v1/registrations/show says whose it is"},
	{LoginTaken, http.StatusConflict, []error{keystore.ErrTaken},
		"take another login id"},
	{Stale, http.StatusConflict, []error{keystore.ErrStale},
		"look at it again, then repeat the change"},
	{Used, http.StatusConflict, []error{keystore.ErrUsed},
		"take the next one"},
	{AccountHeld, http.StatusConflict, []error{keystore.ErrHeld},
		"release the account first"},
	{TicketInvalid, http.StatusConflict, []error{keystore.ErrTicket},
		"ask for a new one"},

	{InvalidCode, http.StatusBadRequest, nil,
		"compare the code with the printed one, at the symbols named"},
	{Unauthorized, http.StatusUnauthorized, nil,
		"send the header Authorization: Bearer TOKEN with the token from admin.token in the server's data directory"},
	{UnknownPath, http.StatusNotFound, nil,
		"GET /v1/openapi.yaml lists the calls"},
	{MethodNotAllowed, http.StatusMethodNotAllowed, nil,
		"use the method in the Allow header"},
	{TooLarge, http.StatusRequestEntityTooLarge, nil,
		"send it in several calls"},
	{UnsupportedMedia, http.StatusUnsupportedMediaType, nil,
		"set the Content-Type that the call reads"},
	{RateLimited, http.StatusTooManyRequests, nil,
		"wait for the seconds in Retry-After, and check the token"},
	{Internal, http.StatusInternalServerError, nil,
		"this is a fault of the server: its log has the details"},
}

// Error is the answer to a call that was not done. Message never holds a code
// or any other secret.
type Error struct {
	Code      ErrorCode `json:"code"`
	Message   string    `json:"message"`
	Next      string    `json:"next"`                // what to do next
	Field     string    `json:"field,omitempty"`     // the field of the request that is wrong
	Positions []int     `json:"positions,omitempty"` // symbols of a code that look mistyped, from 1
	Standing  string    `json:"standing,omitempty"`  // with conflict about a licence: its standing
}

// ErrorResponse is the body of every answer whose status is not 2xx.
type ErrorResponse struct {
	Error *Error `json:"error"`
}

// Error gives the message and what to do next.
func (e *Error) Error() string {
	if e.Next == "" {
		return e.Message
	}
	return e.Message + ": " + e.Next
}

// Is makes errors.Is(err, keystore.ErrNotFound) hold at the far end of the
// wire, and so for each of the store's errors that its code stands for alone.
func (e *Error) Is(target error) bool {
	for _, o := range outcomes {
		if o.code == e.Code {
			return len(o.from) > 0 && o.from[0] == target
		}
	}
	return false
}

// Status gives the HTTP status of the error's code.
func (e *Error) Status() int {
	for _, o := range outcomes {
		if o.code == e.Code {
			return o.status
		}
	}
	return http.StatusInternalServerError
}

// NewError makes an error with the advice that its code has in the table.
func NewError(code ErrorCode, message string) *Error {
	for _, o := range outcomes {
		if o.code == code {
			return &Error{Code: code, Message: message, Next: o.next}
		}
	}
	return &Error{Code: code, Message: message}
}

// ErrorCodes lists the codes, in the order of the table.
func ErrorCodes() []ErrorCode {
	codes := make([]ErrorCode, len(outcomes))
	for i, o := range outcomes {
		codes[i] = o.code
	}
	return codes
}

// FromError gives the wire's error for one of the store or of this package.
// Anything else is Internal, and its text does not leave the server.
func FromError(err error) *Error {
	var already *Error
	if errors.As(err, &already) {
		return already
	}
	for _, o := range outcomes {
		for _, from := range o.from {
			if errors.Is(err, from) {
				return fromStore(o, err, from)
			}
		}
	}
	return NewError(Internal, "the server could not do this")
}

// fromStore keeps the text of errors that were made to be read, and replaces
// that of faults, which may name files.
func fromStore(o outcome, err, from error) *Error {
	e := &Error{Code: o.code, Message: err.Error(), Next: o.next}
	if o.status >= http.StatusInternalServerError {
		e.Message = from.Error()
	}
	if o.code == Unavailable {
		e.nameCause(err)
	}
	var conflict *keystore.ConflictError
	if errors.As(err, &conflict) {
		e.conflict(conflict)
	}
	var field *keystore.FieldError
	if errors.As(err, &field) {
		e.Field = field.Field
	}
	return e
}

// conflict says what stands against an act: how the licence stands or, where it is
// about no licence, why the account, user or letter is not as it should be.
func (e *Error) conflict(c *keystore.ConflictError) {
	if c.Code.IsZero() {
		e.Message = c.Error()
		return
	}
	e.Standing, e.Next = c.Standing.String(), c.Why
	e.Message = "cannot " + c.Want + " licence " + c.Code.String() + ", which is " + c.Standing.String()
}

// causes are what an operator can mend when the store is unavailable, in words
// that name no file.
var causes = []struct {
	of         []error
	what, next string
}{
	{[]error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG},
		"the disk of the data directory is full, or its quota is used up",
		"free space on that disk, then try again; the store needs no restart"},
	{[]error{syscall.EROFS, syscall.EACCES, syscall.EPERM},
		"the data directory cannot be written",
		"make it writable for the user that the server runs as, then try again"},
}

// nameCause adds the cause to an error about the store, where the operator can
// mend it.
func (e *Error) nameCause(err error) {
	for _, c := range causes {
		if slices.ContainsFunc(c.of, func(cause error) bool { return errors.Is(err, cause) }) {
			e.Message += ": " + c.what
			e.Next = c.next
			return
		}
	}
}
