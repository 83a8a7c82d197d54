package main

import (
	"io"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/server/manager"
	"ollu/server/words"
)

func (a *app) newSyncCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:   "sync",
		Short: "Ask the issuer about all codes now",
		Long: `Asks the issuer about every code, takes in what is new, and has it brought to the products. ollu-manager run does so daily and whenever the issuer says that a code changed.

The exit code is 2 when the issuer was not reached, or when an answer was not believed. What is held stands.`,
		Example: "  ollu-manager sync --server " + exampleServer + "\n  ollu-manager sync --server " + exampleServer + " --json",
		Args:    a.NoArgs,
		RunE: a.does(&s, a.work, func(c *cobra.Command, t *site, _ []string) error {
			if t.server == "" {
				return &cli.Fault{What: t.say(words.SiteNoServer, nil), Next: t.say(words.SiteSetServer, nil)}
			}
			done := t.asking()
			r, err := t.Sync(c.Context())
			done()
			if err != nil {
				return err
			}
			if err := cli.Show(t.out, asJSON, r, t.printSynced); err != nil {
				return err
			}
			if len(r.Refused) > 0 {
				return cli.ErrFailed
			}
			return nil
		}),
	}
	s.registerAsking(c)
	cli.JSON(c, &asJSON)
	return c
}

func (t *site) printSynced(w io.Writer, r manager.SyncReport) error {
	lines := []string{t.say(words.SiteSynced, words.Args{"codes": r.Codes, "changed": r.Changed, "renewed": r.Renewed})}
	for _, c := range r.Refused {
		lines = append(lines, t.say(words.SiteSyncedNot, words.Args{"code": c.Code, "reason": t.app.reason(c.Why, t.server, 0)}))
	}
	for _, d := range r.Activations {
		lines = append(lines, t.say(words.SiteRegistered, words.Args{"code": d.Code, "device": d.Device, "result": t.app.result(d.Result)}))
	}
	if len(r.NewKeys) > 0 {
		lines = append(lines, t.say(words.SiteNewKeys, words.Args{"keys": r.NewKeys}))
	}
	for _, line := range lines {
		if err := cli.PrintLine(w, line); err != nil {
			return err
		}
	}
	return nil
}
