package book

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"ollu/codec"
)

func TestManyUseABookUntilItCloses(t *testing.T) {
	b := opened(t, fresh(t))
	for n := range 20 {
		must(t, b.PutCodes(held(n)))
		must(t, b.PutProduct(Product{Name: fmt.Sprint("p", n), Codes: []codec.Code{code(n)}}))
	}
	uses := []func(n int) error{
		func(n int) error { return b.PutDeliveries(Delivery{Product: fmt.Sprint("p", n), Code: code(n)}) },
		func(n int) error { return b.TakeStatements(noon, Taken{code(n), "BBBBBBBBBBBB", "t", word(n), false}) },
		func(n int) error {
			return b.EditProduct(fmt.Sprint("p", n), func(p *Product) error { p.Build += "1"; return nil })
		},
		func(int) error { return b.Codes(func(*Code) error { return nil }) },
		func(int) error { return b.Tags(func(*Tag) error { return nil }) },
		func(int) error { return b.Deliveries("", func(*Delivery) error { return nil }) },
	}
	var all sync.WaitGroup
	warm := make(chan struct{}, len(uses))
	for _, use := range uses {
		all.Go(func() {
			for n := 0; ; n++ {
				if n == 20 {
					warm <- struct{}{}
				}
				if err := use(n % 20); errors.Is(err, ErrClosed) {
					return
				} else if err != nil {
					t.Error(err)
					warm <- struct{}{}
					return
				}
			}
		})
	}
	for range uses {
		<-warm
	}
	must(t, b.Close())
	all.Wait()
	b = opened(t, b.path)
	if n, err := b.CountCodes(); n != 20 || err != nil {
		t.Errorf("%d codes, %v", n, err)
	}
}

func TestEditsOfOneProductAreNotLost(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutProduct(Product{Name: "mail"}))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if err := b.EditProduct("mail", func(p *Product) error { p.Version += "1"; return nil }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if p, err := b.Product("mail"); err != nil || len(p.Version) != 40 {
		t.Errorf("%d of 40 edits, %v", len(p.Version), err)
	}
}
