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
		Long: `Writes a whole and consistent backup of the running server's store. The file is readable by its owner alone, is there only once it is complete, and carries its own checksum, which ollu restore checks. FILE "-" is stdout, for a program that carries it on: then its end, and the exit code, say whether it is complete.

It holds every code and registration key, and all that is known of customers: what they told of themselves, the hashes of their passwords, the keys of their second factors, and mails that wait. The signing keys, the admin token and the portal's secret are not in it.`,
		Example: "  ollu backup " + exampleBackup + "\n  ollu backup " + exampleBackup + " --force\n  ollu backup - | sha256sum",
		Args:    wantArgs("FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			if !force && args[0] != stdout {
				if err := absent(args[0]); err != nil {
					return err
				}
			}
			admin, err := server.admin()
			if err != nil {
				return err
			}
			fetch := func(w io.Writer) error { return admin.Backup(c.Context(), w) }
			if args[0] == stdout {
				return stream(c, fetch)
			}
			return download(c, args[0], "backing up", fetch)
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace a file that exists")
	server.register(c)
	return c
}

// stdout is what stands for standard output in place of a file's name.
const stdout = "-"

// stream lets what is fetched go to stdout, unless a person would have to read it.
func stream(c *cobra.Command, fetch func(io.Writer) error) error {
	if isTerminal(c.OutOrStdout()) {
		return wrongUse("name a file, or send it on: ollu backup - | …", "a backup is not for reading on a terminal")
	}
	return fetch(c.OutOrStdout())
}
