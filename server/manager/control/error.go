package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"syscall"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager"
	"ollu/server/manager/book"
	"ollu/server/manager/bundle"
)

// Kind is what went wrong, as a command must tell it apart.
type Kind string

// The kinds.
const (
	Invalid      Kind = "invalid"      // what was asked cannot be: Message says which part
	Mistyped     Kind = "mistyped"     // a code fails its check; At says which (row B4)
	NotFound     Kind = "not_found"    // no such code or product
	Unreached    Kind = "unreached"    // the issuer gave no answer: Cause, Server, Status
	NotBelieved  Kind = "not_believed" // what came is not the issuer's word: Cause is a name of answer.Why
	NoRoom       Kind = "no_room"      // the disk is full or read-only; nothing was changed
	Cut          Kind = "cut"          // the file that was carried here is cut short or damaged
	OtherFile    Kind = "other_file"   // it is no such file
	NewerFile    Kind = "newer_file"   // a later version wrote it
	Stopped      Kind = "stopped"      // the manager, or who asked, was told to stop meanwhile
	Unauthorized Kind = "unauthorized" // the token is another one
	Failed       Kind = "failed"       // anything else
)

var statuses = map[Kind]int{
	Invalid: http.StatusBadRequest, Mistyped: http.StatusBadRequest, NotFound: http.StatusNotFound,
	Unreached: http.StatusBadGateway, NotBelieved: http.StatusBadGateway, NoRoom: http.StatusInsufficientStorage,
	Cut: http.StatusUnprocessableEntity, OtherFile: http.StatusUnprocessableEntity, NewerFile: http.StatusUnprocessableEntity,
	Stopped: http.StatusServiceUnavailable, Unauthorized: http.StatusUnauthorized, Failed: http.StatusInternalServerError,
}

// Error is why a call did not do what it was asked.
type Error struct {
	Kind    Kind   `json:"kind"`
	Message string `json:"message"`         // in English, without codes
	Cause   string `json:"cause,omitempty"` // see the kinds
	Server  string `json:"server,omitempty"`
	Status  int    `json:"status,omitempty"` // of HTTP
	// At is the place of the code that is meant among those given, from 1; 0: none.
	At int `json:"at,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// errorOf gives any failure of the manager as one of this API.
func errorOf(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	out := &Error{Kind: Failed, Message: err.Error()}
	if e, ok := errors.AsType[*client.CouldNotCompleteError](err); ok {
		out.Kind, out.Cause, out.Server, out.Status = Unreached, e.Cause.String(), e.Server, e.Status
		return out
	}
	if e, ok := errors.AsType[*answer.VerifyError](err); ok {
		out.Kind, out.Cause = NotBelieved, e.Why.String()
		return out
	}
	if e, ok := errors.AsType[*manager.CodeError](err); ok {
		out.Kind, out.At = Mistyped, e.At+1
		return out
	}
	switch {
	case isMistyped(err):
		out.Kind = Mistyped
	case errors.Is(err, manager.ErrNotManaged), errors.Is(err, book.ErrNotFound):
		out.Kind = NotFound
	case errors.Is(err, manager.ErrRequest), errors.Is(err, book.ErrInvalid):
		out.Kind = Invalid
	case errors.Is(err, context.Canceled):
		out.Kind = Stopped
	case errors.Is(err, bundle.ErrCut):
		out.Kind = Cut
	case errors.Is(err, bundle.ErrFormat):
		out.Kind = OtherFile
	case errors.Is(err, bundle.ErrNewer):
		out.Kind = NewerFile
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EROFS):
		out.Kind = NoRoom
	}
	return out
}

// refuse answers with an error.
func refuse(w http.ResponseWriter, e *Error) {
	w.Header().Set("Content-Type", typeJSON)
	w.WriteHeader(statuses[e.Kind])
	_ = json.NewEncoder(w).Encode(e) // the caller may be gone
}

// refused reads an error that was answered; status is that of the answer.
func refused(status int, body []byte) error {
	var e Error
	if err := json.Unmarshal(body, &e); err != nil || statuses[e.Kind] != status {
		return &Error{Kind: Failed, Message: fmt.Sprintf("what answers is not this manager (status %d)", status)}
	}
	return &e
}

// isMistyped tells whether err is of a code that fails its check.
func isMistyped(err error) bool {
	_, length := errors.AsType[*codec.LengthError](err)
	_, symbol := errors.AsType[*codec.SymbolError](err)
	_, check := errors.AsType[*codec.CheckError](err)
	return length || symbol || check
}
