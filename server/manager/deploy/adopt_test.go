package deploy

import (
	"slices"
	"testing"
	"time"

	"ollu/codec"
	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

// notYetOn is a site whose only product is off, and was added without its codes.
// It uses two of those that are managed.
func notYetOn(t *testing.T) (w *world, p *sitetest.Product, used, renewed codec.Code) {
	t.Helper()
	w = newWorld(t, sitetest.Options{Count: 1, Product: "gateway", Build: "1300", NewCode: true})
	p, used, renewed = w.site.Products()[0], newCode(t), newCode(t)
	p.Use(used, "antivirus")
	p.Use(renewed, "spam")
	p.Use(newCode(t), "strange")
	w.manages(used, renewed, newCode(t))
	w.says(used, word{expires: "2027-03-31"})
	w.says(renewed, word{expires: "2028-03-31", component: "spam"})
	w.looksAfter(p)
	w.must(p.Off())
	return w, p, used, renewed
}

// A product that was added before it ran is asked which codes it uses once it
// does, ever less often until then, and gets the word about them.
func TestAProductIsMetWhenItRuns(t *testing.T) {
	w, p, used, renewed := notYetOn(t)
	for last := time.Duration(0); last < 4*time.Hour; {
		wait := w.due(t).Sub(w.clock())
		if wait <= last {
			t.Fatalf("it is asked again after %v, and before that after %v", wait, last)
		}
		if again := w.due(t).Sub(w.clock()); again != wait {
			t.Fatalf("it was asked too early: %v, then %v", wait, again)
		}
		last = wait
		w.pass(wait)
	}
	w.must(p.On())
	if next := w.due(t); !next.IsZero() {
		t.Errorf("something is due at %v", next)
	}
	w.holds(p, used, "2027-03-31")
	w.holds(p, renewed, "2028-03-31")
	got, err := w.book.Product(p.Name())
	if want := []codec.Code{used, renewed}; err != nil || !slices.Equal(got.Codes, want) || got.Device != p.Device() {
		t.Errorf("%+v, %v", got, err)
	}
	w.due(t)
	if n := p.Counts(); n.Probes != 1 || n.Pushes != 1 {
		t.Errorf("the product met %+v", n)
	}
}

// By hand it is asked at once, and the report says why where it does not answer.
func TestAProductIsMetByHand(t *testing.T) {
	for name, sel := range map[string]Select{"by its name": {Product: "product-0000"}, "with all": {}} {
		w, p, used, _ := notYetOn(t)
		w.due(t)
		r := w.byHand(t, sel)
		if r.Failed != 1 || len(r.Products) != 1 || r.Products[0].Why != book.WhyUnreachable || r.Products[0].Detail == "" {
			t.Errorf("%s: %+v", name, r)
		}
		w.must(p.On())
		if r = w.byHand(t, sel); counted(r) != "2 delivered, 0 failed, 0 held back, 0 waiting" || r.Products[0].Why != "" {
			t.Errorf("%s: %+v", name, r)
		}
		w.stands(p, used, book.Current, "")
	}
}

// One that answers and uses no managed code is asked no more than others are.
func TestAProductWithoutCodesIsMetOnce(t *testing.T) {
	w := newWorld(t, sitetest.Options{Count: 1, Product: "gateway"})
	p := w.site.Products()[0]
	w.looksAfter(p)
	for range 3 {
		if next := w.due(t); !next.IsZero() {
			t.Errorf("something is due at %v", next)
		}
		w.pass(lookIn)
	}
	if n := p.Counts(); n.Probes != 1 {
		t.Errorf("the product met %+v", n)
	}
}
