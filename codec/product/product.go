package product

import (
	"ollu/codec"
	"ollu/codec/term"
)

// Text is a name in the two languages of the house.
type Text struct{ JA, EN string }

// Component is a part of a product that is licensed by itself (rows L4, C2).
type Component struct {
	ID   string
	Name Text
	// Prefixes are those of the codes that switch it on. A component without
	// any is reached by links alone.
	Prefixes []codec.Prefix
	// Optional: the product works without it.
	Optional bool
	// Sold: false for a part that exists but cannot be activated here.
	Sold bool
	// Links are the ids of components of the same product that the code of
	// this one is registered for as well.
	Links []string
}

// takes tells whether a code with this prefix may be entered for c.
func (c *Component) takes(prefix codec.Prefix) bool {
	for _, p := range c.Prefixes {
		if p == prefix {
			return c.Sold
		}
	}
	return false
}

// Windows says how many days before the expiry a notice begins, by type; 0 is
// none.
type Windows struct{ Full, Trial int }

// For gives the window of a type.
func (w Windows) For(t Type) int {
	if t == Trial {
		return w.Trial
	}
	return w.Full
}

// Manager says what an on-premises manager may do with a product.
type Manager struct {
	Renewal  bool // takes a later expiry by profile (row M4)
	NewCode  bool // takes a different code by profile (row M4)
	MinBuild int  // builds below it apply profiles wrongly; 0 none do (row M5)
}

// Product is one product with all its rules. Once it is in a Catalogue it is
// read-only.
type Product struct {
	ID   string
	Name Text
	// Prefixes are all that its components take; codes are issued with the
	// first unless another is asked for.
	Prefixes   []codec.Prefix
	Components []Component

	Schedule     *term.Schedule
	ScheduleName string
	Grace        int // days, for full licences
	TrialGrace   int // days, for trials
	TrialDays    int // length of a trial where none is named; 0 it must be named

	ConsoleWindow Windows // row A6
	MailWindow    Windows // row A7

	DeviceLimit int    // devices per licence where none is named; 0 no limit
	Zone        string // IANA name of the zone its dates are in
	Manager     Manager

	// ConsoleURL is where customers find the product's own console (row P2): an
	// http or https address; "" none.
	ConsoleURL string
	// LicencePage is where a customer sees what the issuer holds for a code (row L6),
	// which the product's licence screen points to (row A9); "" nowhere.
	LicencePage string

	covers map[codec.Prefix][]string
}

// Covers gives the ids of the components that a code with this prefix switches
// on: those that are sold and take it, and what they link to, in catalogue
// order; none for a prefix the product does not have. The slice is shared and
// read-only (row L4).
func (p *Product) Covers(prefix codec.Prefix) []string {
	return p.covers[prefix]
}

// Component finds a component by its id.
func (p *Product) Component(id string) (*Component, bool) {
	for i := range p.Components {
		if p.Components[i].ID == id {
			return &p.Components[i], true
		}
	}
	return nil, false
}

// GraceFor gives the days of grace of a type.
func (p *Product) GraceFor(t Type) int {
	if t == Trial {
		return p.TrialGrace
	}
	return p.Grace
}
