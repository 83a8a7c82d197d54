package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ollu/codec/term"
	"ollu/server/wire"
)

// daysFlag is a date that may be given more than once.
type daysFlag []term.Day

var _ pflag.Value = (*daysFlag)(nil)

func (f *daysFlag) String() string {
	names := make([]string, len(*f))
	for i, d := range *f {
		names[i] = d.String()
	}
	return strings.Join(names, ",")
}

func (f *daysFlag) Type() string { return "DATE" }

// Set adds one YYYY-MM-DD.
func (f *daysFlag) Set(s string) error {
	d, err := term.ParseDay(s)
	if err == nil {
		*f = append(*f, d)
	}
	return err
}

// previewFlags are the flags of ollu license preview.
type previewFlags struct {
	on       daysFlag
	from, to dayFlag
	json     bool
	server   serverFlags
}

func newPreviewCommand() *cobra.Command {
	var f previewFlags
	c := &cobra.Command{
		Use:   "preview CODE [--on DATE]… [--from DATE] [--to DATE]",
		Short: "Show when a code will be asked about, and what will be told then",
		Long: `Shows what the server will tell about a code if nothing is changed until then; renewals that wait to show are counted. With --on, what is told at the beginning of that day. Otherwise, or with --from and --to, the checks of a product that asks whenever it was told to, and what each is told; a year of them where no end is given.

Days are those of the licence's zone, and not before today.`,
		Example: `  ollu license preview ` + exampleCode + `
  ollu license preview ` + exampleCode + ` --on 2099-01-31 --on 2099-05-01
  ollu license preview ` + exampleCode + ` --from 2098-12-01 --to 2099-02-28 --json`,
		Args: wantArgs("CODE"),
		RunE: f.run,
	}
	s := c.Flags()
	s.Var(&f.on, "on", "what is told on this day; may be given again")
	s.Var(&f.from, "from", "checks on this day and after it (default today)")
	s.Var(&f.to, "to", "checks up to this day (default a year after --from)")
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}

func (f *previewFlags) run(c *cobra.Command, args []string) error {
	code, err := parseCode(args[0])
	if err != nil {
		return err
	}
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	q := wire.PreviewRequest{Code: code, On: f.on, From: f.from.pointer(), To: f.to.pointer()}
	answer, err := admin.Preview(c.Context(), &q)
	if err != nil {
		return err
	}
	if f.json {
		return printJSON(c.OutOrStdout(), &answer)
	}
	return f.print(c, &answer)
}

// print writes a table of the days asked for, and one of the checks unless only
// days were.
func (f *previewFlags) print(c *cobra.Command, a *wire.PreviewResponse) error {
	w := c.OutOrStdout()
	if err := printOutlook(w, &a.Licence); err != nil {
		return err
	}
	if len(a.On) > 0 {
		if err := printTold(w, "TOLD", a.On); err != nil || !f.from.set && !f.to.set {
			return err
		}
	}
	if len(a.Checks) == 0 {
		_, err := fmt.Fprintln(w, "\nno check in this time")
		return err
	}
	if a.More {
		fmt.Fprintf(c.ErrOrStderr(), "there are more: go on with --from %s\n", a.Checks[len(a.Checks)-1].At.Format("2006-01-02"))
	}
	return printTold(w, "CHECK", a.Checks)
}

// printOutlook writes what of a licence a preview follows from.
func printOutlook(w io.Writer, l *wire.Licence) error {
	t := newTable(w)
	t.fact("product", l.Product)
	t.fact("standing", l.Standing)
	t.fact("until", until(l))
	t.fact("renewal", waiting(l))
	return t.flush()
}

func printTold(w io.Writer, heading string, all []wire.Told) error {
	fmt.Fprintln(w)
	t := newTable(w, heading, "DAY", "RESULT", "EXPIRES", "GRACE ENDS", "DAYS LEFT", "SEATS", "UPDATES")
	for i := range all {
		told := &all[i]
		day, left := "-", "-"
		if told.Day != nil {
			day = relative(*told.Day)
		}
		if told.DaysLeft != nil {
			left = strconv.Itoa(*told.DaysLeft)
		}
		t.row(moment(told.At), day, told.Result, dayOr(told.Expires), dayOr(told.GraceEnds), left, number(told.Seats), updates(told.UpdatesAllowed))
	}
	return t.flush()
}
