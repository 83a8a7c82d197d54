package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"ollu/config"
	"ollu/keystore/bolt"
	"ollu/server"
	"ollu/server/check"
	"ollu/server/demo"
)

// serveDemo runs a node over demonstration data. Where no data directory was
// chosen it makes one, and removes it at the end.
func serveDemo(ctx context.Context, out io.Writer, c config.Config) error {
	if c.DataDir == config.Default().DataDir {
		dir, err := os.MkdirTemp("", "ollu-demo-")
		if err != nil {
			return fmt.Errorf("make a folder for the demo: %w", err)
		}
		defer os.RemoveAll(dir)
		c.DataDir = dir
	}
	c.Agents.Rate.Exempt = append(c.Agents.Rate.Exempt, "127.0.0.0/8", "::1/128")
	var mailbox demo.Mailbox
	return serve(ctx, out, c, staging{
		options: func(o *server.Options) { stagePortal(&o.Portal, &mailbox) },
		whenUp: func(node *server.Node, store *bolt.Store) error {
			samples, err := demo.Fill(ctx, store, node.Catalogue(), rand.Reader, time.Now())
			if err != nil {
				return err
			}
			sayListening(out, node, "")
			fmt.Fprintf(out, "data    %s (%d demonstration licences)\n", c.DataDir, samples.Count)
			if node.PortalURL() != "" {
				sayPortal(out, node.PortalURL(), samples)
			}
			sayDemo(out, node, samples, c.DataDir)
			return nil
		},
	})
}

// stagePortal puts the mailbox in the place of a mail server, also where one is
// configured: the demo's people do not exist. An address that is configured is
// left out: what the demo prints is to be opened on this machine.
func stagePortal(p *server.Portal, mailbox *demo.Mailbox) {
	p.URL = ""
	p.Send, p.Routes, p.Pages = mailbox.Send, mailbox.Routes(), mailbox.Pages()
	p.OperatorMail = cmp.Or(p.OperatorMail, "operators@vendor.example.com")
	p.SupportMail = cmp.Or(p.SupportMail, "support@vendor.example.com")
	p.SupportPhone = cmp.Or(p.SupportPhone, "03-0000-0000")
}

// sayPortal prints what to type into the customer portal.
func sayPortal(out io.Writer, url string, s demo.Samples) {
	fmt.Fprintf(out, `
Register a first product in a browser: %[1]s/register

%[2]s   one key of an order of three
%[3]s   a key by itself; another is %[4]s
%[5]s   a trial; its full licence is %[6]s
%[7]s   a code that came without a key

Or log in as a customer with %[8]d products: %[1]s/login

%[9]s   %[10]s   (%[11]s, with the same password, may only look)
%[12]s   the full licence for the trial on the customer's list

Mails that were sent: %[1]s%[13]s
`, url, s.Keys.Order[0], s.Keys.Single[0], s.Keys.Single[1], s.Keys.Trial, s.Keys.Full, s.Keys.Code,
		s.Customer.Products, s.Customer.Login, s.Customer.Password, s.Customer.Viewer, s.Keys.Upgrade, demo.MailboxPath)
}

// sayDemo prints lines to paste, one for each kind of answer.
func sayDemo(out io.Writer, node *server.Node, s demo.Samples, dataDir string) {
	fmt.Fprint(out, "\nPaste these into another terminal:\n\n")
	for _, line := range []struct{ what, ask string }{
		{"a valid licence", s.Valid},
		{"one in its grace period", s.Grace},
		{"one that has expired", s.Expired},
		{"a mistyped code: the hint says where", s.Mistyped},
		{"the first again, as a token that the issuer signed", s.Valid + "&format=jwt"},
	} {
		fmt.Fprintf(out, "  # %s\n  curl '%s%s?ac=%s'\n", line.what, node.AgentsURL(), check.Path, line.ask)
	}
	program := os.Args[0]
	agent, state := filepath.Join(filepath.Dir(program), "ollu-agent"), filepath.Join(dataDir, "agent")
	fmt.Fprintf(out, `
  # a product with the agent beside it
  %[6]s activate %[2]s --server %[8]s --state-dir %[7]s
  %[6]s status --state-dir %[7]s

  # what the operator sees, and does
  %[1]s license show %[2]s --data-dir %[3]s
  %[1]s license list --phase grace --data-dir %[3]s
  %[1]s code check %[4]s
  curl -s %[5]s/metrics | grep ^ollu_licences

Ctrl-C stops it.
`, program, s.Valid, dataDir, s.Mistyped, node.AdminURL(), agent, state, node.AgentsURL())
}
