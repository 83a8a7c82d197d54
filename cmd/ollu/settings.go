package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ollu/codec/product"
	"ollu/config"
)

// configFlags say where the configuration comes from.
type configFlags struct {
	file  string
	flags *pflag.FlagSet
}

func (f *configFlags) register(c *cobra.Command) {
	f.flags = c.Flags()
	f.flags.StringVar(&f.file, "config", "", "configuration file (default "+config.DefaultFile+", where there is one)")
}

// read reads the configuration from file, environment and flags; its error joins
// all that is wrong.
func (f *configFlags) read() (*config.Loaded, error) {
	return config.Load(config.LoadOptions{File: f.file, Env: os.Environ(), Flags: f.flags})
}

// load is read, with an error for the operator.
func (f *configFlags) load() (*config.Loaded, error) {
	l, err := f.read()
	if err != nil {
		return nil, &fault{what: err.Error(), next: "correct the configuration; ollu config show prints what is in force"}
	}
	return l, nil
}

// dataFlags say which data directory a command works on.
type dataFlags struct{ configFlags }

func (f *dataFlags) register(c *cobra.Command) {
	f.configFlags.register(c)
	f.flags.String("data-dir", config.Default().DataDir, "data directory of the server")
}

// dir returns the data directory. One named by flag needs no configuration.
func (f *dataFlags) dir() (string, error) {
	if f.named() {
		return f.name(), nil
	}
	l, err := f.load()
	if err != nil {
		return "", err
	}
	return l.Config.DataDir, nil
}

// named tells whether the data directory was given by flag; name is what was
// given.
func (f *dataFlags) named() bool  { return f.flags.Changed("data-dir") }
func (f *dataFlags) name() string { return f.flags.Lookup("data-dir").Value.String() }

// catalogueFlags say which catalogue a command reads.
type catalogueFlags struct{ configFlags }

func (f *catalogueFlags) register(c *cobra.Command) {
	f.configFlags.register(c)
	f.flags.String("catalog", "", "catalogue file (default the one of the configuration, or the one that ships)")
}

func (f *catalogueFlags) catalogue() (*product.Catalogue, error) {
	path := f.flags.Lookup("catalog").Value.String()
	if path == "" {
		l, err := f.load()
		if err != nil {
			return nil, err
		}
		path = l.Config.Catalog
	}
	c, err := config.LoadCatalogue(path)
	if err != nil {
		return nil, &fault{what: err.Error(), next: "ollu catalog check FILE tells all that is wrong with a catalogue"}
	}
	return c, nil
}

// product finds a product of the catalogue.
func (f *catalogueFlags) product(id string) (*product.Product, error) {
	c, err := f.catalogue()
	if err != nil {
		return nil, err
	}
	p, ok := c.Product(id)
	if !ok {
		return nil, &fault{
			what: "the catalogue has no product " + echo(id),
			next: "ollu catalog show lists the products",
			no:   true,
		}
	}
	return p, nil
}
