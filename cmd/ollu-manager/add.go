package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/codec/term"
	"ollu/server/manager"
	"ollu/server/manager/control"
	"ollu/server/words"
)

func (a *app) newAddCommand() *cobra.Command {
	var s settings
	var q manager.AddRequest
	var file string
	var asJSON bool
	c := &cobra.Command{
		Use:   "add CODE…",
		Short: "Manage activation codes",
		Long: `Checks the codes for typing errors, takes them in, and asks the issuer about them at once. A typing error in any of them refuses all. Where the issuer cannot be asked, they are taken in all the same, and asked about at the next sync.

With - the codes are read from standard input, and with --file from a file, one in a line; so they stand neither in the list of processes nor in the history of the shell. With --replaces the new code takes the place of an old one in every product that uses it, and with --product it is to be used by that product.

The exit code is 1 when a code is mistyped, or when the issuer says that it may not be used.`,
		Example: "  ollu-manager add " + exampleCode + " --server " + exampleServer + " --note 'mail gateways, Osaka'" +
			"\n  ollu-manager add --file " + exampleCodes + " --product " + exampleProduct +
			"\n  ollu-manager add - < " + exampleCodes,
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := a.load(&s); err != nil { // for its language
				return err
			}
			codes, err := a.given(c, args, file)
			if err != nil {
				return err
			}
			if wrong := a.proofread(codes); len(wrong) > 0 {
				return a.refuse(c.OutOrStdout(), asJSON, wrong)
			}
			if q.Replaces != "" && len(codes) != 1 {
				return &cli.Fault{What: a.Say(words.SiteOneReplaced, nil), Next: a.SeeHelp(c)}
			}
			q.Codes = texts(codes)
			return a.does(&s, a.begin, func(c *cobra.Command, t *site, _ []string) error { return t.add(c, q, asJSON) })(c, args)
		},
	}
	s.registerAsking(c)
	f := c.Flags()
	f.StringVar(&file, "file", "", "file of codes, one in a line")
	f.StringVar(&q.Note, "note", "", "what people call them")
	f.StringVar(&q.Replaces, "replaces", "", "code, or id of the code, whose place the new one takes")
	f.StringVar(&q.Product, "product", "", "name of the product that is to use them")
	cli.JSON(c, &asJSON)
	return c
}

func (t *site) add(c *cobra.Command, q manager.AddRequest, asJSON bool) error {
	done := t.asking()
	r, err := t.Add(c.Context(), q)
	done()
	if err != nil {
		return t.app.ofAdding(q, err)
	}
	if err := cli.Show(t.out, asJSON, r, t.printAdded); err != nil {
		return err
	}
	if r.Cause == manager.CauseNotSaved { // the codes are in, what the issuer said of them is not
		return &cli.Fault{What: t.app.reason(r.Cause, t.server, 0), Next: t.say(words.SiteSyncAgain, nil)}
	}
	if !r.Asked && t.server != "" {
		fmt.Fprintln(t.err, t.say(words.SiteNotReached, words.Args{"reason": t.app.reason(r.Cause, t.server, 0)}))
	}
	for i := range r.Codes {
		if c := &r.Codes[i]; c.Problem != "" || refuses(c.Result) {
			return cli.ErrNo
		}
	}
	return nil
}

// ofAdding says which of the things that were named is not there.
func (a *app) ofAdding(q manager.AddRequest, err error) error {
	e, ok := errors.AsType[*control.Error](err)
	if ok && q.Product != "" && strings.Contains(e.Message, strconv.Quote(q.Product)) {
		return a.ofName(q.Product, err)
	}
	return a.ofCodes(err)
}

func (t *site) printAdded(w io.Writer, r manager.AddReport) error {
	for i := range r.Codes {
		c := &r.Codes[i]
		id := words.SiteAdded
		if c.Known {
			id = words.SiteKnown
		}
		if err := cli.PrintLine(w, t.say(id, words.Args{"code": c.Code, "state": t.standing(c)})); err != nil {
			return err
		}
	}
	return nil
}

// standing says in a sentence what is known of a code that was just added.
func (t *site) standing(c *manager.AddedCode) string {
	switch {
	case c.Problem != "":
		return t.app.reason(c.Problem, t.server, 0)
	case c.Result == "":
		return t.say(words.SiteNotHeard, nil)
	case refuses(c.Result):
		return t.say(words.Result(c.Result), nil)
	}
	args := words.Args{"product": c.Product, "state": t.app.result(c.Result)}
	if day, err := term.ParseDay(c.Expires); err == nil {
		args["expires"] = day
		return t.say(words.SiteStands, args)
	}
	return t.say(words.SiteStandsForEver, args)
}

// refuses tells the issuer's words that are a no, whatever the dates say. A code
// of which no device is registered yet is none.
func refuses(result string) bool {
	switch result {
	case "", "valid", "grace", "expired", "not_activated":
		return false
	}
	return true
}

// result is the word for a result in a table.
func (a *app) result(result string) string {
	id := words.State(result)
	switch {
	case result == "":
		return "-"
	case result == "valid":
		id = words.StateActive
	case result == "unknown":
		id = words.PageUnknownCode
	case !words.Has(id):
		return result
	}
	return a.Say(id, nil)
}
