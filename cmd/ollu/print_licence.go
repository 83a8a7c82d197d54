package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"ollu/codec/term"
	"ollu/server/wire"
)

// until tells the end of a licence in one phrase.
func until(l *wire.Licence) string {
	if l.Expires == nil {
		return "no expiry"
	}
	if l.GraceDays == 0 {
		return fmt.Sprintf("%s, no grace (%s)", l.Expires, l.Zone)
	}
	return fmt.Sprintf("%s, grace until %s (%s)", l.Expires, dayOr(l.GraceEnds), l.Zone)
}

func dayOr(d *term.Day) string {
	if d == nil {
		return "-"
	}
	return d.String()
}

// printLicences writes one line for each licence, and above the first of them
// what stands in it.
func printLicences(w io.Writer, ls []wire.Licence, first bool) error {
	t := newTable(w)
	if first {
		t.row("CODE", "PRODUCT", "TYPE", "SEATS", "STANDING", "PHASE", "EXPIRES", "GRACE ENDS", "OWNER")
	}
	for i := range ls {
		l := &ls[i]
		t.row(l.Code.Reveal(), l.Product, l.Type.String(), strconv.Itoa(int(l.Seats)), l.Standing,
			orDash(l.Phase), dayOr(l.Expires), dayOr(l.GraceEnds), l.Owner)
	}
	return t.flush()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// printLicence writes all that is known of one licence.
func printLicence(w io.Writer, l *wire.Licence) error {
	t := newTable(w)
	if !l.Code.IsZero() { // a dry run of replace has drawn none yet
		t.fact("code", l.Code.Reveal())
	}
	if l.Offline {
		t.fact("offline", "its terms are inside the code")
	}
	t.fact("product", l.Product)
	t.fact("type", l.Type.String())
	t.fact("seats", strconv.Itoa(int(l.Seats)))
	t.fact("components", strings.Join(l.Components, ", "))
	t.fact("standing", l.Standing)
	printDates(t, l)
	t.fact("issued", moment(l.IssuedAt))
	t.fact("activated", moment(l.ActivatedAt))
	t.fact("changed", moment(l.ChangedAt))
	t.fact("owner", l.Owner)
	t.fact("order", l.Order)
	t.fact("note", l.Note)
	if l.RegistrationKey != nil {
		t.fact("key", l.RegistrationKey.Reveal())
	}
	t.fact("suspended", tombstone(l.Suspension))
	t.fact("revoked", tombstone(l.Revocation))
	if l.ReplacedBy != nil {
		t.fact("replaced by", l.ReplacedBy.Reveal())
	}
	if l.Replaces != nil {
		t.fact("replaces", l.Replaces.Reveal())
	}
	for i := range l.Renewals {
		t.fact("renewed", renewal(&l.Renewals[i]))
	}
	t.fact("devices", places(l))
	if err := t.flush(); err != nil || len(l.Devices) == 0 {
		return err
	}
	return printDevices(w, l.Devices)
}

func printDates(t *table, l *wire.Licence) {
	t.fact("phase", l.Phase)
	if l.Perpetual {
		t.fact("expires", "never")
	} else {
		t.fact("expires", dayOr(l.Expires)+" ("+l.Zone+")")
		t.fact("grace ends", fmt.Sprintf("%s (%s)", dayOr(l.GraceEnds), count(l.GraceDays, "day")))
	}
	if l.DaysLeft != nil {
		t.fact("days left", strconv.Itoa(*l.DaysLeft))
	}
	t.fact("renewal", waiting(l))
	t.fact("updates", updates(l.UpdatesAllowed))
	if l.NextCheck != nil {
		t.fact("next check", moment(*l.NextCheck))
	}
}

// waiting tells of a renewal that does not show yet.
func waiting(l *wire.Licence) string {
	if l.Pending == nil {
		return ""
	}
	return fmt.Sprintf("to %s, shows from %s", l.Pending.Expires, l.Pending.ShowsFrom)
}

func updates(allowed bool) string {
	if allowed {
		return "allowed"
	}
	return "ended"
}

func tombstone(s *wire.Tombstone) string {
	if s == nil {
		return ""
	}
	text := fmt.Sprintf("%s by %s: %s", moment(s.At), s.By, orDash(s.Reason))
	if !s.LiftedAt.IsZero() {
		text += ", lifted " + moment(s.LiftedAt)
	}
	return text
}

func renewal(r *wire.Renewal) string {
	text := fmt.Sprintf("%s by %s: %s to %s", moment(r.At), r.By, r.From, r.To)
	if r.ShowsFrom != nil {
		text += ", shows from " + r.ShowsFrom.String()
	}
	return text
}

// places tells how many devices are registered, of how many that may be.
func places(l *wire.Licence) string {
	if l.DeviceLimit == 0 {
		return fmt.Sprintf("%d, no limit", len(l.Devices))
	}
	return fmt.Sprintf("%d of %d", len(l.Devices), l.DeviceLimit)
}

func printDevices(w io.Writer, ds []wire.Device) error {
	fmt.Fprintln(w)
	t := newTable(w, "DEVICE", "FIRST SEEN", "LAST SEEN", "VERSION")
	for _, d := range ds {
		t.row(d.ID, moment(d.FirstSeen), moment(d.LastSeen), d.Version)
	}
	return t.flush()
}

// printKeys writes one line for each registration key, as printLicences does.
func printKeys(w io.Writer, ks []wire.RegKey, first bool) error {
	t := newTable(w)
	if first {
		t.row("KEY", "PRODUCT", "TYPE", "SEATS", "TERM", "REGISTERED", "CODE")
	}
	for i := range ks {
		k := &ks[i]
		code := "-"
		if k.Code != nil {
			code = k.Code.Reveal()
		}
		t.row(k.Key.Reveal(), k.Product, k.Type.String(), strconv.Itoa(int(k.Seats)), keyTerm(k),
			orDash(moment(k.RegisteredAt)), code)
	}
	return t.flush()
}

// keyTerm tells how long a licence from this key runs.
func keyTerm(k *wire.RegKey) string {
	if k.Expires != nil {
		return "until " + k.Expires.String()
	}
	return count(k.Months, "month")
}

// printKey writes all that is known of one registration key.
func printKey(w io.Writer, k *wire.RegKey) error {
	t := newTable(w)
	t.fact("key", k.Key.Reveal())
	t.fact("product", k.Product)
	t.fact("type", k.Type.String())
	t.fact("seats", strconv.Itoa(int(k.Seats)))
	t.fact("prefix", k.Prefix)
	t.fact("term", keyTerm(k))
	t.fact("issued", moment(k.IssuedAt))
	t.fact("registered", moment(k.RegisteredAt))
	if k.Code != nil {
		t.fact("code", k.Code.Reveal())
	}
	t.fact("order", k.Order)
	t.fact("note", k.Note)
	return t.flush()
}
