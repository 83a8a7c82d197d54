package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ollu/cmd/build"
)

// version is set when a release is built; without it the build information
// that Go stamps into the binary is shown.
var version = ""

func newVersionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		Short:   "Print which build this is",
		Example: "  ollu version\n  ollu version --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			b := build.This(version)
			if asJSON {
				return printJSON(c.OutOrStdout(), b)
			}
			_, err := fmt.Fprintf(c.OutOrStdout(), "ollu %s\n", b)
			return err
		},
	}
	jsonFlag(c, &asJSON)
	return c
}
