package deploy

import (
	"testing"

	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

// What a round costs where there is nothing to do: a thousand products with a
// hundred codes each.
func BenchmarkNothingIsDue(b *testing.B) {
	w := newWorld(b, sitetest.Options{})
	var codes []book.Code
	var deliveries []book.Delivery
	var taken []book.Taken
	for range 1000 {
		p := book.Product{Name: newCode(b).Fingerprint(), URL: "http://127.0.0.1:1", Product: "gateway", SeenAt: start}
		for range 100 {
			c := newCode(b)
			s := w.said(c, word{expires: "2027-03-31"})
			p.Codes = append(p.Codes, c)
			codes, taken = append(codes, book.Code{Code: c}), append(taken, s)
			deliveries = append(deliveries, book.Delivery{Product: p.Name, Code: c, HeldTag: s.Tag, HeldAt: start, State: book.Current})
		}
		w.must(w.book.PutProduct(p))
		w.d.carried.set(p.Name, parcel{told: told{keys: tagOf(string(w.keys()))}})
	}
	w.must(w.book.PutCodes(codes...))
	w.must(w.book.TakeStatements(start, taken...))
	w.must(w.book.PutDeliveries(deliveries...))
	b.ReportAllocs()
	for b.Loop() {
		if next, err := w.d.Due(b.Context()); err != nil || !next.IsZero() {
			b.Fatal(next, err)
		}
	}
}
