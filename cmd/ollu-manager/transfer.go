package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/server/manager/bundle"
	"ollu/server/manager/control"
	"ollu/server/words"
)

func (a *app) newExportCommand() *cobra.Command {
	var s settings
	var force bool
	c := &cobra.Command{
		Use:   "export FILE",
		Short: "Write what is to be carried to the other side",
		Long: `Writes one file that is carried, on a USB stick for instance, between a site with no line out and a manager that reaches the issuer. It holds what the site needs, its codes and the devices that wait to be registered, and all that the issuer said: statements, keys, descriptions of products, and the list of revoked codes.

The file is readable by its owner alone, and is there only once it is complete. It holds activation codes: treat it as a secret. With - it is written to standard output.`,
		Example: "  ollu-manager export " + exampleBundle + "\n  ollu-manager export " + exampleBundle + " --force",
		Args:    a.Args("FILE", 1, 1),
		RunE: a.does(&s, a.work, func(c *cobra.Command, t *site, args []string) error {
			if args[0] == "-" {
				return t.Export(c.Context(), t.out)
			}
			if err := t.free(args[0], force); err != nil {
				return err
			}
			err := cli.WriteWhole(args[0], func(w io.Writer) error { return t.Export(c.Context(), w) })
			if err != nil {
				return t.notMade(args[0], err)
			}
			return t.line(words.SiteExported, words.Args{"file": args[0]})
		}),
	}
	s.register(c)
	c.Flags().BoolVar(&force, "force", false, "replace a file that exists")
	return c
}

// free refuses a path at which something stands already.
func (t *site) free(path string, force bool) error {
	if _, err := os.Lstat(path); force || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return &cli.Fault{What: t.say(words.SiteFileThere, words.Args{"file": path}), Next: t.say(words.SiteForce, nil)}
}

// notMade is the fault of a file that could not be written; what went wrong in
// the manager is told as it is.
func (t *site) notMade(path string, err error) error {
	if _, ok := errors.AsType[*control.Error](err); ok || errors.Is(err, control.ErrBrokeOff) {
		return err
	}
	reason := t.app.Reason(err)
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		reason = t.app.Reason(e.Err)
	}
	return &cli.Fault{What: t.say(words.SiteFileNotMade, words.Args{"file": path, "reason": reason}), Next: t.say(words.CLICheckFile, nil)}
}

func (a *app) newImportCommand() *cobra.Command {
	var s settings
	var adopt, asJSON bool
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take in what was carried here",
		Long: `Takes in a file of ollu-manager export. Inside a site, statements about its codes are taken where the issuer signed them and they are newer than what is held; nothing else is believed. With - the file is read from standard input.

With --adopt a manager that reaches the issuer takes in what another site needs: it asks about those codes from then on, and its next export brings the answers back. It hands them to no product of its own.

The exit code is 1 when the file holds statements that are not believed.`,
		Example: "  ollu-manager import " + exampleCarried + " --adopt\n  ollu-manager import - < " + exampleAnswered,
		Args:    a.Args("FILE", 1, 1),
		RunE: a.does(&s, a.begin, func(c *cobra.Command, t *site, args []string) error {
			r, err := t.take(c, args[0], adopt)
			if err != nil {
				return err
			}
			if err := cli.Show(t.out, asJSON, r, func(w io.Writer, r bundle.Report) error { return t.printImported(w, args[0], r) }); err != nil {
				return err
			}
			if len(r.Refused) > 0 {
				return cli.ErrNo
			}
			return nil
		}),
	}
	s.register(c)
	c.Flags().BoolVar(&adopt, "adopt", false, "ask the issuer about the codes of the site that made the file")
	cli.JSON(c, &asJSON)
	return c
}

// take imports a file.
func (t *site) take(c *cobra.Command, path string, adopt bool) (bundle.Report, error) {
	in := c.InOrStdin()
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return bundle.Report{}, t.app.Unfit(path, err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return bundle.Report{}, t.app.Unfit(path, syscall.EISDIR)
		}
		in = f
	}
	r, err := t.Import(c.Context(), in, adopt)
	if e, ok := errors.AsType[*control.Error](err); ok {
		if id, bad := badFiles[e.Kind]; bad {
			err = &cli.Fault{What: t.say(id, words.Args{"file": path}), Next: t.say(words.SiteCarryAgain, nil)}
		}
	}
	return r, err
}

var badFiles = map[control.Kind]words.ID{
	control.Cut: words.SiteCutBundle, control.OtherFile: words.SiteNotABundle, control.NewerFile: words.SiteNewBundle,
}

func (t *site) printImported(w io.Writer, path string, r bundle.Report) error {
	lines := []string{
		t.say(words.SiteImported, words.Args{"file": path, "site": r.Site}),
		t.say(words.SiteTaken, words.Args{"taken": r.Taken, "unchanged": r.Unchanged, "others": r.NotManaged}),
	}
	switch {
	case r.AdoptedCodes+r.AdoptedActivations > 0:
		lines = append(lines, t.say(words.SiteAdopted, words.Args{"codes": r.AdoptedCodes, "devices": r.AdoptedActivations}))
	case r.Taken+r.Unchanged+r.NotManaged+len(r.Refused) == 0:
		lines = append(lines, t.say(words.SiteNotAdopted, nil))
	}
	if r.Answered > 0 {
		lines = append(lines, t.say(words.SiteAnswered, words.Args{"devices": r.Answered}))
	}
	if len(r.NewKeys) > 0 {
		lines = append(lines, t.say(words.SiteNewKeys, words.Args{"keys": r.NewKeys}))
	}
	for _, c := range r.Refused {
		lines = append(lines, t.say(words.SiteSyncedNot, words.Args{"code": c.Code, "reason": t.app.reason(c.Why, t.server, 0)}))
	}
	for _, line := range lines {
		if err := cli.PrintLine(w, line); err != nil {
			return err
		}
	}
	return nil
}
