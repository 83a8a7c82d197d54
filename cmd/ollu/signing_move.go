package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"ollu/config"
	"ollu/server"
	"ollu/server/signing"
)

func newSigningExportCommand() *cobra.Command {
	var data dataFlags
	var force bool
	c := &cobra.Command{
		Use:   "export FILE",
		Short: "Write all signing keys, the private ones included, into one file",
		Long: `Writes the whole folder of signing keys into one file that its owner alone can read, to be kept in a safe place or taken to another machine. It is not encrypted: whoever has it can sign as the issuer and make offline codes.

Export again after every rotation.`,
		Example: "  ollu signing export " + exampleSigningFile,
		Args:    wantArgs("FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			if !force {
				if err := absent(args[0]); err != nil {
					return err
				}
			}
			dir, err := data.dir()
			if err != nil {
				return err
			}
			ring, err := signing.Open(server.SigningDir(dir), time.Now())
			if err != nil {
				return err
			}
			if err := writeWhole(args[0], ring.Export); err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s written; keep it as safe as the keys\n", args[0])
			return err
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace a file that exists")
	data.register(c)
	return c
}

func newSigningImportCommand() *cobra.Command {
	var data dataFlags
	var force, asJSON bool
	c := &cobra.Command{
		Use:     "import FILE",
		Short:   "Put signing keys that were exported into the data directory",
		Long:    "Puts signing keys that ollu signing export wrote into the data directory. The file is checked as a whole first. Keys that are there are replaced only with --force, and kept in a folder beside them.",
		Example: "  ollu signing import " + exampleSigningFile + " --force\n  ollu signing import " + exampleSigningFile + " --data-dir ./new",
		Args:    wantArgs("FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			in, err := openInput(args[0])
			if err != nil {
				return err
			}
			defer in.Close()
			dir, err := data.dir()
			if err != nil {
				return err
			}
			_, kept, err := signing.Import(server.SigningDir(dir), in, force, time.Now())
			if err != nil {
				return err
			}
			return announce(c, dir, asJSON, signingChange{Kept: kept})
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace the keys that are there; they are kept beside them")
	jsonFlag(c, &asJSON)
	data.register(c)
	return c
}

func newSigningOfflineKeyCommand() *cobra.Command {
	var data dataFlags
	var asJSON bool
	c := &cobra.Command{
		Use:   "offline-key PRODUCT",
		Short: "Print the key by which a product checks its offline codes",
		Long: `Prints the key of a product's offline codes, to be built into that product. It stays the same when the signing key is rotated.

It is a secret shared by all copies of the product: who takes it out of one can make offline codes for that product, and for no other. A licence file (ollu license file) has no such secret.`,
		Example: "  ollu signing offline-key " + exampleProduct,
		Args:    wantArgs("PRODUCT"),
		RunE: func(c *cobra.Command, args []string) error {
			loaded, err := data.load()
			if err != nil {
				return err
			}
			if err := inCatalogue(loaded.Config.Catalog, args[0]); err != nil {
				return err
			}
			ring, err := signing.Open(server.SigningDir(loaded.Config.DataDir), time.Now())
			if err != nil {
				return err
			}
			text, err := ring.OfflineKey(args[0]).MarshalText()
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), asJSON, &offlineKey{Product: args[0], Key: string(text)}, printOfflineKey)
		},
	}
	jsonFlag(c, &asJSON)
	data.register(c)
	return c
}

// offlineKey is what signing offline-key prints.
type offlineKey struct {
	Product string `json:"product"`
	Key     string `json:"key"`
}

func printOfflineKey(w io.Writer, k *offlineKey) error {
	_, err := fmt.Fprintln(w, k.Key)
	return err
}

// inCatalogue refuses a product that the catalogue does not hold.
func inCatalogue(path, id string) error {
	c, err := config.LoadCatalogue(path)
	if err != nil {
		return &fault{what: err.Error(), next: "ollu catalog check FILE tells all that is wrong with a catalogue"}
	}
	if _, ok := c.Product(id); !ok {
		return &fault{what: "the catalogue has no product " + echo(id), next: "ollu catalog show lists the products", no: true}
	}
	return nil
}
