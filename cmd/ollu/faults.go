package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ollu/config"
)

// checked prints what a check found, nil for nothing; sound is what people are
// told then. Anything found is a no.
func checked(c *cobra.Command, asJSON bool, err error, file, sound string) error {
	switch {
	case asJSON:
		if err := printJSON(c.OutOrStdout(), config.Faults(err, file)); err != nil {
			return err
		}
	case err != nil:
		fmt.Fprintln(c.OutOrStdout(), err)
	default:
		_, err := fmt.Fprintln(c.OutOrStdout(), sound)
		return err
	}
	if err != nil {
		return errNo
	}
	return nil
}
