package main

import (
	"io"

	"github.com/spf13/cobra"
)

func newBackupCommand() *cobra.Command {
	var server serverFlags
	var force bool
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a backup of the store, while the server serves",
		Long: `Writes a whole and consistent backup of the running server's store. The file is readable by its owner alone, is there only once it is complete, and carries its own checksum, which ollu restore checks.

It holds every code and registration key. The signing keys and the admin token are not in it.`,
		Example: "  ollu backup " + exampleBackup + "\n  ollu backup " + exampleBackup + " --force",
		Args:    wantArgs("FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			if !force {
				if err := absent(args[0]); err != nil {
					return err
				}
			}
			admin, err := server.admin()
			if err != nil {
				return err
			}
			return download(c, args[0], "backing up", func(w io.Writer) error { return admin.Backup(c.Context(), w) })
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace a file that exists")
	server.register(c)
	return c
}
