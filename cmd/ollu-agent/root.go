package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"
)

// run executes the program with its arguments and returns the exit code.
func run(ctx context.Context, args []string) int {
	a := newApp(args, os.Environ())
	return a.Run(ctx, a.newRoot(), args)
}

func (a *app) newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "ollu-agent",
		Short: "Keep the licence of this product",
		Long: `ollu-agent activates a product with its code, asks the licence server by the schedule, tells people when the contract ends, and tells the product what is allowed. It works without a network too, from licence files and offline codes.

Exit codes: 0 done, 1 the answer is no (a refused code, no licence), 2 wrong use or it could not be done (no connection).`,
		Example: "  ollu-agent activate " + exampleCode + " --server " + exampleServer + "\n  ollu-agent status",
	}
	return a.Root(root, "  ollu-agent help activate",
		a.newActivateCommand(),
		a.newStatusCommand(),
		a.newCheckCommand(),
		a.newRunCommand(),
		a.newNoticesCommand(),
		a.newExplainCommand(),
		a.newImportCommand(),
		a.newConfigCommand(),
		a.Completion(),
		a.Version(version),
	)
}
