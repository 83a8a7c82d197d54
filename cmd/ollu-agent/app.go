package main

import (
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
type app struct{ *cli.App }

func newApp(args, env []string) *app {
	a := &app{cli.New("ollu-agent", args, env)}
	a.Fault = a.fault
	return a
}

// settings say where the configuration comes from.
type settings struct {
	file  string
	flags *pflag.FlagSet
}

// register adds the flags that every command has that needs settings.
func (s *settings) register(c *cobra.Command) {
	s.flags = c.Flags()
	s.flags.StringVar(&s.file, "config", "", "configuration file (default "+config.DefaultAgentFile+", where there is one)")
	s.flags.String("state-dir", config.DefaultAgent().StateDir, "folder of the agent's state")
	cli.Speaks(c)
}

// registerSite adds the flags that say what this agent is for.
func (s *settings) registerSite(c *cobra.Command) {
	s.register(c)
	s.flags.String("server", "", "address of the licence server, remembered for later")
	s.flags.String("product", "", "id of this product, remembered for later")
}

// read reads the configuration from file, environment and flags; its error joins
// all that is wrong.
func (s *settings) read(env []string) (*config.LoadedAgent, error) {
	return config.LoadAgent(config.LoadOptions{File: s.file, Env: env, Flags: s.flags})
}

// load is read, with an error for people, and takes the language over.
func (a *app) load(s *settings) (*config.LoadedAgent, error) {
	l, err := s.read(a.Env)
	if err != nil {
		return nil, a.misset(err)
	}
	a.In(l.Config.Lang)
	return l, nil
}

// misset is the fault of a setting, or of several: a line for each.
func (a *app) misset(err error) error { return a.Misset(err, words.CLIFixConfig) }

// quiet is the configuration of a command that does one thing and tells what
// came of it.
func quiet(l *config.LoadedAgent) config.AgentConfig {
	c := l.Config
	c.Log = cli.Quiet(c.Log, l.Sources())
	return c
}
