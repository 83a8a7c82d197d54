package keystore

import (
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore/customer"
)

// Act is one change with who asked for it, when, and under which idempotency
// key. The receiver of a request makes it; Plan judges it.
type Act struct {
	By             string    // for the audit log: operator, agent, portal user; 1–128 bytes
	At             time.Time // never zero
	Change         Change
	IdempotencyKey string   // "" none; at most 255 bytes
	Digest         [32]byte // of the request, to tell a repetition from a misuse of the key

	For     customer.ID       // account on whose behalf: the act keeps to what is its own; "" the issuer's
	User    customer.ID       // of that account, where somebody acts who proved to be him; "" nobody did
	Epoch   uint64            // of the User when he proved it: ErrEnded when it has moved on since
	Letters []customer.Letter // queued with it, unless it was done before or changes nothing
}

// Change is one of the closed set below.
type Change interface {
	verb() string // as in "cannot … licence", or where it is about no licence "cannot …"
	fmt.Stringer
}

type (
	// Issue brings new licences and registration keys into being: all or none.
	// A licence that carries a Key also makes that key's record, unless Keys
	// holds it. ErrExists when a code or key was issued before.
	Issue struct {
		Licences []Licence
		Keys     []RegKey
	}

	// Import takes licences over from elsewhere, each by itself: Receipt.Rows
	// says for each whether it is new, identical to what is here, or refused.
	// Standing, tombstones, dates and Devices are taken as they come.
	Import struct{ Licences []Licence }

	// Activate registers a device for a licence, once; a repetition is no
	// change. Only when the licence is issued or activated; ErrDeviceLimit when
	// all its places are taken.
	Activate struct {
		Code            codec.Code
		Device, Version string // device: 1–64 printable ASCII characters
	}

	// Renew moves the expiry, at once or from a later day on (row L5). The new
	// expiry must be later than the one in effect, and while one renewal waits to
	// show no second one can be made to wait, unless Shorten corrects a mistake:
	// then the new one takes the place of the other. A suspended licence can be
	// renewed; a revoked, replaced or perpetual one cannot, nor one whose code
	// carries its expiry: that one is replaced (row C6).
	Renew struct {
		Code      codec.Code
		Expires   term.Day
		ShowsFrom term.Day // in the licence's zone; 0 or past: at once
		Seats     uint32   // 0 leaves them as they are
		Shorten   bool
	}

	// Suspend withholds an issued or activated licence until it is resumed.
	Suspend struct {
		Code   codec.Code
		Reason string
	}

	// Resume lifts a suspension and a revocation: the licence is activated when
	// a device was ever registered, else issued.
	Resume struct{ Code codec.Code }

	// Revoke takes a licence back; the reason is required and stays (row B5).
	Revoke struct {
		Code   codec.Code
		Reason string
	}

	// Replace puts a new code in place of an old one, which then stands replaced
	// for good (row L5). What New leaves zero of product, seats, components,
	// zone, term, owner, note and order is taken from the old licence; when
	// New.Product is empty, type, grace and device limit are too. New has no
	// devices: it must be activated.
	Replace struct {
		Old codec.Code
		New Licence
	}

	// RemoveDevice frees a device's place. The licence stays activated.
	RemoveDevice struct {
		Code   codec.Code
		Device string
	}

	// SignFile notes that a licence file was signed, by which key and until which
	// day it is good (row L7). It changes nothing but the log.
	SignFile struct {
		Code  codec.Code
		Until term.Day
		KeyID string
	}
)

func (Issue) verb() string        { return "issue" }
func (Import) verb() string       { return "import" }
func (Activate) verb() string     { return "activate" }
func (Renew) verb() string        { return "renew" }
func (Suspend) verb() string      { return "suspend" }
func (Resume) verb() string       { return "resume" }
func (Revoke) verb() string       { return "revoke" }
func (Replace) verb() string      { return "replace" }
func (RemoveDevice) verb() string { return "remove a device of" }
func (SignFile) verb() string     { return "sign a file for" }

func (c Issue) String() string {
	return fmt.Sprintf("issue %d licences, %d keys", len(c.Licences), len(c.Keys))
}
func (c Import) String() string   { return fmt.Sprintf("import %d licences", len(c.Licences)) }
func (c Activate) String() string { return fmt.Sprintf("activate %s on %q", c.Code, c.Device) }
func (c Renew) String() string    { return fmt.Sprintf("renew %s until %s", c.Code, c.Expires) }
func (c Suspend) String() string  { return fmt.Sprintf("suspend %s", c.Code) }
func (c Resume) String() string   { return fmt.Sprintf("resume %s", c.Code) }
func (c Revoke) String() string   { return fmt.Sprintf("revoke %s", c.Code) }
func (c Replace) String() string  { return fmt.Sprintf("replace %s by %s", c.Old, c.New.Code) }
func (c RemoveDevice) String() string {
	return fmt.Sprintf("remove device %q of %s", c.Device, c.Code)
}
func (c SignFile) String() string {
	return fmt.Sprintf("sign a file for %s, good until %s", c.Code, c.Until)
}

// String says who does what, codes masked.
func (a Act) String() string { return fmt.Sprintf("%s: %v", a.By, a.Change) }

// Receipt is what an act did.
type Receipt struct {
	Licences   []Licence // touched, as they are now, without their devices; empty for Import
	Keys       []RegKey  // touched, as they are now
	Rows       []Row     // Import: one for each licence, in order
	Registered bool      // Activate: the device is registered
	Replayed   bool      // the act was done before: nothing was written

	Account       *customer.Account       // of a change of customers: as it is now
	User          *customer.User          // touched, as it is now
	Registrations []customer.Registration // touched, as they are now
}

// Outcome is what became of one row of an import.
type Outcome uint8

// The outcomes of a row.
const (
	RowNew       Outcome = iota // taken over
	RowIdentical                // here already: nothing to do
	RowRefused                  // differs from what is here, or is not a valid licence
)

// String gives "new", "identical" or "refused".
func (o Outcome) String() string {
	switch o {
	case RowNew:
		return "new"
	case RowIdentical:
		return "identical"
	case RowRefused:
		return "refused"
	}
	return fmt.Sprintf("Outcome(%d)", uint8(o))
}

// Row is the result of one licence of an import.
type Row struct {
	Code    codec.Code
	Outcome Outcome
	Reason  string // why it was refused; no code in it
}
