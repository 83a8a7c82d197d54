package deploy

import (
	"fmt"
	"testing"

	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

// A round costs what the products cost, however many codes there are besides: a
// sync of many codes that are unchanged is followed by one.
func TestARoundDoesNotPayForCodesThatNobodyUses(t *testing.T) {
	w, _, c := ready(t, anything)
	w.due(t)
	round := func() float64 { return testing.AllocsPerRun(3, func() { w.due(t) }) }
	before := round()
	const more = 5000
	var codes []book.Code
	var taken []book.Taken
	like := w.said(c, word{expires: "2027-03-31"})
	for range more {
		like.Code = newCode(t)
		codes, taken = append(codes, book.Code{Code: like.Code}), append(taken, like)
	}
	w.must(w.book.PutCodes(codes...))
	w.must(w.book.TakeStatements(start, taken...))
	if after := round(); after > before+more/10 {
		t.Errorf("a round allocates %v times, and %v times with %d codes more", before, after, more)
	}
}

// With many codes in use a round finds the same as with few.
func TestARoundOfManyCodes(t *testing.T) {
	w := newWorld(t, sitetest.Options{Count: 1, Product: "gateway", Build: "1300"})
	p := w.site.Products()[0]
	one := book.Product{Name: p.Name(), URL: p.URL(), Token: p.Token()}
	var codes []book.Code
	var taken []book.Taken
	for i := range few + 1 {
		c := newCode(t)
		codes, taken, one.Codes = append(codes, book.Code{Code: c}), append(taken, w.said(c, word{expires: "2027-03-31"})), append(one.Codes, c)
		p.Use(c, fmt.Sprint("part-", i))
	}
	w.must(w.book.PutCodes(codes...))
	w.must(w.book.PutProduct(one))
	w.must(w.book.TakeStatements(start, taken...))
	w.due(t)
	for i := range codes {
		w.stands(p, codes[i].Code, book.Current, "")
	}
}
