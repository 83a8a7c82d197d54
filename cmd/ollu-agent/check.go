package main

import (
	"github.com/spf13/cobra"

	"ollu/cmd/cli"
)

func (a *app) newCheckCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Ask the licence server now",
		Long: `Asks the licence server about every code in use, as the button "update status" of a product does. There are three outcomes: updated, with the new expiry; nothing to update; could not complete, with what to check. In the last case the dates that were verified last stand.

Services restart after an update, and after nothing else. The exit code is 0 for the first two outcomes and 2 for the third; it is 1 where the issuer has taken a code back, and where no code has been entered.`,
		Example: "  ollu-agent check\n  ollu-agent check --json",
		Args:    a.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			t, err := a.task(c, &s)
			if err != nil {
				return err
			}
			done := t.asking()
			report, err := t.agent.Check(c.Context())
			done()
			if err != nil {
				return err
			}
			return t.told(asJSON, asked, report)
		},
	}
	s.registerSite(c)
	cli.JSON(c, &asJSON)
	return c
}
