package main

import (
	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/server/agent"
	"ollu/server/words"
)

func (a *app) newStatusCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Show the licence of each component",
		Long: `Shows for each component its code (masked), type, seats, status, expiry and end of grace, whether updates are allowed, when the server was asked last and with what outcome, when it is asked next, and what there is to do. It asks nobody: what it shows was verified before.

The exit code is 1 when no code has been entered.`,
		Example: "  ollu-agent status\n  ollu-agent status --json --lang ja",
		Args:    a.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			t, err := a.look(c, &s)
			if err != nil {
				return err
			}
			return t.status(asJSON)
		},
	}
	s.register(c)
	cli.JSON(c, &asJSON)
	return c
}

func (t *task) status(asJSON bool) error {
	status := t.agent.Status()
	print := func() error { return t.app.printStatus(t.out, &status) }
	if asJSON {
		print = func() error { return cli.PrintJSON(t.out, status) }
	}
	if err := print(); err != nil {
		return err
	}
	if !licensed(&status) {
		return cli.ErrNo
	}
	return nil
}

// licensed tells whether any component has a code or a licence file.
func licensed(s *agent.Status) bool {
	for i := range s.Parts {
		if held(&s.Parts[i]) {
			return true
		}
	}
	return false
}

// held tells whether a component has a code or a licence file, verified or not.
func held(p *agent.PartStatus) bool { return p.Code != "" || p.Source != "" }

// standing names the state of a component for people.
func (a *app) standing(p *agent.PartStatus) string {
	id := words.State(p.Result)
	switch {
	case held(p) && p.Result == "":
		id = words.CLINotVerified
	case p.Result == "valid":
		id = words.StateActive
	case !words.Has(id):
		return p.Result
	}
	said := a.Say(id, nil)
	if p.Hidden {
		said += " (" + a.Say(words.CLIHiddenMark, nil) + ")"
	}
	return said
}
