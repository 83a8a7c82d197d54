package signing

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/codec/product"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// drawn is a source of randomness that is the same in every run, and another for
// each seed.
func drawn(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

// place is a data directory with a ring in it.
type place struct {
	t   *testing.T
	dir string // of the ring
	n   byte   // keys drawn
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{t: t, dir: filepath.Join(t.TempDir(), "signing"), n: 1}
	if _, err := Init(p.dir, "example", drawn(p.n), noon); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *place) open(now time.Time) *Ring {
	p.t.Helper()
	r, err := Open(p.dir, now)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (p *place) rotate(now time.Time) (id string) {
	p.t.Helper()
	p.n++
	id, err := p.open(now).Rotate(drawn(p.n), now)
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

// keys reads a published key set as a product does.
func keys(t *testing.T, r *Ring) (*answer.KeySet, []string) {
	t.Helper()
	set, rotations, err := answer.ParseJWKS(r.KeySetJSON())
	if err != nil {
		t.Fatal(err)
	}
	return set, rotations
}

// pinned is a product that knows the active key of a ring alone.
func pinned(r *Ring) *answer.KeySet {
	set := new(answer.KeySet)
	set.Add(r.Signer().Public())
	return set
}

func statement() *answer.Statement {
	return &answer.Statement{
		Result: answer.Valid, Issued: true, Product: "gateway", Type: product.Full, Seats: 5, Components: []string{"antivirus"},
		Perpetual: true, Zone: "Asia/Tokyo", UpdatesAllowed: true, ServerTime: noon,
	}
}

// files gives every file of a folder by its name.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

// want fails unless err is an [Error] of the kind that says what to do.
func want(t *testing.T, err, kind error) {
	t.Helper()
	var e *Error
	if !errors.Is(err, kind) || !errors.As(err, &e) || e.What == "" || e.Next == "" {
		t.Errorf("%v; want an error that is %v, with what to do", err, kind)
	}
}

// change edits keyring.json behind the back of the package.
func (p *place) change(edit func(*keyring)) {
	p.t.Helper()
	path := filepath.Join(p.dir, ringFile)
	text, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	var k keyring
	if err := json.Unmarshal(text, &k); err != nil {
		p.t.Fatal(err)
	}
	edit(&k)
	if text, err = json.Marshal(&k); err != nil {
		p.t.Fatal(err)
	}
	p.put(ringFile, string(text), fileMode)
}

func (p *place) put(name, text string, mode fs.FileMode) {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		p.t.Fatal(err)
	}
}

// privateOf returns the private key of the ring's active key.
func (p *place) privateOf(id string) ed25519.PrivateKey {
	p.t.Helper()
	text, err := os.ReadFile(keyPath(p.dir, id))
	if err != nil {
		p.t.Fatal(err)
	}
	key, err := parseKey(text)
	if err != nil {
		p.t.Fatal(err)
	}
	return key
}
