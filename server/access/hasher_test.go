package access

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// cheap makes a Hasher for tests.
func cheap(o HasherOptions) *Hasher {
	o.Memory, o.Passes, o.Random = 8, 1, rand.Reader
	return NewHasher(o)
}

func TestPasswordsAreVerifiedByTheirHash(t *testing.T) {
	h := cheap(HasherOptions{Rest: -1})
	phc, err := h.Hash(t.Context(), "Passw0rd")
	if err != nil || !strings.HasPrefix(phc, "$argon2id$v=19$m=8,t=1,p=1$") {
		t.Fatalf("the hash is %q (%v)", phc, err)
	}
	for password, want := range map[string]bool{"Passw0rd": true, "passw0rd": false, "": false, "Passw0rd ": false, strings.Repeat("x", 5000): false} {
		if got, err := h.Verify(t.Context(), phc, password); got != want || err != nil {
			t.Errorf("%.20q: %v, %v", password, got, err)
		}
	}
	if other, _ := h.Hash(t.Context(), "Passw0rd"); other == phc {
		t.Error("two hashes of one password are the same: there is no salt")
	}
}

// A hash made elsewhere by the reference program of Argon2 is understood:
// echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 24
func TestTheReferenceProgramsHashIsUnderstood(t *testing.T) {
	const phc = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	if ok, err := cheap(HasherOptions{}).Verify(t.Context(), phc, "password"); !ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}

// Nobody can tell by the work whether an id exists.
func TestNobodysPasswordTakesTheSameWork(t *testing.T) {
	h := cheap(HasherOptions{Rest: -1})
	phc, err := h.Hash(t.Context(), "Passw0rd")
	if err != nil {
		t.Fatal(err)
	}
	for _, stored := range []string{phc, ""} {
		before := h.Count()
		if ok, err := h.Verify(t.Context(), stored, "wrong"); ok || err != nil {
			t.Errorf("%q: %v, %v", stored, ok, err)
		}
		if n := h.Count() - before; n != 1 {
			t.Errorf("%q took %d hashes", stored, n)
		}
	}
	if ok, _ := h.Verify(t.Context(), "", ""); ok {
		t.Error("the password of nobody is empty")
	}
}

func TestParametersCanBeRaised(t *testing.T) {
	old := cheap(HasherOptions{Rest: -1})
	phc, err := old.Hash(t.Context(), "Passw0rd")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		memory, passes uint32
		outdated       bool
	}{{8, 1, false}, {16, 1, true}, {8, 2, true}} {
		h := NewHasher(HasherOptions{Random: rand.Reader, Memory: c.memory, Passes: c.passes, Rest: -1})
		if ok, err := h.Verify(t.Context(), phc, "Passw0rd"); !ok || err != nil || h.Outdated(phc) != c.outdated {
			t.Errorf("m=%d t=%d: %v, %v, outdated %v", c.memory, c.passes, ok, err, h.Outdated(phc))
		}
	}
	if !old.Outdated("nonsense") {
		t.Error("what cannot be read is not outdated")
	}
}

func TestByDefaultTheCostIsTheRecommendedOne(t *testing.T) {
	h := NewHasher(HasherOptions{Random: rand.Reader})
	if h.cost != (cost{19456, 2, 1}) || h.most != 128 || h.rest != 1 {
		t.Errorf("%+v, %d may wait, rest %v", h.cost, h.most, h.rest)
	}
}

var damaged = []string{
	"x", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ", "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=16$m=8,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=8,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=8,t=1,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=8,t=1,p=257$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=08,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=8,t=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$t=1,m=8,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=8,t=4294967295,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=8,t=1,p=1$!$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$",
	"$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rE\rsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$nf65", "$argon2id$v=19$m=8,t=1,p=1$c29t$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
}

func TestADamagedHashIsNoPassword(t *testing.T) {
	h := cheap(HasherOptions{})
	for _, phc := range damaged {
		if ok, err := h.Verify(t.Context(), phc, "password"); ok || !errors.Is(err, ErrHash) {
			t.Errorf("%q: %v, %v", phc, ok, err)
		}
	}
	if h.Count() != 0 {
		t.Error("something was worked out")
	}
}

func FuzzHashesAreReadAsTheyAreWritten(f *testing.F) {
	for _, s := range damaged {
		f.Add(s)
	}
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Fuzz(func(t *testing.T, phc string) {
		h, err := parseHashed(phc)
		if err == nil && h.String() != phc {
			t.Errorf("%q was read as %q", phc, h.String())
		}
		if err == nil && (!h.sound() || h.memory > maxMemory) {
			t.Errorf("%q was taken with %+v", phc, h.cost)
		}
	})
}

func TestWithoutRandomnessThereIsNoHash(t *testing.T) {
	h := NewHasher(HasherOptions{Random: iotest.ErrReader(io.ErrUnexpectedEOF), Memory: 8, Passes: 1, Rest: -1})
	if phc, err := h.Hash(t.Context(), "Passw0rd"); phc != "" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q, %v", phc, err)
	}
	if ok, err := h.Verify(t.Context(), "", "x"); ok || err != nil {
		t.Errorf("after that: %v, %v", ok, err)
	}
}

// One hash at a time, and a rest after it.
func TestHashesTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := cheap(HasherOptions{Rest: 2})
		var at, most atomic.Int64
		start := time.Now()
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				err := h.work(t.Context(), func() {
					most.Store(max(most.Load(), at.Add(1)))
					time.Sleep(10 * time.Millisecond)
					at.Add(-1)
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took := time.Since(start); most.Load() != 1 || took != 5*10*time.Millisecond+4*20*time.Millisecond {
			t.Errorf("%d at once, %v for all", most.Load(), took)
		}
	})
}

func TestTooManyAreTurnedAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := cheap(HasherOptions{Waiting: 3, Rest: -1})
		hold := make(chan struct{})
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if err := h.work(t.Context(), func() { <-hold }); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if _, err := h.Verify(t.Context(), "", "x"); !errors.Is(err, ErrBusy) {
			t.Errorf("the fourth was told %v", err)
		}
		close(hold)
		all.Wait()
		if _, err := h.Verify(t.Context(), "", "x"); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// A crowd of strangers keeps nobody out who is known: he has a line of his own, and
// it goes first.
func TestWhoIsKnownGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := cheap(HasherOptions{Waiting: 4, Rest: 1})
		hold := make(chan struct{})
		var mu sync.Mutex
		var turns []string
		var all sync.WaitGroup
		queue := func(who Asker, what string) {
			all.Go(func() {
				err := h.workFor(t.Context(), who, func() {
					<-hold
					time.Sleep(time.Millisecond) // a rest after it
					mu.Lock()
					defer mu.Unlock()
					turns = append(turns, what)
				})
				if err != nil {
					t.Errorf("%s: %v", what, err)
				}
			})
			synctest.Wait()
		}
		for _, name := range []string{"a", "b", "c", "d"} {
			queue(Asker{Name: name}, "stranger "+name)
		}
		if _, err := h.VerifyFor(t.Context(), Asker{Name: "e"}, "", "x"); !errors.Is(err, ErrBusy) {
			t.Errorf("a stranger found room: %v", err)
		}
		queue(Asker{Name: "own", Known: true}, "known")
		queue(Asker{Known: true}, "known too")
		close(hold)
		all.Wait()
		want := "stranger a, known, known too, stranger b, stranger c, stranger d"
		if got := strings.Join(turns, ", "); got != want {
			t.Errorf("the turns: %s", got)
		}
	})
}

// One name has half of a line at most, and none is remembered that does not wait.
func TestNobodyFillsALineAlone(t *testing.T) {
	for _, known := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			h := cheap(HasherOptions{Waiting: 4, Rest: -1})
			hold := make(chan struct{})
			var all sync.WaitGroup
			one := Asker{Name: "192.0.2.1", Known: known}
			for range 2 {
				all.Go(func() { _ = h.workFor(t.Context(), one, func() { <-hold }) })
			}
			synctest.Wait()
			if err := h.workFor(t.Context(), one, func() {}); !errors.Is(err, ErrBusy) {
				t.Errorf("the third of one name was told %v", err)
			}
			all.Go(func() {
				if err := h.workFor(t.Context(), Asker{Name: "192.0.2.2", Known: known}, func() {}); err != nil {
					t.Errorf("another was told %v", err)
				}
			})
			synctest.Wait()
			close(hold)
			all.Wait()
			if n := len(h.known.by) + len(h.strangers.by); n != 0 {
				t.Errorf("%d names are remembered", n)
			}
		})
	}
}

func TestWhoGoesAwayIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := cheap(HasherOptions{Rest: -1})
		hold := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() { _ = h.work(t.Context(), func() { <-hold }) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := h.Hash(ctx, "Passw0rd"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who went away got %v", err)
		}
		close(hold)
		all.Wait()
		if err := h.work(ctx, func() { t.Error("work for nobody") }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who had gone away got %v", err)
		}
	})
}

func TestAPanicDoesNotKeepTheTurn(t *testing.T) {
	h := cheap(HasherOptions{Rest: -1})
	func() {
		defer func() { _ = recover() }()
		_ = h.work(t.Context(), func() { panic("x") })
	}()
	if _, err := h.Verify(t.Context(), "", "x"); err != nil {
		t.Error(err)
	}
}

func BenchmarkVerify(b *testing.B) {
	h := NewHasher(HasherOptions{Random: bytes.NewReader(make([]byte, 64)), Rest: -1})
	for b.Loop() {
		_, _ = h.Verify(b.Context(), "", "Passw0rd")
	}
}
