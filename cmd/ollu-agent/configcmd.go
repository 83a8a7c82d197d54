package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ollu/config"
	"ollu/server/words"
)

func (a *app) newConfigCommand() *cobra.Command {
	return a.group(&cobra.Command{
		Use:     "config",
		Short:   "Show and check the configuration",
		Example: "  ollu-agent config show\n  ollu-agent config check",
	}, a.newConfigShowCommand(), a.newConfigCheckCommand())
}

func (a *app) newConfigShowCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:     "show",
		Short:   "Show each value in force, and where it came from",
		Long:    `Shows each value of the configuration that is in force, and where it came from: the default, a line of the file, an environment variable, or a flag. Later ones win. Passwords and keys stand in files of their own and are not shown.`,
		Example: "  ollu-agent config show\n  OLLU_AGENT_LANG=ja ollu-agent config show --server " + exampleServer + " --json",
		Args:    a.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := a.load(&s)
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), asJSON, l.Sources(), printSources)
		},
	}
	s.registerSite(c)
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) newConfigCheckCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:     "check",
		Short:   "Tell whether an agent could start with this configuration",
		Long:    "Reads the configuration and the files that it names, and tells all that is wrong with them. Nothing is asked and nothing is changed. The exit code is 1 when anything is wrong.",
		Example: "  ollu-agent config check\n  ollu-agent config check --json",
		Args:    a.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := s.read(a.env)
			if err == nil {
				_, err = a.options(l.Config, io.Discard)
				_, doorErr := a.doorOf(&l.Config.Profile)
				err = errors.Join(err, doorErr)
			}
			return a.checked(c, asJSON, err, cmp.Or(s.file, config.DefaultAgentFile))
		},
	}
	s.registerSite(c)
	jsonFlag(c, &asJSON)
	return c
}

// checked prints what is wrong, nil for nothing. Anything found is a no.
func (a *app) checked(c *cobra.Command, asJSON bool, err error, file string) error {
	out := c.OutOrStdout()
	switch {
	case asJSON:
		faults := config.Faults(err, file)
		for i := range faults {
			faults[i].Reason = words.Told(a.lang, faults[i].Reason)
		}
		if err := printJSON(out, faults); err != nil {
			return err
		}
	case err != nil:
		fmt.Fprintln(out, words.Told(a.lang, err.Error()))
	default:
		return printLine(out, a.say(words.CLIConfigSound, nil))
	}
	if err != nil {
		return errNo
	}
	return nil
}

func printSources(w io.Writer, sources []config.Source) error {
	var t table
	t.row("KEY", "VALUE", "FROM")
	for _, s := range sources {
		t.row(s.Key, cmp.Or(s.Value, "-"), s.From)
	}
	return t.print(w)
}
