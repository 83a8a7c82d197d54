package proxytest

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Proxy is a running proxy.
type Proxy struct {
	Addr string // host:port

	dir string
	log string // access log
}

// How long is waited for a proxy to listen or to write its log, and how long it
// lives at most.
const (
	patience = 20 * time.Second
	lifetime = "120"
)

// URL is the proxy's address, without user and password.
func (p *Proxy) URL() string { return "http://" + p.Addr }

// Log gives what the access log holds now. Proxies write of a request when it is
// over, which may be after its answer has arrived: see WaitLog.
func (p *Proxy) Log(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(p.log)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(b)
}

// WaitLog waits until one line of the access log holds all the texts, and
// returns it; the test ends when none comes.
func (p *Proxy) WaitLog(t testing.TB, texts ...string) (line string) {
	t.Helper()
	found := eventually(func() bool {
		for line = range strings.Lines(p.Log(t)) {
			if holdsAll(line, texts) {
				return true
			}
		}
		return false
	})
	if !found {
		t.Fatalf("no line of the proxy's access log holds all of %q:\n%s", texts, p.Log(t))
	}
	return line
}

func holdsAll(line string, texts []string) bool {
	for _, text := range texts {
		if !strings.Contains(line, text) {
			return false
		}
	}
	return true
}

// newProxy gives a proxy a free address and a folder that it can write as the
// user it runs as; "" is the user of the test.
func newProxy(t testing.TB, runsAs string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	dir, err := os.MkdirTemp("", "proxytest-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if runsAs != "" && os.Geteuid() == 0 {
		own(t, dir, runsAs)
	}
	return &Proxy{Addr: l.Addr().String(), dir: dir, log: filepath.Join(dir, "access.log")}
}

// own gives a file to a user.
func own(t testing.TB, path, name string) {
	t.Helper()
	u, err := user.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, uid, -1); err != nil {
		t.Fatal(err)
	}
}

// write puts a file into the proxy's folder, for every user to read: others
// cannot enter the folder.
func (p *Proxy) write(t testing.TB, name, text string) (path string) {
	t.Helper()
	path = filepath.Join(p.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // see above
		t.Fatal(err)
	}
	return path
}

// start runs the proxy until the test ends, and waits until it listens. When
// the test process is killed, timeout ends it.
func (p *Proxy) start(t testing.TB, program string, args ...string) {
	t.Helper()
	var said bytes.Buffer
	c := exec.Command("timeout", append([]string{"--signal=KILL", lifetime, program}, args...)...)
	c.Stdout, c.Stderr = &said, &said
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { c.Wait(); close(ended) }() //nolint:errcheck // it is ended by a signal
	t.Cleanup(func() { stop(c, ended) })
	if !eventually(func() bool { return closed(ended) || p.listens() }) || closed(ended) {
		stop(c, ended)
		t.Fatalf("%s does not listen on %s:\n%s", program, p.Addr, said.String())
	}
}

// stop ends timeout, which hands the signal on and waits for the proxy; that has
// its helpers to end. What does not end is killed.
func stop(c *exec.Cmd, ended <-chan struct{}) {
	c.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
	if !eventually(func() bool { return closed(ended) }) {
		syscall.Kill(-c.Process.Pid, syscall.SIGKILL) //nolint:errcheck // as above
		<-ended
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func (p *Proxy) listens() bool {
	c, err := net.DialTimeout("tcp", p.Addr, time.Second)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

// eventually tells whether a thing comes true in time.
func eventually(so func() bool) bool {
	end := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-end:
			return false
		}
	}
	return true
}

// find gives the path of a program, or of its first one in the folders that the
// PATH of an ordinary user leaves out.
func find(t testing.TB, debian string, places ...string) string {
	t.Helper()
	for _, place := range places {
		if path, err := exec.LookPath(place); err == nil {
			return path
		}
	}
	t.Fatalf("%s is not installed: install the package %s (make tools installs all that the tests need)", places[0], debian)
	return ""
}

// unique gives a name of letters that no other proxy has.
func unique() string { return strings.ToLower(rand.Text()) }
