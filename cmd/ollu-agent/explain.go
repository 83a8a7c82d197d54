package main

import (
	"io"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/server/agent"
)

func (a *app) newExplainCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:   "explain",
		Short: "Find out what is wrong, and what to do",
		Long: `Walks through what support asks: was the code changed, does the server show the renewal, where does this product get its licence from, can the server be reached, when is it asked next. It asks the server, changes nothing, and says in one paragraph what is so and what to do.

The exit code is 1 when no code has been entered.`,
		Example: "  ollu-agent explain\n  ollu-agent explain --json",
		Args:    a.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			t, err := a.look(c, &s)
			if err != nil {
				return err
			}
			done := t.asking()
			e := t.agent.Explain(c.Context())
			done()
			if err := cli.Show(t.out, asJSON, e, func(w io.Writer, e agent.Explanation) error { return cli.PrintLine(w, e.Text) }); err != nil {
				return err
			}
			if e.Component == "" {
				return cli.ErrNo
			}
			return nil
		},
	}
	s.register(c)
	cli.JSON(c, &asJSON)
	return c
}
