package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) newCompletionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish"}
	want := a.wantArg(strings.Join(shells, "|"))
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Print the script that completes commands in your shell",
		Example: `  ollu-agent completion bash > ollu-agent.bash
  ollu-agent completion zsh > _ollu-agent
  ollu-agent completion fish > ollu-agent.fish`,
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
