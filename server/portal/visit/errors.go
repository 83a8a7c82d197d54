package visit

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/words"
)

// What a route may answer with instead of a page. Anything else is a failure of
// ours: 500, and the log has it.
var (
	// ErrNotFound: there is no such thing, or it is another's. keystore.ErrNotFound
	// is answered alike.
	ErrNotFound = errors.New("not found")
	// ErrForbidden: the role does not allow it.
	ErrForbidden = errors.New("not allowed")
	// ErrTooLarge: the form is over its bound.
	ErrTooLarge = errors.New("the form is too large")
	// ErrBadForm: the form could not be read.
	ErrBadForm = errors.New("the form cannot be read")
)

// ErrLimited says that somebody asks too often.
type ErrLimited struct{ Wait time.Duration }

func (e ErrLimited) Error() string { return fmt.Sprintf("too many requests: wait %v", e.Wait) }

// fault is how an error is told.
type fault struct {
	status   int
	title    words.ID
	text     words.ID
	args     words.Args
	numbered bool // the page shows a number, and the log has it with the error
}

// faults is the table of what an error becomes; the first that fits counts.
var faults = []struct {
	err  error
	then fault
}{
	{ErrNotFound, fault{status: http.StatusNotFound, title: words.LookNotFound, text: words.LookNotFoundDo}},
	{keystore.ErrNotFound, fault{status: http.StatusNotFound, title: words.LookNotFound, text: words.LookNotFoundDo}},
	{ErrForbidden, fault{status: http.StatusForbidden, title: words.LookForbidden, text: words.LookForbiddenDo}},
	{ErrTooLarge, fault{status: http.StatusRequestEntityTooLarge, title: words.LookTooLarge, text: words.LookTooLargeDo}},
	{ErrBadForm, fault{status: http.StatusBadRequest, title: words.LookBadForm, text: words.LookBadFormDo}},
	{access.ErrBusy, fault{status: http.StatusServiceUnavailable, title: words.LookBusy, text: words.LookBusyDo}},
	{keystore.ErrUnavailable, fault{status: http.StatusServiceUnavailable, title: words.LookUnsure, text: words.LookUnsureDo, numbered: true}},
	{keystore.ErrClosed, fault{status: http.StatusServiceUnavailable, title: words.LookUnsure, text: words.LookUnsureDo}},
}

var (
	failed    = fault{status: http.StatusInternalServerError, title: words.LookFailed, text: words.LookFailedDo, numbered: true}
	foreign   = fault{status: http.StatusForbidden, title: words.LookForeign, text: words.LookForeignDo}
	notThere  = fault{status: http.StatusNotFound, title: words.LookNotFound, text: words.LookNotFoundDo}
	notLikeSo = fault{status: http.StatusMethodNotAllowed, title: words.LookMethod, text: words.LookMethodDo}
)

// faultOf finds how to tell an error.
func faultOf(err error) fault {
	if limited, ok := errors.AsType[ErrLimited](err); ok {
		wait := max(limited.Wait, time.Second).Round(time.Second)
		return fault{
			status: http.StatusTooManyRequests, title: words.LookLimited, text: words.LookLimitedDo,
			args: words.Args{"wait": wait},
		}
	}
	for _, row := range faults {
		if errors.Is(err, row.err) {
			return row.then
		}
	}
	return failed
}

// unlessMissing is nil for what is not there.
func unlessMissing(err error) error {
	if errors.Is(err, keystore.ErrNotFound) {
		return nil
	}
	return err
}
