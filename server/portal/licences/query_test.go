package licences

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"ollu/codec/product"
	"ollu/server/words"
)

// Whatever an address says, it makes a query whose own address makes the same, and
// which nothing breaks.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"", "q=Mail%20 gateway&status=grace&sort=-expiry&page=3", "q=%ff%00&page=-9", "page=99999999999999999999", "q=a&q=b&status=waiting",
		"q=" + strings.Repeat("%E3%82%AB", 200), "q=%E2%80%83x%E2%80%83", "sort=expiry;status=valid", "q=\u2028",
	} {
		f.Add(seed)
	}
	lines := []Line{{No: 1, Product: product.Text{JA: "製品", EN: "Product"}, Status: Valid}, {No: 2, Status: Unclear}, {No: 3, Perpetual: true}}
	f.Fuzz(func(t *testing.T, address string) {
		v, _ := url.ParseQuery(address) // what could be read counts
		q := queryOf(v)
		u, err := url.Parse(q.Link())
		if err != nil || u.Path != "/products" {
			t.Fatalf("%q leads to %q: %v", address, q.Link(), err)
		}
		if again := queryOf(u.Query()); again != q {
			t.Fatalf("%q makes %+v, and its own address %+v", address, q, again)
		}
		if !utf8.ValidString(q.Search) || utf8.RuneCountInString(q.Search) > maxSearch || q.Page < 1 {
			t.Fatalf("%+v", q)
		}
		if got := q.pick(lines, words.JA); len(got) > len(lines) {
			t.Fatalf("%d lines of %d", len(got), len(lines))
		}
	})
}

// A page in another language is the same page.
func TestLinks(t *testing.T) {
	q := Query{Search: "a b", Status: "grace", Sort: byLatest, Page: 4}
	for got, want := range map[string]string{
		q.Link():                        "/products?page=4&q=a+b&sort=-expiry&status=grace",
		q.At(1).Link():                  "/products?q=a+b&sort=-expiry&status=grace",
		q.Sorted(byNumber).Link():       "/products?q=a+b&status=grace",
		q.With("").Link():               "/products?q=a+b&sort=-expiry",
		q.inLang(words.JA):              "/products?page=4&q=a+b&sort=-expiry&status=grace&lang=ja",
		Query{Page: 1}.Link():           "/products",
		Query{Page: 1}.inLang(words.EN): "/products?lang=en",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
