package main

import (
	"os"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
)

func (a *app) newImportCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:   "import FILE.lic",
		Short: "Take a licence file in, without a network",
		Long: `Takes in a licence file, which the issuer signed to be carried by hand. It needs no network when the issuer's keys are known: from the configuration (issuer_keys), or from an earlier contact. With - the file is read from standard input. The issuer's list of revoked codes is taken in the same way.

A file never replaces a newer one, nor shortens what is held. The exit code is 1 when it is refused.`,
		Example: "  ollu-agent import " + exampleFile + "\n  ollu-agent import - --json < " + exampleFile,
		Args:    a.Args("FILE.lic", 1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			t, err := a.task(c, &s)
			if err != nil {
				return err
			}
			file, err := t.licence(c, args[0])
			if err != nil {
				return err
			}
			report, err := t.agent.Import(c.Context(), file)
			if err != nil {
				return t.refused(asJSON, err)
			}
			return t.told(asJSON, asked, report)
		},
	}
	s.registerSite(c)
	cli.JSON(c, &asJSON)
	return c
}

func (t *task) licence(c *cobra.Command, path string) ([]byte, error) {
	if path == "-" {
		return t.app.ReadAll(c.InOrStdin(), path, maxList)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, t.app.Unfit(path, err)
	}
	defer f.Close()
	return t.app.ReadAll(f, path, maxList)
}
