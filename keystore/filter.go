package keystore

import (
	"strings"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

// Filter chooses licences; a zero field does not choose.
type Filter struct {
	Product, Type          string   // product id; "full" or "trial"
	Standing               string   // "issued", "activated", …
	Phase                  string   // "active", "grace" or "expired" on Day
	Day                    term.Day // the day on which phase and expiry are judged: wanted with them
	ExpiresFrom, ExpiresTo term.Day // both inclusive, of the expiry that shows on Day; perpetual never matches
	Owner, Order           string   // owner: a part of it, in any case; order: exactly
	Prefix                 codec.Prefix
}

// Validate gives a *FieldError when the filter holds a word that nothing can
// match, or asks for a phase or expiry without saying on which day.
func (f *Filter) Validate() error {
	if err := checkType(f.Type); err != nil {
		return err
	}
	if f.Standing != "" {
		if _, err := ParseStanding(f.Standing); err != nil {
			return err
		}
	}
	if f.Phase != "" && new(term.Phase).UnmarshalText([]byte(f.Phase)) != nil {
		return &FieldError{Field: "phase", Why: "must be active, grace or expired"}
	}
	if f.byDate() && !isDate(f.Day) {
		return &FieldError{Field: "day", Why: "must say on which day the phase or expiry is meant"}
	}
	return nil
}

func (f *Filter) byDate() bool { return f.Phase != "" || f.ExpiresFrom != 0 || f.ExpiresTo != 0 }

// Match tells whether the filter chooses the licence.
func (f *Filter) Match(l *Licence) bool {
	switch {
	case f.Product != "" && f.Product != l.Product,
		f.Type != "" && f.Type != l.Type.String(),
		f.Standing != "" && f.Standing != l.Standing.String(),
		f.Order != "" && f.Order != l.Order,
		f.Prefix != codec.Prefix{} && f.Prefix != l.Code.Prefix():
		return false
	}
	if f.byDate() && !f.matchDate(l) {
		return false
	}
	return f.Owner == "" || strings.Contains(strings.ToLower(l.Owner), strings.ToLower(f.Owner))
}

func (f *Filter) matchDate(l *Licence) bool {
	t := term.Term{Expires: l.ExpiresOn(f.Day), Perpetual: l.Perpetual, Grace: l.Grace}
	if f.Phase != "" && f.Phase != t.PhaseOn(f.Day).String() {
		return false
	}
	if f.ExpiresFrom == 0 && f.ExpiresTo == 0 {
		return true
	}
	return !l.Perpetual && t.Expires >= f.ExpiresFrom && (f.ExpiresTo == 0 || t.Expires <= f.ExpiresTo)
}

// KeyFilter chooses registration keys; a zero field does not choose.
type KeyFilter struct {
	Product, Type string
	State         string // "open": not yet registered; "registered"
	Order         string
	Prefix        codec.Prefix
}

// Validate gives a *FieldError when the filter holds a word that nothing can
// match.
func (f *KeyFilter) Validate() error {
	if f.State != "" && f.State != "open" && f.State != "registered" {
		return &FieldError{Field: "state", Why: "must be open or registered"}
	}
	return checkType(f.Type)
}

// Match tells whether the filter chooses the key.
func (f *KeyFilter) Match(k *RegKey) bool {
	switch {
	case f.Product != "" && f.Product != k.Product,
		f.Type != "" && f.Type != k.Type.String(),
		f.State != "" && (f.State == "open") != k.RegisteredAt.IsZero(),
		f.Order != "" && f.Order != k.Order,
		f.Prefix != codec.Prefix{} && f.Prefix != k.Prefix:
		return false
	}
	return true
}

// PageLimit is the limit that List and RegKeys work with when asked for limit.
func PageLimit(limit int) int {
	if limit <= 0 || limit > MaxPage {
		return MaxPage
	}
	return limit
}

func checkType(name string) error {
	if name == "" {
		return nil
	}
	if _, err := product.ParseType(name); err != nil {
		return &FieldError{Field: "type", Why: "must be full or trial"}
	}
	return nil
}
