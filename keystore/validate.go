package keystore

import (
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"ollu/codec"
	"ollu/codec/term"
)

// The longest values in bytes, and the largest numbers, that an act may bring.
const (
	maxID       = 64 // product, component, zone, device, version
	maxName     = 256
	maxOrder    = 128
	maxNote     = 2000
	maxReason   = 500
	maxBy       = 128
	maxRepeat   = 255
	maxParts    = 64 // components
	maxGrace    = 65535
	maxMonths   = 1200
	maxRenewals = 1000 // of one imported licence
)

func checkAct(a *Act) error {
	switch {
	case a.At.Year() < term.MinYear || a.At.Year() > term.MaxYear:
		return &FieldError{Field: "at", Why: "the time of the act is missing or outside the calendar"}
	case a.By == "":
		return &FieldError{Field: "by", Why: "says who asks, and is missing"}
	case len(a.IdempotencyKey) > maxRepeat:
		return &FieldError{Field: "idempotency_key", Why: fmt.Sprintf("must have at most %d bytes", maxRepeat)}
	}
	return checkText("by", a.By, maxBy)
}

// checkTerms judges what a licence was sold as, whatever its standing.
func checkTerms(l *Licence) error {
	if l.Code.IsZero() {
		return &FieldError{Field: "code", Why: "is missing"}
	}
	if err := checkSold(l.Product, l.Seats, knownType(l.Type)); err != nil {
		return err
	}
	if err := checkComponents(l.Components); err != nil {
		return err
	}
	if _, err := zone(l.Zone); err != nil {
		return err
	}
	if l.Grace < 0 || l.Grace > maxGrace {
		return &FieldError{Field: "grace", Why: fmt.Sprintf("must be 0 to %d days", maxGrace)}
	}
	if err := checkExpiry(l.Perpetual, l.Expires); err != nil {
		return err
	}
	return checkTexts(l.Owner, l.Note, l.Order)
}

func checkSold(product string, seats uint32, typeKnown bool) error {
	switch {
	case !isID(product):
		return &FieldError{Field: "product", Why: "must be 1 to 64 printable ASCII characters"}
	case !typeKnown:
		return &FieldError{Field: "type", Why: "must be full or trial"}
	case seats == 0:
		return &FieldError{Field: "seats", Why: "must be at least 1"}
	}
	return nil
}

func checkComponents(ids []string) error {
	if len(ids) > maxParts {
		return &FieldError{Field: "components", Why: fmt.Sprintf("must be at most %d", maxParts)}
	}
	for _, id := range ids {
		if !isID(id) {
			return &FieldError{Field: "components", Why: "each must be 1 to 64 printable ASCII characters"}
		}
	}
	return nil
}

func checkExpiry(perpetual bool, expires term.Day) error {
	switch {
	case perpetual && expires != 0:
		return &FieldError{Field: "expires", Why: "a perpetual licence has none"}
	case !perpetual && !isDate(expires):
		return &FieldError{Field: "expires", Why: fmt.Sprintf("must be a date up to %d-12-31, or the licence perpetual", term.MaxYear)}
	}
	return nil
}

func checkTexts(owner, note, order string) error {
	if err := checkText("owner", owner, maxName); err != nil {
		return err
	}
	if err := checkText("note", note, maxNote); err != nil {
		return err
	}
	return checkText("order", order, maxOrder)
}

func checkText(field, s string, most int) error {
	if len(s) > most {
		return &FieldError{Field: field, Why: fmt.Sprintf("must have at most %d bytes", most)}
	}
	if !utf8.ValidString(s) {
		return &FieldError{Field: field, Why: "must be UTF-8 text"}
	}
	return nil
}

func checkDevice(id, version string) error {
	if !isID(id) {
		return &FieldError{Field: "device", Why: "must be 1 to 64 printable ASCII characters"}
	}
	if version != "" && !isID(version) {
		return &FieldError{Field: "version", Why: "must be at most 64 printable ASCII characters"}
	}
	return nil
}

func checkRegKey(k *RegKey) error {
	if k.Key.IsZero() {
		return &FieldError{Field: "key", Why: "is missing"}
	}
	if _, err := codec.ParsePrefix(k.Prefix.String()); err != nil {
		return &FieldError{Field: "prefix", Why: "must be two letters A to Z"}
	}
	if err := checkSold(k.Product, k.Seats, knownType(k.Type)); err != nil {
		return err
	}
	if k.Months == 0 {
		if err := checkExpiry(k.Perpetual, k.Expires); err != nil {
			return err
		}
	} else if k.Months < 0 || k.Months > maxMonths || k.Perpetual || k.Expires != 0 {
		return &FieldError{Field: "months", Why: fmt.Sprintf("must be 1 to %d, and neither an expiry nor perpetual beside it", maxMonths)}
	}
	return checkTexts("", k.Note, k.Order)
}

// isID tells whether s is 1–64 printable ASCII characters.
func isID(s string) bool {
	if s == "" || len(s) > maxID {
		return false
	}
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// isDate tells whether d can stand where day 0 means none.
func isDate(d term.Day) bool { return d > 0 && d.Valid() }

// zones holds the IANA zones met so far: rules of the calendar, which never
// change while the program runs.
var zones sync.Map

// zone gives the rules of an IANA zone by its name.
func zone(name string) (*time.Location, error) {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	if !isID(name) || name == "Local" {
		return nil, &FieldError{Field: "zone", Why: "must be the name of an IANA zone, as Asia/Tokyo"}
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, &FieldError{Field: "zone", Why: fmt.Sprintf("%q is not the name of an IANA zone that this machine knows", name)}
	}
	zones.Store(name, loc)
	return loc, nil
}

// today is the day in a licence's zone at the given time.
func today(l *Licence, now time.Time) (term.Day, error) {
	loc, err := zone(l.Zone)
	if err != nil {
		return 0, err
	}
	return term.Today(now, loc), nil
}
