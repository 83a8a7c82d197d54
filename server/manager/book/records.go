package book

import (
	"encoding/json"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
)

// Code is one activation code that the manager manages.
type Code struct {
	Code     codec.Code
	Added    time.Time
	Note     string
	Replaces codec.Code // whose place it takes in the products (row M4); zero: none
	// Carried: it belongs to another site, and is only asked about so that the
	// answer can be carried there in a file.
	Carried bool

	Tag       string        // of the statement held, as the issuer calls it; "" none is held
	Token     string        // the signed statement
	Signed    answer.Signed // what it says; Signed.Statement.DaysLeft is as of its signing
	TakenAt   time.Time     // when it came
	ChangedAt time.Time     // when it last said something else than the one before
	ByFile    bool          // it was carried in: the issuer has not been asked about it since
	Problem   string        // why the last answer about this code was not believed: a name of answer.Why; "" none
}

// Product is one installation that the manager looks after.
type Product struct {
	Name string // letters, digits, ".", "_", "-", at most 64, unlike every other one
	// URL is the base address of its profile listener, "http://host:port"; empty:
	// it only asks (its Device is then how it is known).
	URL   string
	Token string // what the manager shows to it; a secret
	// Codes are those that it shall use. A product that asks by itself adds its
	// own.
	Codes []codec.Code

	// What it said of itself last.
	Product string // catalogue id
	Device  string
	Version string
	Build   string
	SeenAt  time.Time // zero: never
	Asks    bool      // it came by itself to ask, and was not added by a person
}

// Delivery is how it stands with one code in one product.
type Delivery struct {
	Product string // its Name
	Code    codec.Code

	HeldTag string    // tag of the statement that the product is known to hold; "" none
	HeldAt  time.Time // when it was handed over or seen there
	Expires string    // what the product said its expiry is, YYYY-MM-DD; "" none, or not said

	State    State // as of the last try; whether it is current follows from HeldTag
	Why      string
	Detail   string    // for a person, without secrets; may be empty
	TriedAt  time.Time // zero: never
	Failures int       // in a row
	NextTry  time.Time // zero: not by itself
}

// State is how it stands with a delivery (row M3).
type State string

// The states.
const (
	Current  State = "current"   // the product holds the issuer's present word
	Stale    State = "stale"     // it holds an older one, or none; delivery is due
	Failed   State = "failed"    // the last try failed; it is tried again at NextTry
	HeldBack State = "held_back" // it must not be delivered; Why says why (rows M4, M5)
)

// Why a delivery failed or is held back: the closed list, said in words by
// server/words as "managerwhy.<name>".
const (
	WhyNewCodeByHand = "new_code_by_hand" // row M4
	WhyRenewalByHand = "renewal_by_hand"  // row M4
	WhyBuildTooOld   = "build_too_old"    // row M5
	WhyBuildUnknown  = "build_unknown"    // row M5
	WhyUnreachable   = "unreachable"      // no connection, or cut
	WhyNotTrusted    = "not_trusted"      // the product refused the token or certificate, or its own was not believed
	WhyNotAProduct   = "not_a_product"    // something else answers at that address
	WhyOtherProduct  = "other_product"    // the code is for another product than the one at that address
	WhyRefused       = "refused"          // the product did not believe the statement; Detail has its reason
	WhyNotSaved      = "not_saved"        // the product could not write it down
	WhyDeviceLimit   = "device_limit"     // the issuer registers no more devices for the code (row L3)
	WhyNoStatement   = "no_statement"     // the issuer has not answered about the code yet
)

// Issuer is what the manager knows of the issuer.
type Issuer struct {
	Name        string            // iss of its statements; "" not met yet
	Keys        json.RawMessage   `json:",omitempty"` // key set as published, rotations included; only believed keys
	FirstUse    bool              // the keys were taken at first sight
	Facts       map[string]string // product id → its signed facts
	Revocations string            // the signed list; "" none
	RevokedTag  string            // ETag under which the issuer gave it
}

// Marks are the manager's memory of its syncs.
type Marks struct {
	LastTry  time.Time
	LastGood time.Time // the last sync that asked about every code
	Failures int       // in a row
	Cause    string    // of the last failure: a client.Cause, or an answer.Why; "" none
	Revision string    // of the issuer's stock at the last good sync
	Imported time.Time // when the newest of the files that were imported was made; zero: never
}
