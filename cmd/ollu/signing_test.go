package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ollu/server/signing"
)

// listKeys returns the signing keys as the operator is shown them.
func (s site) listKeys(t *testing.T) []signingKey {
	t.Helper()
	return parse[[]signingKey](t, s.do(t, "signing", "list", "--json"))
}

func TestSigningKeysAreMadeOnce(t *testing.T) {
	s := newSite(t)
	first := s.listKeys(t)
	if len(first) != 1 || first[0].State != signing.Active || first[0].Issuer != "ollu" || !first[0].Published {
		t.Fatalf("%+v", first)
	}
	s.ollu(t, "signing", "list").want(t, exitDone, first[0].ID+"  active  ollu ", "")
	s.ollu(t, "signing", "init").want(t, exitFailed, "", "next: ollu signing list shows them")
	s.stop()
	s.serve(t)
	if again := s.listKeys(t); len(again) != 1 || again[0].ID != first[0].ID {
		t.Errorf("%+v after a restart, %+v before", again, first)
	}
}

func TestSigningInitNamesTheIssuer(t *testing.T) {
	s := site{place: place{dir: t.TempDir()}}
	s.ollu(t, "signing", "list").want(t, exitFailed, "", "next: ollu signing init makes them")
	s.ollu(t, "signing", "init", "--issuer", "two words").want(t, exitFailed, "", "next: take a name like")
	change := parse[signingChange](t, s.do(t, "signing", "init", "--issuer", "licences.example.com", "--json"))
	if change.Issuer != "licences.example.com" || change.Server != serverNotRunning {
		t.Errorf("%+v", change)
	}
	s.serve(t)
	if keys := s.listKeys(t); len(keys) != 1 || keys[0].ID != change.KeyID || keys[0].Issuer != change.Issuer {
		t.Errorf("the server made others: %+v", keys)
	}
}

func TestSigningRotateTellsTheServer(t *testing.T) {
	s := newSite(t)
	old := s.listKeys(t)[0].ID
	out := s.ollu(t, "signing", "rotate")
	now := s.listKeys(t)[1].ID
	out.want(t, exitDone, now+" signs for ollu; the running server signs with it now\n", "")

	s.ollu(t, "signing", "retire", now).want(t, exitFailed, "", "next: run ollu signing rotate first")
	s.ollu(t, "signing", "retire", old).want(t, exitFailed, "", "what "+old+" signed runs until ")
	s.ollu(t, "signing", "retire", "nothing").want(t, exitNo, "", "there is no signing key of that name")
	s.ollu(t, "signing", "retire", old, "--compromised").want(t, exitDone, old+" is no longer published, and its private key is deleted\n"+now+" signs for ollu", "")
	if keys := s.listKeys(t); keys[0].State != signing.Compromised || keys[0].Published {
		t.Errorf("%+v", keys)
	}
	s.stop()
	s.ollu(t, "signing", "rotate").want(t, exitDone, "no server is running; it will sign with this key when it starts", "")
}

// The server that cannot read what was changed says so, and signs on.
func TestSigningChangeThatTheServerCannotTake(t *testing.T) {
	s := newSite(t)
	s.write(t, "data/admin.token", strings.Repeat("w", 43)+"\n")
	out := s.ollu(t, "signing", "rotate")
	out.want(t, exitFailed, "", "but the running server did not take it over")
	out.want(t, exitFailed, "", "next: send the server SIGHUP or restart it")
	if got := len(s.listKeys(t)); got != 2 {
		t.Errorf("%d keys, want the rotation to stand", got)
	}
}

func TestSigningExportAndImport(t *testing.T) {
	s, other := newSite(t), newSite(t)
	s.ollu(t, "signing", "export", "k").want(t, exitDone, "k written; keep it as safe as the keys\n", "")
	text, mode := s.read(t, "k")
	if mode != 0o600 {
		t.Errorf("the export has mode %o", mode)
	}
	s.ollu(t, "signing", "export", "k").want(t, exitFailed, "", "add --force")
	s.do(t, "signing", "export", "k", "--force")

	other.write(t, "k", text)
	other.ollu(t, "signing", "import", "k").want(t, exitFailed, "", "next: add --force to replace them")
	other.write(t, "half", text[:len(text)/2])
	other.ollu(t, "signing", "import", "half", "--force").want(t, exitFailed, "", "nothing was changed")
	out := other.ollu(t, "signing", "import", "k", "--force")
	out.want(t, exitDone, "the keys that were there are kept in data/signing.before-import-", "")
	out.want(t, exitDone, s.listKeys(t)[0].ID+" signs for ollu; the running server signs with it now", "")
	if a, b := s.do(t, "signing", "offline-key", exampleProduct), other.do(t, "signing", "offline-key", exampleProduct); a != b || len(a) < 40 {
		t.Error("the key of offline codes did not come along")
	}
	if a, b := s.do(t, "signing", "offline-key", exampleProduct, "--json"), strings.TrimSpace(s.do(t, "signing", "offline-key", exampleProduct)); !strings.Contains(a, `"key": "`+b+`"`) {
		t.Errorf("as JSON %s, plain %s", a, b)
	}
	s.ollu(t, "signing", "offline-key", "nothing").want(t, exitNo, "", "the catalogue has no product")
}

// A ring that others can read, or that is damaged, stops the server with what to
// do, and is left as it is.
func TestServeRefusesABadRing(t *testing.T) {
	s := newSite(t)
	id := s.listKeys(t)[0].ID
	s.stop()
	file := filepath.Join("data", "signing", id+".pem")
	key, _ := s.read(t, file)
	serve := func() outcome {
		return s.ollu(t, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--portal-listen", "127.0.0.1:0")
	}
	if err := os.Chmod(filepath.Join(s.dir, file), 0o644); err != nil {
		t.Fatal(err)
	}
	out := serve()
	out.want(t, exitFailed, "", "can be read by others (mode 0644)\nnext: run chmod 600 ")
	if err := os.Chmod(filepath.Join(s.dir, file), 0o600); err != nil {
		t.Fatal(err)
	}
	s.write(t, file, key[:60])
	out = serve()
	out.want(t, exitFailed, "", "next: put the keys back from an export with ollu signing import FILE --force")
	if strings.Contains(out.stderr, strings.Split(key, "\n")[1][:16]) {
		t.Errorf("the error shows the key: %s", out.stderr)
	}
	s.write(t, file, key)
	s.serve(t)
}
