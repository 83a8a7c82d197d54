package proc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// patience is how long a child has to end by itself before it is killed.
const patience = 10 * time.Second

// Child is a program that was started. Its diagnostics are kept, the last part
// of them, for the error message when it fails.
type Child struct {
	cmd   *exec.Cmd
	ctx   context.Context // its end is the child's
	said  tail
	ended chan struct{}
	err   error // of Wait, once ended is closed
	stop  func() error
}

// Command is a program with its arguments.
type Command struct {
	Path string
	Args []string
	Dir  string   // "": this one
	Env  []string // nil: this program's
}

// Start runs a program that is not talked to. It is killed when ctx ends, and when
// this process does.
func Start(ctx context.Context, command Command) (*Child, error) {
	c := prepare(ctx, command)
	return c, c.launch()
}

func prepare(ctx context.Context, command Command) *Child {
	c := &Child{ctx: ctx, cmd: exec.CommandContext(ctx, command.Path, command.Args...), ended: make(chan struct{})}
	c.cmd.Dir, c.cmd.Env = command.Dir, command.Env
	c.cmd.Stderr = &c.said
	c.cmd.WaitDelay = patience
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	c.stop = sync.OnceValue(c.end)
	return c
}

func (c *Child) launch() error {
	started := make(chan error, 1)
	go c.live(started)
	if err := <-started; err != nil {
		return fmt.Errorf("start %s: %w", c.cmd.Path, err)
	}
	return nil
}

// live starts the program and waits for it. It keeps one thread from birth to
// death: the kernel kills the child when the thread that started it ends.
func (c *Child) live(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := c.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	c.err = c.cmd.Wait()
	close(c.ended)
}

// PID is the process id.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// Ended is closed when the program has ended by whatever cause.
func (c *Child) Ended() <-chan struct{} { return c.ended }

// Failure describes a program that ended when it should not have.
func (c *Child) Failure() error {
	return fmt.Errorf("%s ended (%v): %s", c.cmd.Path, c.err, c.said.String())
}

// Finish waits until the program has done its work.
func (c *Child) Finish() error {
	<-c.ended
	if c.err != nil {
		return c.Failure()
	}
	return nil
}

// Stop asks the program to end, and kills it when it does not. It may be called
// again.
func (c *Child) Stop() error { return c.stop() }

func (c *Child) end() error {
	select {
	case <-c.ended:
		return c.unlessKilled(c.Failure())
	default:
	}
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return c.unlessKilled(errors.Join(err, c.cmd.Process.Kill()))
	}
	select {
	case <-c.ended:
		return nil
	case <-time.After(patience):
		err := c.cmd.Process.Kill()
		<-c.ended
		return c.unlessKilled(errors.Join(fmt.Errorf("%s did not end within %v", c.cmd.Path, patience), err))
	}
}

// unlessKilled passes over what befell a child that was killed with its context.
func (c *Child) unlessKilled(err error) error {
	if c.ctx.Err() != nil {
		return nil
	}
	return err
}

// tail keeps the last part of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const keepTail = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if over := t.buf.Len() - keepTail; over > 0 {
		t.buf.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.buf.Bytes()))
}
