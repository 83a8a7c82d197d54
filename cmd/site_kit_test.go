package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ollu/server/manager/report"
	"ollu/server/manager/sitetest"
	"ollu/server/nettest"
)

// TestMain lets the test program stand in a network itself: as the products of a
// shop floor, or as somebody who poses as the manager.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 {
		var err error
		switch os.Args[1] {
		case "floor":
			err = floor(os.Args[2])
		case "rogue":
			err = rogue(os.Args[2])
		default:
			os.Exit(m.Run())
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// floor plays products until it is killed, and is looked at through a socket that
// every network reaches: a file.
func floor(options string) error {
	var o struct {
		sitetest.Options
		Socket string
	}
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		return err
	}
	s, err := sitetest.New(o.Options)
	if err != nil {
		return err
	}
	l, err := net.Listen("unix", o.Socket)
	if err != nil {
		return err
	}
	return http.Serve(l, s.Control())
}

// The places, and the cables between them.
const (
	atIssuer, atManager, atFloor = 0, 1, 2
	outside, inside              = 0, 1
)

// site is a vendor, a customer's manager, and products that cannot reach the
// vendor: three networks that are really apart.
type site struct {
	t        *testing.T
	net      *nettest.Net
	programs string
	dir      string // all state
	issuer   string // address, as the manager sees it
	door     string // of the manager, as products see it
	manager  *exec.Cmd
	floor    *sitetest.Remote
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, net: nettest.Lay(t, 3), dir: t.TempDir(), programs: t.TempDir()}
	build := exec.Command("go", "build", "-o", s.programs+"/", "./ollu", "./ollu-agent", "./ollu-manager")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	s.issuer = "http://" + s.net.Address(atIssuer, outside) + ":8080"
	s.door = "http://" + s.net.Address(atManager, inside) + ":8083"
	return s
}

func (s *site) path(name string) string { return filepath.Join(s.dir, name) }

// command is a built program in a place, or this test program by its own path.
func (s *site) command(place int, args ...string) *exec.Cmd {
	s.t.Helper()
	if !strings.Contains(args[0], "/") {
		args[0] = filepath.Join(s.programs, args[0])
	}
	c := s.net.Command(place, args...)
	c.Dir = s.dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir}
	switch filepath.Base(args[0]) {
	case "ollu":
		c.Env = append(c.Env, "OLLU_LOG_LEVEL=warn")
	case "ollu-manager":
		c.Env = append(c.Env, "OLLU_MANAGER_STATE_DIR="+s.path("manager"), "OLLU_MANAGER_SERVER="+s.issuer, "OLLU_MANAGER_SPREAD=0s", "OLLU_MANAGER_RETRY=200ms")
	}
	return c
}

// start runs a program until the test is over. Its log is shown when the test
// fails.
func (s *site) start(place int, args ...string) *exec.Cmd {
	s.t.Helper()
	var said bytes.Buffer
	c := s.command(place, args...)
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
		if s.t.Failed() {
			text := said.Bytes()
			s.t.Logf("%s\n%s", strings.Join(args, " "), text[max(0, len(text)-8000):])
		}
	})
	return c
}

// run runs a program to its end; the exit code must be 0.
func (s *site) run(place int, args ...string) string {
	s.t.Helper()
	out, errs, code := s.try(place, args...)
	if code != 0 {
		s.t.Fatalf("%s: exit code %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

func (s *site) try(place int, args ...string) (out, errs string, code int) {
	s.t.Helper()
	var o, e bytes.Buffer
	c := s.command(place, args...)
	c.Stdout, c.Stderr = &o, &e
	err := c.Run()
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		s.t.Fatalf("%s: %v", strings.Join(args, " "), err)
	}
	return o.String(), e.String(), c.ProcessState.ExitCode()
}

// ollu runs an operator's command.
func (s *site) ollu(args ...string) string {
	s.t.Helper()
	return s.run(atIssuer, append(append([]string{"ollu"}, args...), "--data-dir", s.path("issuer"))...)
}

// startIssuer starts the vendor's server.
func (s *site) startIssuer() {
	s.t.Helper()
	s.start(atIssuer, "ollu", "serve", "--data-dir", s.path("issuer"), "--listen", strings.TrimPrefix(s.issuer, "http://"), "--admin-listen", "127.0.0.1:8082")
	s.eventually("the issuer serves", func() bool {
		_, err := os.Stat(s.path("issuer/admin.addr"))
		return err == nil
	})
}

// startManager starts the customer's manager.
func (s *site) startManager() {
	s.t.Helper()
	s.manager = s.start(atManager, "ollu-manager", "run", "--listen", strings.TrimPrefix(s.door, "http://"), "--admin-listen", "127.0.0.1:8084")
	s.eventually("the manager runs", func() bool {
		_, _, code := s.try(atManager, "ollu-manager", "status", "--json")
		_, err := os.Stat(s.path("manager/manager.addr"))
		return code == 0 && err == nil
	})
}

// killManager kills it as a power cut would.
func (s *site) killManager() {
	s.t.Helper()
	if err := s.manager.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	_ = s.manager.Wait()
}

// startFloor starts so many simulated products, each with a code of the list.
func (s *site) startFloor(o sitetest.Options) {
	s.t.Helper()
	o.Host, o.Port = s.net.Address(atFloor, inside), 20000
	options, err := json.Marshal(struct {
		sitetest.Options
		Socket string
	}{o, s.path("floor.sock")})
	if err != nil {
		s.t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	s.start(atFloor, self, "floor", string(options))
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", s.path("floor.sock"))
	}
	s.floor = &sitetest.Remote{Address: "floor", HTTP: &http.Client{Transport: &http.Transport{DialContext: dial}}}
	s.eventually("the products are on", func() bool {
		list, err := s.floor.States(s.t.Context())
		return err == nil && len(list) == o.Count
	})
}

// states gives how every simulated product is.
func (s *site) states() []sitetest.State {
	s.t.Helper()
	list, err := s.floor.States(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func (s *site) change(c sitetest.Change) {
	s.t.Helper()
	if err := s.floor.Change(s.t.Context(), c); err != nil {
		s.t.Fatal(err)
	}
}

// status is what the manager says of the site.
func (s *site) status() (r report.Site) {
	s.t.Helper()
	out := s.run(atManager, "ollu-manager", "status", "--json")
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		s.t.Fatalf("%v in %.300s", err, out)
	}
	return r
}

// patience bounds what takes a moment.
const patience = 60 * time.Second

// eventually waits for what other programs do.
func (s *site) eventually(what string, so func() bool) {
	s.t.Helper()
	for begun, tick := time.Now(), time.NewTicker(100*time.Millisecond); !so(); <-tick.C {
		if time.Since(begun) > patience {
			s.t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// agent is one real product.
type agent struct {
	s     *site
	name  string
	token string // of its profile listener; "" it has none
	port  int
}

// newAgent gives a product its configuration. With a port it listens for
// profiles.
func (s *site) newAgent(name string, port int) *agent {
	s.t.Helper()
	a := &agent{s: s, name: name, port: port}
	text := "server: " + s.door + "\nrequire_fresh: false\nstate_dir: " + s.path(name) + "\nspread: 0s\n"
	if port > 0 {
		a.token = strings.Repeat(name, 4)
		s.write(name+".token", a.token+"\n")
		text += fmt.Sprintf("profile:\n  listen: %q\n  token_file: %s\n", fmt.Sprintf("%s:%d", s.net.Address(atFloor, inside), port), s.path(name+".token"))
	}
	s.write(name+".yaml", text)
	return a
}

func (s *site) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (a *agent) args(args ...string) []string {
	return append(append([]string{"ollu-agent"}, args...), "--config", a.s.path(a.name+".yaml"))
}

func (a *agent) url() string {
	return fmt.Sprintf("http://%s:%d", a.s.net.Address(atFloor, inside), a.port)
}

// holds is what a product says of its licence.
type holds struct {
	Result         string `json:"result"`
	Expires        string `json:"expires"`
	UpdatesAllowed bool   `json:"updates_allowed"`
}

func (a *agent) holds() (h holds) {
	a.s.t.Helper()
	out, errs, _ := a.s.try(atFloor, a.args("status", "--json")...)
	if err := json.Unmarshal([]byte(out), &h); err != nil {
		a.s.t.Fatalf("%s: %v in %s%s", a.name, err, out, errs)
	}
	return h
}
