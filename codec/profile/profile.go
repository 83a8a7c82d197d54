package profile

import (
	"encoding/json"
	"time"
)

// Path is where an agent's profile listener takes a Push (POST) and says what
// it holds (GET). Both need the header "Authorization: Bearer TOKEN", a client
// certificate that the agent trusts, or both, as the agent is configured.
const Path = "/ollu/profile"

// MaxBody is the size in bytes of the longest push and the longest holding.
const MaxBody = 16 << 20

// Push is what a manager hands to a product.
type Push struct {
	Items []Item `json:"items"`
	// Keys is the issuer's key set as it was published, with its rotations: a
	// product takes in those keys alone that a key it trusts vouches for.
	Keys json.RawMessage `json:"keys,omitempty"`
	// Facts is the product's signed description; Revocations the signed list of
	// revoked codes (row B5). Empty: nothing to tell.
	Facts       string `json:"facts,omitempty"`
	Revocations string `json:"revocations,omitempty"`
}

// Item is the issuer's word about one code.
type Item struct {
	// Code is given where the product shall take a code that it may not have yet,
	// in its written form. Empty: the statement is about a code that it has.
	Code string `json:"code,omitempty"`
	// Replaces is the fingerprint of the code whose place Code takes; empty: none.
	Replaces string `json:"replaces,omitempty"`
	// Component that Code is for; empty: all that it covers.
	Component string `json:"component,omitempty"`
	// Statement is the signed statement about the code, a compact JWS.
	Statement string `json:"statement"`
}

// Holding is what a product says of itself and of what it holds.
type Holding struct {
	Product string    `json:"product"` // catalogue id; empty: nothing was ever activated
	Device  string    `json:"device"`
	Version string    `json:"version,omitempty"`
	Build   string    `json:"build,omitempty"`
	Time    time.Time `json:"time"` // by the product's clock
	Parts   []Part    `json:"parts"`
	// Results has one entry for each item of the push that this answers, in its
	// order; absent from the answer to a GET.
	Results []Result `json:"results,omitempty"`
}

// Part is one component of the product.
type Part struct {
	Component string    `json:"component"`
	Subject   string    `json:"subject"`            // fingerprint of its code
	Result    string    `json:"result,omitempty"`   // as of now: valid, grace, expired, revoked, …
	Expires   string    `json:"expires,omitempty"`  // YYYY-MM-DD; absent: perpetual, or nothing verified
	SignedAt  time.Time `json:"signed_at,omitzero"` // of the statement it lives by
}

// Result is what became of one item.
type Result struct {
	Subject string  `json:"subject"`
	Outcome Outcome `json:"outcome"`
	// Why says for a refusal what was wrong: a name of codec/answer.Why, a result
	// of the wire (wrong_product, …), or one of the names below.
	Why string `json:"why,omitempty"`
}

// Outcome is what a product did with an item.
type Outcome string

// The outcomes. A product holds the word of a push when it took it or held it
// already.
const (
	Taken   Outcome = "taken"   // it was new
	Held    Outcome = "held"    // it says no more than what the product holds
	Refused Outcome = "refused" // it was not believed, or does not fit
)

// Reasons of a refusal beside those of codec/answer.
const (
	WhyNotInUse = "not_in_use" // the statement is about a code that the product does not use
	WhyNoKeys   = "no_keys"    // the product has no key to verify with
	WhyNotSaved = "not_saved"  // it could not be written to the product's disk
)
