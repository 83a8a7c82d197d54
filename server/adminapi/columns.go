package adminapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/wire"
)

// column is one column of the CSV form of a licence. print gives the cell, ""
// for nothing; scan reads one that is not empty. The error of scan says why the
// cell is refused, without the column's name.
type column struct {
	name  string
	gives given // the default that the column replaces
	print func(l *keystore.Licence) string
	scan  func(l *keystore.Licence, cell string) error
}

// The two words that stand in a cell for what has no value of its own.
const (
	wordPerpetual = "perpetual" // expires
	wordNone      = "none"      // components: not even those that the product would give
)

// columns is the CSV form, in the order of an export. An import takes them in
// any order; code and product must be there, and expires unless all rows are
// trials. Lists and records are cells of JSON, in the words of the JSON form.
var columns = []column{
	{"code", 0,
		func(l *keystore.Licence) string { return l.Code.Reveal() },
		func(l *keystore.Licence, s string) (err error) { l.Code, err = codec.ParseCode(s); return err }},
	{"product", 0,
		func(l *keystore.Licence) string { return l.Product },
		func(l *keystore.Licence, s string) error { l.Product = s; return nil }},
	{"type", 0,
		func(l *keystore.Licence) string { return l.Type.String() },
		func(l *keystore.Licence, s string) (err error) { l.Type, err = product.ParseType(s); return err }},
	{"seats", gaveSeats,
		func(l *keystore.Licence) string { return printNumber(l.Seats) },
		func(l *keystore.Licence, s string) error { return scanNumber(&l.Seats, s) }},
	{"zone", gaveZone,
		func(l *keystore.Licence) string { return l.Zone },
		func(l *keystore.Licence, s string) error { l.Zone = s; return nil }},
	{"expires", gaveExpiry, printExpiry, scanExpiry},
	{"grace_days", gaveGrace,
		func(l *keystore.Licence) string { return strconv.Itoa(l.Grace) },
		func(l *keystore.Licence, s string) error { return scanNumber(&l.Grace, s) }},
	{"components", gaveComponents, printComponents, scanComponents},
	{"device_limit", gaveDeviceLimit,
		func(l *keystore.Licence) string { return printNumber(l.DeviceLimit) },
		func(l *keystore.Licence, s string) error { return scanNumber(&l.DeviceLimit, s) }},
	{"owner", 0,
		func(l *keystore.Licence) string { return disarm(l.Owner) },
		func(l *keystore.Licence, s string) error { l.Owner = rearm(s); return nil }},
	{"order", 0,
		func(l *keystore.Licence) string { return disarm(l.Order) },
		func(l *keystore.Licence, s string) error { l.Order = rearm(s); return nil }},
	{"note", 0,
		func(l *keystore.Licence) string { return disarm(l.Note) },
		func(l *keystore.Licence, s string) error { l.Note = rearm(s); return nil }},
	{"registration_key", 0,
		func(l *keystore.Licence) string { return l.Key.Reveal() },
		func(l *keystore.Licence, s string) (err error) { l.Key, err = codec.ParseKey(s); return err }},
	{"standing", 0,
		func(l *keystore.Licence) string { return l.Standing.String() },
		func(l *keystore.Licence, s string) (err error) {
			l.Standing, err = keystore.ParseStanding(s)
			return err
		}},
	{"issued_at", 0,
		func(l *keystore.Licence) string { return printTime(l.IssuedAt) },
		func(l *keystore.Licence, s string) error { return scanTime(&l.IssuedAt, s) }},
	{"activated_at", 0,
		func(l *keystore.Licence) string { return printTime(l.ActivatedAt) },
		func(l *keystore.Licence, s string) error { return scanTime(&l.ActivatedAt, s) }},
	{"changed_at", 0,
		func(l *keystore.Licence) string { return printTime(l.ChangedAt) },
		func(l *keystore.Licence, s string) error { return scanTime(&l.ChangedAt, s) }},
	{"last_seen", 0,
		func(l *keystore.Licence) string { return printTime(l.LastSeen) },
		func(l *keystore.Licence, s string) error { return scanTime(&l.LastSeen, s) }},
	{"replaced_by", 0,
		func(l *keystore.Licence) string { return l.ReplacedBy.Reveal() },
		func(l *keystore.Licence, s string) (err error) { l.ReplacedBy, err = codec.ParseCode(s); return err }},
	{"replaces", 0,
		func(l *keystore.Licence) string { return l.Replaces.Reveal() },
		func(l *keystore.Licence, s string) (err error) { l.Replaces, err = codec.ParseCode(s); return err }},
	jsonColumn("pending", func(l *keystore.Licence) *wire.Pending { return wire.FromPending(l.Pending) }, storePending),
	jsonColumn("suspension", func(l *keystore.Licence) *wire.Tombstone { return wire.FromTombstone(l.Suspension) }, storeSuspension),
	jsonColumn("revocation", func(l *keystore.Licence) *wire.Tombstone { return wire.FromTombstone(l.Revocation) }, storeRevocation),
	jsonColumn("renewals", func(l *keystore.Licence) *[]wire.Renewal { return some(wire.FromRenewals(l.Renewals)) }, storeRenewals),
	jsonColumn("devices", func(l *keystore.Licence) *[]wire.Device { return some(wire.FromDevices(l.Devices)) }, storeDevices),
}

// jsonColumn makes a column whose cells are JSON. out gives nil for nothing.
func jsonColumn[T any](name string, out func(*keystore.Licence) *T, in func(*keystore.Licence, *T)) column {
	return column{name, 0,
		func(l *keystore.Licence) string {
			v := out(l)
			if v == nil {
				return ""
			}
			b, _ := json.Marshal(v)
			return string(b)
		},
		func(l *keystore.Licence, s string) error {
			v := new(T)
			if err := strict([]byte(s), v); err != nil {
				return err
			}
			in(l, v)
			return nil
		}}
}

// some gives nil for an empty list.
func some[T any](list []T) *[]T {
	if len(list) == 0 {
		return nil
	}
	return &list
}

func printNumber(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// errNumber does not repeat the cell: it may be a code in the wrong column.
var errNumber = errors.New("is not a whole number, or too large")

func scanNumber[T uint32 | int](to *T, s string) error {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return errNumber
	}
	*to = T(n)
	return nil
}

func printExpiry(l *keystore.Licence) string {
	if l.Perpetual {
		return wordPerpetual
	}
	return l.Expires.String()
}

func scanExpiry(l *keystore.Licence, s string) (err error) {
	if s == wordPerpetual {
		l.Perpetual = true
		return nil
	}
	l.Expires, err = term.ParseDay(s)
	return err
}

func printComponents(l *keystore.Licence) string {
	if len(l.Components) == 0 {
		return wordNone
	}
	return strings.Join(l.Components, " ")
}

func scanComponents(l *keystore.Licence, s string) error {
	l.Components = strings.Fields(s)
	if s == wordNone {
		l.Components = nil
	}
	return nil
}

func printTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func scanTime(to *time.Time, s string) error {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < term.MinYear || t.Year() > term.MaxYear {
		return fmt.Errorf("is not a moment of the years %d to %d, write it like 2026-04-01T09:00:00Z", term.MinYear, term.MaxYear)
	}
	*to = t.UTC()
	return nil
}

// formula holds the characters that make a spreadsheet take a cell for a
// formula when they stand first.
const formula = "=+-@\t"

// disarm puts an apostrophe before a text that a spreadsheet would run as a
// formula, and before one that looks as if that had been done already, so that
// rearm gives back what was there.
func disarm(s string) string {
	if armed(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// rearm undoes disarm. A text that never went through it is left as it is.
func rearm(s string) string {
	if strings.HasPrefix(s, "'") && armed(strings.TrimLeft(s, "'")) {
		return s[1:]
	}
	return s
}

func armed(s string) bool { return s != "" && strings.IndexByte(formula, s[0]) >= 0 }
