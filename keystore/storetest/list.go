package storetest

import (
	"bytes"
	"slices"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
)

var listTests = []test{
	{"List/Pages", listPages},
	{"List/Filters", listFilters},
	{"List/Refused", listRefused},
}

func listPages(k *kit) {
	var want []codec.Code
	for i := range 57 {
		want = append(want, k.issued(func(l *keystore.Licence) { l.Code = k.code([]string{"IM", "AS", "DL"}[i%3]) }))
	}
	slices.SortFunc(want, byBytes)
	for _, limit := range []int{1, 7, 57, 58, 0} {
		equal(k, "codes in order", k.pages(keystore.Filter{}, limit), want)
	}
	page, next, err := k.s.List(k.ctx, keystore.Filter{}, want[10], 5)
	is(k, "List", err, nil)
	equal(k, "after the 11th", []codec.Code{page[0].Code, page[4].Code, next}, []codec.Code{want[11], want[15], want[15]})
	k.must(keystore.Activate{Code: want[0], Device: "d"})
	page, _, err = k.s.List(k.ctx, keystore.Filter{}, codec.Code{}, 1)
	is(k, "List", err, nil)
	whole := k.full(want[0])
	whole.Devices = nil
	equal(k, "a licence of the list", page[0], whole)
	after := k.code("IM") // never issued: a place between the others
	page, _, err = k.s.List(k.ctx, keystore.Filter{}, after, 0)
	is(k, "List", err, nil)
	for _, l := range page {
		equal(k, "after a code that is not there", byBytes(after, l.Code), -1)
	}
}

func byBytes(a, b codec.Code) int { return bytes.Compare(a.AppendBytes(nil), b.AppendBytes(nil)) }

// pages gives the codes that match, read by pages of the given size.
func (k *kit) pages(f keystore.Filter, limit int) []codec.Code {
	k.t.Helper()
	var all []codec.Code
	var after codec.Code
	for range 1000 {
		page, next, err := k.s.List(k.ctx, f, after, limit)
		if err != nil {
			k.t.Fatalf("List: %v", err)
		}
		if limit > 0 && len(page) > limit {
			k.t.Fatalf("a page of %d, limit %d", len(page), limit)
		}
		for i := range page {
			all = append(all, page[i].Code)
		}
		if next.IsZero() {
			return all
		}
		after = next
	}
	k.t.Fatal("the pages do not end")
	return nil
}

func listFilters(k *kit) {
	plain := k.issued()
	trial := k.issued(func(l *keystore.Licence) { l.Type, l.Order = product.Trial, "PO-7" })
	other := k.issued(func(l *keystore.Licence) { l.Product, l.Owner, l.Code = "suite", "Beispiel GmbH", k.code("DL") })
	ended := k.issued(func(l *keystore.Licence) { l.Expires, l.Grace = day("2026-01-31"), 90 })
	ending := k.issued(func(l *keystore.Licence) { l.Expires, l.Grace = day("2026-11-20"), 1 })
	forever := k.issued(func(l *keystore.Licence) { l.Perpetual, l.Expires = true, 0 })
	k.must(keystore.Suspend{Code: ended})
	k.must(keystore.Renew{Code: ending, Expires: day("2027-11-20"), ShowsFrom: day("2026-11-25")})
	for name, x := range map[string]struct {
		f    keystore.Filter
		want []codec.Code
	}{
		"product":     {keystore.Filter{Product: "suite"}, []codec.Code{other}},
		"type":        {keystore.Filter{Type: "trial"}, []codec.Code{trial}},
		"standing":    {keystore.Filter{Standing: "suspended"}, []codec.Code{ended}},
		"order":       {keystore.Filter{Order: "PO-7"}, []codec.Code{trial}},
		"owner":       {keystore.Filter{Owner: "beispiel"}, []codec.Code{other}},
		"prefix":      {keystore.Filter{Prefix: codec.Prefix{'D', 'L'}}, []codec.Code{other}},
		"active":      {keystore.Filter{Phase: "active", Day: day("2026-11-20")}, []codec.Code{plain, trial, other, forever}},
		"grace":       {keystore.Filter{Phase: "grace", Day: day("2026-11-20")}, []codec.Code{ending}},
		"expired":     {keystore.Filter{Phase: "expired", Day: day("2026-11-21")}, []codec.Code{ended, ending}},
		"renewed":     {keystore.Filter{Phase: "expired", Day: day("2026-11-25")}, []codec.Code{ended}},
		"from":        {keystore.Filter{ExpiresFrom: day("2027-03-31"), Day: day("2026-11-20")}, []codec.Code{plain, trial, other}},
		"to":          {keystore.Filter{ExpiresTo: day("2026-11-20"), Day: day("2026-11-20")}, []codec.Code{ended, ending}},
		"from and to": {keystore.Filter{ExpiresFrom: day("2027-11-20"), ExpiresTo: day("2027-11-20"), Day: day("2026-11-25")}, []codec.Code{ending}},
		"two":         {keystore.Filter{Type: "full", Product: "suite", Standing: "issued"}, []codec.Code{other}},
		"none":        {keystore.Filter{Standing: "replaced"}, nil},
	} {
		slices.SortFunc(x.want, byBytes)
		equal(k, name, k.pages(x.f, 0), x.want)
		equal(k, name+", one by one", k.pages(x.f, 1), x.want)
	}
}

func listRefused(k *kit) {
	for _, f := range []keystore.Filter{
		{Type: "free"}, {Standing: "lost"}, {Phase: "over", Day: 1}, {Phase: "grace"}, {ExpiresTo: day("2026-11-20")},
	} {
		_, _, err := k.s.List(k.ctx, f, codec.Code{}, 0)
		is(k, "List", err, keystore.ErrInvalid)
	}
	for _, f := range []keystore.KeyFilter{{Type: "free"}, {State: "lost"}} {
		_, _, err := k.s.RegKeys(k.ctx, f, codec.Key{}, 0)
		is(k, "RegKeys", err, keystore.ErrInvalid)
	}
}
