package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
)

// everyCommand returns the whole tree of commands.
func everyCommand(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, child := range c.Commands() {
		all = append(all, everyCommand(child)...)
	}
	return all
}

func testRoot() *cobra.Command { return newApp(nil, nil).newRoot() }

func TestEveryExampleOfEveryCommandWorks(t *testing.T) {
	n := startNode(t)
	n.home.Write(t, "stock.csv", fmt.Sprintf("code,product,expires\n%s,%s,2099-01-31\n", exampleCode, exampleProduct))
	n.ollu("license", "import", "stock.csv")
	for _, c := range everyCommand(testRoot()) {
		if strings.TrimSpace(c.Example) == "" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for line := range strings.Lines(c.Example) {
			t.Run(strings.TrimSpace(line), func(t *testing.T) {
				p := furnished(t, n)
				if c.CommandPath() == "ollu-agent run" {
					p.runs(t, line)
					return
				}
				if out := p.Shell(t, line); out.Code != cli.Done {
					t.Errorf("exit code %d\n%s%s", out.Code, out.Stdout, out.Stderr)
				}
			})
		}
	}
}

// runs starts a line that goes on until it is stopped, and stops it.
func (p place) runs(t *testing.T, line string) {
	t.Helper()
	r := p.Start(t, "/bin/sh", "-c", "exec "+strings.TrimSpace(line))
	clitest.Eventually(t, "it runs", func() bool { return strings.Contains(r.Stderr.String(), "running") })
	if code := r.Stop(t); code != cli.Done {
		t.Errorf("exit code %d: %s", code, r.Stderr.String())
	}
}

// furnished gives a place with what the examples speak of. The server that they
// name is reached as through a proxy, which a server can stand in for.
func furnished(t *testing.T, n *node) place {
	t.Helper()
	p := newPlace(t).with("HTTP_PROXY="+n.url, "OLLU_AGENT_DEVICE=gw-tokyo-01")
	p.Write(t, exampleCodeFile, exampleCode+"\n")
	if out := p.agent(t, "activate", exampleCode, "--server", exampleServer); out.Code != cli.Done {
		t.Fatalf("activate: %+v", out)
	}
	n.file(p, exampleCode, exampleFile) // later than what is held now
	return p
}

func TestEveryCommandTellsAboutItself(t *testing.T) {
	p := newPlace(t)
	for _, c := range everyCommand(testRoot()) {
		if c.Short == "" || !c.HasExample() {
			t.Errorf("%s lacks a description or an example", c.CommandPath())
		}
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		p.agent(t, args...).Want(t, cli.Done, "Examples:", "")
	}
}
