package main

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/spf13/cobra"

	"ollu/config"
)

// faultLine is one thing that is wrong with a file, as check --json prints it.
// File is "" and Line 0 where it stands in no file: in the environment, say.
type faultLine struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// checked prints what a check found, nil for nothing; sound is what people are
// told then. Anything found is a no.
func checked(c *cobra.Command, asJSON bool, err error, file, sound string) error {
	switch {
	case asJSON:
		if err := printJSON(c.OutOrStdout(), faultLines(err, file)); err != nil {
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

// faultLines takes joined errors apart. Those of the configuration carry their
// place in their text: file is the one to look for.
func faultLines(err error, file string) []faultLine {
	lines := []faultLine{}
	if err == nil {
		return lines
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			lines = append(lines, faultLines(one, file)...)
		}
		return lines
	}
	if f, ok := errors.AsType[*config.Fault](err); ok {
		return append(lines, faultLine{f.File, f.Line, f.Reason})
	}
	line := faultLine{Reason: err.Error()}
	place := regexp.MustCompile(regexp.QuoteMeta(file) + `:(\d+)`)
	if at := place.FindStringSubmatch(line.Reason); at != nil {
		if n, err := strconv.Atoi(at[1]); err == nil {
			line.File, line.Line = file, n
		}
	}
	return append(lines, line)
}
