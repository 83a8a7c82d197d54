package clitest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Build builds packages, which are named as go build takes them, runs the tests,
// and returns the exit code. programs is told the folder of what was built.
func Build(m *testing.M, programs *string, packages ...string) int {
	dir, err := os.MkdirTemp("", "ollu-programs-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	*programs = dir
	build := exec.Command("go", append([]string{"build", "-o", dir + "/"}, packages...)...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// Outcome is what one run of a program did.
type Outcome struct {
	Code           int
	Stdout, Stderr string
}

// Place is where programs run.
type Place struct {
	Programs string   // folder that is first in their PATH
	Dir      string   // that they run in
	Env      []string // beside the usual
	Stdin    string
	Limit    time.Duration // how long a program may run; 0: a minute
}

// With gives the place with more in its environment.
func (p Place) With(env ...string) Place {
	p.Env = append(slices.Clone(p.Env), env...)
	return p
}

// Shell runs one line as a person would paste it.
func (p Place) Shell(t *testing.T, line string) Outcome {
	t.Helper()
	return p.Run(t, "/bin/sh", "-c", line)
}

// Run runs a program, by its name or path, to its end.
func (p Place) Run(t *testing.T, program string, args ...string) Outcome {
	t.Helper()
	var out, errs bytes.Buffer
	c := p.Command(t, program, args...)
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(p.Stdin), &out, &errs
	err := c.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() < 0) {
		t.Fatalf("%s: %v\n%s", strings.Join(c.Args, " "), err, errs.String())
	}
	return Outcome{c.ProcessState.ExitCode(), out.String(), errs.String()}
}

// Command prepares a program, which is ended should it hang.
func (p Place) Command(t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	if !strings.Contains(program, "/") {
		program = filepath.Join(p.Programs, program)
	}
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(p.Limit, time.Minute)) // programs may run in a cleanup too
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = p.Dir
	c.Env = append([]string{"PATH=" + p.Programs + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "USER=tester"}, p.Env...)
	return c
}

// Write puts a file, for its owner alone, into the folder that programs run in.
func (p Place) Write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.Dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Read reads a file of the folder.
func (p Place) Read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(p.Dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Want fails unless the run ended with the code, and stdout and stderr hold the
// texts. An empty text wants an empty stream.
func (o Outcome) Want(t *testing.T, code int, stdout, stderr string) {
	t.Helper()
	if o.Code != code || !Holds(o.Stdout, stdout) || !Holds(o.Stderr, stderr) {
		t.Errorf("exit code %d, want %d\nstdout %q, want %q in it\nstderr %q, want %q in it",
			o.Code, code, o.Stdout, stdout, o.Stderr, stderr)
	}
}

// Holds tells whether a stream holds the text, or is empty where the text is.
func Holds(stream, text string) bool {
	return text == "" && stream == "" || text != "" && strings.Contains(stream, text)
}

// Parse reads JSON.
func Parse[T any](t *testing.T, document string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(document), &v); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	return v
}

// Eventually waits for something that another process does.
func Eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-limit.C:
			t.Fatalf("within half a minute not so: %s", what)
		}
	}
}
