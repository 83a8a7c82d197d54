package main

import (
	"cmp"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/config"
)

func (a *app) newConfigCommand() *cobra.Command {
	return a.Group(&cobra.Command{
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
		Args:    a.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := a.load(&s)
			if err != nil {
				return err
			}
			return cli.Show(c.OutOrStdout(), asJSON, l.Sources(), cli.PrintSources)
		},
	}
	s.registerSite(c)
	cli.JSON(c, &asJSON)
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
		Args:    a.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := s.read(a.Env)
			if err == nil {
				_, err = a.options(l.Config, io.Discard)
				_, doorErr := a.doorOf(&l.Config.Profile)
				err = errors.Join(err, doorErr)
			}
			return a.Checked(c, asJSON, err, cmp.Or(s.file, config.DefaultAgentFile))
		},
	}
	s.registerSite(c)
	cli.JSON(c, &asJSON)
	return c
}
