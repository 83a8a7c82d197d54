package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/keystore/mem"
)

// paged is a store whose pages are short, with something that happens before a
// page is read and before it is given out.
type paged struct {
	*mem.Store
	before, after func() error
}

func (p *paged) List(ctx context.Context, f keystore.Filter, after codec.Code, _ int) ([]keystore.Licence, codec.Code, error) {
	if err := p.before(); err != nil {
		return nil, codec.Code{}, err
	}
	page, next, err := p.Store.List(ctx, f, after, 2)
	return page, next, errors.Join(err, p.after())
}

// wanted is the list as the store says it.
func wanted(t fataler, s keystore.Store) []answer.Revocation {
	t.Helper()
	page, _, err := s.List(contextOf, keystore.Filter{Standing: "revoked"}, codec.Code{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	list := []answer.Revocation{}
	for _, l := range page {
		list = append(list, answer.Revocation{Subject: l.Code.Fingerprint(), At: l.Revocation.At, Reason: l.Revocation.Reason})
	}
	slices.SortFunc(list, func(a, b answer.Revocation) int { return strings.Compare(a.Subject, b.Subject) })
	return list
}

// listedAs checks the feed's list, and gives its version.
func listedAs(t fataler, f *Feed, want []answer.Revocation) uint64 {
	t.Helper()
	list, version, ok := f.Revocations()
	if diff := cmp.Diff(want, list); diff != "" || !ok {
		t.Fatal(fmt.Sprintf("read: %v, version %d, (-want +got):\n%s", ok, version, diff))
	}
	return version
}

func TestRevocations(t *testing.T) {
	s := store(t, 5)
	revoke := func(n int, reason string) { must(t, s, keystore.Revoke{Code: code(n), Reason: reason}) }
	revoke(1, "refunded")
	revoke(3, "leaked")
	f := newFeed(t, options(s))
	f.readRevoked(contextOf) // once more, and to its end
	first := listedAs(t, f, wanted(t, s))
	if again := listedAs(t, f, wanted(t, s)); again != first {
		t.Errorf("version %d, then %d, of one list", first, again)
	}
	touch(t, s, 0)
	must(t, s, keystore.Suspend{Code: code(0), Reason: "unpaid"})
	if same := listedAs(t, f, wanted(t, s)); same != first {
		t.Error("a change of another kind made another version")
	}
	versions := map[uint64]bool{first: true}
	for _, change := range []func(){
		func() { revoke(0, "a reason \"for\" all to read") },
		func() { must(t, s, keystore.Resume{Code: code(1)}) },
		func() { revoke(1, "refunded twice") },
		func() { must(t, s, keystore.Resume{Code: code(1)}) },
	} {
		change()
		version := listedAs(t, f, wanted(t, s))
		if versions[version] {
			t.Errorf("version %d once more", version)
		}
		versions[version] = true
	}
	if list, _, _ := f.Revocations(); len(list) != 2 || list[0].At != noon {
		t.Errorf("%+v", list)
	}
}

// TestRevocationsWhileRead lets licences be revoked and resumed at every moment
// of the first reading.
func TestRevocationsWhileRead(t *testing.T) {
	const stock = 6
	rapid.Check(t, func(r *rapid.T) {
		s := &paged{Store: store(t, stock)}
		revoked := map[int]bool{}
		some := func() error {
			for _, n := range rapid.SliceOfN(rapid.IntRange(0, stock-1), 0, 4).Draw(r, "turned") {
				if revoked[n] {
					must(r, s, keystore.Resume{Code: code(n)})
				} else {
					must(r, s, keystore.Revoke{Code: code(n), Reason: fmt.Sprint("reason ", s.Stats().Audit.Seq)})
				}
				revoked[n] = !revoked[n]
			}
			return nil
		}
		_ = some()
		f := &Feed{o: options(s), signal: make(chan struct{}, 1)}
		defer s.Watch(f.changed)()
		f.history.begin(s.Stats().Audit.Seq, kept)
		turn := func() error {
			for range 2 {
				if rapid.Bool().Draw(r, "asked") {
					if _, _, ok := f.Revocations(); ok {
						r.Fatal("a list that is not read to its end is given out")
					}
				}
				_ = some()
			}
			f.Revocations()
			return nil
		}
		s.before, s.after = turn, turn
		f.readRevoked(contextOf)
		listedAs(r, f, wanted(r, s.Store))
		_ = some()
		listedAs(r, f, wanted(r, s.Store))
	})
}

// A stock that cannot be read is read later.
func TestRevocationsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &paged{Store: store(t, 5)}
		for n := range 5 {
			must(t, s, keystore.Revoke{Code: code(n), Reason: "r"})
		}
		reads := 0
		s.before = func() error {
			if reads++; reads == 2 || reads == 3 {
				return keystore.ErrUnavailable
			}
			return nil
		}
		s.after = func() error { return nil }
		core, logs := observer.New(zap.WarnLevel)
		o := options(s)
		o.Log = zap.New(core)
		f := newFeed(t, o)
		defer f.Close()
		synctest.Wait()
		if list, _, ok := f.Revocations(); ok || list != nil {
			t.Errorf("half of a list is given out: %v", list)
		}
		<-time.After(2 * readAgain)
		synctest.Wait()
		listedAs(t, f, wanted(t, s.Store))
		if logs.Len() != 2 {
			t.Errorf("logged %v", logs.All())
		}
	})
}

// Where nothing is revoked, no record is read for the list; what is revoked later is
// on it all the same.
func TestRevocationsOfNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &paged{Store: store(t, 3)}
		s.before = func() error {
			t.Error("the stock was read")
			return nil
		}
		f := newFeed(t, options(s))
		defer f.Close()
		synctest.Wait()
		listedAs(t, f, wanted(t, s.Store))
		must(t, s, keystore.Revoke{Code: code(1), Reason: "r"})
		synctest.Wait()
		if list, _, ok := f.Revocations(); !ok || len(list) != 1 {
			t.Errorf("%v", list)
		}
	})
}

// Reading ends with the feed, and with the store.
func TestRevocationsReadingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &paged{Store: store(t, 1)}
		must(t, s, keystore.Revoke{Code: code(0), Reason: "r"})
		s.before = func() error { return keystore.ErrUnavailable }
		f := newFeed(t, options(s))
		synctest.Wait()
		f.Close() // and not in ten seconds
		s.before = func() error { return keystore.ErrClosed }
		f = newFeed(t, options(s))
		synctest.Wait()
		f.Close()
		if _, _, ok := f.Revocations(); ok {
			t.Error("what was never read is given out")
		}
	})
}

// TestRevocationsTooLong holds that what is given out is never more than readers
// take, and, where the log tells that a list is being made, that one made late
// does not take the place of a newer one.
func TestRevocationsTooLong(t *testing.T) {
	const most = 30_000
	all := make([]keystore.Licence, most)
	for n := range all {
		all[n] = licence(n)
		all[n].Standing, all[n].Revocation = keystore.Revoked, &keystore.Tombstone{At: noon.Add(time.Duration(n) * time.Second), Reason: strings.Repeat("r", 500)}
	}
	var f *Feed
	logged := 0
	meanwhile := func(zapcore.Entry) error {
		if logged++; logged == 1 {
			f.changed(keystore.Changes{Seq: 2, Licences: []keystore.Licence{licence(7)}})
			f.Revocations()
		}
		return nil
	}
	o := options(store(t, 0))
	o.Log = zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zapcore.EncoderConfig{}), zapcore.AddSync(io.Discard), zap.WarnLevel), zap.Hooks(meanwhile))
	f = newFeed(t, o)
	f.readRevoked(contextOf)
	f.changed(keystore.Changes{Seq: 1, Licences: all})
	for _, want := range []int{most, most - 1, most - 1} {
		list, _, ok := f.Revocations()
		r := answer.Revocations{List: list}
		if !ok || len(list) != want || r.Fit() != (answer.Shortened{}) {
			t.Errorf("%d revocations, want %d, and they do not fit", len(list), want)
		}
	}
	if logged != 2 {
		t.Errorf("logged %d times for two lists", logged)
	}
}
