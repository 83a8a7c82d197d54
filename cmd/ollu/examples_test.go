package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"ollu/server/signing"
)

// shipped is the catalogue that ships.
func shipped(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "config", "catalog.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// everyCommand returns the whole tree of commands.
func everyCommand(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, child := range c.Commands() {
		all = append(all, everyCommand(child)...)
	}
	return all
}

// stopped names the commands that work on a data directory without a server.
var stopped = map[string]bool{"ollu restore": true, "ollu store compact": true}

func TestEveryExampleOfEveryCommandWorks(t *testing.T) {
	for _, c := range everyCommand(newRoot()) {
		if c.CommandPath() == "ollu serve" {
			continue // runs until it is stopped: every site does that
		}
		if strings.TrimSpace(c.Example) == "" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for line := range strings.Lines(c.Example) {
			t.Run(strings.TrimSpace(line), func(t *testing.T) {
				t.Parallel()
				s := furnished(t)
				if strings.HasPrefix(c.CommandPath(), "ollu signing") {
					s.furnishKeys(t, c.Name() == "import")
				}
				if stopped[c.CommandPath()] {
					s.do(t, "backup", exampleBackup, "--force")
					s.stop()
				}
				if out := s.shell(t, line); out.code != exitDone {
					t.Errorf("exit code %d\n%s%s", out.code, out.stdout, out.stderr)
				}
			})
		}
	}
}

// furnished starts a server that holds what the examples speak of.
func furnished(t *testing.T) site {
	t.Helper()
	s := site{place: place{dir: t.TempDir()}}
	s.furnishCustomers(t)
	s.serve(t)
	s.write(t, exampleCatalogue, shipped(t))
	s.write(t, exampleFile, "code,product,expires,registration_key\n"+
		exampleCode+","+exampleProduct+",2099-01-31,"+exampleKey+"\n")
	s.write(t, "more.csv", "code,product,expires\n"+
		exampleSuspended+","+exampleProduct+",2099-01-31\n"+
		"IM-2TLZ-RXLUZ-9J774-N2L8H-FUS2P-YSL9D,"+exampleProduct+","+time.Now().AddDate(0, 0, -10).Format(time.DateOnly)+"\n")
	s.do(t, "license", "import", exampleFile)
	s.do(t, "license", "import", "more.csv")
	s.do(t, "license", "suspend", exampleSuspended, "--reason", "unpaid")
	s.do(t, "query", exampleCode, "--device", exampleDevice, "--action", "activate")
	return s
}

// furnishKeys rotates the signing key that the examples speak of out. exported
// is whether there is an export of the keys.
func (s site) furnishKeys(t *testing.T, exported bool) {
	t.Helper()
	s.write(t, "old.keys", exampleKeys(t))
	s.do(t, "signing", "import", "old.keys", "--force")
	s.do(t, "signing", "rotate")
	if exported {
		s.do(t, "signing", "export", exampleSigningFile)
	}
}

// exampleKeys is an export of one signing key, of the id in the examples.
func exampleKeys(t *testing.T) string {
	t.Helper()
	ring, err := signing.Init(filepath.Join(t.TempDir(), "signing"), "ollu", rand.NewChaCha8([32]byte{}), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := ring.Export(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func TestEveryCommandTellsAboutItself(t *testing.T) {
	for _, c := range everyCommand(newRoot()) {
		if c.Short == "" || !c.HasExample() {
			t.Errorf("%s lacks a description or an example", c.CommandPath())
		}
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		ollu(t, args...).want(t, exitDone, "Examples:", "")
	}
}
