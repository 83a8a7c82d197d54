package manager

import (
	"bytes"
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/manager/book"
	"ollu/server/manager/bundle"
	"ollu/server/manager/deploy"
)

// offline makes a manager that has no line, on a book of its own.
func (w *world) offline() *world {
	w.t.Helper()
	in := &world{t: w.t, products: map[string]*installation{}, ring: w.ring}
	b, err := book.Open(filepath.Join(w.t.TempDir(), "inside.db"), book.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = b.Close() })
	in.book = b
	in.options = Options{Book: b, Zone: tokyo, Now: w.wall, Random: rand.Reader, Site: "plant", Deployer: deploy.New(deploy.Options{Book: b, Now: w.wall, Random: rand.Reader})}
	in.reopen()
	return in
}

func (w *world) export() []byte {
	w.t.Helper()
	var file bytes.Buffer
	if err := w.m.Export(w.t.Context(), &file); err != nil {
		w.t.Fatal(err)
	}
	return file.Bytes()
}

func (w *world) carry(file []byte, adopt bool) bundle.Report {
	w.t.Helper()
	r, err := w.m.Import(w.t.Context(), bytes.NewReader(file), adopt)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// A site without a line is served by a file that goes out and one that comes back
// in: statements, devices to be registered, keys, and what was revoked.
func TestCarried(t *testing.T) { synctest.Test(t, testCarried) }

func testCarried(t *testing.T) {
	out := newWorld(t)
	in := out.offline()
	l := out.licence("suite", codec.Prefix{'S', 'U'}, 30)
	out.apply(keystore.Issue{Licences: []keystore.Licence{l}})
	out.add(out.issue(90)) // the outside has codes of its own
	if r, err := in.m.Add(t.Context(), AddRequest{Codes: []string{l.Code.Reveal()}}); err != nil || r.Asked || r.Cause != CauseNoServer {
		t.Fatalf("%+v, %v", r, err)
	}
	if err := in.book.PutActivation(book.Activation{Code: l.Code, Device: "press-1", At: out.wall()}); err != nil {
		t.Fatal(err)
	}
	if err := in.m.Healthy(); err == nil {
		t.Error("never heard, and healthy")
	}
	if r := out.carry(in.export(), true); r.AdoptedCodes != 1 || r.AdoptedActivations != 1 || r.Site != "plant" {
		t.Fatalf("%+v", r)
	}
	if r := out.sync(); len(r.Activations) != 1 || r.Codes != 2 {
		t.Fatalf("%+v", r)
	}
	file := out.export()
	if r := in.carry(file, false); r.Taken != 1 || r.Answered != 1 || len(r.NewKeys) != 1 || len(r.Refused) != 0 || r.Facts != 1 {
		t.Fatalf("%+v", r)
	}
	if is := in.held(l.Code); is.Signed.Result.String() != "valid" || in.m.Healthy() != nil {
		t.Errorf("%s, %v", is.Signed.Result, in.m.Healthy())
	}
	pass(time.Hour)
	out.rotate()
	out.apply(keystore.Revoke{Code: l.Code, Reason: "returned"})
	out.sync()
	if r := in.carry(out.export(), false); r.Taken != 1 || len(r.NewKeys) != 1 || !r.Revocations {
		t.Errorf("%+v", r)
	}
	site, err := in.m.Status()
	if err != nil || !reasonOf(site.Codes, l.Code.Fingerprint(), "returned") || len(site.Issuer.KeyIDs) != 2 {
		t.Errorf("%+v, %v", site, err)
	}
	if r := in.carry(file, false); r.Taken != 0 || in.held(l.Code).Signed.Result.String() != "revoked" {
		t.Errorf("an older file: %+v", r)
	}
}

// A file that was made long ago is no news of the issuer on the day of its import.
func TestCarriedLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := newWorld(t)
		in := out.offline()
		code := out.issue(300)
		in.add(code)
		out.add(code)
		file := out.export()
		pass(72 * time.Hour)
		if r := in.carry(file, false); r.Taken != 1 || in.m.Healthy() == nil {
			t.Errorf("%+v, and healthy", r)
		}
		out.sync()
		in.carry(out.export(), false)
		if err := in.m.Healthy(); err != nil {
			t.Errorf("a new file: %v", err)
		}
	})
}

// A code that was carried for another site and is added belongs to this one.
func TestCarriedIsAdded(t *testing.T) {
	out := newWorld(t)
	in := out.offline()
	code := out.issue(30)
	in.add(code)
	out.carry(in.export(), true)
	if !out.held(code).Carried {
		t.Fatal("it is not carried")
	}
	r, err := out.m.Add(t.Context(), AddRequest{Codes: []string{code.Reveal()}})
	if err != nil || r.Codes[0].Known || out.held(code).Carried || out.says(code) != "valid" {
		t.Errorf("%+v, %v; %+v", r, err, out.held(code))
	}
}

// A file of another issuer, or one that is not whole, changes nothing.
func TestCarriedForged(t *testing.T) {
	out := newWorld(t)
	in := out.offline()
	code := out.issue(30)
	out.add(code)
	out.sync()
	if _, err := in.m.Add(t.Context(), AddRequest{Codes: []string{code.Reveal()}}); err != nil {
		t.Fatal(err)
	}
	file := out.export()
	in.carry(file, false)
	before := in.held(code)

	rogue := newWorld(t)
	rogue.add(code)
	rogue.sync()
	if r := in.carry(rogue.export(), false); len(r.Refused) != 1 || r.Taken != 0 || len(r.NewKeys) != 0 {
		t.Errorf("%+v", r)
	}
	if _, err := in.m.Import(t.Context(), bytes.NewReader(file[:len(file)-20]), false); !errors.Is(err, bundle.ErrCut) {
		t.Errorf("a file that was cut: %v", err)
	}
	if _, err := in.m.Sync(t.Context()); !errors.Is(err, ErrNoServer) {
		t.Errorf("a sync without a line: %v", err)
	}
	if is := in.held(code); is.Token != before.Token || is.Problem != "unknown_key" {
		t.Errorf("%+v", is)
	}
	if keys, _ := in.m.trust.now(); keys.Len() != 1 {
		t.Errorf("%d keys are believed", keys.Len())
	}
}
