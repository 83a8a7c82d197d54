package book

import (
	"errors"
	"strings"
	"testing"

	"ollu/codec"
)

func TestNames(t *testing.T) {
	for name, good := range map[string]bool{
		"mail-1": true, "A.b_C-9": true, "7": true, strings.Repeat("x", 64): true,
		"": false, strings.Repeat("x", 65): false, "a b": false, "a/b": false, "メール": false, "a\x00b": false, "a\n": false,
	} {
		if err := CheckName(name); (err == nil) != good || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutProduct(Product{Name: "mail"}))
	ours := errors.New("ours")
	for what, test := range map[string]struct{ err, want error }{
		"the zero code":     {b.PutCodes(held(1), Code{}), ErrInvalid},
		"a bad name":        {b.PutProduct(Product{Name: "a b"}), ErrInvalid},
		"another name":      {b.EditProduct("mail", func(p *Product) error { p.Name = "web"; return nil }), ErrInvalid},
		"an edit's error":   {b.EditProduct("mail", func(p *Product) error { p.URL = "http://x"; return ours }), ours},
		"no key set at all": {b.PutIssuer(Issuer{Keys: []byte("{")}), ErrInvalid},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: %v", what, test.err)
		}
	}
	if n, err := b.CountCodes(); n != 0 || err != nil {
		t.Errorf("half of a change was made: %d codes, %v", n, err)
	}
	if p, err := b.Product("mail"); err != nil || p.URL != "" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestACodeThatLeavesAListTakesItsDeliveryWithIt(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutCodes(held(1), held(2)))
	must(t, b.PutProduct(Product{Name: "mail", Codes: []codec.Code{code(1), code(2)}}))
	must(t, b.PutDeliveries(Delivery{Product: "mail", Code: code(1)}, Delivery{Product: "mail", Code: code(2), HeldTag: "t"}))
	must(t, b.PutProduct(Product{Name: "mail", Codes: []codec.Code{code(2)}}))
	if _, err := b.Delivery("mail", code(1)); !errors.Is(err, ErrNotFound) {
		t.Errorf("the code that left: %v", err)
	}
	if d, err := b.Delivery("mail", code(2)); err != nil || d.HeldTag != "t" {
		t.Errorf("the code that stays: %+v, %v", d, err)
	}
}

func TestIssuerAndMarksAreKept(t *testing.T) {
	path := fresh(t)
	b := opened(t, path)
	if i, err := b.Issuer(); err != nil || i.Name != "" || i.Keys != nil {
		t.Errorf("before the first: %+v, %v", i, err)
	}
	issuer := Issuer{Name: "issuer.example", Keys: []byte(`{"keys":[]}`), FirstUse: true, Facts: map[string]string{"mail": "a.b.c"}, Revocations: "d.e.f", RevokedTag: `"7"`}
	marks := Marks{LastTry: noon, LastGood: noon, Failures: 2, Cause: "no_connection", Revision: "123", Imported: noon}
	must(t, errors.Join(b.PutIssuer(issuer), b.PutMarks(marks), b.Close()))
	b = opened(t, path)
	if got, err := b.Marks(); err != nil || got != marks {
		t.Errorf("%+v, %v", got, err)
	}
	got, err := b.Issuer()
	if err != nil || got.Name != issuer.Name || string(got.Keys) != string(issuer.Keys) || !got.FirstUse || got.Facts["mail"] != "a.b.c" ||
		got.Revocations != issuer.Revocations || got.RevokedTag != issuer.RevokedTag {
		t.Errorf("%+v, %v", got, err)
	}
}
