package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ollu/server/client"
	"ollu/server/wire"
)

// importFlags are the flags of ollu license import.
type importFlags struct {
	format, refused string
	json            bool
	server          serverFlags
}

func newImportCommand() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take licences over from a file",
		Long: `Takes licences over from a file of CSV, of JSON (an array) or of NDJSON (one object a line), as export writes them; - is standard input. In CSV the first line names the columns; code, product and expires are enough, the rest has defaults.

Each row counts for itself: one that cannot be taken is refused with its line and the reason, on stderr, and the others are taken. A licence that is there already and identical is left as it is, so that a file can be imported again, after a failure or by mistake; one that differs is refused.

The exit code is 1 when rows were refused.`,
		Example: `  ollu license import ` + exampleFile + `
  ollu license import ` + exampleFile + ` --refused refused.csv --json
  ollu license import - --format csv < ` + exampleFile,
		Args: wantArgs("FILE"),
		RunE: f.run,
	}
	s := c.Flags()
	formatFlag(c, &f.format, "csv, json or ndjson (default by the file's name)")
	s.StringVar(&f.refused, "refused", "", "write the refused rows to this file, to be mended and imported")
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}

func formatFlag(c *cobra.Command, format *string, usage string) {
	c.Flags().StringVar(format, "format", "", usage)
	complete(c, "format", client.CSV, client.JSON, client.NDJSON)
}

// formatOf picks the format of a file, by flag or name.
func formatOf(flag, path string) (string, error) {
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	if ext == "jsonl" {
		ext = client.NDJSON
	}
	format := cmp.Or(flag, ext)
	if !slices.Contains([]string{client.CSV, client.JSON, client.NDJSON}, format) {
		return "", wrongUse("name the format with --format csv, json or ndjson", "the format %s is none that licences are written in", echo(format))
	}
	return format, nil
}

func (f *importFlags) run(c *cobra.Command, args []string) error {
	format, err := formatOf(f.format, args[0])
	if err != nil {
		return err
	}
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	in, err := openInput(args[0])
	if err != nil {
		return err
	}
	defer in.Close()
	if f.refused != "" && in.size < 0 {
		if in, err = keep(in); err != nil {
			return err
		}
		defer os.Remove(in.Name())
		defer in.Close()
	}
	sum, err := runImport(c, admin, in, format)
	report(c.ErrOrStderr(), sum.Refused)
	if err != nil {
		return tookPart(err, &sum)
	}
	if err := f.print(c.OutOrStdout(), &sum); err != nil || len(sum.Refused) == 0 {
		return err
	}
	if f.refused != "" {
		if err := writeRefused(f.refused, in, format, sum.Refused); err != nil {
			return err
		}
	}
	return errNo
}

// runImport sends the file, with a progress bar over its bytes.
func runImport(c *cobra.Command, admin *client.Admin, in *input, format string) (wire.ImportResponse, error) {
	bar := newByteProgress(c.ErrOrStderr(), in.size, "importing")
	defer bar.end()
	return admin.Import(c.Context(), in, format, func(read int64, _ wire.ImportResponse) { bar.to(read) })
}

// report names each refused row.
func report(w io.Writer, refused []wire.Refusal) {
	for _, r := range refused {
		column := ""
		if r.Column != "" {
			column = ", " + r.Column
		}
		fmt.Fprintf(w, "line %d%s: %s\n", r.Line, column, oneLine(r.Reason))
	}
}

// tookPart adds to a failure in the middle what was taken before it.
func tookPart(err error, sum *wire.ImportResponse) error {
	f := *faultOf(err)
	if done := sum.Imported + sum.Unchanged + len(sum.Refused); done > 0 && !errors.Is(err, context.Canceled) {
		f.what = fmt.Sprintf("%s (%s before it dealt with)", f.what, count(done, "row"))
	}
	if f.next == "" {
		f.next = "mend the file and import it again: what was taken is left as it is"
	}
	f.no = false
	return &f
}

func (f *importFlags) print(w io.Writer, sum *wire.ImportResponse) error {
	if f.json {
		return printJSON(w, sum)
	}
	_, err := fmt.Fprintf(w, "%d imported, %d unchanged, %d refused\n", sum.Imported, sum.Unchanged, len(sum.Refused))
	return err
}

// writeRefused writes the refused rows of the file to a file of the same form.
func writeRefused(path string, in *input, format string, refused []wire.Refusal) error {
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read %s again: %w", in.name, err)
	}
	s, err := newSplitter(format, in)
	if err != nil {
		return err
	}
	places := make([]int, len(refused))
	for i, r := range refused {
		places[i] = r.Line
	}
	slices.Sort(places)
	rows, err := pick(s, places)
	if err != nil {
		return fmt.Errorf("read %s again: %w", in.name, err)
	}
	return writeWhole(path, func(w io.Writer) error {
		_, err := w.Write(s.body(rows))
		return err
	})
}

// keep copies what can be read only once into a file that can be read again.
// The caller removes it.
func keep(in *input) (*input, error) {
	f, err := os.CreateTemp("", "ollu-import-*") // mode 0600
	if err != nil {
		return nil, err
	}
	size, err := io.Copy(f, in)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("keep %s: %w", in.name, err), f.Close(), os.Remove(f.Name()))
	}
	return &input{f, in.name, size}, nil
}
