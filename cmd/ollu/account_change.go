package main

import (
	"github.com/spf13/cobra"

	"ollu/server/client"
	"ollu/server/wire"
)

func newAccountHoldCommand() *cobra.Command {
	var f accountFlags
	var q wire.HoldRequest
	c := &cobra.Command{
		Use:     "hold ACCOUNT",
		Short:   "Keep an account's users out",
		Long:    "Keeps an account's users out, and ends their sessions at once. The licences live on: products are answered as before.",
		Example: "  ollu account hold " + exampleAccount + " --reason \"unpaid since March\"",
		Args:    wantArgs("ACCOUNT"),
		RunE: func(c *cobra.Command, args []string) error {
			q.Account = args[0]
			return f.run(c, func(a *client.Admin) (wire.AccountResponse, error) { return a.HoldAccount(c.Context(), &q) })
		},
	}
	c.Flags().StringVar(&q.Reason, "reason", "", "why, for other operators")
	return f.register(c)
}

func newAccountReleaseCommand() *cobra.Command {
	var f accountFlags
	return f.register(&cobra.Command{
		Use:     "release ACCOUNT",
		Short:   "Let the users of a held account in again",
		Example: "  ollu account release " + exampleHeldAccount,
		Args:    wantArgs("ACCOUNT"),
		RunE: func(c *cobra.Command, args []string) error {
			return f.run(c, func(a *client.Admin) (wire.AccountResponse, error) { return a.ReleaseAccount(c.Context(), args[0]) })
		},
	})
}

func newAccountResetFactorCommand() *cobra.Command {
	var f accountFlags
	return f.register(&cobra.Command{
		Use:     "reset-factor LOGIN",
		Short:   "Take the second factor off a user who has lost it",
		Long:    "Takes the second factor and its recovery codes off a user, who then logs in with the password alone and is told by mail. Make sure first that it is the user who asks: call back by a number that you have.",
		Example: "  ollu account reset-factor " + exampleLogin,
		Args:    wantArgs("LOGIN"),
		RunE: func(c *cobra.Command, args []string) error {
			return f.run(c, func(a *client.Admin) (wire.AccountResponse, error) { return a.ResetFactor(c.Context(), args[0]) })
		},
	})
}

func newAccountUnregisterCommand() *cobra.Command {
	var f accountFlags
	var q wire.UnregisterRequest
	c := &cobra.Command{
		Use:     "unregister ACCOUNT NO",
		Short:   "Take a line off an account",
		Long:    "Takes a line off an account, for a key that was registered by mistake or a licence that changed hands. The key can be registered again, and then names the same code. The licence lives on.",
		Example: "  ollu account unregister " + exampleAccount + " 2 --reason \"registered by mistake\"",
		Args:    wantArgs("ACCOUNT", "NO"),
		RunE: func(c *cobra.Command, args []string) (err error) {
			if q.No, err = lineNumber(args[1]); err != nil {
				return err
			}
			q.Account = args[0]
			return f.run(c, func(a *client.Admin) (wire.AccountResponse, error) { return a.Unregister(c.Context(), &q) })
		},
	}
	c.Flags().StringVar(&q.Reason, "reason", "", "why, for the audit log")
	return f.register(c)
}

// requestsFlags are the flags of ollu account requests.
type requestsFlags struct {
	request wire.RequestListRequest
	all     bool
	accountFlags
}

func newAccountRequestsCommand() *cobra.Command {
	var f requestsFlags
	c := &cobra.Command{
		Use:     "requests",
		Short:   "List the requests for offline codes that wait",
		Long:    "Lists the requests for offline activation codes that wait to be answered, account by account. The exit code is 1 when there is none.",
		Example: "  ollu account requests\n  ollu account requests --all --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			admin, err := f.server.admin()
			if err != nil {
				return err
			}
			out := &listPrinter[wire.WaitingRequest]{w: c.OutOrStdout(), json: f.json, table: printRequests}
			return listed(c, out, "request", f.all, f.request.After, func(after string) ([]wire.WaitingRequest, string, error) {
				f.request.After = after
				answer, err := admin.Requests(c.Context(), &f.request)
				return answer.Requests, answer.Next, err
			})
		},
	}
	registerPaging(c, &f.request.Limit, &f.request.After, &f.all)
	return f.register(c)
}

func newAccountAnswerCommand() *cobra.Command {
	var f accountFlags
	var q wire.AnswerRequest
	return f.register(&cobra.Command{
		Use:   "answer ACCOUNT NO CODE",
		Short: "Answer a request with the offline code that was issued for it",
		Long: `Answers the request of an account's line with an offline code, which becomes the account's and is mailed to who asked.

Issue the code first: ollu license issue --offline, with the terms of the line's licence, or ollu license replace CODE --offline to put it in the place of the code on the line.`,
		Example: "  ollu account answer " + exampleAccount + " 1 " + exampleOffline,
		Args:    wantArgs("ACCOUNT", "NO", "CODE"),
		RunE: func(c *cobra.Command, args []string) (err error) {
			if q.No, err = lineNumber(args[1]); err != nil {
				return err
			}
			if q.Code, err = parseCode(args[2]); err != nil {
				return err
			}
			q.Account = args[0]
			return f.run(c, func(a *client.Admin) (wire.AccountResponse, error) { return a.AnswerRequest(c.Context(), &q) })
		},
	})
}
