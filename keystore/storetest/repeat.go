package storetest

import (
	"strings"
	"sync"
	"time"

	"ollu/codec"
	"ollu/keystore"
)

var repeatTests = []test{
	{"Repeat", repeat},
	{"Repeat/Import", repeatImport},
	{"Repeat/Activate", repeatActivate},
	{"Repeat/AfterRefusal", repeatAfterRefusal},
	{"Repeat/Forgotten", repeatForgotten},
	{"Repeat/Concurrent", repeatConcurrent},
}

// keyed is a change under an idempotency key.
func (k *kit) keyed(c keystore.Change, key string, digest byte) keystore.Act {
	a := k.act(c)
	a.IdempotencyKey, a.Digest[0] = key, digest
	return a
}

// again applies an act that has to succeed, and says whether it was replayed.
func (k *kit) again(a keystore.Act, replayed bool) keystore.Receipt {
	k.t.Helper()
	logged := k.s.Stats().Audit
	r, err := k.s.Apply(k.ctx, a)
	is(k, a.String(), err, nil)
	equal(k, a.String()+" replayed", r.Replayed, replayed)
	if replayed {
		equal(k, "a repetition is not logged", k.s.Stats().Audit, logged)
	}
	return r
}

func repeat(k *kit) {
	first := k.licence()
	first.Key = k.key("IM")
	r := k.again(k.keyed(keystore.Issue{Licences: []keystore.Licence{first}}, "key-1", 1), false)
	equal(k, "issued", len(r.Licences), 1)
	k.must(keystore.Suspend{Code: first.Code})
	// The repetition comes with a code of its own, as a server makes one.
	second := k.licence()
	r = k.again(k.keyed(keystore.Issue{Licences: []keystore.Licence{second}}, "key-1", 1), true)
	equal(k, "the first code", r.Licences[0].Code, first.Code)
	equal(k, "as it stands now", r.Licences[0].Standing, keystore.Suspended)
	equal(k, "its key", r.Keys[0].Key, first.Key)
	_, err := k.s.Lookup(second.Code)
	is(k, "the second code", err, keystore.ErrNotFound)
	_, err = k.s.Apply(k.ctx, k.keyed(keystore.Issue{Licences: []keystore.Licence{second}}, "key-1", 2))
	is(k, "another request", err, keystore.ErrIdempotency)
	k.again(k.keyed(keystore.Resume{Code: first.Code}, "key-2", 3), false)
	k.again(k.keyed(keystore.Resume{Code: first.Code}, "key-2", 3), true)
	k.refused(keystore.ErrConflict, keystore.Resume{Code: first.Code})
}

func repeatImport(k *kit) {
	a, bad := k.licence(), k.licence(func(l *keystore.Licence) { l.Seats = 0 })
	act := k.keyed(keystore.Import{Licences: []keystore.Licence{a, bad, a}}, "import", 1)
	r := k.again(act, false)
	equal(k, "rows", len(r.Rows), 3)
	equal(k, "rows again", k.again(act, true).Rows, r.Rows)
}

func repeatActivate(k *kit) {
	c := k.issued(limit(1))
	act := k.keyed(keystore.Activate{Code: c, Device: "d"}, "activate", 1)
	k.again(act, false)
	equal(k, "registered", k.again(act, true).Registered, true)
	same := k.keyed(keystore.Activate{Code: c, Device: "d"}, strings.Repeat("k", 255), 1)
	k.again(same, false) // no change, but remembered
	k.again(same, true)
	k.must(keystore.RemoveDevice{Code: c, Device: "d"})
	equal(k, "registered after removal", k.again(act, true).Registered, false)
	equal(k, "devices", k.entry(c).Devices, 0)
}

func repeatAfterRefusal(k *kit) {
	c := k.issued()
	act := k.keyed(keystore.Resume{Code: c}, "resume", 1)
	_, err := k.s.Apply(k.ctx, act)
	is(k, "Resume", err, keystore.ErrConflict)
	k.must(keystore.Suspend{Code: c})
	k.again(act, false)
}

func repeatForgotten(k *kit) {
	c := k.issued()
	k.again(k.keyed(keystore.Suspend{Code: c}, "key", 1), false)
	k.later(keystore.IdempotencyLife - time.Second)
	k.again(k.keyed(keystore.Suspend{Code: c}, "key", 1), true)
	k.later(time.Second)
	k.again(k.keyed(keystore.Resume{Code: c}, "key", 2), false)
	k.again(k.keyed(keystore.Resume{Code: c}, "key", 2), true)
}

func repeatConcurrent(k *kit) {
	const callers = 16
	receipts := make([]keystore.Receipt, callers)
	errs := make([]error, callers)
	var group sync.WaitGroup
	for i := range callers {
		act := k.keyed(keystore.Issue{Licences: []keystore.Licence{k.licence()}}, "at once", 1)
		group.Go(func() { receipts[i], errs[i] = k.s.Apply(k.ctx, act) })
	}
	group.Wait()
	done, codes := 0, map[codec.Code]bool{}
	for i, r := range receipts {
		if errs[i] != nil {
			k.t.Fatal(errs[i])
		}
		if !r.Replayed {
			done++
		}
		codes[r.Licences[0].Code] = true
	}
	equal(k, "times done, codes given, licences", []int{done, len(codes), int(k.s.Stats().Licences)}, []int{1, 1, 1})
}
