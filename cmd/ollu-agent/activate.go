package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/codec"
	"ollu/server/agent"
	"ollu/server/words"
)

func (a *app) newActivateCommand() *cobra.Command {
	var s settings
	var component string
	var asJSON bool
	c := &cobra.Command{
		Use:   "activate CODE",
		Short: "Take an activation code in",
		Long: `Checks the code for typing errors, registers this installation for it at the licence server, and takes over what the code covers. An offline code needs no server.

Without --component the code is taken for all that it covers; with it, for that component and what belongs to it. With - the code is read from standard input, so that it does not show in the list of processes. Server and product are remembered: name them once, here or in the configuration.

The exit code is 1 when the code is refused, and 2 when the server was not reached.`,
		Example: "  ollu-agent activate " + exampleCode + " --server " + exampleServer + " --product " + exampleProduct +
			"\n  ollu-agent activate " + exampleCode + " --component " + exampleComponent +
			"\n  ollu-agent activate - < " + exampleCodeFile,
		Args: a.Args("CODE", 1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			t, err := a.task(c, &s)
			if err != nil {
				return err
			}
			code, err := a.codeOf(args[0], c.InOrStdin())
			if err != nil {
				return err
			}
			done := t.asking()
			report, err := t.agent.Activate(c.Context(), code, component)
			done()
			if err != nil {
				return t.refused(asJSON, err)
			}
			return t.told(asJSON, entered, report)
		},
	}
	s.registerSite(c)
	c.Flags().StringVar(&component, "component", "", "component that the code is for (default all that it covers)")
	cli.JSON(c, &asJSON)
	return c
}

// refusal is what --json prints of an answer that is no.
type refusal struct {
	Outcome string   `json:"outcome"` // refused
	Reason  words.ID `json:"reason"`
	Message string   `json:"message"`
	Result  string   `json:"result,omitempty"` // the issuer's word, if it was the issuer's
	// Positions and Suggestion are of a mistyped code: symbols to look at, counted
	// from 1 without hyphens, and what was probably meant.
	Positions  []int  `json:"positions,omitempty"`
	Suggestion string `json:"suggestion,omitempty"`
}

// refused prints what a refusal says beside its words: what was probably meant.
func (t *task) refused(asJSON bool, err error) error {
	e, ok := errors.AsType[*agent.RefusedError](err)
	if !ok {
		return err
	}
	meant := codec.Suggestion(err)
	if asJSON {
		return errors.Join(err, cli.PrintJSON(t.out, refusal{
			Outcome: "refused", Reason: e.ID, Message: t.app.Say(e.ID, e.Args), Result: e.Result,
			Positions: codec.Positions(err), Suggestion: meant,
		}))
	}
	if meant == "" {
		return err
	}
	_, printed := fmt.Fprintln(t.out, t.app.Say(words.CLIMeant, words.Args{"code": meant}))
	return errors.Join(err, printed)
}
