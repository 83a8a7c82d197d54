package adminapi

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"

	"ollu/codec"
	"ollu/server/wire"
)

// badField is the error for one field of a request.
func badField(field, why string) *wire.Error {
	e := wire.NewError(wire.InvalidRequest, field+" "+why)
	e.Field = field
	return e
}

// decode reads one JSON object into q, field by field, so that an error names
// its field. Unknown and repeated fields, other text behind the object and
// invalid UTF-8 are refused; no body at all is an empty object.
func decode(body []byte, q any) error {
	if !utf8.Valid(body) {
		return wire.NewError(wire.InvalidRequest, "the body is not UTF-8")
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	fields, err := split(body)
	if err != nil {
		return wire.NewError(wire.InvalidRequest, "the body is not one JSON object: "+err.Error())
	}
	seen := make(map[string]bool, len(fields))
	for _, f := range fields {
		fold := strings.ToLower(f.name)
		if seen[fold] {
			return badField(f.name, "is given twice")
		}
		seen[fold] = true
		if err := f.into(q); err != nil {
			return err
		}
	}
	return nil
}

// field is one member of a JSON object.
type field struct {
	name  string
	value json.RawMessage
}

// split takes a JSON object apart, in its order.
func split(body []byte) ([]field, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("it does not begin with {")
	}
	var fields []field
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		f := field{name: fmt.Sprint(name)}
		if err := d.Decode(&f.value); err != nil {
			return nil, err
		}
		fields = append(fields, f)
	}
	if _, err := d.Token(); err != nil {
		return nil, errors.New("it breaks off")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows it")
	}
	return fields, nil
}

// into decodes one field into the struct q points at.
func (f field) into(q any) error {
	name, _ := json.Marshal(f.name)
	d := json.NewDecoder(io.MultiReader(strings.NewReader("{"), bytes.NewReader(name),
		strings.NewReader(":"), bytes.NewReader(f.value), strings.NewReader("}")))
	d.DisallowUnknownFields()
	err := d.Decode(q)
	if err == nil {
		return nil
	}
	return explain(f.name, err)
}

// explain names what is wrong with a field. The texts of the errors of codes
// and dates are made to be shown; no other text of a value is repeated.
func explain(name string, err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case strings.Contains(err.Error(), "unknown field"):
		return badField(name, "is not a field of this call")
	case errors.As(err, &kind):
		return badField(name, "must be "+expected(name, kind.Type))
	case isCodeError(err):
		e := wire.NewError(wire.InvalidCode, name+": "+err.Error())
		e.Field, e.Positions = name, codec.Positions(err)
		return e
	}
	return badField(name, "is "+err.Error())
}

// expected says what a field of a type takes, in the words of JSON.
func expected(name string, t reflect.Type) string {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return "a text in quotes"
	}
	switch t.Kind() {
	case reflect.Uint32:
		least := 0
		if strings.EqualFold(name, "seats") {
			least = 1
		}
		return fmt.Sprintf("a whole number from %d to %d", least, uint32(math.MaxUint32))
	case reflect.Int, reflect.Uint64:
		return "a whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list in brackets"
	case reflect.Struct:
		return "an object in braces"
	}
	return "a text in quotes"
}

// isCodeError tells whether err is about the form of a code or key.
func isCodeError(err error) bool {
	var length *codec.LengthError
	var symbol *codec.SymbolError
	var check *codec.CheckError
	return errors.As(err, &length) || errors.As(err, &symbol) || errors.As(err, &check)
}
