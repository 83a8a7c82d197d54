package report

import (
	"time"

	"ollu/server/manager/book"
)

// Site is how everything stands at one moment.
type Site struct {
	Time     time.Time `json:"time"`
	Issuer   Issuer    `json:"issuer"`
	Sync     Sync      `json:"sync"`
	Codes    []Code    `json:"codes"`
	Products []Product `json:"products"`
}

// Issuer is whom the manager asks.
type Issuer struct {
	Server   string   `json:"server"`
	Name     string   `json:"name,omitempty"`
	KeyIDs   []string `json:"key_ids"`
	FirstUse bool     `json:"first_use"` // the keys were taken at first sight
}

// Sync is when the issuer was heard.
type Sync struct {
	LastTry  time.Time `json:"last_try,omitzero"`
	LastGood time.Time `json:"last_good,omitzero"`
	Next     time.Time `json:"next,omitzero"`
	Failures int       `json:"failures"`
	Cause    string    `json:"cause,omitempty"`
	Imported time.Time `json:"imported,omitzero"`
	Healthy  bool      `json:"healthy"` // the issuer, or a file from it, was heard within two days
	Waiting  bool      `json:"waiting"` // a long poll is open (row B2)
	// ClockOff is by how many seconds this machine's clock is ahead of the
	// issuer's, negative where it is behind; absent: right, or not known.
	ClockOff int `json:"clock_off,omitempty"`
}

// Code is one activation code, masked.
type Code struct {
	Code           string    `json:"code"`
	ID             string    `json:"id"` // its fingerprint: names it where the code must not stand
	Note           string    `json:"note,omitempty"`
	Replaces       string    `json:"replaces,omitempty"` // masked
	Carried        bool      `json:"carried,omitempty"`
	Product        string    `json:"product,omitempty"`
	Type           string    `json:"type,omitempty"`
	Seats          uint32    `json:"seats,omitempty"`
	Result         string    `json:"result,omitempty"` // as of Site.Time: a statement that was valid may be in grace by now
	Perpetual      bool      `json:"perpetual,omitempty"`
	Expires        string    `json:"expires,omitempty"`
	GraceEnds      string    `json:"grace_ends,omitempty"`
	Zone           string    `json:"zone,omitempty"`
	DaysLeft       int       `json:"days_left"`
	UpdatesAllowed bool      `json:"updates_allowed"`
	SignedAt       time.Time `json:"signed_at,omitzero"`
	ChangedAt      time.Time `json:"changed_at,omitzero"`
	Problem        string    `json:"problem,omitempty"`
	Reason         string    `json:"reason,omitempty"` // of a revocation, from the signed list (row B5)
}

// Product is one installation.
type Product struct {
	Name       string     `json:"name"`
	URL        string     `json:"url,omitempty"`
	Product    string     `json:"product,omitempty"`
	Device     string     `json:"device,omitempty"`
	Version    string     `json:"version,omitempty"`
	Build      string     `json:"build,omitempty"`
	SeenAt     time.Time  `json:"seen_at,omitzero"`
	State      book.State `json:"state"` // the worst of its deliveries; current when there are none
	Deliveries []Delivery `json:"deliveries"`
}

// Delivery is how it stands with one code in one product.
type Delivery struct {
	Code     string     `json:"code"` // masked
	ID       string     `json:"id"`
	State    book.State `json:"state"`
	Why      string     `json:"why,omitempty"`
	Detail   string     `json:"detail,omitempty"`
	Expires  string     `json:"expires,omitempty"` // what the product holds
	Wanted   string     `json:"wanted,omitempty"`  // what the issuer says
	Profile  time.Time  `json:"last_profile,omitzero"`
	TriedAt  time.Time  `json:"tried_at,omitzero"`
	Failures int        `json:"failures"`
	NextTry  time.Time  `json:"next_try,omitzero"`
}
