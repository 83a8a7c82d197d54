package main

import (
	"github.com/spf13/cobra"

	"ollu/server/wire"
)

// replaceFlags are the flags of ollu license replace.
type replaceFlags struct {
	changeFlags
	request wire.ReplaceRequest
	kind    typeFlag
	expires dayFlag
	grace   int
	offline bool
}

func newReplaceCommand() *cobra.Command {
	var f replaceFlags
	c := &cobra.Command{
		Use:   "replace CODE",
		Short: "Issue a new code in place of an old one",
		Long: `Issues a new code in place of an old one, for a contract that was changed or a code that got about. The old code answers "replaced" from then on, for good. What is not said stays as it was; devices have to be registered again. The new licence is printed.

An offline code is renewed so, because its expiry is inside it; the new one is offline too unless --offline=false is given. Zone and grace of an offline code are the product's.`,
		Example: `  ollu license replace ` + exampleCode + `
  ollu license replace ` + exampleCode + ` --expires 2099-03-31 --seats 80 --json
  ollu license replace ` + exampleCode + ` --offline --expires 2099-03-31`,
		Args: wantArgs("CODE"),
		RunE: f.run,
	}
	s, q := c.Flags(), &f.request
	s.Var(&f.kind, "type", "full or trial")
	seatsFlag(c, &q.Seats, 0, "seats")
	s.Var(&f.expires, "expires", "the expiry")
	s.IntVar(&f.grace, "grace", 0, "days of grace")
	s.StringSliceVar(&q.Components, "components", nil, "component ids, separated by commas; what they link to comes with them")
	s.BoolVar(&f.offline, "offline", false, "a code that carries its terms (default as the old one)")
	s.StringVar(&q.Order, "order", "", "order number")
	s.StringVar(&q.Note, "note", "", "a note for operators")
	f.register(c)
	return c
}

func (f *replaceFlags) run(c *cobra.Command, args []string) (err error) {
	q := &f.request
	if q.Code, err = parseCode(args[0]); err != nil {
		return err
	}
	q.Expires, q.DryRun = f.expires.pointer(), f.dryRun
	if f.kind.set {
		q.Type = &f.kind.value
	}
	if c.Flags().Changed("grace") {
		q.GraceDays = &f.grace
	}
	if c.Flags().Changed("offline") {
		q.Offline = &f.offline
	}
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	answer, err := admin.Replace(c.Context(), q)
	if err != nil {
		return err
	}
	return f.print(c, &answer.Licence)
}
