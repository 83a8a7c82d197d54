package clitest

import (
	"bytes"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// Text gathers what a process writes while others read it.
type Text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (x *Text) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.Write(p)
}

func (x *Text) String() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.String()
}

// Process is a program that runs beside the test.
type Process struct {
	Cmd            *exec.Cmd
	Stdout, Stderr Text
	Ended          chan struct{}
}

// Start starts a program and ends it with the test at the latest.
func (p Place) Start(t *testing.T, program string, args ...string) *Process {
	t.Helper()
	r := &Process{Cmd: p.Command(t, program, args...), Ended: make(chan struct{})}
	r.Cmd.Stdout, r.Cmd.Stderr = &r.Stdout, &r.Stderr
	if err := r.Cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		r.Cmd.Wait() //nolint:errcheck // the exit code is read from the state
		close(r.Ended)
	}()
	t.Cleanup(r.Kill)
	return r
}

// Until waits for something of a process that must not end meanwhile.
func (r *Process) Until(t *testing.T, what string, so func() bool) {
	t.Helper()
	Eventually(t, what, func() bool {
		select {
		case <-r.Ended:
			t.Fatalf("it ended before %s: %s", what, r.Stderr.String())
		default:
		}
		return so()
	})
}

// Kill ends the process as a power cut does, and waits for its end.
func (r *Process) Kill() {
	r.Cmd.Process.Kill() //nolint:errcheck // it may have ended
	<-r.Ended
}

// Stop asks the process to stop, and gives its exit code.
func (r *Process) Stop(t *testing.T) int {
	t.Helper()
	if err := r.Cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-r.Ended:
	case <-time.After(30 * time.Second):
		t.Fatalf("it does not stop: %s", r.Stderr.String())
	}
	return r.Cmd.ProcessState.ExitCode()
}
