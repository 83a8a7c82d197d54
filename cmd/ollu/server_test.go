package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ollu/server/wire"
)

// A site is a place with a server running on its ./data, which is where the
// commands look.
type site struct {
	place
	stop func() // ends the server and waits until it has gone
}

func newSite(t *testing.T) site {
	t.Helper()
	s := site{place: place{dir: t.TempDir()}}
	s.serve(t)
	return s
}

// serve starts a server on ports of its own, and returns once it listens.
func (s *site) serve(t *testing.T) {
	t.Helper()
	s.run(t, exec.Command(program, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--portal-listen", "127.0.0.1:0"))
}

// run starts a server and returns once it has said where its admin API
// listens, which it does last.
func (s *site) run(t *testing.T, c *exec.Cmd) {
	t.Helper()
	logged, err := os.Create(filepath.Join(t.TempDir(), "serve.log"))
	if err != nil {
		t.Fatal(err)
	}
	c.Dir, c.Stderr = s.dir, logged
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	s.stop = func() {
		if ended {
			return
		}
		ended = true
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Errorf("stopping the server: %v", err)
		}
		if err := c.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	}
	t.Cleanup(s.stop)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "admin ") {
			return
		}
	}
	text, _ := os.ReadFile(logged.Name())
	t.Fatalf("the server does not listen:\n%s", text)
}

// do runs a command that must succeed, and returns what it printed.
func (s site) do(t *testing.T, args ...string) string {
	t.Helper()
	out := s.ollu(t, args...)
	if out.code != exitDone {
		t.Fatalf("ollu %s: exit code %d\n%s%s", strings.Join(args, " "), out.code, out.stdout, out.stderr)
	}
	return out.stdout
}

// issue issues licences with the flags given, until 2099-03-31 for the product
// of the examples.
func (s site) issue(t *testing.T, flags ...string) []wire.Licence {
	t.Helper()
	args := append([]string{"license", "issue", "--json", "--product", exampleProduct, "--expires", "2099-03-31"}, flags...)
	return parse[[]wire.Licence](t, s.do(t, args...))
}

// show returns a licence as the server knows it.
func (s site) show(t *testing.T, l wire.Licence) wire.Licence {
	t.Helper()
	return parse[wire.Licence](t, s.do(t, "license", "show", "--json", l.Code.Reveal()))
}

// write puts a file into the folder that commands run in.
func (p place) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// read returns a file of that folder, and its mode.
func (p place) read(t *testing.T, name string) (string, os.FileMode) {
	t.Helper()
	path := filepath.Join(p.dir, name)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), info.Mode().Perm()
}

// parse reads JSON in the shape of the admin API.
func parse[T any](t *testing.T, document string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(document), &v); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	return v
}
