package main

import (
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"ollu/codec"
	"ollu/server/wire"
)

func newOrderCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "order",
		Short:   "Follow what was sold",
		Example: "  ollu order show " + exampleOrder,
	}, newOrderShowCommand())
}

// orderFlags are the flags of ollu order show.
type orderFlags struct {
	request   wire.OrderRequest
	after     string
	all, json bool
	server    serverFlags
}

func newOrderShowCommand() *cobra.Command {
	var f orderFlags
	c := &cobra.Command{
		Use:     "show ORDER",
		Short:   "Show what became of each registration key of an order",
		Long:    "Shows each registration key of an order, with the licence that came of it and the account that holds it. One page is printed; when there is more, the flag for the next page is said on stderr. The exit code is 1 when no key has the order.",
		Example: "  ollu order show " + exampleOrder + "\n  ollu order show " + exampleOrder + " --all --json",
		Args:    wantArgs("ORDER"),
		RunE:    f.run,
	}
	registerPaging(c, &f.request.Limit, &f.after, &f.all)
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}

func (f *orderFlags) run(c *cobra.Command, args []string) error {
	f.request.Order = args[0]
	if f.after != "" {
		after, err := parseKey(f.after)
		if err != nil {
			return err
		}
		f.request.After = &after
	}
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	out := &listPrinter[wire.OrderedKey]{w: c.OutOrStdout(), json: f.json, table: printOrdered}
	next, err := pages(f.all, out, f.request.After, func(after *codec.Key) ([]wire.OrderedKey, *codec.Key, error) {
		f.request.After = after
		answer, err := admin.Order(c.Context(), &f.request)
		return answer.Keys, answer.Next, err
	})
	if err := out.end(err); err != nil {
		return err
	}
	return closeList(c, out, revealed(next), "registration key")
}

func printOrdered(w io.Writer, all []wire.OrderedKey, first bool) error {
	t := newTable(w)
	if first {
		t.row("KEY", "PRODUCT", "TYPE", "SEATS", "TERM", "CODE", "STANDING", "EXPIRES", "ACCOUNT", "COMPANY")
	}
	for i := range all {
		k := &all[i]
		cells := []string{k.Key.Key.Reveal(), k.Key.Product, k.Key.Type.String(), strconv.Itoa(int(k.Key.Seats)), orderedTerm(&k.Key)}
		if l := k.Licence; l != nil {
			cells = append(cells, l.Code.Reveal(), l.Standing, dayOr(l.Expires))
		} else {
			cells = append(cells, "-", "open", "-")
		}
		if h := k.Holder; h != nil {
			cells = append(cells, h.Account, h.Company)
		}
		t.row(cells...)
	}
	return t.flush()
}

// orderedTerm is keyTerm, also for a key without an end.
func orderedTerm(k *wire.RegKey) string {
	if k.Perpetual {
		return "no end"
	}
	return keyTerm(k)
}
