package main

import (
	"cmp"
	"io"

	"github.com/spf13/cobra"

	"ollu/config"
)

func newConfigCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "config",
		Short:   "Show and check the configuration",
		Example: "  ollu config show\n  ollu config check",
	}, newConfigShowCommand(), newConfigCheckCommand())
}

func newConfigShowCommand() *cobra.Command {
	var f configFlags
	var asJSON bool
	c := &cobra.Command{
		Use:   "show",
		Short: "Show each value in force, and where it came from",
		Long: `Shows each value of the configuration that is in force, and where it came from: the default, a line of the file, an environment variable, or a flag. Later ones win.

It takes the flags of ollu serve, so that a command line can be tried before it is used.`,
		Example: "  ollu config show\n  OLLU_AGENTS_LISTEN=:80 ollu config show --data-dir /var/lib/ollu --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := f.load()
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), asJSON, l.Sources(), printSources)
		},
	}
	jsonFlag(c, &asJSON)
	registerServeFlags(c, &f)
	return c
}

func newConfigCheckCommand() *cobra.Command {
	var f configFlags
	var asJSON bool
	c := &cobra.Command{
		Use:     "check",
		Short:   "Tell whether a server could start with this configuration",
		Long:    "Reads the configuration and the catalogue that it names, and tells all that is wrong with them. The exit code is 1 when anything is.",
		Example: "  ollu config check\n  ollu config check --data-dir /var/lib/ollu --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := f.read()
			if err == nil {
				_, err = config.LoadCatalogue(l.Config.Catalog)
			}
			return checked(c, asJSON, err, cmp.Or(f.file, config.DefaultFile), "the configuration is sound")
		},
	}
	jsonFlag(c, &asJSON)
	registerServeFlags(c, &f)
	return c
}

// registerServeFlags adds the flags of ollu serve that give configuration.
func registerServeFlags(c *cobra.Command, f *configFlags) {
	f.register(c)
	d := config.Default()
	f.flags.String("data-dir", d.DataDir, "data directory")
	f.flags.String("listen", d.Agents.Listen, "address of the agents' door")
	f.flags.String("admin-listen", d.Admin.Listen, "address of the admin API, metrics and health checks")
	f.flags.String("portal-listen", d.Portal.Listen, "address of the customer portal; empty: none")
	f.flags.String("catalog", d.Catalog, "catalogue file")
}

func printSources(w io.Writer, sources []config.Source) error {
	t := newTable(w, "KEY", "VALUE", "FROM")
	for _, s := range sources {
		t.row(s.Key, orDash(s.Value), s.From)
	}
	return t.flush()
}
