package answer

import "fmt"

// ParseJSON reads what AppendJSON writes: one object and white space around
// it. Names are compared exactly, and members with other names are skipped.
// Every error wraps ErrFormat.
func ParseJSON(data []byte) (Statement, error) {
	f := fields{reads: statementFields}
	if err := f.object(string(data)); err != nil {
		return Statement{}, err
	}
	return f.statement()
}

// object takes the members of one JSON object.
func (f *fields) object(text string) error {
	s := scanner{text: text}
	err := s.object(func(name string) error {
		if err := f.member(&s, name); err != nil {
			return fmt.Errorf("member %.24q: %w", name, err)
		}
		return f.once(name)
	})
	if err != nil {
		return formatError("%w", err)
	}
	return nil
}

func (f *fields) member(s *scanner, name string) (err error) {
	at, known := f.find(name)
	if !known {
		return s.skip()
	}
	switch fieldTable[at].kind {
	case word:
		f.values[at], err = s.word()
	case literal:
		f.values[at], err = s.raw()
	case list:
		f.components, err = s.words()
	}
	return err
}
