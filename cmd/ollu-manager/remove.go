package main

import (
	"io"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/server/manager"
	"ollu/server/words"
)

func (a *app) newRemoveCommand() *cobra.Command {
	var s settings
	var file string
	var asJSON bool
	c := &cobra.Command{
		Use:   "remove CODE…",
		Short: "Stop managing activation codes",
		Long: `Takes codes out, named in full or by the ids that ollu-manager status --json shows: all of them, or none where one is not managed. With - they are read from standard input, with --file from a file, one in a line. The products keep what they hold.

The exit code is 1 when one of them is not managed here.`,
		Example: "  ollu-manager remove " + exampleCode + "\n  ollu-manager remove - < " + exampleCodes,
		RunE: func(c *cobra.Command, args []string) error {
			codes, err := a.given(c, args, file)
			if err != nil {
				return err
			}
			return a.does(&s, a.work, func(c *cobra.Command, t *site, _ []string) error {
				r, err := t.Remove(c.Context(), manager.RemoveRequest{Codes: texts(codes)})
				if err != nil {
					return t.app.ofCodes(err)
				}
				return cli.Show(t.out, asJSON, r, t.printRemoved)
			})(c, args)
		},
	}
	s.register(c)
	c.Flags().StringVar(&file, "file", "", "file of codes or ids, one in a line")
	cli.JSON(c, &asJSON)
	return c
}

func (t *site) printRemoved(w io.Writer, r manager.RemoveReport) error {
	for _, c := range r.Removed {
		if err := cli.PrintLine(w, t.say(words.SiteRemoved, words.Args{"code": c.Code})); err != nil {
			return err
		}
	}
	return nil
}
