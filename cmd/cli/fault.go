package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"ollu/server/words"
)

// Exit codes of every command.
const (
	Done   = 0
	No     = 1 // the answer is no: a refused code, nothing found
	Failed = 2 // wrong use, or it could not be done
)

// A Fault is a failure as people are told it. It holds no code and no password.
type Fault struct {
	What string // what is wrong; a line for each thing
	Next string // what to do; "" when there is nothing to add
	No   bool   // the answer is no, rather than a failure
}

func (f *Fault) Error() string { return f.What }

// What ends a command that has printed all there is to say.
var (
	ErrNo     = errors.New("the answer is no")
	ErrFailed = errors.New("it could not be done")
)

// Tell prints what err says, with next as the advice where err has none, and
// returns the exit code.
func (a *App) Tell(w io.Writer, err error, next string) int {
	switch {
	case err == nil:
		return Done
	case errors.Is(err, ErrNo):
		return No
	case errors.Is(err, ErrFailed):
		return Failed
	}
	f := a.FaultOf(err)
	for line := range strings.Lines(f.What) {
		fmt.Fprintf(w, "%s: %s\n", a.Program, OneLine(line))
	}
	fmt.Fprintln(w, a.Say(words.CLINext, words.Args{"what": cmp.Or(f.Next, next)}))
	if f.No {
		return No
	}
	return Failed
}

// FaultOf turns any error into a fault, in the language of the user.
func (a *App) FaultOf(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if f := a.Fault(err); f != nil {
		return f
	}
	if errors.Is(err, context.Canceled) {
		return &Fault{What: a.Say(words.CLIInterrupted, nil), Next: a.Say(words.CLIRunAgain, nil)}
	}
	return &Fault{What: err.Error(), Next: a.Say(words.CLICheckState, nil)}
}

// OneLine makes one line of a text that somebody else may have written.
func OneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}
