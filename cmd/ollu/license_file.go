package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ollu/server/wire"
)

// fileFlags are the flags of ollu license file.
type fileFlags struct {
	request wire.FileRequest
	until   dayFlag
	output  string
	force   bool
	json    bool
	server  serverFlags
}

func newFileCommand() *cobra.Command {
	var f fileFlags
	c := &cobra.Command{
		Use:   "file CODE",
		Short: "Sign a licence file, for a product that reaches no server",
		Long: `Signs a licence file: what the server says of the licence now, to be carried by hand to a product that reaches no server, and entered there with ollu-agent import. It is good for every device.

It is taken until the grace of the licence ends, or for ten years where there is no expiry, unless --valid-until says otherwise. A licence that is renewed gets a new file.

A licence that was suspended, revoked or replaced is refused without --any-standing; the file then says so to the product.`,
		Example: `  ollu license file ` + exampleCode + ` --out gw-tokyo-01.lic
  ollu license file ` + exampleCode + ` --valid-until 2098-12-31 > gw-tokyo-01.lic
  ollu license file ` + exampleSuspended + ` --any-standing --json`,
		Args: wantArgs("CODE"),
		RunE: f.run,
	}
	s := c.Flags()
	s.Var(&f.until, "valid-until", "the first day on which the file is not taken any more")
	s.BoolVar(&f.request.AnyStanding, "any-standing", false, "also for a licence that was withdrawn")
	s.StringVarP(&f.output, "out", "o", "", "file to write (default standard output)")
	s.BoolVar(&f.force, "force", false, "replace a file that exists")
	jsonFlag(c, &f.json)
	c.MarkFlagsMutuallyExclusive("json", "out")
	f.server.register(c)
	return c
}

func (f *fileFlags) run(c *cobra.Command, args []string) (err error) {
	if f.request.Code, err = parseCode(args[0]); err != nil {
		return err
	}
	f.request.ValidUntil = f.until.pointer()
	if f.output != "" && !f.force {
		if err := absent(f.output); err != nil {
			return err
		}
	}
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	answer, err := admin.File(c.Context(), &f.request)
	if err != nil {
		return err
	}
	return f.print(c.OutOrStdout(), &answer)
}

func (f *fileFlags) print(w io.Writer, answer *wire.FileResponse) error {
	text := func(w io.Writer) error {
		_, err := io.WriteString(w, answer.File+"\n")
		return err
	}
	switch {
	case f.json:
		return printJSON(w, answer)
	case f.output == "":
		return text(w)
	}
	if err := writeWhole(f.output, text); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s written: %s, taken until %s\n", f.output, until(&answer.Licence), moment(answer.ValidUntil))
	return err
}
