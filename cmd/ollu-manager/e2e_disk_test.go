package main

import (
	"os"
	"path/filepath"
	"testing"

	"ollu/cmd/cli"
	"ollu/server/disktest"
)

// A full disk is told, loses nothing that was held, and does no harm once there
// is room again; a running manager goes on answering.
func TestFullDisk(t *testing.T) {
	n := startIssuer(t)
	codes := n.issue("--expires", in(t, 100), "--count", "400")
	dir := disktest.Mount(t, "size=2m")
	p := n.site(t).with("OLLU_MANAGER_STATE_DIR=" + dir)
	ballast := filepath.Join(dir, "ballast")
	p.manager(t, "add", codes[0]).Want(t, cli.Done, "is managed", "")

	more := append([]string{"add"}, codes[1:]...)
	disktest.Fill(t, ballast)
	p.manager(t, more...).Want(t, cli.Failed, "", "There is no room on the disk")
	p.manager(t, append(more, "--lang", "ja")...).Want(t, cli.Failed, "", "空き容量がない")
	if c := only(t, p.status(t)); c.Expires != in(t, 100) {
		t.Errorf("what was held is %+v", c)
	}
	p.manager(t, "export", filepath.Join(dir, "site.bundle")).Want(t, cli.Failed, "", "no space left on device")

	empty(t, ballast)
	r := p.keep(t)
	disktest.Fill(t, ballast)
	p.manager(t, more...).Want(t, cli.Failed, "", "There is no room on the disk")
	if c := only(t, p.status(t)); c.Expires != in(t, 100) {
		t.Errorf("a running manager says %+v", c)
	}
	empty(t, ballast)
	p.manager(t, more...).Want(t, cli.Done, "is managed", "")
	if s := p.status(t); len(s.Codes) != len(codes) {
		t.Errorf("%d codes of %d", len(s.Codes), len(codes))
	}
	if code := r.Stop(t); code != cli.Done {
		t.Errorf("exit code %d: %s", code, r.Stderr.String())
	}
}

func empty(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// A damaged state is never served from and never thrown away.
func TestDamagedState(t *testing.T) {
	p := newPlace(t)
	p.manager(t, "add", exampleCode).Want(t, cli.Done, "is managed", "")
	sound := p.Read(t, "manager/manager.db")
	broken := "not a state" + sound[11:4096*3]
	p.Write(t, "manager/manager.db", broken)
	for _, args := range [][]string{{"status"}, {"run"}, {"add", exampleCode}} {
		p.manager(t, args...).Want(t, cli.Failed, "", "The state in ./manager is damaged. Nothing in it was changed.")
	}
	if p.Read(t, "manager/manager.db") != broken {
		t.Error("the damaged file was changed")
	}
	p.Write(t, "manager/manager.db", sound)
	p.manager(t, "status").Want(t, cli.Done, "IM-…", "")
}

// What root writes into the state of another user, that user's manager could not
// read: it is refused.
func TestStateOfAnotherUser(t *testing.T) {
	p := newPlace(t)
	dir := filepath.Join(p.Dir, "manager")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	disktest.Privileged(t, "chown", "nobody", dir)
	asRoot := []string{filepath.Join(programs, "ollu-manager"), "add", exampleCode, "--state-dir", dir}
	if os.Geteuid() != 0 {
		asRoot = append([]string{"sudo", "-n"}, asRoot...)
	}
	p.Run(t, "/usr/bin/env", asRoot...).Want(t, cli.Failed, "", "next: Run this as that user, with sudo -u nobody.")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("something was written: %v %v", entries, err)
	}
}
