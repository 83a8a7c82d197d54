package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/client"
	"ollu/server/wire"
)

func newKeyCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "key",
		Short:   "Issue and find registration keys, which come with a purchase",
		Example: "  ollu key issue --product " + exampleProduct + " --months 12 --count 10\n  ollu key show " + exampleKey,
	}, newKeyIssueCommand(), newKeyShowCommand(), newKeyListCommand())
}

// keyIssueFlags are the flags of ollu key issue.
type keyIssueFlags struct {
	request        wire.KeyIssueRequest
	kind           typeFlag
	expires        dayFlag
	count          int
	idempotencyKey string
	json           bool
	server         serverFlags
}

func newKeyIssueCommand() *cobra.Command {
	var f keyIssueFlags
	c := &cobra.Command{
		Use:   "issue --product P (--expires DATE | --months N)",
		Short: "Issue registration keys",
		Long:  "Issues registration keys. A key has no activation code yet: one is issued when the key is registered, and its term begins then with --months, or ends on the date of --expires.",
		Example: `  ollu key issue --product ` + exampleProduct + ` --months 12 --count 10
  ollu key issue --product ` + exampleProduct + ` --expires 2099-03-31 --seats 50 --order 1234 --json`,
		Args: noArgs,
		RunE: f.run,
	}
	s, q := c.Flags(), &f.request
	s.StringVar(&q.Product, "product", "", "product id of the catalogue (required)")
	s.Var(&f.kind, "type", "full (default) or trial")
	seatsFlag(c, &q.Seats, 1, "seats of each licence")
	s.StringVar(&q.Prefix, "prefix", "", "the two letters that key and code begin with")
	s.Var(&f.expires, "expires", "the expiry of the licence")
	s.IntVar(&q.Months, "months", 0, "months that the licence runs from its registration")
	s.IntVar(&f.count, "count", 1, "how many keys")
	s.StringVar(&q.Order, "order", "", "order number")
	s.StringVar(&q.Note, "note", "", "a note for operators")
	s.StringVar(&f.idempotencyKey, "idempotency-key", "", "issue once, however often this is run")
	c.MarkFlagsMutuallyExclusive("expires", "months")
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}

func (f *keyIssueFlags) run(c *cobra.Command, _ []string) error {
	switch {
	case f.request.Product == "":
		return wrongUse("ollu catalog show lists the products", "--product is missing")
	case !f.expires.set && f.request.Months <= 0:
		return wrongUse("give --months 12 or --expires 2027-03-31", "a key needs the term of its licence")
	}
	f.request.Type, f.request.Expires = f.kind.value, f.expires.pointer()
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	if err := f.heedOrder(c, admin); err != nil {
		return err
	}
	out := keyPrinter(c.OutOrStdout(), f.json)
	err = inCalls(c, f.count, f.idempotencyKey, func(n int, key string) error {
		q := f.request
		q.Count = n
		answer, err := admin.IssueKeys(c.Context(), &q, key)
		if err != nil {
			return err
		}
		return out.add(answer.Keys)
	})
	return out.end(err)
}

// heedOrder says so when the order has keys already: whoever has one of them will
// see the new ones, and register them with it.
func (f *keyIssueFlags) heedOrder(c *cobra.Command, admin *client.Admin) error {
	if f.request.Order == "" {
		return nil
	}
	answer, err := admin.Order(c.Context(), &wire.OrderRequest{Order: f.request.Order, Limit: 1})
	switch {
	case errors.Is(err, keystore.ErrNotFound):
		return nil
	case err == nil && len(answer.Keys) > 0:
		fmt.Fprintf(c.ErrOrStderr(), "note: order %s has registration keys already; customers see and register all of them together\n", f.request.Order)
	}
	return err
}

func newKeyShowCommand() *cobra.Command {
	var asJSON bool
	var server serverFlags
	c := &cobra.Command{
		Use:     "show KEY",
		Short:   "Show one registration key, and the code it became",
		Example: "  ollu key show " + exampleKey + "\n  ollu key show --json " + exampleKey,
		Args:    wantArgs("KEY"),
		RunE: func(c *cobra.Command, args []string) error {
			key, err := parseKey(args[0])
			if err != nil {
				return err
			}
			admin, err := server.admin()
			if err != nil {
				return err
			}
			answer, err := admin.ShowKey(c.Context(), key)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), &answer.Key)
			}
			return printKey(c.OutOrStdout(), &answer.Key)
		},
	}
	jsonFlag(c, &asJSON)
	server.register(c)
	return c
}

// keyListFlags are the flags of ollu key list.
type keyListFlags struct {
	request   wire.KeyListRequest
	after     string
	all, json bool
	server    serverFlags
}

func newKeyListCommand() *cobra.Command {
	var f keyListFlags
	c := &cobra.Command{
		Use:     "list",
		Short:   "List registration keys",
		Long:    "Lists the registration keys that all of the flags pick. One page is printed; when there is more, the flag for the next page is said on stderr. The exit code is 1 when nothing was found.",
		Example: "  ollu key list --product " + exampleProduct + "\n  ollu key list --state open --all --json",
		Args:    noArgs,
		RunE:    f.run,
	}
	s, q := c.Flags(), &f.request
	s.StringVar(&q.Product, "product", "", "of this product")
	s.StringVar(&q.Type, "type", "", "full or trial")
	s.StringVar(&q.State, "state", "", "open or registered")
	s.StringVar(&q.Order, "order", "", "of this order")
	s.StringVar(&q.Prefix, "prefix", "", "that begin with these two letters")
	complete(c, "type", "full", "trial")
	complete(c, "state", "open", "registered")
	registerPaging(c, &q.Limit, &f.after, &f.all)
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}

func (f *keyListFlags) run(c *cobra.Command, _ []string) error {
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
	out := keyPrinter(c.OutOrStdout(), f.json)
	next, err := pages(f.all, out, f.request.After, func(after *codec.Key) ([]wire.RegKey, *codec.Key, error) {
		f.request.After = after
		answer, err := admin.ListKeys(c.Context(), &f.request)
		return answer.Keys, answer.Next, err
	})
	if err := out.end(err); err != nil {
		return err
	}
	return closeList(c, out, revealed(next), "registration key")
}
