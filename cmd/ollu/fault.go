package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
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
	what string // one line: what is wrong
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

// tell prints what err says to the operator and returns the exit code.
func tell(w io.Writer, err error) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, errNo) {
		return exitNo
	}
	f := faultOf(err)
	fmt.Fprintf(w, "ollu: %s\n", oneLine(f.what))
	if f.next != "" {
		fmt.Fprintf(w, "next: %s\n", oneLine(f.next))
	}
	if f.no {
		return exitNo
	}
	return exitFailed
}

// faultOf turns any error into a fault.
func faultOf(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	return &fault{what: err.Error()}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
