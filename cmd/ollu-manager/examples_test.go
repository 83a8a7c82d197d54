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
	n := startIssuer(t)
	n.home.Write(t, "stock.csv", fmt.Sprintf("code,product,expires\n%s,%s,2099-01-31\n", exampleCode, gateway))
	n.ollu("license", "import", "stock.csv")
	site := products(t, n, 1, exampleCode)
	for _, c := range everyCommand(testRoot()) {
		if strings.TrimSpace(c.Example) == "" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for line := range strings.Lines(c.Example) {
			line = strings.TrimSpace(line)
			t.Run(line, func(t *testing.T) {
				p := furnished(t, n, site[0].URL())
				if c.CommandPath() == "ollu-manager run" {
					p.runs(t, line)
					return
				}
				// The address of the example is one of this machine for the test alone.
				line = strings.ReplaceAll(line, exampleURL, site[0].URL())
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
	r := p.with("OLLU_MANAGER_ADMIN_LISTEN=127.0.0.1:0").Start(t, "/bin/sh", "-c", "exec "+line)
	clitest.Eventually(t, "it runs", func() bool { return strings.Contains(r.Stderr.String(), "running") })
	if code := r.Stop(t); code != cli.Done {
		t.Errorf("exit code %d: %s", code, r.Stderr.String())
	}
}

// furnished gives a place with what the examples speak of. The server that they
// name is reached as through a proxy, which a server can stand in for.
func furnished(t *testing.T, n *issuer, url string) place {
	t.Helper()
	p := newPlace(t).with("HTTP_PROXY=" + n.url)
	p.Write(t, exampleCodes, "# the site's codes\n\n"+exampleCode+"\n")
	p.Write(t, "token", "gateway-0000-token\n")
	p.Write(t, exampleProducts, "name,url,token,codes\n"+exampleProduct+","+url+",gateway-0000-token,"+exampleCode+"\n")
	for _, args := range [][]string{
		{"add", exampleCode, "--server", exampleServer},
		{"products", "add", exampleProduct, "--url", url, "--token-file", "token", "--code", exampleCode},
		{"export", exampleCarried},
		{"export", exampleAnswered},
	} {
		if out := p.manager(t, args...); out.Code != cli.Done {
			t.Fatalf("%s: %+v", args[0], out)
		}
	}
	return p
}

func TestEveryCommandTellsAboutItself(t *testing.T) {
	p := newPlace(t)
	for _, c := range everyCommand(testRoot()) {
		if c.Short == "" || !c.HasExample() {
			t.Errorf("%s lacks a description or an example", c.CommandPath())
		}
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		p.manager(t, args...).Want(t, cli.Done, "Examples:", "")
	}
}
