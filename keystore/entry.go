package keystore

import (
	"bytes"

	"ollu/codec/product"
	"ollu/codec/term"
)

// Entry is what the update endpoint must know of a licence: a value whose
// strings and component list are shared and read-only, so that a look-up
// allocates nothing. The code itself is not in it.
type Entry struct {
	Product, Zone string   // product id; IANA zone of the dates
	Components    []string // shared: never change it
	Type          product.Type
	Standing      Standing
	Perpetual     bool // no expiry: Expires is 0
	HasPending    bool // Pending and ShowsFrom hold a renewal (row L5)
	Grace         uint16
	Seats         uint32
	PendingSeats  uint32 // seats from ShowsFrom on; 0 leaves them as they are
	Expires       term.Day
	Issued        term.Day // day of issue in Zone
	Pending       term.Day // the expiry from ShowsFrom on
	ShowsFrom     term.Day
	DeviceLimit   uint32 // 0 none
	Devices       uint32 // registered now
	LastSeen      int64  // unix seconds, 0 never: the licence or any device of it
}

// ExpiresOn is the expiry as it shows on the given day of the licence's zone: a
// pending renewal counts from its ShowsFrom on (row L5).
func (e *Entry) ExpiresOn(today term.Day) term.Day {
	if e.HasPending && today >= e.ShowsFrom {
		return e.Pending
	}
	return e.Expires
}

// SeatsOn is the number of seats as it shows on the given day, like ExpiresOn.
func (e *Entry) SeatsOn(today term.Day) uint32 {
	if e.HasPending && today >= e.ShowsFrom && e.PendingSeats != 0 {
		return e.PendingSeats
	}
	return e.Seats
}

// Equal tells whether both say the same.
func (e *Entry) Equal(o *Entry) bool {
	var a, b [256]byte
	return bytes.Equal(appendHead(a[:0], e), appendHead(b[:0], o))
}
