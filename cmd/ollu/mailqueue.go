package main

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"ollu/server/client"
	"ollu/server/wire"
)

func newMailCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "mail",
		Short:   "See to the mails to customers that could not be sent",
		Example: "  ollu mail list\n  ollu mail retry --dead",
	}, newMailListCommand(), newMailRetryCommand(), newMailDropCommand(), newMailTemplatesCommand())
}

// mailListFlags are the flags of ollu mail list.
type mailListFlags struct {
	request   wire.MailListRequest
	all, json bool
	server    serverFlags
}

func newMailListCommand() *cobra.Command {
	var f mailListFlags
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the mails that wait to be sent, or were given up",
		Long:    "Lists the mails that wait to be sent and, as dead, those that were given up and wait for an operator. What a mail says is not shown, and its recipient is masked. The exit code is 1 when there is none.",
		Example: "  ollu mail list\n  ollu mail list --state dead --all --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			admin, err := f.server.admin()
			if err != nil {
				return err
			}
			out := &listPrinter[wire.Letter]{w: c.OutOrStdout(), json: f.json, table: printLetters}
			return listed(c, out, "mail", f.all, f.request.After, func(after string) ([]wire.Letter, string, error) {
				f.request.After = after
				answer, err := admin.Mail(c.Context(), &f.request)
				return answer.Letters, answer.Next, err
			})
		},
	}
	c.Flags().StringVar(&f.request.State, "state", "", "waiting or dead")
	complete(c, "state", "waiting", "dead")
	registerPaging(c, &f.request.Limit, &f.request.After, &f.all)
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}

func printLetters(w io.Writer, all []wire.Letter, first bool) error {
	t := newTable(w)
	if first {
		t.row("ID", "KIND", "TO", "QUEUED", "TRIES", "NEXT TRY", "PROBLEM")
	}
	for i := range all {
		l := &all[i]
		due := moment(l.Due)
		if l.Dead {
			due = "given up"
		}
		t.row(l.ID, l.Kind, l.To, moment(l.At), strconv.Itoa(l.Tries), due, l.Problem)
	}
	return t.flush()
}

// mailFlags are what retry and drop have in common: mails by their ids, or all
// that were given up.
type mailFlags struct {
	dead, json bool
	server     serverFlags
}

func newMailRetryCommand() *cobra.Command {
	var f mailFlags
	return f.register(&cobra.Command{
		Use:     "retry (ID… | --dead)",
		Short:   "Try mails again at once, also those that were given up",
		Example: "  ollu mail retry " + exampleMail + "\n  ollu mail retry --dead",
		RunE: func(c *cobra.Command, args []string) error {
			return f.run(c, args, "is tried again", (*client.Admin).RetryMail)
		},
	})
}

func newMailDropCommand() *cobra.Command {
	var f mailFlags
	return f.register(&cobra.Command{
		Use:     "drop (ID… | --dead)",
		Short:   "Drop mails that were given up",
		Example: "  ollu mail drop " + exampleMail,
		RunE: func(c *cobra.Command, args []string) error {
			return f.run(c, args, "was dropped", (*client.Admin).DropMail)
		},
	})
}

func (f *mailFlags) register(c *cobra.Command) *cobra.Command {
	c.Flags().BoolVar(&f.dead, "dead", false, "all that were given up")
	jsonFlag(c, &f.json)
	f.server.register(c)
	return c
}

// run does something to each mail, and says of each that it was done.
func (f *mailFlags) run(c *cobra.Command, ids []string, what string, do func(*client.Admin, context.Context, string) (wire.MailResponse, error)) error {
	if f.dead == (len(ids) > 0) {
		return wrongUse("ollu mail list prints the ids", "%s takes the ids of mails, or --dead", c.CommandPath())
	}
	admin, err := f.server.admin()
	if err != nil {
		return err
	}
	if f.dead {
		if ids, err = deadMail(c.Context(), admin); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		fmt.Fprintln(c.ErrOrStderr(), "no mail was given up")
		return errNo
	}
	out := &listPrinter[wire.MailResponse]{w: c.OutOrStdout(), json: f.json, table: func(w io.Writer, done []wire.MailResponse, _ bool) error {
		_, err := fmt.Fprintf(w, "%s %s\n", done[0].ID, what)
		return err
	}}
	for _, id := range ids {
		var done wire.MailResponse
		if done, err = do(admin, c.Context(), id); err == nil {
			err = out.add([]wire.MailResponse{done})
		}
		if err != nil {
			break
		}
	}
	return out.end(err)
}

// deadMail gives the ids of the mails that were given up.
func deadMail(ctx context.Context, admin *client.Admin) (ids []string, err error) {
	q := wire.MailListRequest{State: "dead", Limit: wire.MaxPage}
	for {
		page, err := admin.Mail(ctx, &q)
		if err != nil {
			return nil, err
		}
		for i := range page.Letters {
			ids = append(ids, page.Letters[i].ID)
		}
		if q.After = page.Next; page.Next == "" {
			return ids, nil
		}
	}
}
