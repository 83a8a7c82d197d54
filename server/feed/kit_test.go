package feed

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
)

var (
	noon      = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	contextOf = context.Background()
)

// code gives the code of a number: always the same.
func code(n int) codec.Code {
	c, err := codec.NewCode(codec.Prefix{'I', 'M'}, rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16), 1}))
	if err != nil {
		panic(err)
	}
	return c
}

// licence gives one that can be issued.
func licence(n int) keystore.Licence {
	return keystore.Licence{Code: code(n), Product: "gateway", Type: product.Full, Seats: 1, Zone: "Asia/Tokyo", Expires: term.Today(noon, time.UTC) + 100}
}

// store gives one with n licences.
func store(t testing.TB, n int) *mem.Store {
	s := mem.New()
	t.Cleanup(func() { _ = s.Close() })
	for i := range n {
		must(t, s, keystore.Issue{Licences: []keystore.Licence{licence(i)}})
	}
	return s
}

type fataler interface {
	Helper()
	Fatal(...any)
}

// must makes a change that has to succeed, and gives its revision.
func must(t fataler, s keystore.Store, change keystore.Change) uint64 {
	t.Helper()
	if _, err := s.Apply(contextOf, keystore.Act{By: "operator", At: noon, Change: change}); err != nil {
		t.Fatal(err)
	}
	return s.Stats().Audit.Seq
}

// touch changes a licence.
func touch(t fataler, s keystore.Store, n int) uint64 {
	t.Helper()
	e, err := s.Lookup(code(n))
	if err != nil {
		t.Fatal(err)
	}
	return must(t, s, keystore.Renew{Code: code(n), Expires: e.Expires + 1, Seats: e.Seats + 1})
}

// options are those of a feed that gathers for an hour: who tests it looks
// through the waiters by hand.
func options(s keystore.Store) Options {
	return Options{Store: s, Log: zap.NewNop(), MaxWaiters: 100, Gather: time.Hour}
}

func newFeed(t testing.TB, o Options) *Feed {
	t.Helper()
	f, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// guest is somebody who waits.
type guest struct {
	w *Waiter

	mu    sync.Mutex
	calls []Wake
}

func (g *guest) woken(w Wake) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls = append(g.calls, w)
}

// waits enters a guest for the codes of these numbers.
func waits(t testing.TB, f *Feed, since uint64, codes ...int) *guest {
	t.Helper()
	g := &guest{}
	var err error
	if g.w, err = f.Wait(since, marks(codes...), g.woken); err != nil {
		t.Fatal(err)
	}
	return g
}
