package answer

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds how deep objects and arrays may stand within one another.
const maxDepth = 32

// scanner reads JSON (RFC 8259) once from front to back, and is strict where
// readers are known to differ: text that is not UTF-8 and halves of surrogate
// pairs are refused, not repaired. After an error it must not be used on.
type scanner struct {
	text  string
	at    int // bytes that are read
	depth int
}

// object reads a text that is one object and white space around it, and lets
// visit read the value of each member.
func (s *scanner) object(visit func(name string) error) error {
	if !utf8.ValidString(s.text) {
		return errors.New("it is not UTF-8")
	}
	if s.peek() != '{' {
		return errors.New("no JSON object")
	}
	if err := s.members(visit); err != nil {
		return err
	}
	if s.peek(); s.at < len(s.text) {
		return errors.New("something follows the object")
	}
	return nil
}

// members reads an object.
func (s *scanner) members(visit func(name string) error) error {
	return s.sequence('{', '}', func() error {
		name, err := s.word()
		if err != nil {
			return err
		}
		if !s.next(':') {
			return s.fault("a colon is missing")
		}
		return visit(name)
	})
}

// sequence reads what stands between two brackets with commas in between; visit
// must read one thing.
func (s *scanner) sequence(begin, end byte, visit func() error) error {
	if !s.next(begin) {
		return s.fault(fmt.Sprintf("%c is missing", begin))
	}
	if s.depth++; s.depth > maxDepth {
		return s.fault("it is nested too deep")
	}
	if s.next(end) {
		s.depth--
		return nil
	}
	for {
		if err := visit(); err != nil {
			return err
		}
		if s.next(end) {
			s.depth--
			return nil
		}
		if !s.next(',') {
			return s.fault("a comma is missing")
		}
	}
}

// words reads an array of strings.
func (s *scanner) words() (list []string, err error) {
	err = s.sequence('[', ']', func() error {
		item, err := s.word()
		list = append(list, item)
		return err
	})
	return list, err
}

// raw reads any value and gives it as it is written.
func (s *scanner) raw() (string, error) {
	next := s.peek()
	begin := s.at
	var err error
	switch next {
	case '"':
		_, err = s.word()
	case '{':
		err = s.members(func(string) error { return s.skip() })
	case '[':
		err = s.sequence('[', ']', s.skip)
	default:
		err = s.plainValue()
	}
	return s.text[begin:s.at], err
}

func (s *scanner) skip() error {
	_, err := s.raw()
	return err
}

// plainValue reads true, false, null or a number.
func (s *scanner) plainValue() error {
	n := strings.IndexAny(s.text[s.at:], " \t\r\n,:]}[{\"")
	if n < 0 {
		n = len(s.text) - s.at
	}
	switch v := s.text[s.at : s.at+n]; {
	case v == "true", v == "false", v == "null", isNumber(v):
		s.at += n
		return nil
	}
	return s.fault("it is no value")
}

// isNumber tells whether v is a number as JSON writes it.
func isNumber(v string) bool {
	v = strings.TrimPrefix(v, "-")
	whole := digits(v)
	if whole == 0 || whole > 1 && v[0] == '0' {
		return false
	}
	v = v[whole:]
	if rest, ok := strings.CutPrefix(v, "."); ok {
		n := digits(rest)
		if n == 0 {
			return false
		}
		v = rest[n:]
	}
	if v == "" {
		return true
	}
	if v[0]|0x20 != 'e' {
		return false
	}
	v = v[1:]
	if v != "" && (v[0] == '+' || v[0] == '-') {
		v = v[1:]
	}
	return v != "" && digits(v) == len(v)
}

// digits gives how many digits v begins with.
func digits(v string) int {
	for i := range len(v) {
		if v[i] < '0' || v[i] > '9' {
			return i
		}
	}
	return len(v)
}

// peek passes over white space and gives the byte after it, 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// next passes over white space and, when it comes next, over c.
func (s *scanner) next(c byte) bool {
	if s.peek() != c || s.at == len(s.text) {
		return false
	}
	s.at++
	return true
}

func (s *scanner) fault(what string) error {
	if s.at >= len(s.text) {
		what = "it breaks off"
	}
	return fmt.Errorf("%s, at byte %d", what, s.at)
}
