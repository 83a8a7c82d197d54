package wire

import (
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

// Licence is a licence as an operator sees it. What is computed from the rest
// (offline, grace_ends, phase, days_left, updates_allowed, next_check) is as of the
// moment of the answer and ignored in an import.
type Licence struct {
	Code       codec.Code   `json:"code"`
	Offline    bool         `json:"offline,omitempty"` // the code carries its terms (row L7)
	Product    string       `json:"product"`
	Type       product.Type `json:"type"`
	Seats      uint32       `json:"seats"`
	Components []string     `json:"components"`
	Zone       string       `json:"zone"` // IANA name; the dates below are in it

	Perpetual bool      `json:"perpetual"`
	Expires   *term.Day `json:"expires,omitempty"` // nil: perpetual. A pending renewal that shows by now is taken over
	GraceDays int       `json:"grace_days"`
	GraceEnds *term.Day `json:"grace_ends,omitempty"` // first day without grace
	Pending   *Pending  `json:"pending,omitempty"`    // a renewal that does not show yet (row L5)

	Standing       string     `json:"standing"` // issued, activated, suspended, revoked, replaced
	Phase          string     `json:"phase"`    // active, grace, expired; unknown when the catalogue does not hold the product
	DaysLeft       *int       `json:"days_left,omitempty"`
	UpdatesAllowed bool       `json:"updates_allowed"`
	NextCheck      *time.Time `json:"next_check,omitempty"` // in the licence's zone

	IssuedAt    time.Time `json:"issued_at"`
	ActivatedAt time.Time `json:"activated_at,omitzero"`
	ChangedAt   time.Time `json:"changed_at,omitzero"`
	LastSeen    time.Time `json:"last_seen,omitzero"` // when it was last asked about

	DeviceLimit uint32   `json:"device_limit"` // 0: no limit
	Devices     []Device `json:"devices"`

	Owner           string     `json:"owner,omitempty"`
	Order           string     `json:"order,omitempty"`
	Note            string     `json:"note,omitempty"`
	RegistrationKey *codec.Key `json:"registration_key,omitempty"`

	Suspension *Tombstone  `json:"suspension,omitempty"`
	Revocation *Tombstone  `json:"revocation,omitempty"`
	ReplacedBy *codec.Code `json:"replaced_by,omitempty"`
	Replaces   *codec.Code `json:"replaces,omitempty"`
	Renewals   []Renewal   `json:"renewals,omitempty"` // oldest first
}

// Device is one installation that was registered for a licence.
type Device struct {
	ID        string    `json:"id"`
	Version   string    `json:"version,omitempty"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
}

// Pending is a renewal that is entered but shows only from a later day.
type Pending struct {
	Expires   term.Day `json:"expires"`
	ShowsFrom term.Day `json:"shows_from"`
	Seats     uint32   `json:"seats,omitempty"` // 0: unchanged
}

// Tombstone says when, by whom and why a licence was suspended or revoked. It
// stays after it was lifted (row B5).
type Tombstone struct {
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Reason   string    `json:"reason,omitempty"`
	LiftedAt time.Time `json:"lifted_at,omitzero"`
}

// Renewal is one move of the expiry.
type Renewal struct {
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	From      term.Day  `json:"from"`
	To        term.Day  `json:"to"`
	ShowsFrom *term.Day `json:"shows_from,omitempty"` // nil: at once
}

// RegKey is a registration key. Code is there once the key was registered, and
// from the beginning when it was issued with a licence.
type RegKey struct {
	Key          codec.Key    `json:"key"`
	Product      string       `json:"product"`
	Prefix       string       `json:"prefix"`
	Type         product.Type `json:"type"`
	Seats        uint32       `json:"seats"`
	Perpetual    bool         `json:"perpetual"`
	Expires      *term.Day    `json:"expires,omitempty"` // nil: perpetual, or Months from registration
	Months       int          `json:"months,omitempty"`
	Code         *codec.Code  `json:"code,omitempty"`
	IssuedAt     time.Time    `json:"issued_at"`
	RegisteredAt time.Time    `json:"registered_at,omitzero"`
	Order        string       `json:"order,omitempty"`
	Note         string       `json:"note,omitempty"`
}
