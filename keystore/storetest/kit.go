package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/audit"
)

// kit is one store under test, with a clock and codes of its own.
type kit struct {
	t   *testing.T
	s   keystore.Store
	o   Options
	ctx context.Context
	now time.Time

	mu  sync.Mutex
	rnd *rand.ChaCha8
}

func newKit(t *testing.T, s keystore.Store, o Options) *kit {
	return &kit{
		t: t, s: s, o: o, ctx: t.Context(), rnd: rand.NewChaCha8([32]byte{1}),
		now: time.Date(2026, 11, 20, 3, 4, 5, 0, time.UTC),
	}
}

// code gives a new code with the given prefix.
func (k *kit) code(prefix string) codec.Code {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, err := codec.NewCode(codec.Prefix{prefix[0], prefix[1]}, k.rnd)
	if err != nil {
		k.t.Fatal(err)
	}
	return c
}

func (k *kit) key(prefix string) codec.Key {
	k.mu.Lock()
	defer k.mu.Unlock()
	key, err := codec.NewKey(codec.Prefix{prefix[0], prefix[1]}, k.rnd)
	if err != nil {
		k.t.Fatal(err)
	}
	return key
}

// licence gives one that can be issued: the changes are applied to a plain one.
func (k *kit) licence(changes ...func(*keystore.Licence)) keystore.Licence {
	l := keystore.Licence{
		Code: k.code("IM"), Product: "mail-gw", Type: product.Full, Seats: 100, Components: []string{"antivirus", "spam"},
		Zone: "Asia/Tokyo", Expires: day("2027-03-31"), Grace: 90, Owner: "例の会社", Order: "PO-1",
	}
	for _, change := range changes {
		change(&l)
	}
	return l
}

// issued gives the code of a licence that was issued.
func (k *kit) issued(changes ...func(*keystore.Licence)) codec.Code {
	k.t.Helper()
	l := k.licence(changes...)
	k.must(keystore.Issue{Licences: []keystore.Licence{l}})
	return l.Code
}

func limit(n uint32) func(*keystore.Licence) {
	return func(l *keystore.Licence) { l.DeviceLimit = n }
}

// act is a change by the operator, now.
func (k *kit) act(c keystore.Change) keystore.Act {
	return keystore.Act{By: "operator", At: k.now, Change: c}
}

// must applies a change that has to succeed.
func (k *kit) must(c keystore.Change) keystore.Receipt {
	k.t.Helper()
	r, err := k.s.Apply(k.ctx, k.act(c))
	if err != nil {
		k.t.Fatalf("%v: %v", c, err)
	}
	return r
}

// refused applies a change that has to fail as want, and change nothing.
func (k *kit) refused(want error, c keystore.Change) {
	k.t.Helper()
	before := k.s.Stats()
	r, err := k.s.Apply(k.ctx, k.act(c))
	if !errors.Is(err, want) {
		k.t.Fatalf("%v: error %v, want %v", c, err, want)
	}
	if !reflect.DeepEqual(r, keystore.Receipt{}) {
		k.t.Errorf("%v: a refusal has a receipt: %+v", c, r)
	}
	after := k.s.Stats()
	if before.Audit != after.Audit || before.Licences != after.Licences || before.Devices != after.Devices || before.Keys != after.Keys ||
		before.Accounts != after.Accounts || before.Letters != after.Letters {
		k.t.Errorf("%v: a refusal changed something: %+v, before %+v", c, after, before)
	}
}

// entry looks a code up that has to be there, and compares it with the licence
// in full.
func (k *kit) entry(c codec.Code) keystore.Entry {
	k.t.Helper()
	e, err := k.s.Lookup(c)
	if err != nil {
		k.t.Fatalf("Lookup: %v", err)
	}
	l := k.full(c)
	if stored := l.Entry(); !e.Equal(&stored) {
		k.t.Errorf("Lookup gives %+v, the licence is %+v", e, stored)
	}
	return e
}

// full reads a licence that has to be there.
func (k *kit) full(c codec.Code) keystore.Licence {
	k.t.Helper()
	l, err := k.s.Licence(k.ctx, c)
	if err != nil {
		k.t.Fatalf("Licence: %v", err)
	}
	if int(l.DeviceCount) != len(l.Devices) {
		k.t.Errorf("the licence counts %d devices and lists %d", l.DeviceCount, len(l.Devices))
	}
	return l
}

// standing checks what a code stands.
func (k *kit) standing(c codec.Code, want keystore.Standing) {
	k.t.Helper()
	if e := k.entry(c); e.Standing != want {
		k.t.Errorf("standing %v, want %v", e.Standing, want)
	}
}

// later moves the clock.
func (k *kit) later(d time.Duration) { k.now = k.now.Add(d) }

// log reads the whole audit log.
func (k *kit) log() []audit.Entry {
	k.t.Helper()
	var all []audit.Entry
	err := k.s.Audit(k.ctx, 1, func(e audit.Entry) error {
		all = append(all, e)
		return nil
	})
	if err != nil {
		k.t.Fatalf("Audit: %v", err)
	}
	return all
}

// sound verifies the store; one that is closed by now passes.
func (k *kit) sound() {
	k.t.Helper()
	report, err := k.s.Verify(context.WithoutCancel(k.ctx), nil)
	if errors.Is(err, keystore.ErrClosed) {
		return
	}
	if err != nil || !report.OK() {
		k.t.Fatalf("Verify: %v, problems %q", err, report.Problems)
	}
	st := k.s.Stats()
	if report.Licences != st.Licences || report.Devices != st.Devices || report.Keys != st.Keys || report.Audit != st.Audit || report.AuditEntries != st.Audit.Seq {
		k.t.Errorf("Verify counts %+v, Stats %+v", report, st)
	}
	head, err := audit.Verify(audit.Head{}, func(yield func(audit.Entry, error) bool) {
		for _, e := range k.log() {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil || head != st.Audit {
		k.t.Errorf("audit log: %v, ends at %v, Stats say %v", err, head, st.Audit)
	}
}

// day reads a date that is written in a test.
func day(s string) term.Day {
	d, err := term.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// equal fails the test when got is not want.
func equal[T any](k *kit, what string, got, want T) {
	k.t.Helper()
	if !reflect.DeepEqual(got, want) {
		k.t.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}

// is fails the test when err is not want.
func is(k *kit, what string, err, want error) {
	k.t.Helper()
	if !errors.Is(err, want) {
		k.t.Errorf("%s: error %v, want %v", what, err, want)
	}
}
