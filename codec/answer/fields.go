package answer

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
)

// ErrFormat is what every error of ParseText and ParseJSON wraps: what was
// read is no licence statement, or not the whole of one, and says nothing
// about the licence.
var ErrFormat = errors.New("not a licence statement")

// kind is the shape of a field's value.
type kind uint8

const (
	word    kind = iota + 1 // a string
	literal                 // a number, true or false
	list                    // of strings
)

// kinds names every field that is read; others are skipped.
var kinds = map[string]kind{
	"result":          word,
	"product":         word,
	"type":            word,
	"seats":           literal,
	"components":      list,
	"expires":         word,
	"grace_ends":      word,
	"zone":            word,
	"days_left":       literal,
	"updates_allowed": literal,
	"next_check":      word,
	"server_time":     word,
	"hint":            word,
}

// fields are the values of one statement, by name, whatever form they were
// read from.
type fields struct {
	scalars    map[string]string
	components []string
	seen       map[string]bool
	err        error // the first one
}

func newFields() *fields {
	return &fields{scalars: map[string]string{}, seen: map[string]bool{}}
}

// once refuses a field that is there twice, because readers differ in which
// one they believe.
func (f *fields) once(key string) error {
	if f.seen[key] {
		return formatError("field %.24q is there twice", key)
	}
	f.seen[key] = true
	return nil
}

func formatError(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrFormat}, args...)...)
}

// take reads a field that must be there.
func take[T any](f *fields, key string, parse func(string) (T, error)) (value T) {
	if f.err != nil {
		return value
	}
	if !f.seen[key] {
		f.err = formatError("field %q is missing", key)
		return value
	}
	value, err := parse(f.scalars[key])
	if err != nil {
		f.err = formatError("field %q: %w", key, err)
	}
	return value
}

// statement puts the fields together.
func (f *fields) statement() (Statement, error) {
	var s Statement
	s.Result = take(f, "result", ParseResult)
	s.Issued = s.Result.named()
	if s.Issued {
		f.licence(&s)
	}
	s.ServerTime = take(f, "server_time", parseUTC)
	if s.Result == Malformed {
		s.Hint = f.scalars["hint"]
	}
	if f.err != nil {
		return Statement{}, f.err
	}
	return s, nil
}

func (f *fields) licence(s *Statement) {
	s.Product = take(f, "product", anyWord)
	s.Type = take(f, "type", product.ParseType)
	s.Seats = take(f, "seats", parseSeats)
	take(f, "components", anyWord)
	s.Components = f.components
	s.Perpetual = !f.seen["expires"] && !f.seen["grace_ends"] && !f.seen["days_left"]
	if !s.Perpetual {
		s.Expires = take(f, "expires", term.ParseDay)
		s.GraceEnds = take(f, "grace_ends", term.ParseDay)
		s.DaysLeft = take(f, "days_left", strconv.Atoi)
	}
	s.Zone = take(f, "zone", anyWord)
	s.UpdatesAllowed = take(f, "updates_allowed", parseTruth)
	if f.seen["next_check"] {
		s.NextCheck = take(f, "next_check", parseLocal)
	}
}

func anyWord(s string) (string, error) { return s, nil }

func parseSeats(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	return uint32(n), err
}

func parseTruth(s string) (bool, error) {
	if s != "true" && s != "false" {
		return false, fmt.Errorf("%.24q is neither true nor false", s)
	}
	return s == "true", nil
}

// parseUTC reads what appendUTC writes.
func parseUTC(s string) (time.Time, error) { return parseStamp(s, appendUTC) }

// parseLocal reads what appendLocal writes, into a location that knows the
// offset alone.
func parseLocal(s string) (time.Time, error) { return parseStamp(s, appendLocal) }

// parseStamp takes the one spelling that a writer gives.
func parseStamp(s string, write func([]byte, time.Time) []byte) (time.Time, error) {
	t, err := time.ParseInLocation(time.RFC3339, s, time.UTC)
	if err != nil || string(write(nil, t)) != s {
		return time.Time{}, fmt.Errorf("%.40q is not a time as it is written here", s)
	}
	_, offset := t.Zone()
	if offset == 0 {
		return t.UTC(), nil
	}
	return t.In(time.FixedZone("", offset)), nil
}
