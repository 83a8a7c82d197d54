package answer

import (
	"bytes"
	"encoding/hex"
	"strings"
)

// ParseText reads what AppendText writes. Lines with other keys are skipped.
// Every error wraps ErrFormat.
func ParseText(text []byte) (Statement, error) {
	f := fields{reads: statementFields}
	for len(text) > 0 {
		line, rest, ended := bytes.Cut(text, []byte{'\n'})
		if !ended {
			return Statement{}, formatError("it breaks off within a line")
		}
		if err := f.line(string(line)); err != nil {
			return Statement{}, err
		}
		text = rest
	}
	return f.statement()
}

func (f *fields) line(line string) (err error) {
	key, value, ok := strings.Cut(line, "=")
	if !ok {
		return formatError("the line %.24q has no equals sign", line)
	}
	if at, known := f.find(key); known {
		err = f.value(at, value)
	}
	if err != nil {
		return err
	}
	if err := f.once(key); err != nil {
		return formatError("%w", err)
	}
	return nil
}

func (f *fields) value(at field, text string) (err error) {
	switch fieldTable[at].kind {
	case word:
		f.values[at], err = unpercent(text)
	case literal:
		f.values[at] = text
	case list:
		f.components, err = parseItems(text)
	}
	return err
}

func parseItems(value string) (items []string, err error) {
	if value == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(value, ",") {
		item, err := unpercent(part)
		if err != nil {
			return nil, err
		}
		if item == "" {
			return nil, formatError("a list has an empty item")
		}
		items = append(items, item)
	}
	return items, nil
}

func unpercent(s string) (string, error) {
	if !strings.Contains(s, "%") {
		return s, nil
	}
	var out strings.Builder
	for {
		before, after, found := strings.Cut(s, "%")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		if len(after) < 2 {
			return "", formatError("a percent sign without two hexadecimal digits")
		}
		b, err := hex.DecodeString(after[:2])
		if err != nil {
			return "", formatError("a percent sign without two hexadecimal digits")
		}
		out.Write(b)
		s = after[2:]
	}
}
