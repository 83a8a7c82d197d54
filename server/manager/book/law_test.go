package book

import (
	"cmp"
	"errors"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ollu/codec"
)

// model is what a book must hold, kept in the plainest way.
type model struct {
	codes      map[codec.Code]Code
	products   map[string]Product
	deliveries map[string]map[codec.Code]Delivery
	queue      map[string]Activation
}

// machine does the same to a book and to its model.
type machine struct {
	path string
	book *Book
	model
}

var (
	someCode = rapid.Map(rapid.IntRange(0, 5), code)
	someName = rapid.SampledFrom([]string{"mail", "mail-1", "web", "a", "x.Y_z-0"})
	someText = rapid.SampledFrom([]string{"", "a", "棚 4", "line\nbreak \"quoted\" <&>"})
)

func (m *machine) PutCodes(t *rapid.T) {
	c := held(rapid.IntRange(0, 5).Draw(t, "n"))
	c.Note, c.Carried, c.Replaces = someText.Draw(t, "note"), rapid.Bool().Draw(t, "carried"), someCode.Draw(t, "replaces")
	if rapid.Bool().Draw(t, "bare") {
		c = Code{Code: c.Code}
	}
	m.fine(t, m.book.PutCodes(c))
	m.codes[c.Code] = c
}

func (m *machine) RemoveCodes(t *rapid.T) {
	gone := rapid.SliceOfN(someCode, 0, 3).Draw(t, "codes")
	n, err := m.book.RemoveCodes(gone...)
	m.fine(t, err)
	want := 0
	for _, c := range gone {
		if _, ok := m.codes[c]; ok {
			want++
		} else {
			continue
		}
		delete(m.codes, c)
		for name, p := range m.products {
			p.Codes = slices.DeleteFunc(slices.Clone(p.Codes), func(h codec.Code) bool { return h == c })
			m.products[name] = p
			delete(m.deliveries[name], c)
		}
		for key, a := range m.queue {
			if a.Code == c {
				delete(m.queue, key)
			}
		}
	}
	if n != want {
		t.Fatalf("removed %d, want %d", n, want)
	}
}

func (m *machine) TakeStatements(t *rapid.T) {
	n := rapid.IntRange(0, 5).Draw(t, "n")
	taken := Taken{code(n), "BBBBBBBBBBBB", "new.token." + someText.Draw(t, "token"), word(n), false}
	taken.Signed.Seats = rapid.Uint32Range(50, 51).Draw(t, "seats")
	taken.Signed.DaysLeft = rapid.IntRange(-5, 5).Draw(t, "days")
	at := noon.Add(1)
	m.fine(t, m.book.TakeStatements(at, taken))
	if c, ok := m.codes[taken.Code]; ok {
		if c.TakenAt.IsZero() || c.Signed.Seats != taken.Signed.Seats {
			c.ChangedAt = at
		}
		c.Tag, c.Token, c.Signed, c.TakenAt, c.Problem = taken.Tag, taken.Token, taken.Signed, at, ""
		m.codes[taken.Code] = c
	}
}

func (m *machine) SetProblem(t *rapid.T) {
	c, why := someCode.Draw(t, "code"), someText.Draw(t, "why")
	record, ok := m.codes[c]
	var err error
	if rapid.Bool().Draw(t, "many") {
		m.fine(t, m.book.SetProblems(map[codec.Code]string{c: why, code(9): why}))
		if !ok {
			return
		}
	} else {
		err = m.book.SetProblem(c, why)
	}
	if !ok {
		m.missing(t, err)
		return
	}
	m.fine(t, err)
	record.Problem = why
	m.codes[c] = record
}

func (m *machine) PutProduct(t *rapid.T) {
	p := Product{Name: someName.Draw(t, "name"), URL: "http://h:1", Token: someText.Draw(t, "token"), SeenAt: noon}
	p.Codes = rapid.SliceOfNDistinct(someCode, 0, 3, rapid.ID).Draw(t, "codes")
	p.Device = rapid.SampledFrom([]string{"", "d1", "d2"}).Draw(t, "device")
	if rapid.Bool().Draw(t, "edit") {
		err := m.book.EditProduct(p.Name, func(held *Product) error { *held = p; return nil })
		if _, ok := m.products[p.Name]; !ok {
			m.missing(t, err)
			return
		}
		m.fine(t, err)
	} else {
		m.fine(t, m.book.PutProduct(p))
	}
	for _, c := range m.products[p.Name].Codes {
		if !slices.Contains(p.Codes, c) {
			delete(m.deliveries[p.Name], c)
		}
	}
	m.products[p.Name] = p
}

func (m *machine) RemoveProduct(t *rapid.T) {
	name := someName.Draw(t, "name")
	err := m.book.RemoveProduct(name)
	if _, ok := m.products[name]; !ok {
		m.missing(t, err)
		return
	}
	m.fine(t, err)
	delete(m.products, name)
	delete(m.deliveries, name)
}

func (m *machine) PutDeliveries(t *rapid.T) {
	d := Delivery{Product: someName.Draw(t, "product"), Code: someCode.Draw(t, "code"), State: Failed, Detail: someText.Draw(t, "detail"), TriedAt: noon}
	m.fine(t, m.book.PutDeliveries(d))
	_, product := m.products[d.Product]
	if _, ok := m.codes[d.Code]; !ok || !product {
		return
	}
	if m.deliveries[d.Product] == nil {
		m.deliveries[d.Product] = map[codec.Code]Delivery{}
	}
	m.deliveries[d.Product][d.Code] = d
}

func (m *machine) PutActivation(t *rapid.T) {
	a := Activation{Code: someCode.Draw(t, "code"), Device: someText.Draw(t, "device"), Component: someText.Draw(t, "component"), At: noon, Carried: rapid.Bool().Draw(t, "carried")}
	err := m.book.PutActivation(a)
	if _, ok := m.codes[a.Code]; !ok {
		m.missing(t, err)
		return
	}
	m.fine(t, err)
	if _, ok := m.queue[string(a.key())]; !ok {
		m.queue[string(a.key())] = a
	}
}

func (m *machine) AnswerActivations(t *rapid.T) {
	a := Activation{Code: someCode.Draw(t, "code"), Device: someText.Draw(t, "device"), At: noon, Answer: "valid", AnsweredAt: noon}
	held, waits := m.queue[string(a.key())]
	a.Carried = held.Carried
	m.fine(t, m.book.AnswerActivations(a))
	if waits && a.Carried {
		m.queue[string(a.key())] = a
	} else {
		delete(m.queue, string(a.key()))
	}
}

func (m *machine) DropActivations(t *rapid.T) {
	a := Activation{Code: someCode.Draw(t, "code"), Device: someText.Draw(t, "device")}
	m.fine(t, m.book.DropActivations(a))
	delete(m.queue, string(a.key()))
}

func (m *machine) Reopen(t *rapid.T) {
	m.fine(t, m.book.Close())
	var err error
	m.book, err = Open(m.path, Options{})
	m.fine(t, err)
}

// Check compares all that the book tells with the model.
func (m *machine) Check(t *rapid.T) {
	var codes, wantCodes []Code
	m.fine(t, m.book.Codes(func(c *Code) error { codes = append(codes, *c); return nil }))
	for _, c := range m.codes {
		wantCodes = append(wantCodes, c)
	}
	slices.SortFunc(wantCodes, func(a, b Code) int {
		return slices.Compare(a.Code.AppendBytes(nil), b.Code.AppendBytes(nil))
	})
	same(t, "codes", codes, wantCodes)
	var products, wantProducts []Product
	m.fine(t, m.book.Products(func(p *Product) error { products = append(products, *p); return nil }))
	var deliveries, wantDeliveries []Delivery
	m.fine(t, m.book.Deliveries("", func(d *Delivery) error { deliveries = append(deliveries, *d); return nil }))
	for _, p := range m.products {
		wantProducts = append(wantProducts, p)
		for _, d := range m.deliveries[p.Name] {
			wantDeliveries = append(wantDeliveries, d)
		}
	}
	slices.SortFunc(wantDeliveries, func(a, b Delivery) int {
		return slices.Compare(deliveryKey(a.Product, a.Code), deliveryKey(b.Product, b.Code))
	})
	slices.SortFunc(wantProducts, func(a, b Product) int { return cmp.Compare(a.Name, b.Name) })
	same(t, "products", products, wantProducts)
	same(t, "deliveries", deliveries, wantDeliveries)
	m.checkQueue(t)
	m.checkIndexes(t)
}

func (m *machine) checkQueue(t *rapid.T) {
	waiting, err := m.book.Activations()
	m.fine(t, err)
	answered, err := m.book.AnsweredActivations()
	m.fine(t, err)
	var want []Activation
	for _, a := range m.queue {
		want = append(want, a)
	}
	got := append(waiting, answered...)
	for _, list := range [][]Activation{got, want} {
		slices.SortFunc(list, func(a, b Activation) int { return slices.Compare(a.key(), b.key()) })
	}
	same(t, "queue", got, want)
}

// checkIndexes looks products up by their codes and devices.
func (m *machine) checkIndexes(t *rapid.T) {
	for n := range 6 {
		var want []string
		for _, p := range m.products {
			if slices.Contains(p.Codes, code(n)) {
				want = append(want, p.Name)
			}
		}
		slices.Sort(want)
		got, err := m.book.Users(code(n))
		m.fine(t, err)
		same(t, "users", got, want)
		_, err = m.book.CodeByID(code(n).Fingerprint())
		if _, ok := m.codes[code(n)]; ok != (err == nil) {
			t.Fatalf("CodeByID: %v", err)
		}
	}
	for _, device := range []string{"d1", "d2", "d"} {
		first := ""
		for _, p := range m.products {
			if p.Device == device && (first == "" || p.Name < first) {
				first = p.Name
			}
		}
		if p, _ := m.book.ProductByDevice(device); p.Name != first {
			t.Fatalf("ProductByDevice(%q) = %q, want %q", device, p.Name, first)
		}
	}
}

func (m *machine) fine(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func (m *machine) missing(t *rapid.T, err error) {
	if !errors.Is(err, ErrNotFound) {
		t.Fatalf("%v, want ErrNotFound", err)
	}
}

func same[T any](t *rapid.T, what string, got, want []T) {
	if diff := gocmp.Diff(want, got, exact, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s:\n%s", what, diff)
	}
}

func TestWhatWasPutIsWhatIsGot(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		path := fresh(t)
		b, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := &machine{path, b, model{map[codec.Code]Code{}, map[string]Product{}, map[string]map[codec.Code]Delivery{}, map[string]Activation{}}}
		defer func() { _ = m.book.Close() }()
		rt.Repeat(map[string]func(*rapid.T){
			"":                  m.Check,
			"PutCodes":          m.PutCodes,
			"RemoveCodes":       m.RemoveCodes,
			"TakeStatements":    m.TakeStatements,
			"SetProblem":        m.SetProblem,
			"PutProduct":        m.PutProduct,
			"RemoveProduct":     m.RemoveProduct,
			"PutDeliveries":     m.PutDeliveries,
			"PutActivation":     m.PutActivation,
			"AnswerActivations": m.AnswerActivations,
			"DropActivations":   m.DropActivations,
			"Reopen":            m.Reopen,
		})
	})
}
