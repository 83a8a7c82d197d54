package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ollu/config"
	"ollu/server/certtest"
)

// The demo's lines, pasted as they stand, show what they promise.
func TestDemoLines(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	n := launch(t, dir, nil, "--demo")
	lines := readUntil(t, n, "Ctrl-C")
	want := []string{"result=valid", "result=grace", "result=expired", "hint=symbol", "eyJ", "activated", "Licence server", "standing    activated", "PHASE", "probably meant", "ollu_licences{"}
	var pasted int
	for _, line := range lines {
		if !strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "  #") {
			continue
		}
		o := place{dir: t.TempDir()}.shell(t, strings.TrimSpace(line))
		if pasted >= len(want) || !strings.Contains(o.stdout+o.stderr, want[pasted]) {
			t.Errorf("line %d: %s\n%s%s", pasted, line, o.stdout, o.stderr)
		}
		pasted++
	}
	if pasted != len(want) {
		t.Errorf("%d lines to paste, want %d:\n%s", pasted, len(want), strings.Join(lines, "\n"))
	}
}

// readUntil returns the lines that a server prints, up to one that starts so.
func readUntil(t *testing.T, n *node, start string) (all []string) {
	t.Helper()
	limit := time.After(60 * time.Second)
	for {
		select {
		case line, open := <-n.stdout.each:
			if !open {
				t.Fatalf("the server ended\n%s", n.stderr.String())
			}
			if strings.HasPrefix(line, start) {
				return all
			}
			all = append(all, line)
		case <-limit:
			t.Fatalf("no line %q within a minute\n%s", start, n.stdout)
		}
	}
}

// The demo must never mix its licences into somebody's own.
func TestDemoRefusesAnotherStock(t *testing.T) {
	n := startNode(t, t.TempDir())
	n.issue("--expires", "2030-01-31")
	if code := n.stop(); code != exitDone {
		t.Fatal(code)
	}
	again := launch(t, n.dir, nil, "--demo")
	if code := again.wait(); code != exitFailed || !strings.Contains(again.stderr.String(), "not empty") {
		t.Errorf("exit code %d: %s", code, again.stderr.String())
	}
}

// A stopped server says so to whoever looks for it, and leaves no address.
func TestStop(t *testing.T) {
	n := startNode(t, t.TempDir())
	if code := n.stop(); code != exitDone {
		t.Errorf("exit code %d: %s", code, n.stderr.String())
	}
	for _, name := range []string{"admin.addr", "agents.addr"} {
		if _, err := os.Stat(filepath.Join(n.dir, name)); !os.IsNotExist(err) {
			t.Errorf("%s is still there (%v)", name, err)
		}
	}
	n.run("license", "list").want(t, exitFailed, "", "next: ")
}

// SIGHUP takes over a changed catalogue; a broken one, or one that lacks a
// product in use, is refused and the server goes on as before.
func TestReloadCatalogue(t *testing.T) {
	shipped, err := os.ReadFile(filepath.Join("..", "..", "config", "catalog.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "catalog.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(string(shipped))
	t.Setenv("OLLU_CATALOG", file)
	n := startNode(t, t.TempDir())
	code := n.issue("--expires", "2030-01-31")[0].Code.Reveal()
	for _, c := range []struct{ name, text, logged string }{
		{"broken", "products: [", "catalog.yaml:"},
		{"without the product in use", strings.ReplaceAll(string(shipped), "mail-gateway-appliance", "mail-gateway-renamed"), "does not fit the stock"},
		{"whole again", string(shipped), "reloaded"},
	} {
		write(c.text)
		before := strings.Count(n.stderr.String(), c.logged)
		if err := n.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		eventually(t, c.name+" is logged", func() bool { return strings.Count(n.stderr.String(), c.logged) > before })
		if status, body := n.ask(code); status != http.StatusOK || !strings.HasPrefix(body, "result=not_activated") {
			t.Errorf("%s: %d %s", c.name, status, body)
		}
	}
	if log := n.stderr.String(); strings.Contains(log, "runtime.main") {
		t.Errorf("a refused catalogue is logged with where the program was:\n%s", log)
	}
}

// eventually waits for something that another process does.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("%s: not within 30 seconds", what)
		}
	}
}

// HTTPS on the same path (row L1), with a certificate that is renewed while
// the server runs.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	authority := certtest.New(t)
	authority.Write(t, certtest.Spec{}, cert, key)
	t.Setenv("OLLU_AGENTS_TLS_CERT", cert)
	t.Setenv("OLLU_AGENTS_TLS_KEY", key)
	n := startNode(t, t.TempDir())
	if !strings.HasPrefix(n.agents, "https://") {
		t.Fatalf("the agents' door is %s", n.agents)
	}
	c := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	code := n.issue("--expires", "2030-01-31")[0].Code.Reveal()
	if status, body := fetch(t, c, n.agents+"?ac="+code); status != http.StatusOK || !strings.HasPrefix(body, "result=not_activated") {
		t.Errorf("%d %s", status, body)
	}
	authority.Write(t, certtest.Spec{Serial: 2}, cert, key)
	if err := n.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the new certificate is shown", func() bool {
		res, err := c.Get(n.agents + "?ac=" + code)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.TLS.PeerCertificates[0].SerialNumber.Int64() == 2
	})
}

// systemd is told when the server is ready and when it stops.
func TestSystemdNotify(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Setenv("NOTIFY_SOCKET", socket)
	n := startNode(t, t.TempDir())
	heard := func() string {
		t.Helper()
		b := make([]byte, 512)
		if err := l.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		k, err := l.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:k])
	}
	if got := heard(); got != "READY=1" {
		t.Errorf("heard %q", got)
	}
	if code := n.stop(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if got := heard(); got != "STOPPING=1" {
		t.Errorf("heard %q", got)
	}
}

// No code ever reaches the log, not even when every question is logged.
func TestLogsMaskCodes(t *testing.T) {
	t.Setenv("OLLU_AGENTS_ACCESS_LOG", "true")
	t.Setenv("OLLU_LOG_LEVEL", "debug")
	n := startNode(t, t.TempDir())
	l := n.issue("--expires", "2030-01-31", "--with-key")[0]
	code := l.Code.Reveal()
	n.ask(code, "action", "activate", "device", "rack-1")
	n.ask(code[:36] + "!")
	n.ask(strings.ReplaceAll(strings.ToLower(code), "-", ""), "product", "nonsense")
	n.run("license", "revoke", code, "--reason", "test").want(t, exitDone, "revoked", "")
	if exit := n.stop(); exit != exitDone {
		t.Fatal(exit)
	}
	log := n.stderr.String()
	if !strings.Contains(log, l.Code.String()) {
		t.Errorf("the masked code %s is not in the log:\n%s", l.Code, log)
	}
	plain := strings.ToUpper(strings.ReplaceAll(log, "-", ""))
	for _, group := range strings.Split(code, "-")[2:6] {
		if strings.Contains(plain, group) {
			t.Errorf("the log shows %s of the code:\n%s", group, log)
		}
	}
	if l.RegistrationKey == nil || strings.Contains(log, l.RegistrationKey.Reveal()) {
		t.Errorf("the registration key is missing, or in the log:\n%s", log)
	}
}

// What the help of serve says of its defaults is what the configuration has.
func TestServeDefaults(t *testing.T) {
	o := ollu(t, "serve", "--help")
	for _, value := range []string{config.Default().Agents.Listen, config.Default().Admin.Listen} {
		if !strings.Contains(o.stdout, fmt.Sprintf("default %q", value)) {
			t.Errorf("%s is not in\n%s", value, o.stdout)
		}
	}
}
