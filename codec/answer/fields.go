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

func formatError(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrFormat}, args...)...)
}

// kind is the shape of a field's value.
type kind uint8

const (
	word    kind = iota + 1 // a string
	literal                 // a number, true or false
	list                    // of strings
)

// field numbers what is read; the claims of a signed statement stand last.
type field uint8

const (
	fieldResult field = iota
	fieldProduct
	fieldType
	fieldSeats
	fieldComponents
	fieldExpires
	fieldGraceEnds
	fieldZone
	fieldDaysLeft
	fieldUpdatesAllowed
	fieldNextCheck
	fieldServerTime
	fieldHint

	claimIssuer
	claimSubject
	claimDevice
	claimIssuedAt
	claimNotBefore
	claimExpires
	claimNonce

	fieldCount
)

// Sets of fields, one bit each.
const (
	statementFields = 1<<claimIssuer - 1
	claimFields     = 1<<fieldCount - 1 - statementFields
)

var fieldTable = [fieldCount]struct {
	name string
	kind kind
}{
	fieldResult:         {"result", word},
	fieldProduct:        {"product", word},
	fieldType:           {"type", word},
	fieldSeats:          {"seats", literal},
	fieldComponents:     {"components", list},
	fieldExpires:        {"expires", word},
	fieldGraceEnds:      {"grace_ends", word},
	fieldZone:           {"zone", word},
	fieldDaysLeft:       {"days_left", literal},
	fieldUpdatesAllowed: {"updates_allowed", literal},
	fieldNextCheck:      {"next_check", word},
	fieldServerTime:     {"server_time", word},
	fieldHint:           {"hint", word},

	claimIssuer:    {"iss", word},
	claimSubject:   {"sub", word},
	claimDevice:    {"device", word},
	claimIssuedAt:  {"iat", literal},
	claimNotBefore: {"nbf", literal},
	claimExpires:   {"exp", literal},
	claimNonce:     {"nonce", word},
}

var fieldsByName = func() map[string]field {
	m := make(map[string]field, fieldCount)
	for i, f := range fieldTable {
		m[f.name] = field(i)
	}
	return m
}()

// fields are the values of one statement, whatever form they were read from.
type fields struct {
	reads      uint32 // which fields are read; others are skipped
	seen       uint32
	values     [fieldCount]string
	components []string
	others     map[string]struct{} // names that are skipped
	err        error               // the first one
}

// find gives the field of a name, if it is one that is read.
func (f *fields) find(name string) (at field, known bool) {
	at, known = fieldsByName[name]
	return at, known && f.reads&(1<<at) != 0
}

func (f *fields) has(at field) bool { return f.seen&(1<<at) != 0 }

// once refuses a field that is there twice, because readers differ in which
// one they believe.
func (f *fields) once(name string) error {
	at, known := f.find(name)
	_, twice := f.others[name]
	switch {
	case twice || known && f.has(at):
		return fmt.Errorf("field %.24q is there twice", name)
	case known:
		f.seen |= 1 << at
	case f.others == nil:
		f.others = map[string]struct{}{name: {}}
	default:
		f.others[name] = struct{}{}
	}
	return nil
}

// take reads a field that must be there.
func take[T any](f *fields, at field, parse func(string) (T, error)) (value T) {
	if f.err != nil {
		return value
	}
	if !f.has(at) {
		f.err = formatError("field %q is missing", fieldTable[at].name)
		return value
	}
	value, err := parse(f.values[at])
	if err != nil {
		f.err = formatError("field %q: %w", fieldTable[at].name, err)
	}
	return value
}

// statement puts the fields together.
func (f *fields) statement() (Statement, error) {
	var s Statement
	s.Result = take(f, fieldResult, ParseResult)
	s.Issued = s.Result.named()
	if s.Issued {
		f.licence(&s)
	}
	s.ServerTime = take(f, fieldServerTime, parseUTC)
	if s.Result == Malformed {
		s.Hint = f.values[fieldHint]
	}
	if f.err != nil {
		return Statement{}, f.err
	}
	return s, nil
}

func (f *fields) licence(s *Statement) {
	s.Product = take(f, fieldProduct, anyWord)
	s.Type = take(f, fieldType, product.ParseType)
	s.Seats = take(f, fieldSeats, parseSeats)
	take(f, fieldComponents, anyWord)
	s.Components = f.components
	s.Perpetual = !f.has(fieldExpires) && !f.has(fieldGraceEnds) && !f.has(fieldDaysLeft)
	if !s.Perpetual {
		s.Expires = take(f, fieldExpires, term.ParseDay)
		s.GraceEnds = take(f, fieldGraceEnds, term.ParseDay)
		s.DaysLeft = take(f, fieldDaysLeft, strconv.Atoi)
	}
	s.Zone = take(f, fieldZone, anyWord)
	s.UpdatesAllowed = take(f, fieldUpdatesAllowed, parseTruth)
	if f.has(fieldNextCheck) {
		s.NextCheck = take(f, fieldNextCheck, parseLocal)
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
