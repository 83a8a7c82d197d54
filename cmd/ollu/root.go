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
)

// commands lists the groups and commands of the program in the order of help.
func commands() []*cobra.Command {
	return []*cobra.Command{
		newServeCommand(),
		newLicenseCommand(),
		newKeyCommand(),
		newOrderCommand(),
		newAccountCommand(),
		newMailCommand(),
		newSigningCommand(),
		newCodeCommand(),
		newScheduleCommand(),
		newQueryCommand(),
		newCatalogCommand(),
		newConfigCommand(),
		newBackupCommand(),
		newRestoreCommand(),
		newStoreCommand(),
		newCompletionCommand(),
		newVersionCommand(),
	}
}

// run executes the program with its arguments and returns the exit code.
func run(ctx context.Context, args []string) int {
	root := newRoot()
	if err := misnamed(root, args); err != nil {
		return tell(os.Stderr, err, "")
	}
	root.SetArgs(args)
	c, err := root.ExecuteContextC(ctx)
	return tell(os.Stderr, err, "see "+c.CommandPath()+" --help")
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "ollu",
		Short: "Issue licences and answer for them",
		Long: `ollu is a self-hosted licence authentication server, and the tool of its operators.

Exit codes: 0 done, 1 the answer is no (invalid code, nothing found), 2 wrong use or it could not be done.`,
		Example:           "  ollu license issue --product " + exampleProduct + " --expires 2027-03-31 --seats 50\n  ollu code check " + exampleCode,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	group(root, commands()...)
	root.SetFlagErrorFunc(flagFault)
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Example = "  ollu help license issue"
	}
	return root
}

// group makes parent a command that does nothing but hold others: alone it
// prints its help, and an unknown name suggests the nearest.
func group(parent *cobra.Command, children ...*cobra.Command) *cobra.Command {
	parent.AddCommand(children...)
	parent.SuggestionsMinimumDistance = 3
	parent.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return unknownCommand(c, args[0])
	}
	parent.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	return parent
}

// misnamed reports a command that does not exist, before its flags are read:
// the flags of a mistyped command would be reported in its place.
func misnamed(root *cobra.Command, args []string) error {
	c, rest, err := root.Find(args)
	if err != nil || !c.HasSubCommands() || len(rest) == 0 {
		return nil
	}
	if strings.HasPrefix(rest[0], "-") || strings.HasPrefix(rest[0], "__complete") {
		return nil
	}
	return unknownCommand(c, rest[0])
}

func unknownCommand(c *cobra.Command, name string) error {
	f := &fault{
		what: fmt.Sprintf("%s has no command %s", c.CommandPath(), echo(name)),
		next: fmt.Sprintf("see %s --help", c.CommandPath()),
	}
	if near := c.SuggestionsFor(name); len(near) > 0 {
		closest := slices.MinFunc(near, func(a, b string) int { return config.Distance(a, name) - config.Distance(b, name) })
		f.next = fmt.Sprintf("did you mean %s %s?", c.CommandPath(), closest)
	}
	return f
}

// flagFault tells a wrong flag in two lines, with the nearest that exists.
func flagFault(c *cobra.Command, err error) error {
	f := &fault{what: err.Error(), next: fmt.Sprintf("see %s --help", c.CommandPath())}
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if near := nearestFlag(c, e.GetSpecifiedName()); near != "" {
			f.next = fmt.Sprintf("did you mean --%s? See %s --help", near, c.CommandPath())
		}
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f.what = fmt.Sprintf("--%s %s: %v", e.GetFlag().Name, echo(e.GetValue()), badNumber(e.GetFlag().Value.Type(), errors.Unwrap(e)))
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

// echo quotes what was typed, unless it is long enough to be a code or a key.
func echo(typed string) string {
	if len(typed) > 16 {
		return "of that name"
	}
	return fmt.Sprintf("%q", typed)
}
