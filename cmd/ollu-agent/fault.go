package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"ollu/server/agent"
	"ollu/server/words"
)

// Exit codes of every command.
const (
	exitDone   = 0
	exitNo     = 1 // the answer is no: a refused code, no licence
	exitFailed = 2 // wrong use, or it could not be done
)

// A fault is a failure as people are told it. It holds no code and no password.
type fault struct {
	what string // what is wrong; a line for each thing
	next string // what to do; "" when there is nothing to add
	no   bool   // the answer is no, rather than a failure
}

func (f *fault) Error() string { return f.what }

// What ends a command that has printed all there is to say.
var (
	errNo     = errors.New("the answer is no")
	errFailed = errors.New("it could not be done")
)

// tell prints what err says, with next as the advice where err has none, and
// returns the exit code.
func (a *app) tell(w io.Writer, err error, next string) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNo):
		return exitNo
	case errors.Is(err, errFailed):
		return exitFailed
	}
	f := a.faultOf(err)
	for line := range strings.Lines(f.what) {
		fmt.Fprintf(w, "ollu-agent: %s\n", oneLine(line))
	}
	fmt.Fprintln(w, a.say(words.CLINext, words.Args{"what": cmp.Or(f.next, next)}))
	if f.no {
		return exitNo
	}
	return exitFailed
}

// oneLine makes one line of a text that somebody else may have written.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// faultOf turns any error into a fault, in the language of the user.
func (a *app) faultOf(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	if e, ok := errors.AsType[*agent.RefusedError](err); ok {
		return &fault{what: a.say(e.ID, e.Args), next: a.say(refusedNext(e), nil), no: true}
	}
	if e, ok := errors.AsType[*agent.UsageError](err); ok {
		f := &fault{what: a.say(e.ID, e.Args), no: e.ID == words.UsageNothingActivated}
		if next, ok := usageNext[e.ID]; ok {
			f.next = a.say(next, nil)
		}
		return f
	}
	if e, ok := errors.AsType[*agent.StateError](err); ok {
		args := words.Args{"dir": e.Dir, "form": e.Form, "known": e.Known}
		if e.Err != nil {
			args["reason"] = a.fileReason(e.Err)
		}
		return &fault{what: a.say(e.ID, args), next: a.say(words.CLICheckState, nil)}
	}
	if errors.Is(err, context.Canceled) {
		return &fault{what: a.say(words.CLIInterrupted, nil), next: a.say(words.CLIRunAgain, nil)}
	}
	return &fault{what: err.Error(), next: a.say(words.CLICheckState, nil)}
}

// usageNext says what to do on the command line about what is missing.
var usageNext = map[words.ID]words.ID{
	words.UsageNoServer:         words.CLINeedServer,
	words.UsageNoProduct:        words.CLINeedProduct,
	words.UsageNoOfflineKey:     words.CLINeedOfflineKey,
	words.UsageNoKeys:           words.CLINeedKeys,
	words.UsageNoComponent:      words.CLINeedComponent,
	words.UsageNothingActivated: words.CLINeedCode,
	words.UsageOtherProduct:     words.CLIRightProduct,
}

// refusedNext says what to do about a refusal: enter a mistyped code again, or
// look at what holds.
func refusedNext(e *agent.RefusedError) words.ID {
	switch e.ID {
	case words.RefusedMistyped, words.RefusedMistypedAt, words.RefusedLength, words.ResultMalformed:
		return words.CLICompareCode
	}
	return words.CLISeeStatus
}
