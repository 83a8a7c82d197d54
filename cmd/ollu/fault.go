package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"ollu/keystore"
	"ollu/server/client"
	"ollu/server/signing"
	"ollu/server/wire"
)

// Exit codes of every command.
const (
	exitDone   = 0
	exitNo     = 1 // the answer is no: invalid code, nothing found, rows refused
	exitFailed = 2 // wrong use, or it could not be done
)

// A fault is a failure as the operator is told it. It holds no code, key or
// token.
type fault struct {
	what string // what is wrong; a line for each thing
	next string // one line: what to do; "" when there is nothing to add
	no   bool   // the answer is no, rather than a failure
}

func (f *fault) Error() string { return f.what }

// errNo ends a command whose answer is no and has been printed already.
var errNo = errors.New("the answer is no")

// wrongUse is a fault of the person who typed.
func wrongUse(next, format string, args ...any) error {
	return &fault{what: fmt.Sprintf(format, args...), next: next}
}

// tell prints what err says to the operator, with next as the advice where err
// has none, and returns the exit code.
func tell(w io.Writer, err error, next string) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, errNo) {
		return exitNo
	}
	f := faultOf(err)
	for line := range strings.Lines(f.what) {
		fmt.Fprintf(w, "ollu: %s\n", oneLine(line))
	}
	fmt.Fprintf(w, "next: %s\n", oneLine(cmp.Or(f.next, next)))
	if f.no {
		return exitNo
	}
	return exitFailed
}

// oneLine makes one line of a text that somebody else may have written.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
}

// faultOf turns any error into a fault.
func faultOf(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	if e, ok := errors.AsType[*wire.Error](err); ok {
		return &fault{what: within(err, e, e.Message), next: advice(e), no: e.Code == wire.NotFound || e.Code == wire.InvalidCode}
	}
	if e, ok := errors.AsType[*signing.Error](err); ok {
		return signingFault(e)
	}
	if e, ok := errors.AsType[*client.NotRunningError](err); ok {
		return notRunning(e)
	}
	if e, ok := errors.AsType[*client.CouldNotCompleteError](err); ok {
		return &fault{what: e.Error(), next: "name the agents' door of the server with --server, and check proxy and network"}
	}
	if errors.Is(err, keystore.ErrLocked) {
		return &fault{what: err.Error(), next: "stop the server that uses it, and run this again"}
	}
	if errors.Is(err, keystore.ErrDamaged) || errors.Is(err, keystore.ErrNewer) {
		return &fault{what: err.Error(), next: "nothing was changed; ollu restore puts a backup in its place"}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &fault{what: err.Error(), next: "check the name; --data-dir names the data directory of the server"}
	}
	if errors.Is(err, context.Canceled) {
		return &fault{what: "interrupted before it was done", next: "run it again"}
	}
	return &fault{what: err.Error()}
}

// within puts message in the place that the text of inner has in that of err,
// so that what was wrapped around it is kept.
func within(err, inner error, message string) string {
	return strings.Replace(err.Error(), inner.Error(), message, 1)
}

// advice says what to do about an error of the admin API, in the words of the
// command line where the server speaks of HTTP.
func advice(e *wire.Error) string {
	switch e.Code {
	case wire.Unauthorized, wire.RateLimited:
		return "use the token of this server: its --data-dir, or --token-file with a copy of its admin.token"
	case wire.InvalidRequest, wire.TooLarge:
		return "correct what was given; --help shows an example"
	case wire.IdempotencyMismatch:
		return "take a new --idempotency-key, or repeat the first command unchanged"
	case wire.Unavailable:
		if e.Next != wire.NewError(e.Code, "").Next { // the server knows the cause
			return e.Next
		}
		return "try again; if it persists, read the server's log and ollu store status"
	case wire.Registered:
		return "ollu account find says whose it is"
	case wire.AccountHeld:
		return "ollu account release lets its users in again"
	case wire.NotFound:
		if e.Next != wire.NewError(e.Code, "").Next { // the server knows more
			return e.Next
		}
		return "compare it with the order, or look for it with list"
	}
	return e.Next
}

func notRunning(e *client.NotRunningError) *fault {
	if e.DataDir == "" {
		return &fault{what: "no server answers at " + e.Server, next: "start it, or correct --server"}
	}
	return &fault{
		what: "no server is running on the data directory " + e.DataDir,
		next: "start it with ollu serve --data-dir " + e.DataDir + ", or name another with --data-dir, or with --server and --token-file",
	}
}
