package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"ollu/codec"
	"ollu/server/client"
	"ollu/server/wire"
)

// changeFlags are what the commands that change one licence have in common.
type changeFlags struct {
	dryRun, json bool
	server       serverFlags
}

func (f *changeFlags) register(c *cobra.Command) {
	jsonFlag(c, &f.json)
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "change nothing, show what would be")
	f.server.register(c)
}

// change runs a command that changes the licence args[0] names.
func (f *changeFlags) change(c *cobra.Command, args []string, act func(context.Context, *client.Admin, codec.Code) (wire.LicenceResponse, error)) error {
	code, err := parseCode(args[0])
	if err != nil {
		return err
	}
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	answer, err := act(c.Context(), admin, code)
	if err != nil {
		return err
	}
	return f.print(c, &answer.Licence)
}

// print shows the licence as it now is or, on a dry run, would be.
func (f *changeFlags) print(c *cobra.Command, l *wire.Licence) error {
	if f.dryRun {
		fmt.Fprintln(c.ErrOrStderr(), "dry run: nothing was changed, this is what would be")
	}
	if f.json {
		return printJSON(c.OutOrStdout(), l)
	}
	return printLicence(c.OutOrStdout(), l)
}

func newRenewCommand() *cobra.Command {
	var f changeFlags
	var expires, shows dayFlag
	var q wire.RenewRequest
	c := &cobra.Command{
		Use:   "renew CODE (--expires DATE | --by PERIOD)",
		Short: "Move the expiry of a licence; the code stays",
		Long: `Moves the expiry of a licence to a date, or by a period such as 1y, 6m or 30d counted from the old expiry, also when the renewal comes late.

With --shows-from the renewal is entered now and answered from that day on.`,
		Example: `  ollu license renew ` + exampleCode + ` --by 1y
  ollu license renew ` + exampleCode + ` --expires 2099-03-31 --shows-from 2099-01-15 --seats 80 --dry-run`,
		Args: wantArgs("CODE"),
		RunE: func(c *cobra.Command, args []string) error {
			if expires.set == (q.Period != "") {
				return wrongUse("give --expires 2027-03-31 or --by 1y", "a renewal takes exactly one of --expires and --by")
			}
			q.Expires, q.ShowsFrom, q.DryRun = expires.pointer(), shows.pointer(), f.dryRun
			return f.change(c, args, func(ctx context.Context, a *client.Admin, code codec.Code) (wire.LicenceResponse, error) {
				q.Code = code
				return a.Renew(ctx, &q)
			})
		},
	}
	s := c.Flags()
	s.Var(&expires, "expires", "the new expiry")
	s.StringVar(&q.Period, "by", "", "move it by this much: 1y, 6m, 30d")
	s.Var(&shows, "shows-from", "the day from which the renewal shows (default at once)")
	seatsFlag(c, &q.Seats, 0, "new number of seats (default unchanged)")
	s.BoolVar(&q.Shorten, "shorten", false, "correct a mistake: allow an earlier expiry, and take the place of a renewal that waits to show")
	f.register(c)
	return c
}

func newSuspendCommand() *cobra.Command {
	return newStandingCommand(&cobra.Command{
		Use:     "suspend CODE --reason TEXT",
		Short:   "Suspend a licence until it is resumed",
		Example: "  ollu license suspend " + exampleCode + " --reason 'invoice 1234 is open'",
	}, true, (*client.Admin).Suspend)
}

func newRevokeCommand() *cobra.Command {
	return newStandingCommand(&cobra.Command{
		Use:   "revoke CODE --reason TEXT",
		Short: "Revoke a licence; the reason and time stay on record",
		Long: `Revokes a licence. Who did it, when and why stays on record, also when ollu license resume takes it back.

The reason is published in the signed revocation list, and products show it: write it for the customer to read. Who did it is not published.`,
		Example: "  ollu license revoke " + exampleCode + " --reason refunded\n  ollu license revoke " + exampleCode + " --reason refunded --dry-run",
	}, true, (*client.Admin).Revoke)
}

func newResumeCommand() *cobra.Command {
	return newStandingCommand(&cobra.Command{
		Use:     "resume CODE",
		Short:   "Lift the suspension or revocation of a licence",
		Example: "  ollu license resume " + exampleSuspended,
	}, false, (*client.Admin).Resume)
}

// newStandingCommand completes a command that suspends, revokes or resumes.
func newStandingCommand(c *cobra.Command, reasoned bool, act func(*client.Admin, context.Context, *wire.StandingRequest) (wire.LicenceResponse, error)) *cobra.Command {
	var f changeFlags
	var q wire.StandingRequest
	c.Args = wantArgs("CODE")
	c.RunE = func(c *cobra.Command, args []string) error {
		if reasoned && q.Reason == "" {
			return wrongUse("give it as --reason TEXT", "the reason is missing, and it is kept on record")
		}
		return f.change(c, args, func(ctx context.Context, a *client.Admin, code codec.Code) (wire.LicenceResponse, error) {
			q.Code, q.DryRun = code, f.dryRun
			return act(a, ctx, &q)
		})
	}
	if reasoned {
		c.Flags().StringVar(&q.Reason, "reason", "", "why; kept on record (required)")
	}
	f.register(c)
	return c
}

func newRemoveDeviceCommand() *cobra.Command {
	var f changeFlags
	c := &cobra.Command{
		Use:     "remove-device CODE DEVICE",
		Short:   "Take a device off a licence, so that another can be registered",
		Example: "  ollu license remove-device " + exampleCode + " " + exampleDevice,
		Args:    wantArgs("CODE", "DEVICE"),
		RunE: func(c *cobra.Command, args []string) error {
			return f.change(c, args, func(ctx context.Context, a *client.Admin, code codec.Code) (wire.LicenceResponse, error) {
				return a.RemoveDevice(ctx, &wire.RemoveDeviceRequest{Code: code, Device: args[1]})
			})
		},
	}
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}
