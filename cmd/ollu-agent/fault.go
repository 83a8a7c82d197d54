package main

import (
	"errors"

	"ollu/cmd/cli"
	"ollu/server/agent"
	"ollu/server/words"
)

// fault turns the errors of the agent into what people are told; nil for others.
func (a *app) fault(err error) *cli.Fault {
	if e, ok := errors.AsType[*agent.RefusedError](err); ok {
		return &cli.Fault{What: a.Say(e.ID, e.Args), Next: a.Say(refusedNext(e), nil), No: true}
	}
	if e, ok := errors.AsType[*agent.UsageError](err); ok {
		f := &cli.Fault{What: a.Say(e.ID, e.Args), No: e.ID == words.UsageNothingActivated}
		if next, ok := usageNext[e.ID]; ok {
			f.Next = a.Say(next, nil)
		}
		return f
	}
	if e, ok := errors.AsType[*agent.StateError](err); ok {
		args := words.Args{"dir": e.Dir, "form": e.Form, "known": e.Known}
		if e.Err != nil {
			args["reason"] = a.Reason(e.Err)
		}
		return &cli.Fault{What: a.Say(e.ID, args), Next: a.Say(words.CLICheckState, nil)}
	}
	return nil
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
