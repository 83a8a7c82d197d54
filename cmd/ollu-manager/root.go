package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ollu/cmd/cli"
	"ollu/config"
	"ollu/server/words"
)

// version is set when a release is built; without it the build information
// that Go stamps into the binary is shown.
var version = ""

// app is one run of the program.
type app struct {
	*cli.App
	dir string // of the state that the command works on; "" not known yet
}

func newApp(args, env []string) *app {
	a := &app{App: cli.New("ollu-manager", args, env)}
	a.Fault = a.fault
	return a
}

// run executes the program with its arguments and returns the exit code.
func run(ctx context.Context, args []string) int {
	a := newApp(args, os.Environ())
	return a.Run(ctx, a.newRoot(), args)
}

func (a *app) newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "ollu-manager",
		Short: "Look after the licences of a site",
		Long: `ollu-manager asks the issuer about every code of a site, daily and whenever one changes, and brings the answers to the products, also to those that see no internet. It hands out what the issuer signed and can grant nothing itself.

The commands work on a manager that runs (ollu-manager run), and on its state when none does.

Exit codes: 0 done, 1 the answer is no (a mistyped code, nothing of that name), 2 wrong use or it could not be done (no connection).`,
		Example: "  ollu-manager add " + exampleCode + " --server " + exampleServer + "\n  ollu-manager status",
	}
	return a.Root(root, "  ollu-manager help add",
		a.newAddCommand(),
		a.newRemoveCommand(),
		a.newProductsCommand(),
		a.newSyncCommand(),
		a.newRunCommand(),
		a.newStatusCommand(),
		a.newDeployCommand(),
		a.newExportCommand(),
		a.newImportCommand(),
		a.newConfigCommand(),
		a.Completion(),
		a.Version(version),
	)
}

// settings say where the configuration comes from.
type settings struct {
	file  string
	flags *pflag.FlagSet
}

// register adds the flags that every command has that needs settings.
func (s *settings) register(c *cobra.Command) {
	s.flags = c.Flags()
	s.flags.StringVar(&s.file, "config", "", "configuration file (default "+config.DefaultManagerFile+", where there is one)")
	s.flags.String("state-dir", config.DefaultManager().StateDir, "folder of the manager's state")
	cli.Speaks(c)
}

// registerAsking adds the flag of commands that may ask the issuer.
func (s *settings) registerAsking(c *cobra.Command) {
	s.register(c)
	s.flags.String("server", "", "address of the issuer's licence server")
}

// read reads the configuration from file, environment and flags; its error joins
// all that is wrong.
func (s *settings) read(env []string) (*config.LoadedManager, error) {
	return config.LoadManager(config.LoadOptions{File: s.file, Env: env, Flags: s.flags})
}

// load is read, with an error for people, and takes the language over.
func (a *app) load(s *settings) (*config.LoadedManager, error) {
	l, err := s.read(a.Env)
	if err != nil {
		return nil, a.misset(err)
	}
	a.In(l.Config.Lang)
	return l, nil
}

// misset is the fault of a configuration; a line for each thing that is wrong.
func (a *app) misset(err error) error { return a.Misset(err, words.SiteFixConfig) }
