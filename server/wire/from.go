package wire

import (
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/server/terms"
)

// UnknownPhase is the phase of a licence whose product or zone the server does
// not know: its dates are shown as stored, and nothing is worked out from them.
const UnknownPhase = "unknown"

// FromLicence gives the shape of a licence as it stands at now, by the rules
// of the catalogue in book.
func FromLicence(l *keystore.Licence, book *terms.Book, now time.Time) Licence {
	w := Licence{
		Code: l.Code, Offline: l.Code.Version() == codec.OfflineVersion, Product: l.Product, Type: l.Type, Seats: l.Seats,
		Components: append([]string{}, l.Components...), Zone: l.Zone,
		Perpetual: l.Perpetual, GraceDays: l.Grace,
		Standing: l.Standing.String(), Phase: UnknownPhase,
		IssuedAt: moment(l.IssuedAt), ActivatedAt: moment(l.ActivatedAt), ChangedAt: moment(l.ChangedAt), LastSeen: moment(l.LastSeen),
		DeviceLimit: l.DeviceLimit, Devices: FromDevices(l.Devices),
		Owner: l.Owner, Order: l.Order, Note: l.Note,
		Suspension: FromTombstone(l.Suspension), Revocation: FromTombstone(l.Revocation),
		ReplacedBy: code(l.ReplacedBy), Replaces: code(l.Replaces),
		RegistrationKey: key(l.Key), Renewals: FromRenewals(l.Renewals),
	}
	w.date(l, book, now)
	return w
}

// date fills in what follows from the calendar.
func (w *Licence) date(l *keystore.Licence, book *terms.Book, now time.Time) {
	e := l.Entry()
	lease, err := book.At(&e, now)
	if err != nil {
		w.Pending = FromPending(l.Pending)
		w.until(l.Perpetual, l.Expires, l.Expires+term.Day(l.Grace))
		return
	}
	s := lease.State
	w.until(l.Perpetual, lease.Term.Expires, s.GraceEnds)
	w.Phase, w.Seats = s.Phase.String(), lease.Seats
	w.UpdatesAllowed = s.UpdatesAllowed && inForce(l.Standing)
	if !l.Perpetual {
		w.DaysLeft = &s.DaysLeft
	}
	if !s.NextCheck.IsZero() {
		w.NextCheck = &s.NextCheck
	}
	if l.Pending != nil && l.Pending.ShowsFrom > s.Today {
		w.Pending = FromPending(l.Pending)
	}
}

// lastDay is the last one that can be written.
var lastDay, _ = term.Civil(term.MaxYear, time.December, 31)

// inForce tells whether the issuer lets a code be used: what it has withdrawn
// allows nothing, whatever the dates say.
func inForce(s keystore.Standing) bool { return s == keystore.Issued || s == keystore.Activated }

// until sets the dates.
func (w *Licence) until(perpetual bool, expires, graceEnds term.Day) {
	w.Expires, w.GraceEnds = ending(perpetual, expires, graceEnds)
}

// ending gives the dates of an end as they are written. A grace that ends beyond
// the calendar is cut to it.
func ending(perpetual bool, expires, graceEnds term.Day) (*term.Day, *term.Day) {
	if perpetual {
		return nil, nil
	}
	graceEnds = min(graceEnds, lastDay)
	return &expires, &graceEnds
}

// FromLease gives what is told at a moment when l is in force. The result and
// whether updates are allowed are for the caller to say.
func FromLease(l *terms.Lease, at time.Time, result string, updates bool) Told {
	s := l.State
	w := Told{
		At: at.In(l.Term.Zone), Result: result, Phase: s.Phase.String(), Seats: l.Seats,
		Perpetual: l.Term.Perpetual, UpdatesAllowed: updates,
	}
	w.Expires, w.GraceEnds = ending(l.Term.Perpetual, l.Term.Expires, s.GraceEnds)
	if !l.Term.Perpetual {
		w.Day, w.DaysLeft = new(-s.DaysLeft), new(s.DaysLeft)
	}
	if !s.NextCheck.IsZero() {
		w.NextCheck = &s.NextCheck
	}
	return w
}

// FromPending gives the shape of a pending renewal, nil for none.
func FromPending(p *keystore.PendingRenewal) *Pending {
	if p == nil {
		return nil
	}
	return &Pending{Expires: p.Expires, ShowsFrom: p.ShowsFrom, Seats: p.Seats}
}

// FromRegKey gives the shape of a registration key.
func FromRegKey(k *keystore.RegKey) RegKey {
	w := RegKey{
		Key: k.Key, Product: k.Product, Prefix: k.Prefix.String(), Type: k.Type, Seats: k.Seats,
		Perpetual: k.Perpetual, Months: k.Months, Code: code(k.Code),
		IssuedAt: moment(k.IssuedAt), RegisteredAt: moment(k.RegisteredAt), Order: k.Order, Note: k.Note,
	}
	if !k.Perpetual {
		w.Expires = day(k.Expires)
	}
	return w
}

// FromAudit gives the shape of an entry of the audit log.
func FromAudit(e *audit.Entry) AuditEntry {
	return AuditEntry{
		Seq: e.Seq, At: moment(e.At), Actor: e.Actor, Action: e.Action.String(),
		Fingerprint: e.Fingerprint, Code: e.Masked,
		From: day(e.From), To: day(e.To), ShowsFrom: day(e.ShowsFrom),
		Device: e.Device, Reason: e.Reason, Other: e.Other,
		Prev: e.Prev.String(), Hash: e.Hash.String(),
	}
}

// FromHead gives the shape of the audit log's head.
func FromHead(h audit.Head) AuditHead {
	return AuditHead{Seq: h.Seq, Hash: h.Hash.String()}
}

// FromDevices gives the shape of a licence's devices: [] for none.
func FromDevices(devices []keystore.Device) []Device {
	out := make([]Device, len(devices))
	for i, d := range devices {
		out[i] = Device{ID: d.ID, Version: d.Version, FirstSeen: moment(d.FirstSeen), LastSeen: moment(d.LastSeen)}
	}
	return out
}

// FromTombstone gives the shape of a tombstone, nil for none.
func FromTombstone(t *keystore.Tombstone) *Tombstone {
	if t == nil {
		return nil
	}
	return &Tombstone{At: moment(t.At), By: t.By, Reason: t.Reason, LiftedAt: moment(t.LiftedAt)}
}

// FromRenewals gives the shape of a renewal history.
func FromRenewals(renewals []keystore.Renewal) []Renewal {
	out := make([]Renewal, len(renewals))
	for i, r := range renewals {
		out[i] = Renewal{At: moment(r.At), By: r.By, From: r.From, To: r.To, ShowsFrom: day(r.ShowsFrom)}
	}
	return out
}

// moment puts a time into UTC, so that it is written with a Z.
func moment(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

// day, code and key turn a zero value, which means none, into nil.
func day(d term.Day) *term.Day { return some(d) }

func code(c codec.Code) *codec.Code { return some(c) }

func key(k codec.Key) *codec.Key { return some(k) }

func some[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

func texts[T fmt.Stringer](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.String()
	}
	return out
}
