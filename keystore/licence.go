package keystore

import (
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

// Licence is everything that is known of a licence. Printed, it shows its code
// masked.
type Licence struct {
	Code       codec.Code
	Product    string
	Type       product.Type
	Seats      uint32
	Components []string // ids that the code switches on
	Zone       string   // IANA zone of the dates
	Perpetual  bool     // no expiry: Expires is 0
	Expires    term.Day // E, first day of grace
	Grace      int      // G in days, 0–65535
	Pending    *PendingRenewal

	Standing    Standing
	Issued      term.Day // day of IssuedAt in Zone
	IssuedAt    time.Time
	ActivatedAt time.Time // first device ever; zero never
	ChangedAt   time.Time // last change after issue other than devices coming and going; zero none
	DeviceLimit uint32    // 0 none
	DeviceCount uint32    // registered now
	LastSeen    time.Time // the licence or any device of it; zero never
	Devices     []Device  // filled by Store.Licence, by id; elsewhere nil. Import takes them

	Owner, Note, Order string
	Key                codec.Key // registration key it came with; zero none

	Suspension *Tombstone // stays after being lifted
	Revocation *Tombstone
	ReplacedBy codec.Code // zero none (row L5)
	Replaces   codec.Code
	Renewals   []Renewal // oldest first
}

// PendingRenewal is a renewal that shows only from a later day (row L5).
type PendingRenewal struct {
	Expires   term.Day
	ShowsFrom term.Day // in the licence's zone
	Seats     uint32   // 0 leaves them as they are
}

// Tombstone remembers why a licence was suspended or revoked, also after that
// was lifted (row B5).
type Tombstone struct {
	At         time.Time
	By, Reason string
	LiftedAt   time.Time // zero: still in force
}

// Renewal is one line of a licence's renewal history.
type Renewal struct {
	At        time.Time
	By        string
	From, To  term.Day // the expiry before and after
	ShowsFrom term.Day // 0: showed at once
}

// Device is one installation that registered for a licence.
type Device struct {
	ID, Version string
	FirstSeen   time.Time // when it registered
	LastSeen    time.Time // never before FirstSeen
}

// RegKey is a registration key: what comes with a purchase and is registered to
// get an activation code. The term is a fixed expiry, or months from the day of
// registration, or perpetual.
type RegKey struct {
	Key          codec.Key
	Prefix       codec.Prefix // of the code it will be registered to
	Product      string
	Type         product.Type
	Seats        uint32
	Perpetual    bool
	Expires      term.Day // 0: Months counts
	Months       int
	Code         codec.Code // zero: none yet
	IssuedAt     time.Time
	RegisteredAt time.Time // zero: not registered
	Note, Order  string
}

// Entry is the licence as the update endpoint sees it. Strings and components
// are shared with the licence.
func (l *Licence) Entry() Entry {
	e := Entry{
		Product: l.Product, Zone: l.Zone, Components: l.Components, Type: l.Type, Standing: l.Standing,
		Perpetual: l.Perpetual, Grace: uint16(l.Grace), Seats: l.Seats, Expires: l.Expires, Issued: l.Issued,
		DeviceLimit: l.DeviceLimit, Devices: l.DeviceCount, LastSeen: unixOrZero(l.LastSeen),
	}
	if p := l.Pending; p != nil {
		e.HasPending, e.Pending, e.ShowsFrom, e.PendingSeats = true, p.Expires, p.ShowsFrom, p.Seats
	}
	return e
}

// offline tells whether the code carries the licence's terms (row L7): what is
// inside it cannot be moved.
func (l *Licence) offline() bool { return l.Code.Version() == codec.OfflineVersion }

// ExpiresOn is the expiry as it shows on the given day of the licence's zone.
func (l *Licence) ExpiresOn(today term.Day) term.Day {
	if p := l.Pending; p != nil && today >= p.ShowsFrom {
		return p.Expires
	}
	return l.Expires
}

// String shows the licence with its code masked and without its owner.
func (l Licence) String() string {
	until := l.Expires.String()
	if l.Perpetual {
		until = "perpetual"
	}
	return fmt.Sprintf("%s %s %s %s %d seats until %s", l.Code, l.Product, l.Type, l.Standing, l.Seats, until)
}

// String shows the key and its code masked.
func (k RegKey) String() string {
	if k.Code.IsZero() {
		return fmt.Sprintf("%s %s %s %d seats, no code yet", k.Key, k.Product, k.Type, k.Seats)
	}
	return fmt.Sprintf("%s %s %s %d seats, code %s", k.Key, k.Product, k.Type, k.Seats, k.Code)
}

// unixOrZero gives unix seconds, and 0 for the zero time.
func unixOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// second brings an instant to the form in which it is stored.
func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func wholeSeconds(t *Tombstone) *Tombstone {
	if t == nil {
		return nil
	}
	return &Tombstone{At: second(t.At), By: t.By, Reason: t.Reason, LiftedAt: second(t.LiftedAt)}
}

func (t *Tombstone) inForce() bool { return t != nil && t.LiftedAt.IsZero() }
