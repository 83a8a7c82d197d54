package deploy

import (
	"slices"
	"testing"
	"time"

	"ollu/codec"
	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

// A product that came to ask by itself before it was pushed to is one product, and
// not two (row M2): what it asked about and got is its own.
func TestAProductThatAsksAndIsPushedToIsOne(t *testing.T) {
	for name, known := range map[string]bool{"known since it was added": true, "known by its answer": false} {
		w := newWorld(t, sitetest.Options{Count: 1, Product: "gateway", Build: "1300", NewCode: true})
		p, c, asked, old := w.site.Products()[0], newCode(t), newCode(t), newCode(t)
		p.Use(c, "antivirus")
		p.Use(asked, "spam")
		w.manages(asked, old)
		w.must(w.book.PutCodes(book.Code{Code: c, Replaces: old}))
		w.says(c, word{expires: "2027-03-31"})
		w.says(asked, word{expires: "2027-03-31"})
		device := p.Holding().Device
		one := book.Product{Name: p.Name(), URL: p.URL(), Token: p.Token()}
		one.Codes = append(one.Codes, c)
		if known {
			one.Device = device
		}
		w.must(w.book.PutProduct(one))
		w.must(w.book.PutProduct(book.Product{Name: "0-asks", Device: device, Asks: true, Codes: append(one.Codes, asked, old), SeenAt: start}))
		w.must(w.book.PutProduct(book.Product{Name: "other", Device: "other", Asks: true, Codes: one.Codes}))
		tag := w.said(asked, word{expires: "2027-03-31"}).Tag
		w.must(w.book.PutDeliveries(book.Delivery{Product: "0-asks", Code: asked, HeldTag: tag, HeldAt: start, State: book.Current}))
		w.due(t)
		var names []string
		w.must(w.book.Products(func(p *book.Product) error { names = append(names, p.Name); return nil }))
		if len(names) != 2 || names[0] == "0-asks" {
			t.Errorf("%s: the products are %v", name, names)
		}
		w.stands(p, c, book.Current, "")
		got, err := w.book.Product(p.Name())
		if err != nil || len(got.Codes) != 2 || got.Codes[1] != asked || got.Asks || got.URL == "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// A product that names another installation's device does not get that one's codes:
// they stay where they were, and none of them is sent to it.
func TestAProductThatNamesAnothersDeviceGetsNoneOfItsCodes(t *testing.T) {
	for name, showsOne := range map[string]bool{"it shows none of them": false, "it shows one of them": true} {
		w := newWorld(t, sitetest.Options{Count: 1, Product: "gateway", Build: "1300", NewCode: true})
		p, own, shared, theirs := w.site.Products()[0], newCode(t), newCode(t), newCode(t)
		p.Use(own, "antivirus")
		want := []codec.Code{own}
		if showsOne {
			p.Use(shared, "spam")
			want = append(want, shared)
		}
		w.manages(own, shared, theirs)
		for _, c := range []codec.Code{own, shared, theirs} {
			w.says(c, word{expires: "2027-03-31"})
		}
		w.looksAfter(p, own)
		asks := book.Product{Name: "0-asks", Device: p.Device(), Asks: true, Codes: []codec.Code{shared, theirs}, SeenAt: start}
		w.must(w.book.PutProduct(asks))
		for range 3 {
			w.due(t)
			w.byHand(t, Select{Product: p.Name()})
			w.pass(24 * time.Hour)
		}
		got, err := w.book.Product(p.Name())
		if err != nil || !slices.Equal(got.Codes, want) {
			t.Errorf("%s: it has %v, %v", name, got.Codes, err)
		}
		if kept, err := w.book.Product("0-asks"); err != nil || !slices.Equal(kept.Codes, asks.Codes) || !kept.Asks {
			t.Errorf("%s: the entry of the other is %+v, %v", name, kept, err)
		}
		for _, x := range w.pushes() {
			for _, it := range x.push.Items {
				if it.Code != "" {
					t.Errorf("%s: it was sent the code %s", name, it.Code)
				}
			}
		}
	}
}
