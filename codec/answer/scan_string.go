package answer

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// word reads a string. One without escapes is a part of the text, not a copy.
func (s *scanner) word() (string, error) {
	if !s.next('"') {
		return "", s.fault("it is not a string")
	}
	begin := s.at
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return s.text[begin : s.at-1], nil
		case c == '\\':
			return s.escaped(begin)
		case c < ' ':
			return "", s.fault("a control character")
		}
	}
	return "", s.fault("")
}

// escaped reads the rest of a string from its first backslash on.
func (s *scanner) escaped(begin int) (string, error) {
	out := []byte(s.text[begin:s.at])
	for s.at < len(s.text) {
		c := s.text[s.at]
		s.at++
		switch {
		case c == '"':
			return string(out), nil
		case c < ' ':
			return "", s.fault("a control character")
		case c != '\\':
			out = append(out, c)
			continue
		}
		r, ok := s.escape()
		if !ok {
			return "", s.fault("a backslash that means nothing")
		}
		out = utf8.AppendRune(out, r)
	}
	return "", s.fault("")
}

// escape reads what stands behind a backslash.
func (s *scanner) escape() (rune, bool) {
	if s.at == len(s.text) {
		return 0, false
	}
	c := s.text[s.at]
	s.at++
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), true
	}
	if c != 'u' {
		return 0, false
	}
	r, ok := s.hex()
	if !ok || !utf16.IsSurrogate(r) {
		return r, ok
	}
	if !strings.HasPrefix(s.text[s.at:], `\u`) {
		return 0, false
	}
	s.at += 2
	low, ok := s.hex()
	r = utf16.DecodeRune(r, low)
	return r, ok && r != utf8.RuneError
}

// hex reads four hexadecimal digits.
func (s *scanner) hex() (r rune, ok bool) {
	if len(s.text)-s.at < 4 {
		return 0, false
	}
	for _, c := range []byte(s.text[s.at : s.at+4]) {
		d := strings.IndexByte("0123456789abcdef", c|0x20)
		if d < 0 || c < '0' {
			return 0, false
		}
		r = r<<4 | rune(d)
	}
	s.at += 4
	return r, true
}
