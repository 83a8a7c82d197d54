package main

import (
	"cmp"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/server/manager/book"
	"ollu/server/manager/report"
	"ollu/server/words"
)

func (a *app) newStatusCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Show how the site stands",
		Long: `Shows the codes (masked) with what the issuer says of each, the products with what they hold and why one is not up to date, when the issuer was heard last, and what there is to do and whom to turn to. It asks nobody.

The exit code is 1 when no code is managed yet.`,
		Example: "  ollu-manager status\n  ollu-manager status --json --lang ja",
		Args:    a.NoArgs,
		RunE: a.does(&s, a.work, func(c *cobra.Command, t *site, _ []string) error {
			r, err := t.Status(c.Context())
			if err != nil {
				return err
			}
			if err := cli.Show(t.out, asJSON, r, t.printStatus); err != nil {
				return err
			}
			if len(r.Codes) == 0 {
				return cli.ErrNo
			}
			return nil
		}),
	}
	s.register(c)
	cli.JSON(c, &asJSON)
	return c
}

func (t *site) printStatus(w io.Writer, r report.Site) error {
	for _, part := range []func(io.Writer, *report.Site) error{t.printCodes, t.printDeliveries, t.printSync} {
		if err := part(w, &r); err != nil {
			return err
		}
	}
	return nil
}

func (t *site) printCodes(w io.Writer, r *report.Site) error {
	if len(r.Codes) == 0 {
		return cli.PrintLine(w, t.say(words.SiteNone, nil)+"\n")
	}
	table := t.app.header(words.LabelCode, words.LabelProduct, words.LabelType, words.LabelSeats, words.LabelState, words.LabelExpires, words.SiteDays, words.SiteNote)
	for i := range r.Codes {
		c := &r.Codes[i]
		note := c.Note
		if c.Carried {
			note = cmp.Or(note, t.say(words.SiteCarried, nil))
		}
		if c.Type == "" {
			table.Row(c.Code, "-", "-", "-", t.app.result(c.Result), "-", "-", note)
			continue
		}
		table.Row(c.Code, c.Product, t.say(words.Type(c.Type), nil), strconv.FormatUint(uint64(c.Seats), 10), t.app.result(c.Result),
			t.expiry(c), t.days(c), note)
	}
	if err := table.Print(w); err != nil {
		return err
	}
	return cli.PrintLine(w, "")
}

func (t *site) expiry(c *report.Code) string {
	if c.Perpetual {
		return t.say(words.Perpetual, nil)
	}
	return c.Expires
}

// days says how far away an expiry is.
func (t *site) days(c *report.Code) string {
	switch {
	case c.Perpetual:
		return "-"
	case c.DaysLeft > 0:
		return t.say(words.CLIDaysLeft, words.Args{"days": c.DaysLeft})
	case c.DaysLeft < 0:
		return t.say(words.CLIDaysOver, words.Args{"days": -c.DaysLeft})
	}
	return t.say(words.CLIEndsToday, nil)
}

func (t *site) printDeliveries(w io.Writer, r *report.Site) error {
	if len(r.Products) == 0 {
		return cli.PrintLine(w, t.say(words.SiteNoProducts, nil)+"\n")
	}
	table := t.app.header(words.SiteName, words.LabelProduct, words.SiteBuild, words.SiteUsedCode, words.LabelState, words.SiteHeld, words.SiteProfile)
	for i := range r.Products {
		p := &r.Products[i]
		if len(p.Deliveries) == 0 {
			table.Row(p.Name, cmp.Or(p.Product, "-"), cmp.Or(p.Build, "-"), "-", "-", "-", "-")
		}
		for j := range p.Deliveries {
			d := &p.Deliveries[j]
			table.Row(p.Name, cmp.Or(p.Product, "-"), cmp.Or(p.Build, "-"), d.Code, t.app.state(d.State),
				cmp.Or(d.Expires, "-"), cmp.Or(cli.Moment(d.Profile.Local()), "-"))
		}
	}
	if err := table.Print(w); err != nil {
		return err
	}
	return cli.PrintLine(w, "")
}

// state is the word for the state of a delivery.
func (a *app) state(s book.State) string { return a.Say(words.ManagerState(string(s)), nil) }

// printSync writes when the issuer was heard, and what there is to do.
func (t *site) printSync(w io.Writer, r *report.Site) error {
	var table cli.Table
	fact := func(id words.ID, value string) { table.Fact(t.say(id, nil), value) }
	fact(words.LabelServer, cmp.Or(r.Issuer.Server, t.say(words.SiteNoLine, nil)))
	fact(words.LabelTrust, t.trust(&r.Issuer))
	fact(words.SiteLastSync, cmp.Or(moment(r.Sync.LastGood), t.say(words.NotYet, nil)))
	fact(words.SiteImportedAt, moment(r.Sync.Imported))
	fact(words.SiteNextSync, moment(r.Sync.Next))
	if !r.Sync.Next.IsZero() {
		news := words.SiteNewsDaily
		if r.Sync.Waiting {
			news = words.SiteNewsOpen
		}
		fact(words.SiteNews, t.say(news, nil))
	}
	for i, todo := range t.todo(r) {
		name := ""
		if i == 0 {
			name = t.say(words.CLITodo, nil)
		}
		table.Row(name, todo)
	}
	return table.Print(w)
}

func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return cli.Moment(at.Local())
}

func (t *site) trust(i *report.Issuer) string {
	id := words.CLITrustVendor
	switch {
	case len(i.KeyIDs) == 0:
		id = words.CLITrustNone
	case i.FirstUse:
		id = words.CLITrustFirst
	}
	return t.say(id, words.Args{"issuer": cmp.Or(i.Name, "-"), "keys": i.KeyIDs})
}
