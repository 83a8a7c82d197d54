package main

import (
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
	return serve(ctx, out, c, func(node *server.Node, store *bolt.Store) error {
		samples, err := demo.Fill(ctx, store, node.Catalogue(), rand.Reader, time.Now())
		if err != nil {
			return err
		}
		sayListening(out, node)
		sayDemo(out, node, samples, c.DataDir)
		return nil
	})
}

// sayDemo prints lines to paste, one for each kind of answer.
func sayDemo(out io.Writer, node *server.Node, s demo.Samples, dataDir string) {
	fmt.Fprintf(out, "data    %s (%d demonstration licences)\n\nPaste these into another terminal:\n\n", dataDir, s.Count)
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
