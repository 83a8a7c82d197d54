package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/server/disktest"
)

// A full disk is told, loses nothing that was held, and does no harm once there
// is room again.
func TestFullDisk(t *testing.T) {
	n := startNode(t)
	code := n.issue("--expires", in(t, 100))
	dir := disktest.Mount(t, "size=256k")
	p := newPlace(t).with("OLLU_AGENT_STATE_DIR="+dir, "OLLU_AGENT_SERVER="+n.url)
	ballast := filepath.Join(dir, "ballast")

	disktest.Fill(t, ballast)
	p.agent(t, "activate", code).Want(t, cli.Failed, "", "no space left on device")
	empty(t, ballast)
	p.agent(t, "activate", code).Want(t, cli.Done, "activated", "")

	disktest.Fill(t, ballast)
	n.ollu("license", "renew", code, "--expires", in(t, 200))
	p.agent(t, "check").Want(t, cli.Failed, "", "no space left on device")
	p.agent(t, "check", "--lang", "ja").Want(t, cli.Failed, "", "ディスクの空き容量")
	p.wantStanding(t, "valid", in(t, 100), true)
	if b, err := os.ReadFile(filepath.Join(dir, "updates_allowed")); err != nil || !bytes.Contains(b, []byte("antivirus=true")) {
		t.Errorf("what products read: %s %v", b, err)
	}
	empty(t, ballast)
	p.agent(t, "check").Want(t, cli.Done, "The new expiry is "+in(t, 200), "")
}

func empty(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// A damaged state is set aside with a message, and rebuilt from the second copy
// and the server.
func TestDamagedState(t *testing.T) {
	n := startNode(t)
	code := n.issue("--expires", in(t, 100))
	p := activated(t, n, code)
	device := p.status(t).Device
	p.Write(t, "agent/state.json", p.Read(t, "agent/state.json")[:300])
	out := p.agent(t, "status")
	if out.Code != cli.Done || !clitest.Holds(out.Stdout, "A damaged state was set aside as ") {
		t.Errorf("%+v", out)
	}
	p.agent(t, "check", "--lang", "ja").Want(t, cli.Done, "有効期限は", "")
	p.wantStanding(t, "valid", in(t, 100), true)
	if s := p.status(t); s.Device != device || s.SetAside != "" {
		t.Errorf("device %s, was %s; set aside %q", s.Device, device, s.SetAside)
	}
	if left, _ := filepath.Glob(filepath.Join(p.Dir, "agent", "state.json.damaged*")); len(left) != 1 {
		t.Errorf("set aside are %v", left)
	}
}

// What root writes into the state of another user, that user's agent could not
// read: it is refused.
func TestStateOfAnotherUser(t *testing.T) {
	p := newPlace(t)
	dir := filepath.Join(p.Dir, "agent")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	disktest.Privileged(t, "chown", "nobody", dir)
	p = p.with("OLLU_AGENT_STATE_DIR=" + dir)
	asRoot := []string{filepath.Join(programs, "ollu-agent"), "activate", exampleCode, "--server", "http://127.0.0.1:1", "--state-dir", dir}
	if os.Geteuid() != 0 {
		asRoot = append([]string{"sudo", "-n"}, asRoot...)
	}
	p.Run(t, "/usr/bin/env", asRoot...).Want(t, cli.Failed, "", "next: Run this as that user, with sudo -u nobody.")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("something was written: %v %v", entries, err)
	}
}
