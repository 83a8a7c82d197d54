package manager

import (
	"bytes"
	"sync"
	"testing"

	"ollu/codec"
)

// Everything at once ends as one after the other would.
func TestTogether(t *testing.T) {
	w := newWorld(t)
	kept := w.issue(30)
	w.add(kept)
	w.sync()
	w.install("desk", "suite", kept)
	var codes []codec.Code
	for range 20 {
		codes = append(codes, w.issue(30))
	}
	file := w.export()
	var group sync.WaitGroup
	for _, code := range codes {
		for _, does := range []func() error{
			func() error { _, err := w.m.Add(t.Context(), AddRequest{Codes: []string{code.Reveal()}}); return err },
			func() error { _, err := w.m.Sync(t.Context()); return err },
			func() error { _, err := w.m.Status(); return err },
			func() error { _, err := w.m.Import(t.Context(), bytes.NewReader(file), false); return err },
			func() error { _, err := w.m.Deploy(t.Context(), ""); return err },
			func() error {
				_, err := w.m.AddProduct(t.Context(), AddProductRequest{Name: "desk", URL: "http://desk", Codes: []string{code.Reveal()}})
				return err
			},
			w.m.Healthy,
		} {
			group.Go(func() {
				if err := does(); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	w.sync()
	site, err := w.m.Status()
	if err != nil || len(site.Codes) != 21 || site.Sync.Failures != 0 || site.Sync.Cause != "" {
		t.Errorf("%d codes, %+v, %v", len(site.Codes), site.Sync, err)
	}
	for _, c := range site.Codes {
		if c.Result != "valid" || c.Problem != "" {
			t.Errorf("%+v", c)
		}
	}
	if p, err := w.book.Product("desk"); err != nil || len(p.Codes) != 21 {
		t.Errorf("%d codes are on the product's list, %v", len(p.Codes), err)
	}
}
