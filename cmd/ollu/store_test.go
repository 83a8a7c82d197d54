package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ollu/server/wire"
)

func TestStoreStatusAndAudit(t *testing.T) {
	s := newSite(t)
	s.ollu(t, "store", "audit").want(t, exitNo, "", "no entry found")
	l := s.issue(t)[0]
	s.do(t, "license", "renew", l.Code.Reveal(), "--by", "1y")
	s.do(t, "license", "suspend", l.Code.Reveal(), "--reason", "unpaid")

	s.ollu(t, "store", "status").want(t, exitDone, "licences    1\n", "")
	if st := parse[wire.StatusResponse](t, s.do(t, "store", "status", "--json")); !st.Ready || st.Licences != 1 || st.Audit.Seq != 3 {
		t.Errorf("status %+v", st)
	}
	log := s.do(t, "store", "audit")
	for _, want := range []string{"tester", "suspend", "unpaid", "2099-03-31 to 2100-03-31", "until 2099-03-31"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
	if strings.Contains(log, l.Code.Reveal()[8:]) {
		t.Errorf("the log holds the code:\n%s", log)
	}
	lines := strings.Split(strings.TrimSpace(s.do(t, "store", "audit", "--json", "--from", "2")), "\n")
	if len(lines) != 2 || parse[wire.AuditEntry](t, lines[0]).Seq != 2 || parse[wire.AuditEntry](t, lines[1]).Prev != parse[wire.AuditEntry](t, lines[0]).Hash {
		t.Errorf("entries from 2 on: %q", lines)
	}
}

func TestStoreVerifyWithAndWithoutAServer(t *testing.T) {
	s := newSite(t)
	s.issue(t, "--count", "7", "--with-key")
	s.ollu(t, "store", "verify").want(t, exitDone, "7 licences, 0 devices, 7 keys, 14 audit entries read: all is well", "")
	s.stop()
	s.ollu(t, "store", "verify").want(t, exitDone, "7 licences, 0 devices, 7 keys, 14 audit entries read: all is well", "")
	if r := parse[wire.VerifyResponse](t, s.do(t, "store", "verify", "--json")); !r.OK || r.Licences != 7 || r.Problems == nil {
		t.Errorf("report %+v", r)
	}
	s.write(t, "data/admin.addr", "http://127.0.0.1:1\n") // as a server that was killed leaves it
	s.ollu(t, "store", "verify").want(t, exitDone, "all is well", "")
	s.ollu(t, "store", "verify", "--data-dir", "nowhere").want(t, exitFailed, "", "--data-dir names the data directory")
	damage(t, filepath.Join(s.dir, "data", databaseFile))
	out := s.ollu(t, "store", "verify")
	if out.code == exitDone || !strings.Contains(out.stdout+out.stderr, "damaged") {
		t.Errorf("a damaged file: exit code %d\n%s%s", out.code, out.stdout, out.stderr)
	}
}

// damage changes bytes all over a database, except in its first pages.
func damage(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 4*4096 + 100; at < len(b); at += 50 {
		b[at] ^= 0x40
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBackupAndRestore(t *testing.T) {
	s := newSite(t)
	l := s.issue(t)[0]
	s.ollu(t, "backup", "b").want(t, exitDone, "b written", "")
	if _, mode := s.read(t, "b"); mode != 0o600 {
		t.Errorf("the backup has mode %o, want 0600", mode)
	}
	s.ollu(t, "backup", "b").want(t, exitFailed, "", "next: name another file, or add --force")
	if out := s.shell(t, "ollu backup - > streamed"); out.code != exitDone || out.stdout != "" {
		t.Errorf("to stdout: %+v", out)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "-")); err == nil {
		t.Error("there is a file called -")
	}
	later := s.issue(t)[0]
	s.ollu(t, "restore", "b").want(t, exitFailed, "", "in use")
	s.stop()
	s.ollu(t, "restore", "b").want(t, exitDone, "the database that was there is kept as data/ollu.db.before-restore-", "")
	s.ollu(t, "restore", "streamed").want(t, exitDone, "is kept as", "")
	s.serve(t)
	s.ollu(t, "license", "show", l.Code.Reveal()).want(t, exitDone, exampleProduct, "")
	s.ollu(t, "license", "show", later.Code.Reveal()).want(t, exitNo, "", "not found")
	s.do(t, "backup", "b", "--force")
	s.stop()

	whole, _ := s.read(t, "b")
	for name, text := range map[string]string{"cut": whole[:len(whole)/2], "changed": whole[:4000] + "x" + whole[4001:], "other": "not a backup"} {
		s.write(t, name, text)
		out := s.ollu(t, "restore", name)
		out.want(t, exitFailed, "", "the backup "+name+" is damaged, or none: ")
		out.want(t, exitFailed, "", "next: take another backup; the database is as it was")
		if strings.Contains(out.stderr, "a stored record is damaged") || strings.Contains(out.stderr, "ollu restore puts") {
			t.Errorf("the store is blamed: %s", out.stderr)
		}
	}
	s.ollu(t, "store", "verify").want(t, exitDone, "all is well", "")
}

func TestCompact(t *testing.T) {
	s := newSite(t)
	s.issue(t, "--count", "2000")
	s.ollu(t, "store", "compact").want(t, exitFailed, "", "in use")
	s.stop()
	s.ollu(t, "store", "compact").want(t, exitDone, "bytes", "")
	s.ollu(t, "store", "verify").want(t, exitDone, "2000 licences", "")
	s.serve(t)
	s.ollu(t, "license", "list", "--limit", "1").want(t, exitDone, exampleProduct, "there is more")
}
