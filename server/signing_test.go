package server

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/keystore/mem"
	"ollu/server/check"
	"ollu/server/client"
	"ollu/server/signing"
)

// watched gives options with a log that can be read.
func watched(t *testing.T) (Options, *observer.ObservedLogs) {
	t.Helper()
	core, logs := observer.New(zap.InfoLevel)
	o := options(t, mem.New())
	o.Log = zap.New(core)
	return o, logs
}

// published is the key set that a node publishes.
func published(t *testing.T, n *Node) *answer.KeySet {
	t.Helper()
	_, body := get(t, n.AgentsURL()+check.PathKeys)
	keys, _, err := answer.ParseJWKS([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return keys
}

// rotate adds a key behind the back of the node.
func rotate(t *testing.T, o Options) (id string) {
	t.Helper()
	ring, err := signing.Open(SigningDir(o.DataDir), noon)
	if err != nil {
		t.Fatal(err)
	}
	if id, err = ring.Rotate(rand.Reader, noon); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestKeysAreMadeAtTheFirstStart(t *testing.T) {
	o, logs := watched(t)
	n, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	made := logs.FilterMessage("made signing keys").All()
	if len(made) != 1 || made[0].ContextMap()["key_id"] != n.KeyID() || made[0].Level != zap.InfoLevel {
		t.Errorf("the log says %v", made)
	}
	o.Registry = options(t, o.Store).Registry
	again, err := New(o)
	if err != nil || again.KeyID() != n.KeyID() {
		t.Errorf("the second start: %v", err)
	}
}

// Keys that are made for a store in use may be the wrong ones.
func TestKeysMadeForAStoreInUse(t *testing.T) {
	o, logs := watched(t)
	activated(t, o.Store)
	if _, err := New(o); err != nil {
		t.Fatal(err)
	}
	warned := logs.FilterLevelExact(zap.WarnLevel).All()
	if len(warned) != 1 || !strings.Contains(warned[0].Message, "ollu signing import") {
		t.Errorf("the log says %v", warned)
	}
}

func TestBadKeysStopTheStart(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(dir string) error
		want  error
	}{
		"exposed": {func(dir string) error { return os.Chmod(dir, 0o755) }, signing.ErrExposed},
		"damaged": {func(dir string) error { return os.Truncate(filepath.Join(dir, "keyring.json"), 10) }, signing.ErrDamaged},
		"lost":    {func(dir string) error { return os.Remove(filepath.Join(dir, "keyring.json")) }, signing.ErrDamaged},
	} {
		o := options(t, mem.New())
		if _, err := New(o); err != nil {
			t.Fatal(err)
		}
		if err := c.spoil(SigningDir(o.DataDir)); err != nil {
			t.Fatal(err)
		}
		o.Registry = options(t, o.Store).Registry
		if _, err := New(o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Reload takes over what can be read of catalogue and keys, each by itself.
func TestReloadTakesKeysAndCatalogue(t *testing.T) {
	o, _ := watched(t)
	current := catalogue(t, "appliance")
	o.Catalogue = func() (*product.Catalogue, error) { return current, nil }
	n := start(t, o)
	product := func(id string) int {
		status, _ := get(t, n.AgentsURL()+"/ollu/products/"+id+".jwt")
		return status
	}
	next := rotate(t, o)
	current = catalogue(t, "other")
	if err := n.Reload(); err != nil {
		t.Fatal(err)
	}
	if _, there := published(t, n).Get(next); !there || n.KeyID() != next {
		t.Errorf("%s signs, want %s", n.KeyID(), next)
	}
	if product("other") != 200 || product("appliance") != 404 {
		t.Error("the facts published are those of the old catalogue")
	}

	if err := os.Chmod(SigningDir(o.DataDir), 0o750); err != nil {
		t.Fatal(err)
	}
	current = catalogue(t, "third")
	if err := n.Reload(); !errors.Is(err, signing.ErrExposed) {
		t.Errorf("keys that others can read: %v", err)
	}
	if n.KeyID() != next || product("third") != 200 {
		t.Error("what could be read was not taken over, or the keys were let go")
	}
}

// The operator's command has the node read its keys through the admin API.
func TestReloadSigningThroughTheAPI(t *testing.T) {
	o, logs := watched(t)
	n := start(t, o)
	admin, err := client.Dial(client.Options{DataDir: o.DataDir})
	if err != nil {
		t.Fatal(err)
	}
	next := rotate(t, o)
	r, err := admin.ReloadSigning(context.Background())
	if err != nil || r.KeyID != next || r.Issuer != defaultIssuer || n.KeyID() != next {
		t.Errorf("%+v %v, want %s", r, err, next)
	}
	if err := os.RemoveAll(SigningDir(o.DataDir)); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.ReloadSigning(context.Background()); err == nil {
		t.Error("took over keys that are gone")
	}
	if n.KeyID() != next || published(t, n).Len() != 2 {
		t.Error("the node let its keys go")
	}
	if _, err := os.Stat(SigningDir(o.DataDir)); err == nil {
		t.Error("a reload made keys anew")
	}
	if logs.FilterMessage("reloaded the signing keys").Len() != 1 {
		t.Error("the log does not tell of the reload")
	}
}
