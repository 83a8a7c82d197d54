package main

import (
	"time"

	"github.com/spf13/cobra"

	"ollu/codec/product"
	"ollu/codec/term"
)

// The term that is shown when no product is named: the usual check profile of
// row A1 with the notice windows of rows A6 and A7.
const (
	usualInterval      = 30
	usualGrace         = 90
	usualZone          = "Asia/Tokyo"
	usualConsoleWindow = 60
	usualMailWindow    = 15
)

// preview is what the flags of schedule ask for.
type preview struct {
	term          term.Term
	console, mail int // windows in days
	from, to      term.Day
}

func newScheduleCommand() *cobra.Command {
	var f scheduleFlags
	c := &cobra.Command{
		Use:   "schedule --expires DATE [--product P | --grace N --interval N --zone Z] --from DATE --to DATE",
		Short: "Show when a licence is checked and what is said about it, day by day",
		Long: `Shows on which days a licence with this expiry is asked about, and which notices its holder sees on the console and gets by mail, between two dates that are both included.

With --product the rules are those of the catalogue. Without, an interval is counted from the expiry through the grace period, with checks on the day before, on the expiry and, once grace has ended, daily; with an interval of 0 these alone are left; notices begin 60 (console) and 15 (mail) days before.`,
		Example: `  ollu schedule --expires 2020-01-31 --grace 90 --interval 30 --from 2019-09-01 --to 2020-05-02
  ollu schedule --expires 2027-03-31 --product ` + exampleProduct + ` --type trial --from 2027-03-01 --to 2027-04-30 --json`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			p, err := f.preview(time.Now())
			if err != nil {
				return err
			}
			if f.json {
				return printJSON(c.OutOrStdout(), p.document())
			}
			return p.print(c.OutOrStdout())
		},
	}
	f.register(c)
	return c
}

// scheduleFlags are the flags of ollu schedule.
type scheduleFlags struct {
	expires, from, to dayFlag
	product, zone     string
	kind              typeFlag
	grace, interval   int
	catalogue         catalogueFlags
	json              bool
	changed           func(string) bool
}

func (f *scheduleFlags) register(c *cobra.Command) {
	s := c.Flags()
	s.Var(&f.expires, "expires", "the expiry (required)")
	s.Var(&f.from, "from", "first day to show (default today)")
	s.Var(&f.to, "to", "last day to show (default a year after --from)")
	s.StringVar(&f.product, "product", "", "take the rules of this product from the catalogue")
	s.Var(&f.kind, "type", "with --product: full (default) or trial")
	s.IntVar(&f.grace, "grace", usualGrace, "without --product: days of grace")
	s.IntVar(&f.interval, "interval", usualInterval, "without --product: days between checks, 0 for no interval")
	s.StringVar(&f.zone, "zone", usualZone, "IANA zone that the dates are in")
	f.catalogue.register(c)
	jsonFlag(c, &f.json)
	c.MarkFlagsMutuallyExclusive("product", "grace")
	c.MarkFlagsMutuallyExclusive("product", "interval")
	f.changed = s.Changed
}

// preview gathers the term and the days to show. now gives their defaults.
func (f *scheduleFlags) preview(now time.Time) (*preview, error) {
	if !f.expires.set {
		return nil, wrongUse("give it as --expires 2027-03-31", "the expiry is missing")
	}
	p, err := f.rules()
	if err != nil {
		return nil, err
	}
	p.term.Expires = f.expires.day
	p.from, p.to = f.from.day, f.to.day
	if !f.from.set {
		p.from = term.Today(now, p.term.Zone)
	}
	if !f.to.set {
		p.to = p.from.AddMonths(12)
	}
	if p.to < p.from {
		return nil, wrongUse("swap --from and --to", "the last day %s is before the first, %s", p.to, p.from)
	}
	return p, nil
}

// rules returns the rules of the product, or those of the single flags.
func (f *scheduleFlags) rules() (*preview, error) {
	if f.product == "" {
		if f.kind.set {
			return nil, wrongUse("name the product with --product", "--type needs a product whose rules it picks")
		}
		return f.plainRules()
	}
	pr, err := f.catalogue.product(f.product)
	if err != nil {
		return nil, err
	}
	name := pr.Zone
	if f.changed("zone") {
		name = f.zone
	}
	zone, err := loadZone(name)
	if err != nil {
		return nil, err
	}
	return productRules(pr, f.kind.value, zone), nil
}

func productRules(p *product.Product, t product.Type, zone *time.Location) *preview {
	return &preview{
		term:    term.Term{Grace: p.GraceFor(t), Zone: zone, Schedule: p.Schedule},
		console: p.ConsoleWindow.For(t),
		mail:    p.MailWindow.For(t),
	}
}

func (f *scheduleFlags) plainRules() (*preview, error) {
	zone, err := loadZone(f.zone)
	if err != nil {
		return nil, err
	}
	if f.grace < 0 || f.grace > term.MaxDays {
		return nil, wrongUse("give a number of days", "--grace %d is not between 0 and %d", f.grace, term.MaxDays)
	}
	s := &term.Schedule{Every: f.interval, DayBefore: true, Days: []int{0}, Daily: term.DailyFromGraceEnd}
	if err := s.Validate(); err != nil {
		return nil, wrongUse("give --interval a number of days", "%v", err)
	}
	return &preview{
		term:    term.Term{Grace: f.grace, Zone: zone, Schedule: s},
		console: usualConsoleWindow,
		mail:    usualMailWindow,
	}, nil
}

func loadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, wrongUse("give an IANA name such as Asia/Tokyo or UTC", "there is no time zone %s", echo(name))
	}
	return zone, nil
}
