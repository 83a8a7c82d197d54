package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ollu/config"
	"ollu/server/words"
)

// commands lists the commands in the order of help.
func (a *app) commands() []*cobra.Command {
	return []*cobra.Command{
		a.newActivateCommand(),
		a.newStatusCommand(),
		a.newCheckCommand(),
		a.newRunCommand(),
		a.newNoticesCommand(),
		a.newExplainCommand(),
		a.newImportCommand(),
		a.newConfigCommand(),
		a.newCompletionCommand(),
		a.newVersionCommand(),
	}
}

// run executes the program with its arguments and returns the exit code.
func run(ctx context.Context, args []string) int {
	a := newApp(args, os.Environ())
	root := a.newRoot()
	if err := a.misnamed(root, args); err != nil {
		return a.tell(os.Stderr, err, "")
	}
	root.SetArgs(args)
	c, err := root.ExecuteContextC(ctx)
	return a.tell(os.Stderr, err, a.seeHelp(c))
}

func (a *app) newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "ollu-agent",
		Short: "Keep the licence of this product",
		Long: `ollu-agent activates a product with its code, asks the licence server by the schedule, tells people when the contract ends, and tells the product what is allowed. It works without a network too, from licence files and offline codes.

Exit codes: 0 done, 1 the answer is no (a refused code, no licence), 2 wrong use or it could not be done (no connection).`,
		Example:           "  ollu-agent activate " + exampleCode + " --server " + exampleServer + "\n  ollu-agent status",
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	a.group(root, a.commands()...)
	root.SetFlagErrorFunc(a.flagFault)
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Example = "  ollu-agent help activate"
	}
	return root
}

// group makes parent a command that does nothing but hold others: alone it
// prints its help, and an unknown name suggests the nearest.
func (a *app) group(parent *cobra.Command, children ...*cobra.Command) *cobra.Command {
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
func (a *app) misnamed(root *cobra.Command, args []string) error {
	c, rest, err := root.Find(args)
	if err != nil || !c.HasSubCommands() || len(rest) == 0 {
		return nil
	}
	if strings.HasPrefix(rest[0], "-") || strings.HasPrefix(rest[0], "__complete") {
		return nil
	}
	return a.unknownCommand(c, rest[0])
}

func (a *app) unknownCommand(c *cobra.Command, name string) error {
	what := a.say(words.CLINoSuchCommand, words.Args{"command": c.CommandPath()})
	if len(name) <= 16 { // longer, and it may be a code
		what = a.say(words.CLINoCommand, words.Args{"command": c.CommandPath(), "name": fmt.Sprintf("%q", name)})
	}
	f := &fault{what: what, next: a.seeHelp(c)}
	if near := c.SuggestionsFor(name); len(near) > 0 {
		closest := slices.MinFunc(near, func(x, y string) int { return config.Distance(x, name) - config.Distance(y, name) })
		f.next = a.say(words.CLIDidYouMean, words.Args{"what": c.CommandPath() + " " + closest})
	}
	return f
}

// flagFault tells a wrong flag, with the nearest that exists.
func (a *app) flagFault(c *cobra.Command, err error) error {
	f := &fault{what: err.Error(), next: a.seeHelp(c)}
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		f.what = a.say(words.CLINoFlag, words.Args{"flag": "--" + e.GetSpecifiedName()})
		if e.GetSpecifiedShortnames() != "" { // of which the rest may be a code
			f.what = a.say(words.CLINoFlag, words.Args{"flag": "-" + e.GetSpecifiedName()})
			f.next = a.say(words.CLIHyphen, nil)
			return f
		}
		if near := nearestFlag(c, e.GetSpecifiedName()); near != "" {
			f.next = a.say(words.CLIDidYouMean, words.Args{"what": "--" + near})
		}
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		f.what = a.say(words.CLIFlagNeeds, words.Args{"flag": "--" + e.GetSpecifiedName()})
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f.what = a.say(words.CLIFlagValue, words.Args{"flag": "--" + e.GetFlag().Name})
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

func (a *app) seeHelp(c *cobra.Command) string {
	return a.say(words.CLISeeHelp, words.Args{"command": c.CommandPath()})
}

// noArgs refuses anything that is no flag.
func (a *app) noArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return &fault{
		what: a.say(words.CLITakesNothing, words.Args{"command": c.CommandPath(), "got": len(args)}),
		next: a.seeHelp(c),
	}
}

// wantArg asks for one argument. It is not repeated in the failure: it may be a
// code.
func (a *app) wantArg(name string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		path := c.CommandPath()
		return &fault{
			what: a.say(words.CLITakes, words.Args{"command": path, "what": name, "got": len(args)}),
			next: a.say(words.CLIWrite, words.Args{"usage": path + " " + name, "command": path}),
		}
	}
}
