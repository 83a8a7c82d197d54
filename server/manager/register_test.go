package manager

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/agent"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

// within is a network that leads to one product.
type within struct{ http.Handler }

func (n within) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	n.ServeHTTP(w, r)
	return w.Result(), nil
}

// realAgent is a real product, which the manager reaches under every address.
func (w *world) realAgent() *agent.Agent {
	w.t.Helper()
	facts, _ := w.terms.Catalogue().Product("suite")
	a, err := agent.Open(agent.Options{
		Dir: w.t.TempDir(), Product: "suite", Trust: w.ring.KeySetJSON(), Build: "2000", Now: time.Now,
		Facts: w.ring.Signer().AppendProduct(nil, w.ring.Issuer(), facts.AppendFacts(nil), time.Now()),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.options.Deployer = deploy.New(deploy.Options{
		Book: w.book, Now: w.wall, Random: w.options.Random,
		Transport: func(*book.Product) (http.RoundTripper, error) { return within{a.Profiles("a-token")}, nil },
	})
	w.reopen()
	return a
}

// untouched issues a licence that no device is registered for.
func (w *world) untouched(days int, devices uint32) keystore.Licence {
	w.t.Helper()
	l := w.licence("suite", codec.Prefix{'S', 'U'}, days)
	l.DeviceLimit = devices
	w.apply(keystore.Issue{Licences: []keystore.Licence{l}})
	return l
}

// devices gives how many are registered for a code at the issuer.
func (w *world) devices(code codec.Code) int {
	w.t.Helper()
	e, err := w.store.Lookup(code)
	if err != nil {
		w.t.Fatal(err)
	}
	return int(e.Devices)
}

// stands gives how it stands with a code in a product, and why.
func (w *world) stands(product string, code codec.Code) string {
	w.t.Helper()
	d, err := w.book.Delivery(product, code)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(d.State) + " " + d.Why
}

// A product is given its first code, and another in its place, though no device was
// ever registered for either: the manager has it registered (rows L3, M4).
func TestNewCodesAreActivated(t *testing.T) {
	w := newWorld(t)
	l := w.untouched(30, 1)
	w.add(l.Code)
	if w.says(l.Code) != "not_activated" {
		t.Fatalf("it is %s", w.says(l.Code))
	}
	a := w.realAgent()
	w.mustAddProduct("desk", l.Code)
	if s := a.Status(); s.Result != "valid" || w.stands("desk", l.Code) != "current " || w.devices(l.Code) != 1 {
		t.Errorf("it shows %s, the delivery stands %s; %d devices", s.Result, w.stands("desk", l.Code), w.devices(l.Code))
	}
	next := w.licence("suite", codec.Prefix{'S', 'U'}, 400)
	w.apply(keystore.Replace{Old: l.Code, New: next})
	if _, err := w.m.Add(t.Context(), AddRequest{Codes: []string{next.Code.Reveal()}, Replaces: l.Code.Reveal()}); err != nil {
		t.Fatal(err)
	}
	w.sync()
	if s := a.Status(); s.Result != "valid" || s.Expires == nil || *s.Expires != next.Expires || w.devices(next.Code) != 1 {
		t.Errorf("it shows %s until %v, the delivery stands %s; %d devices", s.Result, s.Expires, w.stands("desk", next.Code), w.devices(next.Code))
	}
}

// Many products that get codes of their own at once are all registered, sixteen at a
// time.
func TestManyNewCodes(t *testing.T) {
	w := newWorld(t)
	const many = 60
	for i := range many {
		l, name := w.untouched(30, 1), fmt.Sprint("desk-", i)
		w.install(name, "suite")
		w.add(l.Code)
		p := book.Product{Name: name, URL: "http://" + name, Token: "a-token", Codes: []codec.Code{l.Code}}
		if err := w.book.PutProduct(p); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := w.m.Deploy(t.Context(), ""); err != nil || r.Delivered != many {
		t.Errorf("%d delivered, %d failed, %v", r.Delivered, r.Failed, err)
	}
}

// A code that others use already is no way past the device limit.
func TestNewCodeBeyondTheDeviceLimit(t *testing.T) {
	w := newWorld(t)
	l := w.untouched(30, 1)
	w.apply(keystore.Activate{Code: l.Code, Device: "first"})
	w.add(l.Code)
	a := w.realAgent()
	r := w.mustAddProduct("desk", l.Code)
	if r.Deployed == nil || r.Deployed.HeldBack != 1 || w.stands("desk", l.Code) != "held_back device_limit" || a.Status().Result != "not_activated" {
		t.Errorf("%+v; it stands %s", r.Deployed, w.stands("desk", l.Code))
	}
	w.apply(keystore.RemoveDevice{Code: l.Code, Device: "first"})
	if r, err := w.m.Deploy(t.Context(), "desk"); err != nil || r.Delivered != 1 || a.Status().Result != "valid" {
		t.Errorf("%+v, %v", r, err)
	}
}

// While the issuer is away a registration waits for it, and the delivery for that.
func TestNewCodeWhileAway(t *testing.T) {
	w := newWorld(t)
	l := w.untouched(30, 1)
	w.add(l.Code)
	a := w.realAgent()
	w.down(true)
	w.mustAddProduct("desk", l.Code)
	waiting, err := w.book.Activations()
	if err != nil || len(waiting) != 1 || w.stands("desk", l.Code) != "failed no_statement" || a.Status().Result != "not_activated" {
		t.Fatalf("%+v, %v; it stands %s", waiting, err, w.stands("desk", l.Code))
	}
	w.down(false)
	w.sync()
	if w.stands("desk", l.Code) != "current " || a.Status().Result != "valid" || w.devices(l.Code) != 1 {
		t.Errorf("it stands %s, %d devices", w.stands("desk", l.Code), w.devices(l.Code))
	}
}

// A device whose name the issuer would not take is none: nothing is registered for
// it.
func TestNewCodeForADeviceWithoutAName(t *testing.T) {
	w := newWorld(t)
	l := w.untouched(30, 1)
	w.add(l.Code)
	p := w.install("desk", "suite")
	p.look(func() { p.device = "\n" })
	if r := w.mustAddProduct("desk", l.Code); r.Reached || r.Why != book.WhyNotAProduct {
		t.Errorf("%+v", r)
	}
	w.sync()
	if waiting, err := w.book.Activations(); err != nil || len(waiting) != 0 || w.stands("desk", l.Code) != "failed not_a_product" {
		t.Errorf("%+v, %v; it stands %s", waiting, err, w.stands("desk", l.Code))
	}
}

// Where there is no line, a file carries the registration out and the answer in.
func TestNewCodeByFile(t *testing.T) {
	for devices, want := range map[uint32]string{2: "current ", 1: "held_back device_limit"} {
		out := newWorld(t)
		in := out.offline()
		l := out.untouched(30, devices)
		out.apply(keystore.Activate{Code: l.Code, Device: "first"})
		in.terms = out.terms
		in.add(l.Code)
		out.carry(in.export(), true)
		out.sync()
		in.carry(out.export(), false)
		a := in.realAgent()
		in.mustAddProduct("desk", l.Code)
		if in.stands("desk", l.Code) != "failed no_statement" {
			t.Fatalf("it stands %s", in.stands("desk", l.Code))
		}
		out.carry(in.export(), true)
		out.sync()
		in.carry(out.export(), false)
		if _, err := in.m.o.Deployer.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if in.stands("desk", l.Code) != want || (a.Status().Result == "valid") != (devices == 2) || out.devices(l.Code) != int(devices) {
			t.Errorf("%d devices: it stands %s, and shows %s", devices, in.stands("desk", l.Code), a.Status().Result)
		}
	}
}
