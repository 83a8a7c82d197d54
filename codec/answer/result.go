package answer

import (
	"fmt"
	"iter"
)

// Result is the outcome of a question. The list is closed and stands in the
// order in which a question is judged: what comes first hides what comes
// after. The zero value says no.
type Result uint8

const (
	Malformed      Result = iota // the code fails its check
	Unknown                      // well formed, never issued
	Revoked                      // taken back for good
	Replaced                     // another code stands in its place
	Suspended                    // taken back for a time
	WrongProduct                 // issued for another product (row L3)
	WrongComponent               // does not cover the component asked about (row L3)
	DeviceLimit                  // no device more can be registered
	NotActivated                 // no device, or not this one, was registered
	Expired                      // the grace period has ended
	Grace                        // past its expiry, within the grace period
	Valid                        // within its term
)

// Results is how many results there are; they are numbered 0 to Results-1.
const Results = 12

var resultNames = [Results]string{
	Malformed:      "malformed",
	Unknown:        "unknown",
	Revoked:        "revoked",
	Replaced:       "replaced",
	Suspended:      "suspended",
	WrongProduct:   "wrong_product",
	WrongComponent: "wrong_component",
	DeviceLimit:    "device_limit",
	NotActivated:   "not_activated",
	Expired:        "expired",
	Grace:          "grace",
	Valid:          "valid",
}

// String gives the name on the wire. A value outside the list gives
// "malformed", because an answer must not leave the list.
func (r Result) String() string {
	if r >= Results {
		r = Malformed
	}
	return resultNames[r]
}

// ParseResult reads a name on the wire.
func ParseResult(s string) (Result, error) {
	for r, name := range resultNames {
		if s == name {
			return Result(r), nil
		}
	}
	return Malformed, fmt.Errorf("unknown result %.24q", s)
}

// All gives every result, in order.
func All() iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for r := range Result(Results) {
			if !yield(r) {
				return
			}
		}
	}
}

// named tells whether the result is about a licence that was issued.
func (r Result) named() bool {
	return r != Malformed && r != Unknown && r < Results
}
