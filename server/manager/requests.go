package manager

import (
	"time"

	"ollu/codec"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

// SyncReport is what a sync came to.
type SyncReport struct {
	At          time.Time    `json:"at"`
	Codes       int          `json:"codes"`       // that were asked about
	Changed     int          `json:"changed"`     // statements taken that say something new
	Renewed     int          `json:"renewed"`     // statements taken that say the same for longer
	Refused     []Refusal    `json:"refused"`     // answers that were not believed
	Activations []Activation `json:"activations"` // registrations that were handed on
	NewKeys     []string     `json:"new_keys"`    // ids of keys that a known one vouched for
	ClockOff    int          `json:"clock_off,omitempty"`
}

// Refusal is an answer about a code that was not believed.
type Refusal struct {
	Code string `json:"code"` // masked
	ID   string `json:"id"`
	Why  string `json:"why"` // a name of answer.Why
}

// Activation is what became of the registration of a device that was handed on.
type Activation struct {
	Code   string `json:"code"` // masked
	ID     string `json:"id"`
	Device string `json:"device"`
	Result string `json:"result"`
}

// AddRequest is codes to be managed.
type AddRequest struct {
	Codes    []string `json:"codes"` // as typed
	Note     string   `json:"note,omitempty"`
	Replaces string   `json:"replaces,omitempty"` // the code, or its id, whose place the one code takes in the products (row M4)
	Product  string   `json:"product,omitempty"`  // name of the product that shall use them
}

// AddReport is what became of them. The codes are managed even when the issuer
// could not be asked: then Cause says why.
type AddReport struct {
	Codes []AddedCode `json:"codes"`
	Asked bool        `json:"asked"`
	Cause string      `json:"cause,omitempty"`
}

// AddedCode is one code that was added.
type AddedCode struct {
	Code    string `json:"code"` // masked
	ID      string `json:"id"`
	Known   bool   `json:"known"`             // it was managed already
	Result  string `json:"result,omitempty"`  // what the issuer says; absent: nothing yet
	Product string `json:"product,omitempty"` // catalogue id
	Expires string `json:"expires,omitempty"` // YYYY-MM-DD
	Problem string `json:"problem,omitempty"` // why the answer was not believed
}

// RemoveRequest is codes that are no longer managed: in full, or by their ids.
type RemoveRequest struct {
	Codes []string `json:"codes"`
}

// RemoveReport names what was removed.
type RemoveReport struct {
	Removed []NamedCode `json:"removed"`
}

// NamedCode names a code where it must not be shown.
type NamedCode struct {
	Code string `json:"code"` // masked
	ID   string `json:"id"`
}

// AddProductRequest is an installation to look after. One of a name that is there
// already is changed: what is given takes the place of what was.
type AddProductRequest struct {
	Name  string   `json:"name"`
	URL   string   `json:"url"`
	Token string   `json:"token,omitempty"` // empty: the one it has, or a new one
	Codes []string `json:"codes,omitempty"` // in full or by id; those that are not managed yet are added
}

// AddProductReport is what became of it.
type AddProductReport struct {
	Name    string      `json:"name"`
	URL     string      `json:"url"`
	Token   string      `json:"token,omitempty"` // only when it was made here, to be shown once
	Known   bool        `json:"known"`           // it was there already
	Reached bool        `json:"reached"`         // it answered
	Why     string      `json:"why,omitempty"`   // why not: a name of book.Why…, or of client.Cause
	Detail  string      `json:"detail,omitempty"`
	Product string      `json:"product,omitempty"` // what it said of itself
	Device  string      `json:"device,omitempty"`
	Build   string      `json:"build,omitempty"`
	Codes   []NamedCode `json:"codes"`   // that it uses, and that are managed
	Strange []string    `json:"strange"` // ids of codes that it uses, and that are not
	// Deployed is what became of what it was brought, when it answered.
	Deployed *deploy.Report `json:"deployed,omitempty"`
}

// ProductEntry is a product as it stands in the book, without its token.
type ProductEntry struct {
	Name    string      `json:"name"`
	URL     string      `json:"url,omitempty"`
	Product string      `json:"product,omitempty"`
	Device  string      `json:"device,omitempty"`
	Version string      `json:"version,omitempty"`
	Build   string      `json:"build,omitempty"`
	SeenAt  time.Time   `json:"seen_at,omitzero"`
	Asks    bool        `json:"asks"`
	Codes   []NamedCode `json:"codes"`
}

func entryOf(p *book.Product) ProductEntry {
	return ProductEntry{
		Name: p.Name, URL: p.URL, Product: p.Product, Device: p.Device, Version: p.Version, Build: p.Build,
		SeenAt: p.SeenAt, Asks: p.Asks, Codes: named(p.Codes),
	}
}

func named(codes []codec.Code) []NamedCode {
	names := make([]NamedCode, len(codes))
	for i, c := range codes {
		names[i] = NamedCode{c.String(), c.Fingerprint()}
	}
	return names
}
