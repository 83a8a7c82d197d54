package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/server/manager"
	"ollu/server/manager/book"
	"ollu/server/manager/control"
	"ollu/server/words"
)

func (a *app) newProductsCommand() *cobra.Command {
	return a.Group(&cobra.Command{
		Use:     "products",
		Short:   "Look after the products of the site",
		Example: "  ollu-manager products list",
	}, a.newProductsAddCommand(), a.newProductsListCommand(), a.newProductsRemoveCommand())
}

func (a *app) newProductsAddCommand() *cobra.Command {
	var s settings
	var q manager.AddProductRequest
	var tokenFile, file string
	var newToken, asJSON bool
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Push to a product, or change its entry",
		Long: `Takes in a product that statements are pushed to, by the address of its agent's profile listener, and asks it what it is and which codes it uses. One that does not answer yet is taken in all the same. Without --token-file a token is made; it is printed once, with the lines for the agent's configuration.

A product that asks this manager by itself needs no entry: set server in its agent's configuration, and it appears in the list.

For a name that is there already what is given takes the place of what was.

With --file many are taken in at once, from a CSV file (or - for standard input) whose first line names its columns: name, url, token, codes; several codes are separated by spaces.`,
		Example: "  ollu-manager products add " + exampleProduct + " --url " + exampleURL + " --code " + exampleCode +
			"\n  ollu-manager products add " + exampleProduct + " --url " + exampleURL + " --new-token --json" +
			"\n  ollu-manager products add --file " + exampleProducts,
		Args: func(c *cobra.Command, args []string) error {
			if file != "" {
				return a.NoArgs(c, args)
			}
			return a.Args("NAME", 1, 1)(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if file != "" {
				return a.addAll(c, &s, file, asJSON)
			}
			if newToken && tokenFile != "" {
				return a.Together(c, "--token-file", "--new-token")
			}
			if tokenFile != "" {
				var err error
				if q.Token, err = a.Secret(tokenFile); err != nil {
					return err
				}
			}
			q.Name = args[0]
			return a.does(&s, a.begin, func(c *cobra.Command, t *site, _ []string) error { return t.addProduct(c, q, newToken, asJSON) })(c, args)
		},
	}
	s.registerAsking(c)
	f := c.Flags()
	f.StringVar(&q.URL, "url", "", "address of the agent's profile listener")
	f.StringVar(&tokenFile, "token-file", "", "file that holds the token to show to it")
	f.StringVar(&file, "file", "", "CSV file of products, in place of NAME")
	f.BoolVar(&newToken, "new-token", false, "make a new token for a product that has one")
	f.StringArrayVar(&q.Codes, "code", nil, "code, or id of a code, that it is to use; may be given several times")
	cli.JSON(c, &asJSON)
	return c
}

func (t *site) addProduct(c *cobra.Command, q manager.AddProductRequest, newToken, asJSON bool) error {
	made := ""
	if newToken {
		token, err := control.NewToken(rand.Reader)
		if err != nil {
			return err
		}
		q.Token, made = token, token
	}
	done := t.asking()
	r, err := t.AddProduct(c.Context(), q)
	done()
	if err != nil {
		return t.app.ofProduct(q, err)
	}
	r.Token = cmp.Or(r.Token, made)
	return cli.Show(t.out, asJSON, r, t.printProduct)
}

// ofProduct says what is wrong with a product that was not taken in.
func (a *app) ofProduct(q manager.AddProductRequest, err error) error {
	e, ok := errors.AsType[*control.Error](err)
	switch {
	case !ok:
	case e.Kind == control.Mistyped && e.At > 0 && e.At <= len(q.Codes):
		place := a.Say(words.SiteArgument, words.Args{"number": e.At})
		if wrong := a.proofread([]typed{{place, q.Codes[e.At-1]}}); len(wrong) > 0 {
			return a.refuse(io.Discard, false, wrong)
		}
	case e.Kind == control.NotFound:
		return a.ofCodes(err)
	case e.Kind == control.Invalid:
		what := a.Say(words.SiteBadURL, nil)
		switch {
		case book.CheckName(q.Name) != nil:
			what = a.Say(words.SiteBadName, words.Args{"name": fmt.Sprintf("%.40q", q.Name)})
		case q.URL == "":
			what = a.Say(words.SiteNeedURL, nil)
		}
		return &cli.Fault{What: what, Next: a.Say(words.CLISeeHelp, words.Args{"command": "ollu-manager products add"})}
	}
	return err
}

func (t *site) printProduct(w io.Writer, r manager.AddProductReport) error {
	id := words.SiteProductAdded
	if r.Known {
		id = words.SiteProductKept
	}
	lines := []string{t.say(id, words.Args{"name": r.Name})}
	if r.Reached {
		lines = append(lines, t.say(words.SiteProductSaid, words.Args{
			"product": cmp.Or(r.Product, "-"), "build": cmp.Or(r.Build, "-"), "device": cmp.Or(r.Device, "-"),
		}))
	} else if r.Why != "" {
		reason := t.app.why(book.Failed, r.Why, r.Detail)
		lines = append(lines, t.say(words.SiteProductNot, words.Args{"reason": reason}))
	}
	if len(r.Codes) > 0 {
		lines = append(lines, t.say(words.SiteProductUses, words.Args{"codes": masked(r.Codes)}))
	}
	if len(r.Strange) > 0 {
		lines = append(lines, t.say(words.SiteStrange, words.Args{"count": len(r.Strange)}))
	}
	if r.Token != "" {
		lines = append(lines, t.forAgent(&r)...)
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

// tokenPath is where the token of a packaged agent may stand.
const tokenPath = "/etc/ollu-agent/profile.token"

// forAgent gives the lines to paste into the configuration of a product's agent,
// and the token that they name the file of.
func (t *site) forAgent(r *manager.AddProductReport) []string {
	_, port := splitAddress(strings.TrimPrefix(strings.TrimPrefix(r.URL, "http://"), "https://"))
	if port == "" {
		port = map[bool]string{true: "443", false: "80"}[strings.HasPrefix(r.URL, "https://")]
	}
	lines := []string{"", t.say(words.SitePaste, nil), ""}
	if t.door != "" {
		lines = append(lines, "server: "+t.door)
	}
	lines = append(lines,
		"require_fresh: false",
		"profile:",
		`  listen: ":`+port+`"`,
		"  token_file: "+tokenPath,
		"", t.say(words.SitePasteToken, nil), "",
		r.Token,
		"", t.say(words.SiteTokenOnce, nil))
	return lines
}

func masked(codes []manager.NamedCode) (out []string) {
	for _, c := range codes {
		out = append(out, c.Code)
	}
	return out
}

func (a *app) newProductsListCommand() *cobra.Command {
	var s settings
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the products of the site",
		Long:    "Lists the products that are pushed to, and those that asked by themselves, with what they said of themselves last. ollu-manager status shows how it stands with each.",
		Example: "  ollu-manager products list\n  ollu-manager products list --json",
		Args:    a.NoArgs,
		RunE: a.does(&s, a.work, func(c *cobra.Command, t *site, _ []string) error {
			list, err := t.ListProducts(c.Context())
			if err != nil {
				return err
			}
			return cli.Show(t.out, asJSON, list, t.printProducts)
		}),
	}
	s.register(c)
	cli.JSON(c, &asJSON)
	return c
}

func (t *site) printProducts(w io.Writer, list []manager.ProductEntry) error {
	if len(list) == 0 {
		return t.line(words.SiteNoProducts, nil)
	}
	table := t.app.header(words.SiteName, words.SiteAddress, words.LabelProduct, words.SiteBuild, words.SiteSeen, words.SiteUsedCode)
	for i := range list {
		p := &list[i]
		address := p.URL
		if p.Asks {
			address = t.say(words.SiteAsksItself, nil)
		}
		table.Row(p.Name, cmp.Or(address, "-"), cmp.Or(p.Product, "-"), cmp.Or(p.Build, "-"),
			cmp.Or(cli.Moment(p.SeenAt.Local()), "-"), cmp.Or(strings.Join(masked(p.Codes), " "), "-"))
	}
	return table.Print(w)
}

// header begins a table.
func (a *app) header(ids ...words.ID) *cli.Table {
	var t cli.Table
	var cells []string
	for _, id := range ids {
		cells = append(cells, a.Say(id, nil))
	}
	t.Row(cells...)
	return &t
}

func (a *app) newProductsRemoveCommand() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use:     "remove NAME",
		Short:   "Stop looking after a product",
		Long:    "Takes a product out, with what is known of its deliveries. It keeps the licence that it holds. One that goes on asking by itself appears again.",
		Example: "  ollu-manager products remove " + exampleProduct,
		Args:    a.Args("NAME", 1, 1),
		RunE: a.does(&s, a.work, func(c *cobra.Command, t *site, args []string) error {
			if err := t.RemoveProduct(c.Context(), args[0]); err != nil {
				return t.app.ofName(args[0], err)
			}
			return t.line(words.SiteProductGone, words.Args{"name": args[0]})
		}),
	}
	s.register(c)
	return c
}
