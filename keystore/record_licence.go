package keystore

import (
	"time"

	"ollu/codec"
	"ollu/codec/term"
)

// The tags of the tail, in the order in which they stand. Their numbers are
// stored: never renumber them.
const (
	tagIssuedAt = 1 + iota
	tagActivatedAt
	tagChangedAt
	tagOwner
	tagNote
	tagOrder
	tagKey
	tagSuspension
	tagRevocation
	tagReplacedBy
	tagReplaces
	tagRenewals
	tagEnd // the first that is not known
)

// AppendLicence appends the stored value of a licence that Plan accepted; Code
// and Devices are not in it. Instants lose what is below a second.
func AppendLicence(dst []byte, l *Licence) []byte {
	start := len(dst)
	e := l.Entry()
	dst = appendHead(append(dst, recordVersion), &e)
	dst = appendTimeField(dst, tagIssuedAt, l.IssuedAt)
	dst = appendTimeField(dst, tagActivatedAt, l.ActivatedAt)
	dst = appendTimeField(dst, tagChangedAt, l.ChangedAt)
	dst = appendStringField(dst, tagOwner, l.Owner)
	dst = appendStringField(dst, tagNote, l.Note)
	dst = appendStringField(dst, tagOrder, l.Order)
	if !l.Key.IsZero() {
		dst = l.Key.AppendBytes(append(dst, tagKey))
	}
	dst = appendTombstone(dst, tagSuspension, l.Suspension)
	dst = appendTombstone(dst, tagRevocation, l.Revocation)
	dst = appendCodeField(dst, tagReplacedBy, l.ReplacedBy)
	dst = appendCodeField(dst, tagReplaces, l.Replaces)
	return seal(appendRenewals(dst, l.Renewals), start)
}

func appendTimeField(dst []byte, tag byte, t time.Time) []byte {
	if t.Unix() == yearOne {
		return dst
	}
	return appendTime(append(dst, tag), t)
}

func appendStringField(dst []byte, tag byte, s string) []byte {
	if s == "" {
		return dst
	}
	return appendString(append(dst, tag), s)
}

func appendCodeField(dst []byte, tag byte, c codec.Code) []byte {
	if c.IsZero() {
		return dst
	}
	return c.AppendBytes(append(dst, tag))
}

func appendTombstone(dst []byte, tag byte, t *Tombstone) []byte {
	if t == nil {
		return dst
	}
	dst = appendTime(appendTime(append(dst, tag), t.At), t.LiftedAt)
	return appendString(appendString(dst, t.By), t.Reason)
}

func appendRenewals(dst []byte, renewals []Renewal) []byte {
	if len(renewals) == 0 {
		return dst
	}
	dst = appendUvarint(append(dst, tagRenewals), len(renewals))
	for i := range renewals {
		r := &renewals[i]
		dst = appendString(appendTime(dst, r.At), r.By)
		dst = appendVarint32(dst, int32(r.From))
		dst = appendVarint32(dst, int32(r.To))
		dst = appendVarint32(dst, int32(r.ShowsFrom))
	}
	return dst
}

// DecodeLicence reads a stored value into dst; Code is left as it is, Devices
// becomes nil. ErrDamaged, ErrNewer.
func DecodeLicence(dst *Licence, value []byte) error {
	body, err := unseal(value)
	if err != nil {
		return err
	}
	var e Entry
	tail, err := readHead(&e, body, nil)
	if err != nil {
		return err
	}
	*dst = licenceOf(&e, dst.Code)
	return readTail(dst, &reader{b: tail})
}

func licenceOf(e *Entry, code codec.Code) Licence {
	l := Licence{
		Code: code, Product: e.Product, Type: e.Type, Seats: e.Seats, Components: e.Components, Zone: e.Zone,
		Perpetual: e.Perpetual, Expires: e.Expires, Grace: int(e.Grace), Standing: e.Standing, Issued: e.Issued,
		DeviceLimit: e.DeviceLimit, DeviceCount: e.Devices,
	}
	if e.HasPending {
		l.Pending = &PendingRenewal{Expires: e.Pending, ShowsFrom: e.ShowsFrom, Seats: e.PendingSeats}
	}
	if e.LastSeen != 0 {
		l.LastSeen = time.Unix(e.LastSeen, 0).UTC()
	}
	return l
}

// readTail reads the fields, each at most once and in order.
func readTail(l *Licence, r *reader) error {
	for last := byte(0); len(r.b) > 0; {
		tag := r.byte()
		if tag >= tagEnd {
			return ErrNewer
		}
		if tag <= last || !readField(l, tag, r) {
			return ErrDamaged
		}
		last = tag
	}
	return r.done()
}

// readField tells whether the field was there in full: an absent one is not
// written at all.
func readField(l *Licence, tag byte, r *reader) bool {
	switch tag {
	case tagIssuedAt:
		return r.timeField(&l.IssuedAt)
	case tagActivatedAt:
		return r.timeField(&l.ActivatedAt)
	case tagChangedAt:
		return r.timeField(&l.ChangedAt)
	case tagOwner:
		return r.stringField(&l.Owner)
	case tagNote:
		return r.stringField(&l.Note)
	case tagOrder:
		return r.stringField(&l.Order)
	case tagKey:
		return r.keyField(&l.Key)
	case tagSuspension:
		l.Suspension = r.tombstone()
	case tagRevocation:
		l.Revocation = r.tombstone()
	case tagReplacedBy:
		return r.codeField(&l.ReplacedBy)
	case tagReplaces:
		return r.codeField(&l.Replaces)
	case tagRenewals:
		l.Renewals = r.renewals()
		return l.Renewals != nil
	}
	return !r.bad
}

func (r *reader) timeField(t *time.Time) bool {
	*t = r.time()
	return !t.IsZero()
}

func (r *reader) stringField(s *string) bool {
	*s = r.string()
	return *s != ""
}

func (r *reader) codeField(c *codec.Code) bool {
	code, err := codec.CodeFromBytes(r.bytes(codec.CodeBytes))
	*c = code
	return err == nil
}

func (r *reader) keyField(k *codec.Key) bool {
	key, err := codec.KeyFromBytes(r.bytes(codec.KeyBytes))
	*k = key
	return err == nil
}

func (r *reader) tombstone() *Tombstone {
	t := &Tombstone{At: r.time(), LiftedAt: r.time()}
	t.By, t.Reason = r.string(), r.string()
	return t
}

// smallestRenewal is the length of a renewal with nothing in it.
const smallestRenewal = 5

// renewals gives nil when there is none, or not as many as it says.
func (r *reader) renewals() []Renewal {
	n := r.count(smallestRenewal)
	if n == 0 {
		return nil
	}
	all := make([]Renewal, n)
	for i := range all {
		all[i] = Renewal{At: r.time(), By: r.string(), From: term.Day(r.varint32()), To: term.Day(r.varint32()), ShowsFrom: term.Day(r.varint32())}
	}
	if r.bad {
		return nil
	}
	return all
}
