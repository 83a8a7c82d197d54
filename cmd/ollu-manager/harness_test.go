package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// programs is the folder of the built binaries, ollu-manager, ollu-agent and ollu;
// it is first in the PATH of what is run.
var programs string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "ollu-manager-")
	if err != nil {
		panic(err)
	}
	programs = dir
	build := exec.Command("go", "build", "-o", dir+"/", ".", "../ollu", "../ollu-agent")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// outcome is what one run of a program did.
type outcome struct {
	code           int
	stdout, stderr string
}

// place is where programs run: a folder, what is in their environment beside the
// usual, and what stands on stdin.
type place struct {
	dir   string
	env   []string
	stdin string
}

func newPlace(t *testing.T) place { return place{dir: t.TempDir()} }

// with gives the place with more in its environment.
func (p place) with(env ...string) place {
	p.env = append(append([]string{}, p.env...), env...)
	return p
}

// manager runs ollu-manager.
func (p place) manager(t *testing.T, args ...string) outcome {
	t.Helper()
	return p.run(t, "ollu-manager", args...)
}

// shell runs one line as a person would paste it.
func (p place) shell(t *testing.T, line string) outcome {
	t.Helper()
	return p.run(t, "/bin/sh", "-c", line)
}

func (p place) run(t *testing.T, program string, args ...string) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	c := p.command(t, program, args...)
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(p.stdin), &out, &errs
	err := c.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() < 0) {
		t.Fatalf("%s: %v\n%s", strings.Join(c.Args, " "), err, errs.String())
	}
	return outcome{c.ProcessState.ExitCode(), out.String(), errs.String()}
}

// command prepares a program, which is ended should it hang.
func (p place) command(t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	if !strings.Contains(program, "/") {
		program = filepath.Join(programs, program)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second) // programs may run in a cleanup too
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = p.dir
	c.Env = append([]string{"PATH=" + programs + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "USER=tester"}, p.env...)
	return c
}

// write puts a file, for its owner alone, into the folder that programs run in.
func (p place) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (p place) read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// want fails unless the run ended with the code, and stdout and stderr hold the
// texts. An empty text wants an empty stream.
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

// parse reads JSON.
func parse[T any](t *testing.T, document string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(document), &v); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	return v
}

// eventually waits for something that another process does.
func eventually(t *testing.T, what string, so func() bool) {
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

// text gathers what a process writes while others read it.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (x *text) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.Write(p)
}

func (x *text) String() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.String()
}

// process is a program that runs beside the test.
type process struct {
	cmd            *exec.Cmd
	stdout, stderr text
	ended          chan struct{}
}

// start starts a program and ends it with the test at the latest.
func (p place) start(t *testing.T, program string, args ...string) *process {
	t.Helper()
	r := &process{cmd: p.command(t, program, args...), ended: make(chan struct{})}
	r.cmd.Stdout, r.cmd.Stderr = &r.stdout, &r.stderr
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		r.cmd.Wait() //nolint:errcheck // the exit code is read from the state
		close(r.ended)
	}()
	t.Cleanup(r.kill)
	return r
}

// kill ends the process as a power cut does, and waits for its end.
func (r *process) kill() {
	r.cmd.Process.Kill() //nolint:errcheck // it may have ended
	<-r.ended
}

// stop asks the process to stop, and gives its exit code.
func (r *process) stop(t *testing.T) int {
	t.Helper()
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-r.ended:
	case <-time.After(30 * time.Second):
		t.Fatalf("it does not stop: %s", r.stderr.String())
	}
	return r.cmd.ProcessState.ExitCode()
}
