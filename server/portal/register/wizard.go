package register

import (
	"ollu/codec"
	"ollu/keystore/customer"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
)

// wizard is what a registration holds while it is under way. It lives in the
// session.
type wizard struct {
	ID       customer.ID       `json:"id"`      // names it in forms and acts; a newcomer's account gets it
	User     customer.ID       `json:"user"`    // a newcomer's
	Entered  string            `json:"entered"` // key or code, canonical
	Accepted bool              `json:"accepted,omitempty"`
	Terms    string            `json:"terms,omitempty"` // version that was accepted
	Values   map[string]string `json:"values,omitempty"`
	Complete bool              `json:"complete,omitempty"` // Values were taken as they are
	Password string            `json:"password,omitempty"` // its hash
	To       string            `json:"to,omitempty"`       // who gets the letter: toHolder or toSupport
	Seen     []string          `json:"seen,omitempty"`     // names of the lines that were shown to be confirmed
	Tried    bool              `json:"tried,omitempty"`    // it was confirmed; whether it was done is for the store to say
}

// Who gets the letter.
const (
	toHolder  = "holder"
	toSupport = "support"
)

// result is what the last page shows, kept in the session of who is logged in.
type result struct {
	Wizard  customer.ID `json:"wizard"`
	Account customer.ID `json:"account"`
	Numbers []int       `json:"numbers"` // of the lines
	Mail    string      `json:"mail"`    // masked
	Kind    string      `json:"kind"`    // of the letter
}

// resultName is its name in the session.
const resultName = "register.result"

// flow is one of the two ways through the steps.
type flow struct {
	base  string // address of its first step
	name  string // of its wizard in the session
	first bool   // it makes the account
}

var (
	newcomer = flow{base: "/register", name: "register", first: true}
	further  = flow{base: "/products/add", name: "register.add"}
)

// The steps, in order.
const (
	stepKey = 1 + iota
	stepProduct
	stepTerms
	stepDetails // of newcomers alone
	stepConfirm
	stepDone
)

var stepPaths = [...]string{stepKey: "", stepProduct: "/product", stepTerms: "/terms", stepDetails: "/details", stepConfirm: "/confirm", stepDone: "/done"}

func (f flow) path(step int) string { return f.base + stepPaths[step] }

// form gives the details as they were taken.
func (w *wizard) form(v *visit.Visit) field.Form {
	f := field.New(v.Lang, w.specs())
	for name, value := range w.Values {
		f.Set(name, value)
	}
	return f
}

// missing gives the first step that must be done before the given one, or that
// itself. terms is their version now.
func (f flow) missing(terms string, w *wizard, step int) int {
	switch {
	case step > stepTerms && !w.accepted(terms):
		return stepTerms
	case step > stepDetails && f.first && (!w.Complete || w.Password == ""):
		return stepDetails
	}
	return step
}

// load gives the wizard of the session; ok is false when none is under way.
func (f flow) load(v *visit.Visit) (w wizard, ok bool) {
	found, err := v.Desk.Sessions.GetJSON(v.R.Context(), f.name, &w)
	return w, found && err == nil && w.Entered != ""
}

func (f flow) save(v *visit.Visit, w *wizard) error {
	return v.Desk.Sessions.PutJSON(v.R.Context(), f.name, w)
}

// drop ends the wizard, but keeps what was typed for another key.
func (f flow) drop(v *visit.Visit) error {
	w, ok := f.load(v)
	if !ok {
		return nil
	}
	w.Entered = ""
	return f.save(v, &w)
}

// begin makes a wizard for what was entered, or goes on with the one there is:
// what was typed stays, but another key is another act.
func (f flow) begin(v *visit.Visit, entered string) error {
	w, _ := f.load(v)
	if w.Entered == entered {
		return nil
	}
	id, err := customer.NewID(v.Desk.Random)
	if err != nil {
		return err
	}
	user, err := customer.NewID(v.Desk.Random)
	if err != nil {
		return err
	}
	w.ID, w.User, w.Entered, w.Seen, w.Tried = id, user, entered, nil, false
	return f.save(v, &w)
}

// nameOf is what a line is called by in the session.
func nameOf(key codec.Key, code codec.Code) string {
	if key.IsZero() {
		return code.Reveal()
	}
	return key.Reveal()
}
