package book

import (
	"fmt"
	"strings"
	"testing"

	"ollu/codec"
)

const many = 100_000

// site gives a book of many codes.
func site(b *testing.B) *Book {
	b.Helper()
	book := opened(b, fresh(b))
	for from := 0; from < many; from += 10_000 {
		var codes []Code
		for n := from; n < from+10_000; n++ {
			c := held(n)
			c.Token = strings.Repeat("t", 900)
			codes = append(codes, c)
		}
		must(b, book.PutCodes(codes...))
	}
	b.ResetTimer()
	return book
}

func BenchmarkTags100k(b *testing.B) {
	book := site(b)
	for b.Loop() {
		n := 0
		must(b, book.Tags(func(*Tag) error { n++; return nil }))
		if n != many {
			b.Fatal(n)
		}
	}
}

func BenchmarkCodes100k(b *testing.B) {
	book := site(b)
	for b.Loop() {
		must(b, book.Codes(func(*Code) error { return nil }))
	}
}

func BenchmarkOpen100k(b *testing.B) {
	book := site(b)
	for b.Loop() {
		must(b, book.Close())
		var err error
		if book, err = Open(book.path, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	must(b, book.Close())
}

func BenchmarkTakeStatements10k(b *testing.B) {
	book := site(b)
	var taken []Taken
	for n := range 10_000 {
		taken = append(taken, Taken{code(n * 10), "ABCDEFGHIJKL", strings.Repeat("u", 900), word(n * 10), false})
	}
	for b.Loop() {
		must(b, book.TakeStatements(noon, taken...))
	}
}

func BenchmarkPutDeliveries1k(b *testing.B) {
	book := opened(b, fresh(b))
	must(b, book.PutCodes(held(1)))
	var all []Delivery
	for n := range 1000 {
		p := Product{Name: fmt.Sprintf("p-%d", n), Codes: []codec.Code{code(1)}}
		must(b, book.PutProduct(p))
		all = append(all, Delivery{Product: p.Name, Code: code(1), State: Current, HeldTag: "abcdefghijkl"})
	}
	for b.Loop() {
		must(b, book.PutDeliveries(all...))
	}
}
