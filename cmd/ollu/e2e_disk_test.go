package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/server/disktest"
)

// A full disk refuses writes with a reason, keeps answering, and loses nothing
// that was acknowledged; once there is room again, writes go on.
func TestFullDisk(t *testing.T) {
	dir := disktest.Mount(t, "size=3m")
	n := startNode(t, dir)
	first := n.issue("--expires", "2030-01-31", "--count", "20")
	ballast := filepath.Join(dir, "ballast")
	disktest.Fill(t, ballast)

	var refused outcome
	issued := len(first)
	for refused.code == exitDone && issued < 100_000 {
		refused = n.run("license", "issue", "--product", "mail-gateway-appliance", "--expires", "2030-01-31", "--count", "500", "--json")
		if refused.code == exitDone {
			issued += 500
		}
	}
	if refused.code != exitFailed || !strings.Contains(refused.stderr, "next: free space") ||
		!strings.Contains(refused.stderr, "the disk of the data directory is full") || strings.Contains(refused.stderr, dir) {
		t.Fatalf("a full disk gave exit code %d after %d licences: %s", refused.code, issued, refused.stderr)
	}
	for _, l := range first {
		if status, body := n.ask(l.Code.Reveal()); status != http.StatusOK || !strings.HasPrefix(body, "result=not_activated") {
			t.Errorf("while the disk is full: %d %s", status, body)
		}
	}
	if status, _ := n.ask(first[0].Code.Reveal(), "action", "activate", "device", "a"); status != http.StatusServiceUnavailable {
		t.Errorf("an activation that cannot be written got %d", status)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if status, body := n.ask(first[0].Code.Reveal(), "action", "activate", "device", "a"); status != http.StatusOK || !strings.HasPrefix(body, "result=valid") {
		t.Errorf("with room again an activation got %d %s", status, body)
	}
	n.kill()
	n = startNode(t, dir)
	n.run("store", "verify").want(t, exitDone, "all is well", "")
	if got := len(strings.Fields(n.run("license", "list", "--all", "--json").stdout)); got == 0 {
		t.Error("nothing is listed")
	}
	if got := strings.Count(n.run("license", "list", "--all", "--json").stdout, `"standing"`); got != issued {
		t.Errorf("%d licences are there, %d were acknowledged", got, issued)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	dir := disktest.Mount(t, "size=4m,ro")
	n := launch(t, dir, nil)
	if code := n.wait(); code != exitFailed || !strings.Contains(n.stderr.String(), "read-only") || !strings.Contains(n.stderr.String(), dir) {
		t.Errorf("exit code %d: %s", code, n.stderr.String())
	}
}

// A damaged database is refused with what to do, and is left as it is.
func TestDamagedDatabase(t *testing.T) {
	dir := t.TempDir()
	n := startNode(t, dir)
	n.issue("--expires", "2030-01-31", "--count", "300")
	if code := n.stop(); code != exitDone {
		t.Fatalf("stop: %d %s", code, n.stderr.String())
	}
	good, err := os.ReadFile(n.database())
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func([]byte) []byte{
		"cut off":      func(b []byte) []byte { return b[:12288] },
		"no database":  func([]byte) []byte { return []byte(strings.Repeat("this is no database. ", 2000)) },
		"empty pages":  func(b []byte) []byte { return append(b[:8192:8192], make([]byte, len(b)-8192)...) },
		"bits flipped": func(b []byte) []byte { return flip(b) },
	} {
		t.Run(name, func(t *testing.T) {
			bad := damage(append([]byte(nil), good...))
			if err := os.WriteFile(n.database(), bad, 0o600); err != nil {
				t.Fatal(err)
			}
			n := launch(t, dir, nil)
			if code := n.wait(); code != exitFailed || !strings.Contains(n.stderr.String(), "ollu restore") {
				t.Errorf("exit code %d: %s", code, n.stderr.String())
			}
			after, err := os.ReadFile(n.database())
			if err != nil || !bytes.Equal(after, bad) {
				t.Errorf("the damaged file was changed (%v)", err)
			}
		})
	}
}

// flip turns one bit in every 64 bytes behind the first two pages.
func flip(b []byte) []byte {
	for i := 8192; i < len(b); i += 64 {
		b[i] ^= 4
	}
	return b
}

func TestSecondServerOnTheSameFolder(t *testing.T) {
	n := startNode(t, t.TempDir())
	second := launch(t, n.dir, nil)
	if code := second.wait(); code != exitFailed || !strings.Contains(second.stderr.String(), "another") {
		t.Errorf("exit code %d: %s", code, second.stderr.String())
	}
	l := n.issue("--expires", "2030-01-31")[0]
	if status, _ := n.ask(l.Code.Reveal()); status != http.StatusOK {
		t.Errorf("the first server was disturbed: %d", status)
	}
	n.run("store", "compact").want(t, exitFailed, "", "stop")
}

func TestAddressTaken(t *testing.T) {
	n := startNode(t, t.TempDir())
	taken := strings.TrimPrefix(n.admin, "http://")
	second := launch(t, t.TempDir(), nil, "--admin-listen", taken)
	if code := second.wait(); code != exitFailed || !strings.Contains(second.stderr.String(), "another program has this address") {
		t.Errorf("exit code %d: %s", code, second.stderr.String())
	}
}

// A broken catalogue ends the start before anything is made.
func TestABrokenCatalogueLeavesNothingBehind(t *testing.T) {
	p := place{dir: t.TempDir()}
	p.write(t, "bad.yaml", "products: [\n")
	p.write(t, "serve.yaml", "catalog: bad.yaml\n")
	p.ollu(t, "serve", "--data-dir", "data", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--portal-listen", "127.0.0.1:0", "--config", "serve.yaml").
		want(t, exitFailed, "", "bad.yaml:1: not YAML")
	if _, err := os.Stat(filepath.Join(p.dir, "data")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the data directory was made: %v", err)
	}
}

func TestAdminToken(t *testing.T) {
	n := startNode(t, t.TempDir())
	info, err := os.Stat(filepath.Join(n.dir, "admin.token"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("admin.token: %v %v", info, err)
	}
	wrong := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(wrong, []byte(strings.Repeat("x", 43)), 0o600); err != nil {
		t.Fatal(err)
	}
	ollu(t, "license", "list", "--server", n.admin, "--token-file", wrong).want(t, exitFailed, "", "token")
	right := filepath.Join(n.dir, "admin.token")
	ollu(t, "license", "list", "--server", n.admin, "--token-file", right, "--json").want(t, exitNo, "[]", "no licence")
	if code := n.stop(); code != exitDone {
		t.Fatal(code)
	}
	if err := os.Chmod(right, 0o644); err != nil {
		t.Fatal(err)
	}
	again := launch(t, n.dir, nil)
	if code := again.wait(); code != exitFailed || !strings.Contains(again.stderr.String(), "chmod 600") {
		t.Errorf("a token that others can read: exit code %d: %s", code, again.stderr.String())
	}
}

// The drill: back up while it serves, lose the data, restore, and find it all.
func TestBackupRestoreDrill(t *testing.T) {
	n := startNode(t, t.TempDir())
	l := n.issue("--expires", "2030-01-31", "--count", "50")
	n.ask(l[7].Code.Reveal(), "action", "activate", "device", "rack-1")
	file := filepath.Join(t.TempDir(), "ollu.backup")
	n.run("backup", file).want(t, exitDone, file, "")
	n.run("license", "revoke", l[0].Code.Reveal(), "--reason", "after the backup").want(t, exitDone, "revoked", "")
	n.run("restore", file).want(t, exitFailed, "", "stop")
	n.kill()
	if err := os.Remove(n.database()); err != nil {
		t.Fatal(err)
	}
	n.run("restore", file).want(t, exitDone, "50", "")
	n = startNode(t, n.dir)
	for i, want := range map[int]string{0: "result=not_activated", 7: "result=valid"} {
		if status, body := n.ask(l[i].Code.Reveal()); status != http.StatusOK || !strings.HasPrefix(body, want) {
			t.Errorf("after the restore licence %d: %d %s", i, status, body)
		}
	}
}

// A server that stops writes what it gathered: when a device was last seen.
func TestLastSeenSurvivesAStop(t *testing.T) {
	n := startNode(t, t.TempDir())
	code := n.issue("--expires", "2030-01-31")[0].Code.Reveal()
	n.ask(code, "action", "activate", "device", "rack-1", "version", "9.0")
	n.ask(code, "device", "rack-1", "version", "9.1", "build", "1252")
	if exit := n.stop(); exit != exitDone {
		t.Fatalf("stop: %d %s", exit, n.stderr.String())
	}
	n = startNode(t, n.dir)
	n.run("license", "show", code, "--json").want(t, exitDone, fmt.Sprintf("%q", "9.1 1252"), "")
	if out := n.run("license", "show", code, "--json").stdout; !strings.Contains(out, time.Now().UTC().Format(`"last_seen": "2006-01-02`)) {
		t.Errorf("last seen is not of today: %s", out)
	}
}
