package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ollu/config"
	"ollu/server/words"
)

// app is one run of the program.
type app struct {
	lang words.Lang // that people are spoken to in
	env  []string
}

// newApp speaks the language of the environment, until the configuration says
// otherwise; a flag is seen at once, for what may be wrong with the others.
func newApp(args, env []string) *app {
	a := &app{lang: spoken(env), env: env}
	for i, arg := range args {
		value, given := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, given = args[i+1], true
		}
		if l, err := words.ParseLang(value); given && err == nil {
			a.lang = l
		}
	}
	return a
}

// spoken gives the language of the environment as POSIX orders the variables:
// Japanese, or else English.
func spoken(env []string) words.Lang {
	values := map[string]string{}
	for _, v := range env {
		name, value, _ := strings.Cut(v, "=")
		values[name] = value
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := values[name]; value != "" {
			if value == "ja" || strings.HasPrefix(value, "ja_") || strings.HasPrefix(value, "ja.") || strings.HasPrefix(value, "japanese") {
				return words.JA
			}
			return words.EN
		}
	}
	return words.EN
}

func (a *app) say(id words.ID, args words.Args) string { return words.Say(a.lang, id, args) }

// settings say where the configuration comes from.
type settings struct {
	file  string
	flags *pflag.FlagSet
}

// register adds the flags that every command has that needs settings.
func (s *settings) register(c *cobra.Command) {
	d := config.DefaultAgent()
	s.flags = c.Flags()
	s.flags.StringVar(&s.file, "config", "", "configuration file (default "+config.DefaultAgentFile+", where there is one)")
	s.flags.String("state-dir", d.StateDir, "folder of the agent's state")
	s.flags.String("lang", "", "ja or en (default by LC_ALL, LC_MESSAGES, LANG)")
	if err := c.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions([]string{"ja", "en"}, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
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

// quiet is the log of a command that does one thing and tells what came of it:
// errors alone, where nobody asked for more.
func quiet(l *config.LoadedAgent) config.AgentConfig {
	c := l.Config
	for _, s := range l.Sources() {
		if s.Key == "log.level" && s.From == "default" {
			c.Log.Level = "error"
		}
	}
	return c
}

// load is read, with an error for people, and takes the language over.
func (a *app) load(s *settings) (*config.LoadedAgent, error) {
	l, err := s.read(a.env)
	if err != nil {
		return nil, a.misset(err)
	}
	if lang, err := words.ParseLang(l.Config.Lang); err == nil {
		a.lang = lang
	}
	return l, nil
}

func jsonFlag(c *cobra.Command, on *bool) {
	c.Flags().BoolVar(on, "json", false, "print JSON")
}
