package storetest

import (
	"bytes"
	"reflect"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
)

var diskTests = []test{
	{"Reopen", reopen},
	{"Snapshot", snapshot},
	{"Snapshot/Damaged", snapshotDamaged},
	{"Verify/Progress", verifyProgress},
}

// stock fills the store with a little of everything and gives the codes.
func (k *kit) stock() []codec.Code {
	a, b, c := k.issued(limit(2)), k.issued(), k.licence()
	c.Key = k.key("IM")
	k.again(k.keyed(keystore.Issue{Licences: []keystore.Licence{c}}, "stock", 1), false)
	k.must(keystore.Activate{Code: a, Device: "d1", Version: "9.1"})
	k.must(keystore.Activate{Code: a, Device: "d2"})
	k.must(keystore.Renew{Code: a, Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04"), Seats: 3})
	k.must(keystore.Revoke{Code: b, Reason: "leaked"})
	_, err := k.s.Seen(a, []byte("d1"), []byte("9.2"), k.now.Add(time.Minute))
	is(k, "Seen", err, nil)
	f := k.firm()
	act := k.act(f.register(keystore.Register{Codes: []codec.Code{a}}))
	act.Letters = []customer.Letter{k.letter(&f)}
	k.done(act)
	return []codec.Code{a, b, c.Code}
}

// state is all that can be read of the given codes.
type state struct {
	licences []keystore.Licence
	keys     []keystore.RegKey
	log      any
	stats    [3]uint64
	known    everything
}

func (k *kit) state(codes []codec.Code) state {
	k.t.Helper()
	s := state{log: k.log(), known: k.known()}
	for _, c := range codes {
		k.entry(c)
		l := k.full(c)
		s.licences = append(s.licences, l)
		if !l.Key.IsZero() {
			key, err := k.s.RegKey(k.ctx, l.Key)
			is(k, "RegKey", err, nil)
			s.keys = append(s.keys, key)
		}
	}
	st := k.s.Stats()
	s.stats = [3]uint64{st.Licences, st.Devices, st.Keys}
	return s
}

// goesOn checks that a store which was opened again knows what was done, and
// takes more.
func (k *kit) goesOn(codes []codec.Code, want state) {
	k.t.Helper()
	if got := k.state(codes); !reflect.DeepEqual(got, want) {
		k.t.Errorf("got %+v\nwant %+v", got, want)
	}
	registered, err := k.s.Seen(codes[0], []byte("d1"), nil, k.now)
	is(k, "Seen", err, nil)
	equal(k, "registered", registered, true)
	r := k.again(k.keyed(keystore.Issue{Licences: []keystore.Licence{k.licence()}}, "stock", 1), true)
	equal(k, "repeated", r.Licences[0].Code, codes[2])
	k.refused(keystore.ErrDeviceLimit, keystore.Activate{Code: codes[0], Device: "d3"})
	k.must(keystore.Resume{Code: codes[1]})
	k.must(keystore.RemoveDevice{Code: codes[0], Device: "d1"})
	k.must(keystore.Activate{Code: codes[0], Device: "d3"})
	k.issued()
}

func reopen(k *kit) {
	if k.o.Reopen == nil {
		return
	}
	codes := k.stock()
	want := k.state(codes)
	k.s = k.o.Reopen(k.t, k.s)
	k.sound()
	k.goesOn(codes, want)
	k.s = k.o.Reopen(k.t, k.s)
	k.sound()
}

func snapshot(k *kit) {
	if k.o.Restore == nil {
		return
	}
	codes := k.stock()
	want := k.state(codes)
	var copied bytes.Buffer
	is(k, "Snapshot", k.s.Snapshot(k.ctx, &copied), nil)
	k.must(keystore.Suspend{Code: codes[0]})
	restored, err := k.o.Restore(k.t, copied.Bytes())
	if err != nil {
		k.t.Fatalf("Restore: %v", err)
	}
	k.s = restored
	k.sound()
	k.goesOn(codes, want)
}

// snapshotDamaged: a copy that is cut short is refused, or found out by Verify.
func snapshotDamaged(k *kit) {
	if k.o.Restore == nil {
		return
	}
	k.stock()
	var copied bytes.Buffer
	is(k, "Snapshot", k.s.Snapshot(k.ctx, &copied), nil)
	for _, n := range []int{0, 1, copied.Len() / 2, copied.Len() - 1} {
		if _, err := k.o.Restore(k.t, copied.Bytes()[:n]); err == nil {
			k.t.Errorf("the first %d of %d bytes are taken for a whole snapshot", n, copied.Len())
		}
	}
}

func verifyProgress(k *kit) {
	k.stock()
	last, steps := int64(-1), 0
	report, err := k.s.Verify(k.ctx, func(done, total int64) {
		if done < last || done > total {
			k.t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
		steps++
	})
	is(k, "Verify", err, nil)
	equal(k, "progress was told", steps > 0, true)
	equal(k, "counts", []uint64{report.Licences, report.Devices, report.Keys, report.Repeats}, []uint64{3, 2, 1, 1})
}
