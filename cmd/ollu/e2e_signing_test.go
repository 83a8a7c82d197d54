package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/server/check"
	"ollu/server/wire"
)

// believer is a product that trusts an issuer's keys.
type believer struct {
	n    *node
	keys *answer.KeySet
}

// published fetches the key set of a server.
func (n *node) published() (*answer.KeySet, []string) {
	n.t.Helper()
	status, body := fetch(n.t, http.DefaultClient, strings.TrimSuffix(n.agents, check.Path)+check.PathKeys)
	if status != http.StatusOK {
		n.t.Fatalf("keys.json: %d %s", status, body)
	}
	keys, rotations, err := answer.ParseJWKS([]byte(body))
	if err != nil {
		n.t.Fatal(err)
	}
	return keys, rotations
}

// ask returns a verified answer about a licence; it follows a rotation when the
// key is new to it.
func (p *believer) ask(l *wire.Licence, nonce string) answer.Signed {
	p.n.t.Helper()
	status, token := p.n.ask(l.Code.Reveal(), "format", "jwt", "device", "rack-1", "nonce", nonce)
	if status != http.StatusOK {
		p.n.t.Fatalf("%d %s", status, token)
	}
	expect := &answer.Expect{Issuer: "ollu", Subject: l.Code.Fingerprint(), Device: "rack-1", Nonce: nonce, Now: time.Now(), Skew: time.Minute}
	s, err := p.keys.Verify([]byte(token), expect)
	if err != nil {
		_, rotations := p.n.published()
		p.keys.Follow("ollu", rotations)
		s, err = p.keys.Verify([]byte(token), expect)
	}
	if err != nil {
		p.n.t.Fatalf("%v in %s", err, token)
	}
	return s
}

// activeKey is the key that signs, as the operator is shown it.
func (n *node) activeKey() string {
	n.t.Helper()
	keys := parse[[]signingKey](n.t, n.run("signing", "list", "--json").stdout)
	return keys[len(keys)-1].ID
}

// The signing key is rotated twice while products ask: each that pinned the first
// one goes on without a refused answer.
func TestRotatingWhileServing(t *testing.T) {
	n := startNode(t, t.TempDir())
	l := n.issue("--expires", "2099-03-31")[0]
	n.ask(l.Code.Reveal(), "device", "rack-1", "action", "activate")
	first, _ := n.published()
	k1 := n.activeKey()
	if !strings.Contains(n.stderr.String(), k1) {
		t.Errorf("the log does not name the key that was made:\n%s", n.stderr.String())
	}

	var asking sync.WaitGroup
	stop := make(chan struct{})
	for i := range 4 {
		p := &believer{n, first.Clone()}
		nonce := map[bool]string{true: "", false: strings.Repeat("n", 20+i)}[i%2 == 0]
		asking.Go(func() {
			for {
				if s := p.ask(&l, nonce); s.Result != answer.Valid {
					t.Errorf("the answer is %v", s.Result)
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	for range 2 {
		o := n.run("signing", "rotate")
		o.want(t, exitDone, "the running server signs with it now", "")
	}
	p := &believer{n, first.Clone()}
	k3 := n.activeKey()
	for _, nonce := range []string{"", "0123456789abcdef"} {
		if s := p.ask(&l, nonce); s.KeyID != k3 {
			t.Errorf("signed with %s, want %s", s.KeyID, k3)
		}
	}
	close(stop)
	asking.Wait()
	if now, rotations := n.published(); now.Len() != 3 || len(rotations) != 3 {
		t.Errorf("published %v and %d rotations", now.IDs(), len(rotations))
	}
}

// SIGHUP reads the keys again, for those who changed them by hand.
func TestHangupReadsTheKeys(t *testing.T) {
	n := startNode(t, t.TempDir())
	if err := os.Remove(filepath.Join(n.dir, "admin.addr")); err != nil { // so that nobody finds the server
		t.Fatal(err)
	}
	n.run("signing", "rotate").want(t, exitDone, "no server is running", "")
	want := n.activeKey()
	if err := os.WriteFile(filepath.Join(n.dir, "admin.addr"), []byte(n.admin+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := n.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for limit := time.Now().Add(20 * time.Second); ; {
		if keys, _ := n.published(); keys.Len() == 2 {
			break
		}
		if time.Now().After(limit) {
			t.Fatalf("the server did not read them:\n%s", n.stderr.String())
		}
	}
	if keys, _ := n.published(); !slices.Contains(keys.IDs(), want) {
		t.Errorf("published %v, want %s in it", keys.IDs(), want)
	}
}

// A backup, the log and the database hold neither the signing key nor the key of
// offline codes, in any form that they are written in.
func TestKeysStayInTheirFolder(t *testing.T) {
	n := startNode(t, t.TempDir())
	l := n.issue("--expires", "2099-03-31", "--count", "50")[0]
	n.ask(l.Code.Reveal(), "format", "jwt")
	backup := filepath.Join(t.TempDir(), "b")
	if o := n.run("backup", backup); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	n.run("signing", "rotate").want(t, exitDone, "signs", "")
	if code := n.stop(); code != exitDone {
		t.Fatalf("exit code %d", code)
	}
	places := map[string][]byte{"the log": []byte(n.stderr.String()), "standard output": []byte(n.stdout.String())}
	for name, path := range map[string]string{"the backup": backup, "the database": n.database()} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		places[name] = b
	}
	for _, secret := range secretsOf(t, filepath.Join(n.dir, "signing")) {
		for name, text := range places {
			if bytes.Contains(text, secret) || bytes.Contains(text, []byte(hex.EncodeToString(secret))) {
				t.Errorf("%s holds a key", name)
			}
		}
	}
	if !bytes.Contains(places["the backup"], []byte("appliance")) {
		t.Error("the backup could not be read by this test")
	}
}

// secretsOf returns every key in a folder of signing keys, in bytes and as it is
// written there.
func secretsOf(t *testing.T, dir string) (secrets [][]byte) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(text, []byte("\n"))
		switch filepath.Ext(e.Name()) {
		case ".pem":
			block, _ := pem.Decode(text)
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			secrets = append(secrets, key.(ed25519.PrivateKey).Seed(), lines[1])
		case ".key":
			b, err := base64.RawURLEncoding.DecodeString(string(lines[0]))
			if err != nil {
				t.Fatal(err)
			}
			secrets = append(secrets, b, lines[0])
		}
	}
	if len(secrets) != 6 {
		t.Fatalf("%d secrets found, want two keys and the master key", len(secrets))
	}
	return secrets
}
