package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"ollu/codec"
	"ollu/server/client"
	"ollu/server/wire"
)

func newAccountCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "account",
		Short:   "Find customers' accounts, and help their users",
		Example: "  ollu account list --login " + exampleLogin + "\n  ollu account show " + exampleAccount,
	}, newAccountListCommand(), newAccountShowCommand(), newAccountFindCommand(), newAccountHoldCommand(), newAccountReleaseCommand(),
		newAccountResetFactorCommand(), newAccountUnregisterCommand(), newAccountRequestsCommand(), newAccountAnswerCommand())
}

// accountFlags are what the commands about one account have in common.
type accountFlags struct {
	json   bool
	server serverFlags
}

func (f *accountFlags) register(c *cobra.Command) *cobra.Command {
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}

// run asks the server, and prints the account as it is then.
func (f *accountFlags) run(c *cobra.Command, ask func(*client.Admin) (wire.AccountResponse, error)) error {
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	answer, err := ask(admin)
	if err != nil {
		return err
	}
	return show(c.OutOrStdout(), f.json, &answer.Account, printAccount)
}

// accountListFlags are the flags of ollu account list.
type accountListFlags struct {
	request      wire.AccountListRequest
	held         bool
	all          bool
	accountFlags // json and server
}

func newAccountListCommand() *cobra.Command {
	var f accountListFlags
	c := &cobra.Command{
		Use:   "list",
		Short: "List customers' accounts",
		Long:  "Lists the accounts that all of the flags pick. One page is printed; when there is more, the flag for the next page is said on stderr. The exit code is 1 when nothing was found.",
		Example: `  ollu account list --json
  ollu account list --login ` + exampleLogin + `
  ollu account list --held=false --all --json`,
		Args: noArgs,
		RunE: f.list,
	}
	s, q := c.Flags(), &f.request
	s.StringVar(&q.Company, "company", "", "with this in the name of the company or branch")
	s.StringVar(&q.Login, "login", "", "of the user with this login id")
	s.StringVar(&q.Mail, "mail", "", "of the users with this mail address")
	s.BoolVar(&f.held, "held", false, "that are held, or with --held=false that are not")
	registerPaging(c, &q.Limit, &q.After, &f.all)
	return f.register(c)
}

func (f *accountListFlags) list(c *cobra.Command, _ []string) error {
	if c.Flags().Changed("held") {
		f.request.Held = &f.held
	}
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	out := &listPrinter[wire.Account]{w: c.OutOrStdout(), json: f.json, table: printAccounts}
	return listed(c, out, "account", f.all, f.request.After, func(after string) ([]wire.Account, string, error) {
		f.request.After = after
		answer, err := admin.Accounts(c.Context(), &f.request)
		return answer.Accounts, answer.Next, err
	})
}

// listed prints the pages of a list that goes on by a name, and ends it. A page
// with nothing on it is passed over where there is more.
func listed[T any](c *cobra.Command, out *listPrinter[T], noun string, all bool, after string, page func(after string) ([]T, string, error)) error {
	next, err := pages(all, out, &after, func(after *string) ([]T, *string, error) {
		part, next, err := page(*after)
		for err == nil && len(part) == 0 && next != "" {
			part, next, err = page(next)
		}
		if next == "" {
			return part, nil, err
		}
		return part, &next, err
	})
	if err := out.end(err); err != nil {
		return err
	}
	if next == nil {
		next = new(string)
	}
	return closeList(c, out, *next, noun)
}

func newAccountShowCommand() *cobra.Command {
	var f accountFlags
	return f.register(&cobra.Command{
		Use:     "show ACCOUNT",
		Short:   "Show an account with its users, and what it registered",
		Example: "  ollu account show " + exampleAccount + "\n  ollu account show --json " + exampleAccount,
		Args:    wantArgs("ACCOUNT"),
		RunE: func(c *cobra.Command, args []string) error {
			return f.run(c, func(a *client.Admin) (wire.AccountResponse, error) { return a.Account(c.Context(), args[0]) })
		},
	})
}

func newAccountFindCommand() *cobra.Command {
	var f accountFlags
	return f.register(&cobra.Command{
		Use:     "find CODE|KEY",
		Short:   "Show whose an activation code or registration key is",
		Long:    "Shows the account and line that an activation code or a registration key is on. A code that was upgraded or replaced leads there too. The exit code is 1 when no account has registered it.",
		Example: "  ollu account find " + exampleHeld + "\n  ollu account find --json " + exampleHeldKey,
		Args:    wantArgs("CODE|KEY"),
		RunE: func(c *cobra.Command, args []string) error {
			q, err := codeOrKey(args[0])
			if err != nil {
				return err
			}
			admin, err := f.server.admin()
			if err != nil {
				return err
			}
			answer, err := admin.Registration(c.Context(), q)
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), f.json, &answer, printHolder)
		},
	})
}

// codeOrKey reads what may be an activation code or a registration key.
func codeOrKey(arg string) (*wire.RegistrationRequest, error) {
	if key, err := codec.ParseKey(arg); err == nil {
		return &wire.RegistrationRequest{Key: &key}, nil
	}
	code, err := parseCode(arg)
	return &wire.RegistrationRequest{Code: &code}, err
}

// lineNumber reads the number of an account's line.
func lineNumber(arg string) (int, error) {
	no, err := strconv.Atoi(arg)
	if err != nil || no < 1 {
		return 0, wrongUse("ollu account show prints the numbers", "this is no number of a line")
	}
	return no, nil
}
