package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ollu/codec"
	"ollu/server/client"
	"ollu/server/wire"
)

func newShowCommand() *cobra.Command {
	var asJSON bool
	var server serverFlags
	c := &cobra.Command{
		Use:     "show CODE",
		Short:   "Show all that is known of one licence",
		Long:    "Shows all that the server knows of one licence: its term, standing, devices and history. The exit code is 1 when it was never issued.",
		Example: "  ollu license show " + exampleCode + "\n  ollu license show --json " + exampleCode,
		Args:    wantArgs("CODE"),
		RunE: func(c *cobra.Command, args []string) error {
			code, err := parseCode(args[0])
			if err != nil {
				return err
			}
			admin, err := server.admin()
			if err != nil {
				return err
			}
			answer, err := admin.Show(c.Context(), code)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), &answer.Licence)
			}
			return printLicence(c.OutOrStdout(), &answer.Licence)
		},
	}
	jsonFlag(c, &asJSON)
	server.register(c)
	return c
}

// filterFlags are the flags that pick licences.
type filterFlags struct {
	filter   wire.Filter
	from, to dayFlag
}

func (f *filterFlags) register(c *cobra.Command) {
	s, w := c.Flags(), &f.filter
	s.StringVar(&w.Product, "product", "", "of this product")
	s.StringVar(&w.Type, "type", "", "full or trial")
	s.StringVar(&w.Standing, "standing", "", "issued, activated, suspended, revoked or replaced")
	s.StringVar(&w.Phase, "phase", "", "active, grace or expired")
	s.Var(&f.from, "expires-from", "that expire on this day or later")
	s.Var(&f.to, "expires-to", "that expire on this day or earlier")
	s.StringVar(&w.Owner, "owner", "", "of this owner")
	s.StringVar(&w.Order, "order", "", "of this order")
	s.StringVar(&w.Prefix, "prefix", "", "whose code begins with these two letters")
	complete(c, "type", "full", "trial")
	complete(c, "standing", "issued", "activated", "suspended", "revoked", "replaced")
	complete(c, "phase", "active", "grace", "expired")
}

// request returns the filter as the admin API takes it.
func (f *filterFlags) request() wire.Filter {
	w := f.filter
	w.ExpiresFrom, w.ExpiresTo = f.from.pointer(), f.to.pointer()
	return w
}

// listFlags are the flags of ollu license list.
type listFlags struct {
	filterFlags
	limit     int
	after     string
	all, json bool
	server    serverFlags
}

func newListCommand() *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use:   "list",
		Short: "List licences",
		Long: `Lists the licences that all of the flags pick, in the order of their codes. One page is printed; when there is more, the flag for the next page is said on stderr. With --all every page is printed.

The exit code is 1 when nothing was found.`,
		Example: `  ollu license list --phase grace
  ollu license list --product ` + exampleProduct + ` --expires-from 2026-04-01 --expires-to 2099-03-31 --all --json`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			admin, err := f.server.admin()
			if err != nil {
				return err
			}
			return f.run(c, admin)
		},
	}
	f.filterFlags.register(c)
	registerPaging(c, &f.limit, &f.after, &f.all)
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}

func registerPaging(c *cobra.Command, limit *int, after *string, all *bool) {
	s := c.Flags()
	*limit = wire.DefaultPage
	s.Var(&numberFlag[int]{limit, 1, wire.MaxPage}, "limit", fmt.Sprintf("how many on a page, at most %d", wire.MaxPage))
	s.StringVar(after, "after", "", "the page behind this one: what the page before said on stderr")
	s.BoolVar(all, "all", false, "every page")
}

func (f *listFlags) run(c *cobra.Command, admin *client.Admin) error {
	request := wire.ListRequest{Filter: f.request(), Limit: f.limit}
	if f.after != "" {
		after, err := parseCode(f.after)
		if err != nil {
			return err
		}
		request.After = &after
	}
	out := licencePrinter(c.OutOrStdout(), f.json)
	next, err := pages(f.all, out, request.After, func(after *codec.Code) ([]wire.Licence, *codec.Code, error) {
		request.After = after
		answer, err := admin.List(c.Context(), &request)
		return answer.Licences, answer.Next, err
	})
	if err := out.end(err); err != nil {
		return err
	}
	return closeList(c, out, revealed(next), "licence")
}
