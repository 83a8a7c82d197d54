package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ollu/cmd/build"
	"ollu/config"
	"ollu/server/words"
)

// Version is the command that prints which build this is.
func (a *App) Version(version string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		Short:   "Print which build this is",
		Example: "  " + a.Program + " version\n  " + a.Program + " version --json",
		Args:    a.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			b := build.This(version)
			if asJSON {
				return PrintJSON(c.OutOrStdout(), b)
			}
			return PrintLine(c.OutOrStdout(), fmt.Sprintf("%s %s", a.Program, b))
		},
	}
	JSON(c, &asJSON)
	return c
}

// Completion is the command that prints a shell's script.
func (a *App) Completion() *cobra.Command {
	shells := []string{"bash", "zsh", "fish"}
	want := a.Args(strings.Join(shells, "|"), 1, 1)
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Print the script that completes commands in your shell",
		Example: fmt.Sprintf("  %[1]s completion bash > %[1]s.bash\n  %[1]s completion zsh > _%[1]s\n  %[1]s completion fish > %[1]s.fish",
			a.Program),
		ValidArgs: shells,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && !slices.Contains(shells, args[0]) {
				args = nil
			}
			return want(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			root, w := c.Root(), c.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(w, true)
			case "zsh":
				return root.GenZshCompletion(w)
			}
			return root.GenFishCompletion(w, true)
		},
	}
}

// PrintSources shows a configuration with where each value came from.
func PrintSources(w io.Writer, sources []config.Source) error {
	var t Table
	t.Row("KEY", "VALUE", "FROM")
	for _, s := range sources {
		t.Row(s.Key, cmp.Or(s.Value, "-"), s.From)
	}
	return t.Print(w)
}

// Checked prints what is wrong with a configuration, nil for nothing. Anything
// found is a no.
func (a *App) Checked(c *cobra.Command, asJSON bool, err error, file string) error {
	out := c.OutOrStdout()
	switch {
	case asJSON:
		faults := config.Faults(err, file)
		for i := range faults {
			faults[i].Reason = words.Told(a.Lang, faults[i].Reason)
		}
		if err := PrintJSON(out, faults); err != nil {
			return err
		}
	case err != nil:
		fmt.Fprintln(out, words.Told(a.Lang, err.Error()))
	default:
		return PrintLine(out, a.Say(words.CLIConfigSound, nil))
	}
	if err != nil {
		return ErrNo
	}
	return nil
}
