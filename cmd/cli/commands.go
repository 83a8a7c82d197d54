package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ollu/config"
	"ollu/server/words"
)

// Root completes the command that holds all others, which come in the order of
// help. helpExample is a line that shows help of one of them.
func (a *App) Root(root *cobra.Command, helpExample string, commands ...*cobra.Command) *cobra.Command {
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions = cobra.CompletionOptions{DisableDefaultCmd: true}
	a.Group(root, commands...)
	root.SetFlagErrorFunc(a.flagFault)
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Example = helpExample
	}
	return root
}

// Group makes parent a command that does nothing but hold others: alone it
// prints its help, and an unknown name suggests the nearest.
func (a *App) Group(parent *cobra.Command, children ...*cobra.Command) *cobra.Command {
	parent.AddCommand(children...)
	parent.SuggestionsMinimumDistance = 3
	parent.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return a.unknownCommand(c, args[0])
	}
	parent.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	return parent
}

// misnamed reports a command that does not exist before its flags are read,
// which would be reported in its place.
func (a *App) misnamed(root *cobra.Command, args []string) error {
	c, rest, err := root.Find(args)
	if err != nil || !c.HasSubCommands() || len(rest) == 0 {
		return nil
	}
	if strings.HasPrefix(rest[0], "-") || strings.HasPrefix(rest[0], "__complete") {
		return nil
	}
	return a.unknownCommand(c, rest[0])
}

func (a *App) unknownCommand(c *cobra.Command, name string) error {
	what := a.Say(words.CLINoSuchCommand, words.Args{"command": c.CommandPath()})
	if len(name) <= 16 { // longer, and it may be a code
		what = a.Say(words.CLINoCommand, words.Args{"command": c.CommandPath(), "name": fmt.Sprintf("%q", name)})
	}
	f := &Fault{What: what, Next: a.SeeHelp(c)}
	if near := c.SuggestionsFor(name); len(near) > 0 {
		closest := slices.MinFunc(near, func(x, y string) int { return config.Distance(x, name) - config.Distance(y, name) })
		f.Next = a.Say(words.CLIDidYouMean, words.Args{"what": c.CommandPath() + " " + closest})
	}
	return f
}

// flagFault tells a wrong flag, with the nearest that exists.
func (a *App) flagFault(c *cobra.Command, err error) error {
	f := &Fault{What: err.Error(), Next: a.SeeHelp(c)}
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		f.What = a.Say(words.CLINoFlag, words.Args{"flag": "--" + e.GetSpecifiedName()})
		if e.GetSpecifiedShortnames() != "" { // of which the rest may be a code
			f.What = a.Say(words.CLINoFlag, words.Args{"flag": "-" + e.GetSpecifiedName()})
			f.Next = a.Say(words.CLIHyphen, nil)
			return f
		}
		if near := nearestFlag(c, e.GetSpecifiedName()); near != "" {
			f.Next = a.Say(words.CLIDidYouMean, words.Args{"what": "--" + near})
		}
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		f.What = a.Say(words.CLIFlagNeeds, words.Args{"flag": "--" + e.GetSpecifiedName()})
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f.What = a.Say(words.CLIFlagValue, words.Args{"flag": "--" + e.GetFlag().Name})
	}
	return f
}

// nearestFlag returns the flag of c that is spelled most like name, or "" when
// none is near.
func nearestFlag(c *cobra.Command, name string) string {
	best, bound := "", max(2, len(name)/3)+1
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if d := config.Distance(f.Name, name); d < bound && !f.Hidden {
			best, bound = f.Name, d
		}
	})
	return best
}

// SeeHelp points to the help of a command.
func (a *App) SeeHelp(c *cobra.Command) string {
	return a.Say(words.CLISeeHelp, words.Args{"command": c.CommandPath()})
}

// Together refuses flags that exclude each other.
func (a *App) Together(c *cobra.Command, flags ...string) error {
	return &Fault{What: a.Say(words.CLINotTogether, words.Args{"flags": flags}), Next: a.SeeHelp(c)}
}

// NoArgs refuses anything that is no flag.
func (a *App) NoArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return &Fault{
		What: a.Say(words.CLITakesNothing, words.Args{"command": c.CommandPath(), "got": len(args)}),
		Next: a.SeeHelp(c),
	}
}

// Args asks for a number of arguments, called name in the usage. They are not
// repeated in the failure: one may be a code.
func (a *App) Args(name string, least, most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if least <= len(args) && len(args) <= most {
			return nil
		}
		path := c.CommandPath()
		return &Fault{
			What: a.Say(words.CLITakes, words.Args{"command": path, "what": name, "got": len(args)}),
			Next: a.Say(words.CLIWrite, words.Args{"usage": path + " " + name, "command": path}),
		}
	}
}
