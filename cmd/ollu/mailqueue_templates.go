package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"ollu/server/outbox"
)

// The wording of mails is no secret, and the server may run as another user.
const (
	templateDirPerm = 0o755
	templatePerm    = 0o644
)

func newMailTemplatesCommand() *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:     "templates DIR",
		Short:   "Write the templates of the mails into a folder, to change them there",
		Long:    "Writes the templates of the mails to customers into a folder, one file a kind and language. Change some, delete the others, and name the folder in the configuration: what is not in it is taken from the program.",
		Example: "  ollu mail templates " + exampleTemplates,
		Args:    wantArgs("DIR"),
		RunE: func(c *cobra.Command, args []string) error {
			n, err := writeTemplates(args[0], force)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s written into %s\n", count(n, "template"), args[0])
			return err
		},
	}
	c.Flags().BoolVar(&force, "force", false, "write over files that are there")
	return c
}

// writeTemplates writes the built-in templates, and says how many.
func writeTemplates(dir string, force bool) (n int, err error) {
	err = fs.WalkDir(outbox.BuiltIn(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if d.IsDir() {
			if err := os.MkdirAll(to, templateDirPerm); err != nil {
				return cannotWrite(to, err)
			}
			return nil
		}
		if !force {
			if err := absent(to); err != nil {
				return err
			}
		}
		text, err := fs.ReadFile(outbox.BuiltIn(), name)
		if err != nil {
			return err
		}
		n++
		if err := os.WriteFile(to, text, templatePerm); err != nil {
			return cannotWrite(to, err)
		}
		return nil
	})
	return n, err
}
