package agent

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Whatever is in the state's file, it is read without harm, what is read can be
// written and read again, and nothing is held that the issuer did not sign.
func FuzzState(f *testing.F) {
	h := newHouse(f)
	a := h.agent()
	h.activate(a, h.issue(100), "")
	good, err := os.ReadFile(filepath.Join(a.o.Dir, stateFile))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(good), "", "{}", `{"format":1}`, `{"format":1,"parts":{"x":{"subject":"y","source":"code"}}}`, `{"format":1,"keys":1}`} {
		f.Add([]byte(seed))
	}
	stranger := &prover{vendor: newKeys(f)}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := decode(b)
		if err != nil {
			return
		}
		s.by = stranger
		if got := s.leases(noon); len(got) != 0 {
			t.Fatalf("held: %+v", got)
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decode(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if twice, err := json.Marshal(again); err != nil || !bytes.Equal(written, twice) {
			t.Fatalf("%s, then %s, %v", written, twice, err)
		}
	})
}

// No bytes are taken for a licence file that the issuer did not sign.
func FuzzImport(f *testing.F) {
	h := newHouse(f)
	file := h.file(h.licence(100))
	f.Add([]byte("a.b.c"))
	f.Add(file[:len(file)-1])
	f.Add(flipped(file))
	a := h.agent(func(o *Options) { o.Server = "" })
	s := a.store.View()
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := a.read(t.Context(), s, a.trusts(s), b)
		if _, refused := errors.AsType[*RefusedError](err); !refused || o != nil {
			t.Fatalf("%+v, %v", o, err)
		}
	})
}

// BenchmarkUpdatesAllowed is the question that a product asks before each update.
func BenchmarkUpdatesAllowed(b *testing.B) {
	h := newHouse(b)
	a := h.agent()
	r, err := a.Activate(b.Context(), h.issue(100).Code.Reveal(), "")
	if err != nil {
		b.Fatalf("%+v, %v", r, err)
	}
	for b.Loop() {
		if !a.UpdatesAllowed("antivirus") {
			b.Fatal("no")
		}
	}
}
