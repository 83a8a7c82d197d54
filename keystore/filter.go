package keystore

import (
	"ollu/codec"
	"ollu/codec/term"
)

// Filter chooses licences; a zero field does not choose.
type Filter struct {
	Product, Type          string   // product id; "full" or "trial"
	Standing               string   // "issued", "activated", …
	Phase                  string   // on Day: "active", "grace", "expired"
	Day                    term.Day // the civil day on which phase and expiry are judged
	ExpiresFrom, ExpiresTo term.Day // both inclusive, of the expiry that shows on Day; perpetual never matches
	Owner, Order           string   // owner: part of it, in any case; order: exactly
	Prefix                 codec.Prefix
}

// KeyFilter chooses registration keys; a zero field does not choose.
type KeyFilter struct {
	Product, Type string
	State         string // "open": no code yet; "registered": has one
	Order         string
	Prefix        codec.Prefix
}
