package demo

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/config"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/mem"
	"ollu/server/access"
	"ollu/server/issue"
	"ollu/server/terms"
)

// town is a filled store.
type town struct {
	*testing.T
	store     *mem.Store
	catalogue *product.Catalogue
	Samples
	user  customer.User
	lines []customer.Registration
}

func fill(t *testing.T) *town {
	t.Helper()
	c, err := config.DefaultCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	w := &town{T: t, store: mem.New(), catalogue: c}
	if w.Samples, err = Fill(context.Background(), w.store, c, rand.Reader, noon); err != nil {
		t.Fatal(err)
	}
	w.read(func(b customer.Book) (err error) {
		if w.user, err = b.UserByLogin(w.Customer.Login); err == nil {
			w.lines, err = b.Registrations(w.user.Account)
		}
		return err
	})
	return w
}

func (w *town) read(fn func(customer.Book) error) {
	w.Helper()
	if err := w.store.Customers(w.Context(), fn); err != nil {
		w.Fatal(err)
	}
}

func (w *town) licence(code codec.Code) keystore.Licence {
	w.Helper()
	l, err := w.store.Licence(w.Context(), code)
	if err != nil {
		w.Fatal(err)
	}
	return l
}

// key reads a sample key as the portal would.
func (w *town) key(s string) keystore.RegKey {
	w.Helper()
	key, err := codec.ParseKey(s)
	if err != nil {
		w.Fatal(err)
	}
	k, err := w.store.RegKey(w.Context(), key)
	if err != nil {
		w.Fatal(err)
	}
	return k
}

func TestTheCustomerHasProductsOfEveryKind(t *testing.T) {
	w := fill(t)
	if len(w.lines) != 41 || w.Customer.Products != 41 {
		t.Errorf("%d products, and %d are told", len(w.lines), w.Customer.Products)
	}
	book := terms.NewBook(w.catalogue)
	phases, soon, standings, devices, held := map[term.Phase]int{}, 0, map[keystore.Standing]int{}, 0, 0
	for _, line := range w.lines {
		l := w.licence(line.Code)
		e := l.Entry()
		lease, err := book.At(&e, noon)
		if err != nil {
			t.Fatal(err)
		}
		phases[lease.State.Phase]++
		standings[l.Standing]++
		devices += len(l.Devices)
		if days := l.Expires - term.Today(noon, noon.Location()); days > 0 && days <= 30 {
			soon++
		}
		if line.Type == product.Trial {
			held++
		}
		for _, d := range l.Devices {
			if d.FirstSeen.Before(l.IssuedAt) || d.LastSeen.After(noon) {
				t.Errorf("%s: a device was there from %v to %v", l, d.FirstSeen, d.LastSeen)
			}
		}
		if l.Key != line.Key || l.Order != line.Order || line.At.After(noon) {
			t.Errorf("line %d is not of its licence", line.No)
		}
	}
	for _, p := range []term.Phase{term.Active, term.Grace, term.Expired} {
		if phases[p] < 3 {
			t.Errorf("%d products are %s", phases[p], p)
		}
	}
	for _, s := range []keystore.Standing{keystore.Issued, keystore.Suspended, keystore.Revoked} {
		if standings[s] == 0 {
			t.Errorf("no product is %s", s)
		}
	}
	if soon < 3 || devices < 40 || held != 1 {
		t.Errorf("%d end soon, %d devices, %d trials", soon, devices, held)
	}
}

func TestTheCustomerCanLogIn(t *testing.T) {
	w := fill(t)
	hasher := access.NewHasher(access.HasherOptions{Random: rand.Reader, Rest: -1})
	if ok, err := hasher.Verify(t.Context(), w.user.Password, w.Customer.Password); !ok || err != nil {
		t.Errorf("the password that is printed does not open the account: %v", err)
	}
	if again := fill(t); again.Customer.Password == w.Customer.Password {
		t.Error("every demonstration has the same password")
	}
	w.read(func(b customer.Book) error {
		other, err := b.UserByLogin(w.Customer.Viewer)
		if err != nil || other.Account != w.user.Account || other.Role != customer.Viewer || w.user.Role != customer.Owner {
			t.Errorf("the second user is %v, %s, with %s beside him: %v", other, other.Role, w.user.Role, err)
		}
		seen, err := b.Activities(w.user.Account, 0, 100)
		if err != nil || len(seen) < 45 || !slices.IsSortedFunc(seen, func(a, b customer.Activity) int { return b.At.Compare(a.At) }) {
			t.Errorf("%d activities, or not in the order of time: %v", len(seen), err)
		}
		return nil
	})
}

// TestTheKeysCanBeRegistered does with the sample keys what a newcomer would.
func TestTheKeysCanBeRegistered(t *testing.T) {
	w := fill(t)
	first := w.key(w.Keys.Order[0])
	w.read(func(b customer.Book) error {
		keys, err := b.OrderKeys(first.Order)
		if len(keys) != 3 || err != nil {
			t.Errorf("the order has %d keys: %v", len(keys), err)
		}
		return nil
	})
	register := func(what, key string) keystore.Receipt {
		k := w.key(key)
		l, err := issue.FromKey(w.catalogue, &k, noon, rand.Reader)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return w.register(what, keystore.Register{By: w.user.ID, Keys: []codec.Key{k.Key}, Fresh: []keystore.Licence{l}})
	}
	for _, key := range append(w.Keys.Single, w.Keys.Order...) {
		if r := register("a key", key); r.Registrations[0].No <= w.Customer.Products {
			t.Errorf("%s took the place of another", r.Registrations[0].Code)
		}
	}
	trial, full := register("the trial", w.Keys.Trial), register("its full licence", w.Keys.Full)
	if a, b := trial.Registrations[0], full.Registrations[0]; a.No != b.No || b.Type != product.Full {
		t.Error("the full licence did not take the trial's place")
	}
	if r := register("the upgrade", w.Keys.Upgrade); r.Registrations[0].No != 41 {
		t.Error("the upgrade did not take the place of the trial that is held")
	}
	code, err := codec.ParseCode(w.Keys.Code)
	if err != nil {
		t.Fatal(err)
	}
	if l := w.licence(code); l.Owner != "" || l.Standing != keystore.Issued || !l.Key.IsZero() {
		t.Errorf("the code that nobody has is %s of %q", l, l.Owner)
	}
	w.register("a code", keystore.Register{By: w.user.ID, Codes: []codec.Code{code}})
}

func (w *town) register(what string, c keystore.Register) keystore.Receipt {
	w.Helper()
	r, err := w.store.Apply(w.Context(), keystore.Act{By: "tester", At: noon, For: w.user.Account, Change: c})
	if err != nil {
		w.Fatalf("%s: %v", what, err)
	}
	return r
}
