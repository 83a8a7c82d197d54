package register

import (
	"errors"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit"
	"ollu/server/terms"
	"ollu/server/words"
)

// page is what every step's page has.
type page struct {
	Base  string // address of the flow
	First bool
	Step  int
	Back  string // address of the step before; "" none
}

func (f flow) page(step int) page {
	p := page{Base: f.base, First: f.first, Step: step}
	switch {
	case step == stepConfirm && !f.first:
		p.Back = f.path(stepTerms)
	case step > stepKey:
		p.Back = f.path(step - 1)
	}
	if !f.first && step > stepDetails {
		p.Step-- // a step less to be shown
	}
	return p
}

// item is a line as a page shows it.
type item struct {
	Product    product.Text
	Components []product.Text
	Type       words.ID
	Seats      uint32
	Perpetual  bool
	Expires    term.Day
	Counted    bool // the expiry counts from the day of registration
	Ended      bool
	Key, Code  string // what is registered already is masked; Code "": drawn later
	State      words.ID
	Tone       string
	Open       bool
	Entered    bool
	Trial      *trial
}

// trial is the line whose place an item takes (row R6).
type trial struct {
	No        int
	Key, Code string // masked
	Seats     uint32
	Expires   term.Day
	Perpetual bool
}

var (
	stateNames = map[state]string{open: "open", registered: "taken", withheld: "withheld"}
	stateTones = map[state]string{open: "ok", registered: "off", withheld: "bad"}
)

// items shapes an offer's lines.
func (o *offer) items(v *visit.Visit) ([]item, error) {
	var all []item
	for i := range o.Lines {
		l := &o.Lines[i]
		it := describe(&l.Licence, &l.Lease)
		it.State, it.Tone = words.RegisterState(stateNames[l.State]), stateTones[l.State]
		it.Open, it.Entered = l.State == open, l.Entered
		it.Counted = l.Code.IsZero() && l.record.Months > 0
		if it.Open {
			it.Key, it.Code = l.Key.Reveal(), l.Code.Reveal()
		} else {
			it.Key, it.Code = masked(l)
		}
		if l.Trial != nil {
			was, err := oldLine(v, l.Trial)
			if err != nil {
				return nil, err
			}
			it.Trial = was
		}
		all = append(all, it)
	}
	return all, nil
}

// masked gives the names of a line that is not the reader's to use.
func masked(l *line) (key, code string) {
	if !l.Key.IsZero() {
		key = l.Key.String()
	}
	if !l.Code.IsZero() {
		code = l.Code.String()
	}
	return key, code
}

// describe shapes what a licence is sold as. Without a product in the lease the
// product's id stands for its name.
func describe(l *keystore.Licence, lease *terms.Lease) item {
	it := item{
		Product: product.Text{JA: l.Product, EN: l.Product}, Type: words.Type(l.Type.String()), Seats: l.Seats,
		Perpetual: l.Perpetual, Expires: l.Expires,
	}
	p := lease.Product
	if p == nil {
		return it
	}
	it.Product, it.Seats, it.Expires = p.Name, lease.Seats, lease.Term.Expires
	it.Ended = lease.State.Phase != term.Active
	for _, id := range l.Components {
		name := product.Text{JA: id, EN: id}
		if c, ok := p.Component(id); ok {
			name = c.Name
		}
		it.Components = append(it.Components, name)
	}
	return it
}

// oldLine shapes the trial that is upgraded, as its licence stands.
func oldLine(v *visit.Visit, r *customer.Registration) (*trial, error) {
	t := &trial{No: r.No, Code: r.Code.String()}
	if !r.Key.IsZero() {
		t.Key = r.Key.String()
	}
	e, err := v.Desk.Store.Lookup(r.Code)
	if err != nil {
		return nil, err
	}
	t.Seats, t.Perpetual = e.Seats, e.Perpetual
	lease, err := v.Desk.Book().At(&e, v.Now)
	if errors.Is(err, terms.ErrUnknownProduct) {
		t.Expires = e.Expires
		return t, nil
	}
	t.Expires = lease.Term.Expires
	return t, err
}
