package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
	"ollu/server/words"
)

func (a *app) newDeployCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:   "deploy [CODE|PRODUCT]",
		Short: "Bring what the issuer said to products now",
		Long: `Delivers to the products of the site at once, also what failed before: everything that is not current, or what is named by the name of a product, by a code, or by the id of a code. With - the code is read from standard input. ollu-manager run delivers by itself, and tries again what failed.

The exit code is 1 when nothing is meant by the name, or something is held back, and 2 when a delivery failed.`,
		Example: "  ollu-manager deploy\n  ollu-manager deploy " + exampleProduct + "\n  ollu-manager deploy - < " + exampleCodes,
		Args:    a.Args("[CODE|PRODUCT]", 0, 1),
		RunE: a.does(&s, a.work, func(c *cobra.Command, t *site, args []string) error {
			what, err := t.selector(c, args)
			if err != nil {
				return err
			}
			r, err := t.Deploy(c.Context(), what)
			if err != nil {
				return t.app.ofName(what, err)
			}
			if err := cli.Show(t.out, asJSON, r, t.printDeployed); err != nil {
				return err
			}
			if len(r.Products) == 0 && !asJSON {
				return t.whyNothing(c.Context(), what)
			}
			switch {
			case r.Failed > 0:
				return cli.ErrFailed
			case r.HeldBack > 0:
				return cli.ErrNo
			}
			return nil
		}),
	}
	s.register(c)
	cli.JSON(c, &asJSON)
	return c
}

func (t *site) selector(c *cobra.Command, args []string) (string, error) {
	if len(args) == 0 || args[0] != "-" {
		return append(args, "")[0], nil
	}
	codes, err := t.app.lines(c.InOrStdin(), "-")
	if err != nil {
		return "", err
	}
	return codes[0].text, nil
}

// whyNothing says why there was nothing to deliver.
func (t *site) whyNothing(ctx context.Context, what string) error {
	r, err := t.Status(ctx)
	if err != nil {
		return err
	}
	id := words.SiteNotUsed
	for i := range r.Products {
		for k := range r.Products[i].Deliveries {
			switch {
			case what != "":
			case r.Products[i].Deliveries[k].State != book.Current:
				return t.line(words.SiteOnlyAsks, nil)
			default:
				id = words.SiteNothingToDo
			}
		}
	}
	return t.line(id, nil)
}

func (t *site) printDeployed(w io.Writer, r deploy.Report) error {
	if len(r.Products) == 0 {
		return nil
	}
	var table cli.Table
	for _, p := range r.Products {
		if p.Why != "" {
			table.Row(p.Name, "-", t.app.state(book.Failed), t.app.why(book.Failed, p.Why, p.Detail))
		}
		for i := range p.Deliveries {
			d := &p.Deliveries[i]
			why := t.app.why(d.State, d.Why, d.Detail)
			if d.State == book.Stale && why == "" {
				why = t.say(words.SiteWaits, nil)
			}
			table.Row(p.Name, d.Code, t.app.state(d.State), why)
		}
	}
	if err := table.Print(w); err != nil {
		return err
	}
	return t.line(words.SiteDelivered, words.Args{"delivered": r.Delivered, "failed": r.Failed, "held": r.HeldBack, "waiting": r.Waiting})
}

// why says why something is not up to date; "" for what is.
func (a *app) why(state book.State, why, detail string) string {
	if state == book.Current || why == "" {
		return ""
	}
	return words.ManagerBecause(a.Lang, why, detail)
}
