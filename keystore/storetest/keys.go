package storetest

import (
	"bytes"
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
)

var keyTests = []test{
	{"Keys/Issue", keysIssue},
	{"Keys/Refused", keysRefused},
	{"Keys/List", keysList},
}

func (k *kit) regKey(changes ...func(*keystore.RegKey)) keystore.RegKey {
	r := keystore.RegKey{
		Key: k.key("IM"), Prefix: codec.Prefix{'I', 'M'}, Product: "mail-gw", Type: product.Full, Seats: 10, Months: 12,
		Note: "box", Order: "PO-1",
	}
	for _, change := range changes {
		change(&r)
	}
	return r
}

func keysIssue(k *kit) {
	months := k.regKey(func(r *keystore.RegKey) { r.Months = 1200 })
	until := k.regKey(func(r *keystore.RegKey) { r.Months, r.Expires = 0, day("2028-01-01") })
	forever := k.regKey(func(r *keystore.RegKey) { r.Months, r.Perpetual, r.Type = 0, true, product.Trial })
	with := k.licence()
	with.Key = k.key("IM")
	own := k.regKey(func(r *keystore.RegKey) { r.Key, r.Code = with.Key, with.Code })
	all := []keystore.RegKey{months, until, forever, own}
	given := slices.Clone(all)
	given[0].RegisteredAt = k.now.Add(time.Millisecond) // not the issuer's to say
	r := k.must(keystore.Issue{Licences: []keystore.Licence{with}, Keys: given})
	for i := range all {
		all[i].IssuedAt = k.now
		got, err := k.s.RegKey(k.ctx, all[i].Key)
		is(k, "RegKey", err, nil)
		equal(k, "key", got, all[i])
	}
	equal(k, "receipt", r.Keys, all)
	equal(k, "log", len(k.log()), 5)
}

func keysRefused(k *kit) {
	there, l := k.regKey(), k.licence()
	k.must(keystore.Issue{Keys: []keystore.RegKey{there}})
	fresh := k.regKey()
	k.refused(keystore.ErrExists, keystore.Issue{Keys: []keystore.RegKey{fresh, there}})
	k.refused(keystore.ErrExists, keystore.Issue{Keys: []keystore.RegKey{fresh, fresh}})
	for _, change := range []func(*keystore.RegKey){
		func(r *keystore.RegKey) { r.Key = codec.Key{} },
		func(r *keystore.RegKey) { r.Prefix = codec.Prefix{} },
		func(r *keystore.RegKey) { r.Product = "" },
		func(r *keystore.RegKey) { r.Seats = 0 },
		func(r *keystore.RegKey) { r.Months = 0 },
		func(r *keystore.RegKey) { r.Months = -1 },
		func(r *keystore.RegKey) { r.Months = 1201 },
		func(r *keystore.RegKey) { r.Perpetual = true },
		func(r *keystore.RegKey) { r.Expires = day("2028-01-01") },
		func(r *keystore.RegKey) { r.Code = k.code("IM") },
		func(r *keystore.RegKey) { r.Code = l.Code },
	} {
		k.refused(keystore.ErrInvalid, keystore.Issue{Licences: []keystore.Licence{l}, Keys: []keystore.RegKey{k.regKey(change)}})
	}
	l.Key = fresh.Key
	k.refused(keystore.ErrInvalid, keystore.Issue{Licences: []keystore.Licence{l}, Keys: []keystore.RegKey{fresh}})
	_, err := k.s.RegKey(k.ctx, fresh.Key)
	is(k, "a key of a refused issue", err, keystore.ErrNotFound)
}

func keysList(k *kit) {
	var want []codec.Key
	for i := range 23 {
		r := k.regKey(func(r *keystore.RegKey) { r.Product = []string{"a", "b"}[i%2] })
		k.must(keystore.Issue{Keys: []keystore.RegKey{r}})
		if i%2 == 0 {
			want = append(want, r.Key)
		}
	}
	slices.SortFunc(want, func(a, b codec.Key) int { return bytes.Compare(a.AppendBytes(nil), b.AppendBytes(nil)) })
	equal(k, "all", len(k.keyPages(keystore.KeyFilter{}, 0)), 23)
	for _, limit := range []int{1, 5, 12, 0} {
		equal(k, "of one product", k.keyPages(keystore.KeyFilter{Product: "a"}, limit), want)
	}
	equal(k, "open", len(k.keyPages(keystore.KeyFilter{State: "open", Type: "full", Order: "PO-1", Prefix: codec.Prefix{'I', 'M'}}, 4)), 23)
	equal(k, "registered", len(k.keyPages(keystore.KeyFilter{State: "registered"}, 4)), 0)
}

func (k *kit) keyPages(f keystore.KeyFilter, limit int) []codec.Key {
	k.t.Helper()
	var all []codec.Key
	var after codec.Key
	for range 1000 {
		page, next, err := k.s.RegKeys(k.ctx, f, after, limit)
		if err != nil {
			k.t.Fatalf("RegKeys: %v", err)
		}
		for i := range page {
			all = append(all, page[i].Key)
		}
		if next.IsZero() {
			return all
		}
		after = next
	}
	k.t.Fatal("the pages do not end")
	return nil
}
