package main

import (
	"io"

	"github.com/spf13/cobra"

	"ollu/server/client"
	"ollu/server/wire"
)

// issueFlags are the flags of ollu license issue.
type issueFlags struct {
	request        wire.IssueRequest
	kind           typeFlag
	expires        dayFlag
	grace          int
	deviceLimit    uint32
	count          int
	idempotencyKey string
	json, csv      bool
	server         serverFlags
}

func newIssueCommand() *cobra.Command {
	var f issueFlags
	c := &cobra.Command{
		Use:   "issue --product P (--expires DATE | --perpetual | --type trial)",
		Short: "Issue licences: one, or thousands",
		Long: `Issues licences and prints their activation codes. What is not said comes from the product in the catalogue: prefix, components, zone, grace, device limit, and how long a trial runs.

With --offline the codes carry their terms, for a product that reaches no server; components, zone and grace are then the product's. Such a code is not renewed: ollu license replace issues a new one.

Any number can be issued; more than 10,000 go in several calls. With --idempotency-key the command can be run again after a failure: what was issued under that key is printed once more, and nothing is issued twice.`,
		Example: `  ollu license issue --product ` + exampleProduct + ` --expires 2027-03-31 --seats 50
  ollu license issue --product ` + exampleProduct + ` --type trial --owner 'Example KK' --json
  ollu license issue --product ` + exampleProduct + ` --expires 2027-03-31 --seats 50 --offline
  ollu license issue --product ` + exampleProduct + ` --expires 2027-03-31 --count 500 --with-key --csv --idempotency-key order-1234 > codes.csv`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.complete(c); err != nil {
				return err
			}
			admin, err := f.server.admin()
			if err != nil {
				return err
			}
			return f.run(c, admin)
		},
	}
	f.register(c)
	return c
}

func (f *issueFlags) register(c *cobra.Command) {
	s, r := c.Flags(), &f.request
	s.StringVar(&r.Product, "product", "", "product id of the catalogue (required)")
	s.Var(&f.kind, "type", "full (default) or trial")
	seatsFlag(c, &r.Seats, 1, "seats of each licence")
	s.Var(&f.expires, "expires", "the expiry: the first day after the contract")
	s.BoolVar(&r.Perpetual, "perpetual", false, "never expires")
	s.IntVar(&f.count, "count", 1, "how many licences")
	s.BoolVar(&r.WithKey, "with-key", false, "a registration key with each")
	s.BoolVar(&r.Offline, "offline", false, "codes that carry their terms")
	s.StringVar(&r.Zone, "zone", "", "IANA zone of the dates")
	s.IntVar(&f.grace, "grace", 0, "days of grace")
	s.StringVar(&r.Prefix, "prefix", "", "the two letters the code begins with")
	s.StringSliceVar(&r.Components, "components", nil, "component ids, separated by commas; what they link to comes with them")
	s.Uint32Var(&f.deviceLimit, "device-limit", 0, "devices that may be registered, 0 for any number")
	s.StringVar(&r.Owner, "owner", "", "who holds the licence")
	s.StringVar(&r.Order, "order", "", "order number")
	s.StringVar(&r.Note, "note", "", "a note for operators")
	s.StringVar(&f.idempotencyKey, "idempotency-key", "", "issue once, however often this is run")
	jsonFlag(c, &f.json)
	s.BoolVar(&f.csv, "csv", false, "print CSV, as import reads it")
	c.MarkFlagsMutuallyExclusive("json", "csv")
	c.MarkFlagsMutuallyExclusive("expires", "perpetual")
	f.server.register(c)
}

// complete checks what the server cannot know, and fills in the request.
func (f *issueFlags) complete(c *cobra.Command) error {
	r := &f.request
	switch {
	case r.Product == "":
		return wrongUse("ollu catalog show lists the products", "--product is missing")
	case !f.expires.set && !r.Perpetual && f.kind.value.String() == "full":
		return wrongUse("give --expires 2027-03-31, or --perpetual", "a full licence needs an expiry")
	}
	r.Type, r.Expires = f.kind.value, f.expires.pointer()
	if c.Flags().Changed("grace") {
		r.GraceDays = &f.grace
	}
	if c.Flags().Changed("device-limit") {
		r.DeviceLimit = &f.deviceLimit
	}
	return nil
}

// run prints as the answers come, so that what was issued before a failure is
// known.
func (f *issueFlags) run(c *cobra.Command, admin *client.Admin) error {
	out := f.printer(c.OutOrStdout())
	err := inCalls(c, f.count, f.idempotencyKey, func(n int, key string) error {
		q := f.request
		q.Count = n
		answer, err := admin.Issue(c.Context(), &q, key)
		if err != nil {
			return err
		}
		return out.add(answer.Licences)
	})
	return out.end(err)
}

func (f *issueFlags) printer(w io.Writer) *listPrinter[wire.Licence] {
	p := licencePrinter(w, f.json)
	p.table = printIssued
	if f.csv {
		p.table = printIssuedCSV
	}
	return p
}
