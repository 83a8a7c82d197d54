package keystore

import (
	"fmt"
	"time"

	"ollu/codec/term"
)

// checkHistory judges what an imported licence says of its past.
func checkHistory(l *Licence) error {
	if l.Standing >= Standings {
		return &FieldError{Field: "standing", Why: "must be issued, activated, suspended, revoked or replaced"}
	}
	if l.Standing <= Activated && (l.Suspension.inForce() || l.Revocation.inForce()) {
		return &FieldError{Field: "standing", Why: "must show the suspension or revocation that is in force"}
	}
	if p := l.Pending; p != nil && (l.Perpetual || !isDate(p.Expires) || !isDate(p.ShowsFrom)) {
		return &FieldError{Field: "pending", Why: "must have an expiry and the date from which it shows"}
	}
	if l.Pending != nil && l.offline() {
		return &FieldError{Field: "pending", Why: "cannot be: the expiry of an offline code is inside it"}
	}
	if l.Issued != 0 && !isDate(l.Issued) {
		return &FieldError{Field: "issued", Why: "must be a date"}
	}
	if err := checkInstants("issued_at", l.IssuedAt, l.ActivatedAt, l.ChangedAt, l.LastSeen); err != nil {
		return err
	}
	if err := checkStone("suspension", l.Suspension); err != nil {
		return err
	}
	if err := checkStone("revocation", l.Revocation); err != nil {
		return err
	}
	return checkRenewals(l.Renewals)
}

func checkStone(field string, t *Tombstone) error {
	if t == nil {
		return nil
	}
	if err := checkText(field, t.Reason, maxReason); err != nil {
		return err
	}
	if err := checkText(field, t.By, maxBy); err != nil {
		return err
	}
	return checkInstants(field, t.At, t.LiftedAt)
}

func checkRenewals(all []Renewal) error {
	if len(all) > maxRenewals {
		return &FieldError{Field: "renewals", Why: fmt.Sprintf("must be at most %d", maxRenewals)}
	}
	for i := range all {
		r := &all[i]
		if !isDate(r.From) || !isDate(r.To) || (r.ShowsFrom != 0 && !isDate(r.ShowsFrom)) {
			return &FieldError{Field: "renewals", Why: "each must have the expiry before and after"}
		}
		if err := checkText("renewals", r.By, maxBy); err != nil {
			return err
		}
		if err := checkInstants("renewals", r.At); err != nil {
			return err
		}
	}
	return nil
}

// checkInstants: each is absent or within the calendar.
func checkInstants(field string, all ...time.Time) error {
	for _, t := range all {
		if !t.IsZero() && (t.UTC().Year() < term.MinYear || t.UTC().Year() > term.MaxYear) {
			return &FieldError{Field: field, Why: fmt.Sprintf("must lie in the years %d to %d", term.MinYear, term.MaxYear)}
		}
	}
	return nil
}
