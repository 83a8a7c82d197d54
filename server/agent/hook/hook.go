package hook

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Program is a program to run.
type Program struct {
	Run     []string      // its path, or its name in PATH, and its arguments
	Timeout time.Duration // 0: DefaultTimeout
}

const (
	// DefaultTimeout is for how long a program may run when nothing is said.
	DefaultTimeout = time.Minute
	// MaxOutput is how many bytes are kept of what a program prints: the last ones.
	MaxOutput = 4 << 10

	// lastWords is for how long the output is read on once the program has ended
	// and something that it left running still holds it open.
	lastWords = 500 * time.Millisecond
)

var (
	// ErrNoProgram says that there is nothing to run.
	ErrNoProgram = errors.New("no program is named: give its path and its arguments")
	// ErrTimeout says that a program was killed because its time was up.
	ErrTimeout = errors.New("it was killed because its time was up")
)

// Run runs a program to its end and gives the last MaxOutput bytes that it
// printed. Its environment is that of this process, without what begins with
// OLLU_, and env. A program that cannot be started, ends with another status than
// 0 or is killed is an error; what it leaves running when it ends well is left
// alone.
func Run(ctx context.Context, p Program, env []string) (output []byte, err error) {
	if len(p.Run) == 0 || p.Run[0] == "" {
		return nil, ErrNoProgram
	}
	timeout := p.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, ErrTimeout)
	defer cancel()
	var out tail
	cmd := exec.CommandContext(ctx, p.Run[0], p.Run[1:]...)
	cmd.Env = append(inherited(os.Environ()), env...)
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = lastWords
	err = cmd.Run()
	return out.kept, explained(ctx, p, err)
}

// explained names the program in an error, and why it was killed.
func explained(ctx context.Context, p Program, err error) error {
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return nil // it ended well, and left something running that prints
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	}
	return fmt.Errorf("%s: %w", p.Run[0], err)
}

// inherited leaves out what only this process should know, such as its settings.
func inherited(env []string) []string {
	var kept []string
	for _, e := range env {
		if !strings.HasPrefix(e, "OLLU_") {
			kept = append(kept, e)
		}
	}
	return kept
}

// tail keeps the end of what is written to it.
type tail struct{ kept []byte }

func (t *tail) Write(b []byte) (int, error) {
	n := len(b)
	t.kept = append(t.kept, b[max(0, len(b)-MaxOutput):]...)
	if over := len(t.kept) - MaxOutput; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return n, nil
}
