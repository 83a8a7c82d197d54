package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ollu/codec/product"
	"ollu/config"
	"ollu/server/wire"
)

func newCatalogCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "catalog",
		Aliases: []string{"catalogue"},
		Short:   "Check and show the catalogue of products",
		Example: "  ollu catalog show\n  ollu catalog check " + exampleCatalogue,
	}, newCatalogCheckCommand(), newCatalogShowCommand())
}

func newCatalogCheckCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "check FILE",
		Short:   "Tell all that is wrong with a catalogue, line by line",
		Long:    "Tells all that is wrong with a catalogue, with line and reason. The exit code is 1 when anything is.",
		Example: "  ollu catalog check " + exampleCatalogue + "\n  ollu catalog check " + exampleCatalogue + " --json",
		Args:    wantArgs("FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			in, err := openInput(args[0])
			if err != nil {
				return err
			}
			if err := in.Close(); err != nil {
				return err
			}
			catalogue, err := config.LoadCatalogue(args[0])
			if _, wrong := errors.AsType[*config.Fault](err); err != nil && !wrong {
				return err
			}
			sound := ""
			if err == nil {
				sound = fmt.Sprintf("%s is a sound catalogue of %s", args[0], count(len(catalogue.Products()), "product"))
			}
			return checked(c, asJSON, err, args[0], sound)
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func newCatalogShowCommand() *cobra.Command {
	var f catalogueFlags
	var asJSON bool
	c := &cobra.Command{
		Use:     "show [PRODUCT]",
		Short:   "Show the products that can be issued, or one of them",
		Long:    "Shows the products of the catalogue: that of the configuration, or the one that ships. With a product, shows its components and rules.",
		Example: "  ollu catalog show\n  ollu catalog show " + exampleProduct + "\n  ollu catalog show --json",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) <= 1 {
				return nil
			}
			return wantArgs("PRODUCT")(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				p, err := f.product(args[0])
				if err != nil {
					return err
				}
				return show(c.OutOrStdout(), asJSON, wire.FromProduct(p), printProduct)
			}
			catalogue, err := f.catalogue()
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), asJSON, shapes(catalogue), printProducts)
		},
	}
	jsonFlag(c, &asJSON)
	f.register(c)
	return c
}

func shapes(c *product.Catalogue) []wire.Product {
	ps := []wire.Product{}
	for _, p := range c.Products() {
		ps = append(ps, wire.FromProduct(p))
	}
	return ps
}

func printProducts(w io.Writer, ps []wire.Product) error {
	t := newTable(w, "PRODUCT", "PREFIXES", "GRACE", "TRIAL", "SCHEDULE", "NAME")
	for _, p := range ps {
		t.row(p.ID, strings.Join(p.Prefixes, " "), days(p.GraceDays), days(p.TrialDays), p.Schedule, p.Name.EN)
	}
	return t.flush()
}

func printProduct(w io.Writer, p wire.Product) error {
	t := newTable(w)
	t.fact("product", p.ID)
	t.fact("name", p.Name.EN)
	t.fact("", p.Name.JA)
	t.fact("prefixes", strings.Join(p.Prefixes, " "))
	t.fact("schedule", p.Schedule)
	t.fact("grace", days(p.GraceDays))
	t.fact("trial", days(p.TrialDays))
	t.fact("trial grace", days(p.TrialGraceDays))
	t.fact("device limit", limitOf(p.DeviceLimit))
	t.fact("zone", p.Zone)
	if err := t.flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	t = newTable(w, "COMPONENT", "PREFIXES", "SOLD", "OPTIONAL", "LINKS", "NAME")
	for _, c := range p.Components {
		t.row(c.ID, orDash(strings.Join(c.Prefixes, " ")), yesNo(c.Sold), yesNo(c.Optional), orDash(strings.Join(c.Links, " ")), c.Name.EN)
	}
	return t.flush()
}

// days writes a number of days, "-" for none.
func days(n int) string {
	if n == 0 {
		return "-"
	}
	return count(n, "day")
}

func limitOf(n int) string {
	if n == 0 {
		return "none"
	}
	return strconv.Itoa(n)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
