package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ollu/server/wire"
)

// node is a running server: the built program in a process of its own.
type node struct {
	t             *testing.T
	dir           string // data directory
	agents, admin string // base addresses
	cmd           *exec.Cmd
	stdout        *lines
	stderr        text
	ended         chan struct{}
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

// lines gathers what a process prints, and shows it line by line.
type lines struct {
	text
	each chan string // closed at the end of the stream
}

func (l *lines) read(r io.Reader) {
	defer close(l.each)
	in := bufio.NewScanner(r)
	for in.Scan() {
		fmt.Fprintln(&l.text, in.Text())
		l.each <- in.Text()
	}
}

// launch starts `ollu serve` on free ports with more flags, without a look at
// whether it comes up. What stands before the program, if anything, runs it.
func launch(t *testing.T, dir string, before []string, more ...string) *node {
	t.Helper()
	args := append(append([]string{}, before...), program, "serve", "--data-dir", dir, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--portal-listen", "127.0.0.1:0")
	n := &node{t: t, dir: dir, stdout: &lines{each: make(chan string, 1000)}, ended: make(chan struct{})}
	n.cmd = exec.Command(args[0], append(args[1:], more...)...)
	n.cmd.Env = append(os.Environ(), "OLLU_AGENTS_RATE_PER_SECOND=0")
	n.cmd.Dir = t.TempDir()
	n.cmd.Stderr = &n.stderr
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		n.stdout.read(out)
		n.cmd.Wait() //nolint:errcheck // the exit code is read from the state
		close(n.ended)
	}()
	t.Cleanup(n.kill)
	return n
}

// startNode starts a server and returns once it answers.
func startNode(t *testing.T, dir string, more ...string) *node {
	t.Helper()
	n := launch(t, dir, nil, more...)
	n.up()
	return n
}

// up reads where the server listens; it fails the test when it ends instead.
func (n *node) up() {
	n.t.Helper()
	limit := time.After(60 * time.Second)
	for n.agents == "" || n.admin == "" {
		select {
		case line, open := <-n.stdout.each:
			if !open {
				<-n.ended
				n.t.Fatalf("the server ended: exit code %d\n%s%s", n.cmd.ProcessState.ExitCode(), n.stdout, n.stderr.String())
			}
			if f := strings.Fields(line); len(f) > 1 && f[0] == "agents" {
				n.agents = f[1]
			} else if len(f) > 1 && f[0] == "admin" {
				n.admin = f[1]
			}
		case <-limit:
			n.t.Fatal("the server did not come up within a minute")
		}
	}
	go func() { // so that the process never waits for a reader
		for range n.stdout.each {
		}
	}()
}

// kill ends the process as a power cut does, and waits for its end.
func (n *node) kill() {
	n.cmd.Process.Kill() //nolint:errcheck // it may have ended
	<-n.ended
}

// stop asks the server to stop, and returns its exit code.
func (n *node) stop() int {
	n.t.Helper()
	if err := n.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		n.t.Fatal(err)
	}
	return n.wait()
}

// wait returns the exit code once the server has ended by itself.
func (n *node) wait() int {
	n.t.Helper()
	select {
	case <-n.ended:
	case <-time.After(60 * time.Second):
		n.t.Fatalf("the server did not end within a minute\n%s", n.stderr.String())
	}
	return n.cmd.ProcessState.ExitCode()
}

// run runs an operator's command against this server.
func (n *node) run(args ...string) outcome {
	n.t.Helper()
	return place{dir: n.t.TempDir()}.ollu(n.t, append(args, "--data-dir", n.dir)...)
}

// issue issues licences and returns them.
func (n *node) issue(args ...string) []wire.Licence {
	n.t.Helper()
	o := n.run(append([]string{"license", "issue", "--product", "mail-gateway-appliance", "--json"}, args...)...)
	if o.code != exitDone {
		n.t.Fatalf("issue: %d %s", o.code, o.stderr)
	}
	var all []wire.Licence
	if err := json.Unmarshal([]byte(o.stdout), &all); err != nil {
		n.t.Fatalf("issue: %v\n%s", err, o.stdout)
	}
	return all
}

// ask asks the agents' door and returns status and text.
func (n *node) ask(ac string, more ...string) (int, string) {
	n.t.Helper()
	v := url.Values{"ac": {ac}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return fetch(n.t, http.DefaultClient, n.agents+"?"+v.Encode())
}

func fetch(t *testing.T, c *http.Client, address string) (int, string) {
	t.Helper()
	res, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// database is the path of the server's database file.
func (n *node) database() string { return filepath.Join(n.dir, databaseFile) }
