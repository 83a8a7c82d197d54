package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program is the built binary; its folder is first in the PATH of examples.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "ollu-cli-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "ollu")
	build := exec.Command("go", "build", "-o", dir+"/", ".", "../ollu-agent")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the programs: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// outcome is what one run of the program did.
type outcome struct {
	code           int
	stdout, stderr string
}

// a place to run the program in: its folder, and what stands on stdin.
type place struct {
	dir   string
	stdin string
}

func (p place) ollu(t *testing.T, args ...string) outcome {
	t.Helper()
	return p.start(t, exec.CommandContext(deadline(t), program, args...))
}

// shell runs one line as a person would paste it.
func (p place) shell(t *testing.T, line string) outcome {
	t.Helper()
	return p.start(t, exec.CommandContext(deadline(t), "/bin/sh", "-c", line))
}

func (p place) start(t *testing.T, c *exec.Cmd) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	c.Dir, c.Stdin, c.Stdout, c.Stderr = p.dir, strings.NewReader(p.stdin), &out, &errs
	c.Env = []string{"PATH=" + filepath.Dir(program) + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "USER=tester"}
	err := c.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() < 0) {
		t.Fatalf("%s: %v\n%s", strings.Join(c.Args, " "), err, errs.String())
	}
	return outcome{c.ProcessState.ExitCode(), out.String(), errs.String()}
}

// deadline ends a program that hangs.
func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// ollu runs the program where nothing is needed around it.
func ollu(t *testing.T, args ...string) outcome {
	t.Helper()
	return place{dir: t.TempDir()}.ollu(t, args...)
}

// want fails unless the run ended with the code, and stdout and stderr hold
// the texts. An empty text wants an empty stream.
func (o outcome) want(t *testing.T, code int, stdout, stderr string) {
	t.Helper()
	if o.code != code || !holds(o.stdout, stdout) || !holds(o.stderr, stderr) {
		t.Errorf("exit code %d, want %d\nstdout %q, want %q in it\nstderr %q, want %q in it",
			o.code, code, o.stdout, stdout, o.stderr, stderr)
	}
}

func holds(stream, text string) bool {
	return text == "" && stream == "" || text != "" && strings.Contains(stream, text)
}
