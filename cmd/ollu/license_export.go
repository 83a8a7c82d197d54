package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ollu/server/client"
	"ollu/server/wire"
)

// exportFlags are the flags of ollu license export.
type exportFlags struct {
	filterFlags
	format, output string
	force          bool
	server         serverFlags
}

func newExportCommand() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export",
		Short: "Write licences to a file, as import reads it",
		Long:  `Writes the licences that all of the flags pick, with all that is known of them, so that an import gives back the same. The codes stand in it in full: a file given with -o is readable by its owner alone, and is there only once it is complete.`,
		Example: `  ollu license export -o all-licences.csv
  ollu license export --product ` + exampleProduct + ` --format ndjson > licences.ndjson`,
		Args: noArgs,
		RunE: f.run,
	}
	formatFlag(c, &f.format, "csv, json or ndjson (default by the file's name, or csv)")
	c.Flags().StringVarP(&f.output, "output", "o", "", "file to write (default standard output)")
	c.Flags().BoolVar(&f.force, "force", false, "replace a file that exists")
	f.filterFlags.register(c)
	f.server.register(c)
	return c
}

func (f *exportFlags) run(c *cobra.Command, _ []string) error {
	q := wire.ExportRequest{Filter: f.request(), Format: client.CSV}
	if f.format != "" || f.output != "" {
		format, err := formatOf(f.format, f.output)
		if err != nil {
			return err
		}
		q.Format = format
	}
	if f.output != "" && !f.force {
		if err := absent(f.output); err != nil {
			return err
		}
	}
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	if f.output == "" {
		return admin.Export(c.Context(), &q, c.OutOrStdout())
	}
	return download(c, f.output, "exporting", func(w io.Writer) error { return admin.Export(c.Context(), &q, w) })
}

// download writes a file with what fetch brings, and says how large it is.
func download(c *cobra.Command, path, doing string, fetch func(io.Writer) error) error {
	bar := newByteProgress(c.ErrOrStderr(), -1, doing)
	var size int64
	err := writeWhole(path, func(w io.Writer) error {
		to := &counted{w: w, told: bar.to}
		err := fetch(to)
		size = to.n
		return err
	})
	bar.end()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s written, %d bytes\n", path, size)
	return err
}
