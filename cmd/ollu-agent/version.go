package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ollu/cmd/build"
)

// version is set when a release is built; without it the build information
// that Go stamps into the binary is shown.
var version = ""

func (a *app) newVersionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		Short:   "Print which build this is",
		Example: "  ollu-agent version\n  ollu-agent version --json",
		Args:    a.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			b := build.This(version)
			if asJSON {
				return printJSON(c.OutOrStdout(), b)
			}
			return printLine(c.OutOrStdout(), fmt.Sprintf("ollu-agent %s", b))
		},
	}
	jsonFlag(c, &asJSON)
	return c
}
