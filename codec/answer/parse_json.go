package answer

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// ParseJSON reads what AppendJSON writes: one object and white space around
// it. Names are compared exactly, and members with other names are skipped.
// Every error wraps ErrFormat.
func ParseJSON(data []byte) (Statement, error) {
	f := newFields()
	d := json.NewDecoder(bytes.NewReader(data))
	if err := f.object(d); err != nil {
		return Statement{}, err
	}
	if _, err := d.Token(); err != io.EOF {
		return Statement{}, formatError("something follows the object")
	}
	return f.statement()
}

func (f *fields) object(d *json.Decoder) error {
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return formatError("no JSON object: %v", err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return formatError("%v", err)
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return formatError("member %.24q: %v", key, err)
		}
		if err := f.member(key.(string), raw); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return formatError("%v", err)
	}
	return nil
}

func (f *fields) member(key string, raw json.RawMessage) (err error) {
	switch kinds[key] {
	case word:
		f.scalars[key], err = unquote(raw)
	case literal:
		f.scalars[key] = string(raw)
	case list:
		f.components, err = unquoteAll(raw)
	}
	if err != nil {
		return formatError("member %q: %w", key, err)
	}
	return f.once(key)
}

// unquote takes a string and, unlike json.Unmarshal, not null.
func unquote(raw json.RawMessage) (s string, err error) {
	if raw[0] != '"' {
		return "", errors.New("it is not a string")
	}
	err = json.Unmarshal(raw, &s)
	return s, err
}

func unquoteAll(raw json.RawMessage) (items []string, err error) {
	var parts []json.RawMessage
	if raw[0] != '[' {
		return nil, errors.New("it is not an array")
	}
	if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, err
	}
	for _, part := range parts {
		item, err := unquote(part)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}
