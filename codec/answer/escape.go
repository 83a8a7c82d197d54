package answer

import (
	"unicode"
	"unicode/utf8"
)

const hexDigits = "0123456789ABCDEF"

// Which ASCII characters stand for themselves, one bit per form.
const (
	jsonPlain = 1 << iota // within a JSON string
	textPlain             // in a value of the text form
	itemPlain             // in an item of a list in the text form
)

var plain = func() (t [256]uint8) {
	for c := ' '; c <= '~'; c++ {
		if c != '"' && c != '\\' {
			t[c] |= jsonPlain
		}
		if c != '%' {
			t[c] |= textPlain
		}
		if c != '%' && c != ',' {
			t[c] |= itemPlain
		}
	}
	return t
}()

// plainLen gives how many bytes at the beginning of s stand for themselves.
func plainLen(s string, form uint8) int {
	for i := range len(s) {
		if plain[s[i]]&form == 0 {
			return i
		}
	}
	return len(s)
}

// appendString writes s as a JSON string with its quotes.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	if n := plainLen(s, jsonPlain); n < len(s) {
		dst = appendEscaped(append(dst, s[:n]...), s[n:])
	} else {
		dst = append(dst, s...)
	}
	return append(dst, '"')
}

// appendStrings writes a JSON array of strings.
func appendStrings(dst []byte, list []string) []byte {
	dst = append(dst, '[')
	for i, s := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, s)
	}
	return append(dst, ']')
}

func appendEscaped(dst []byte, s string) []byte {
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case !unicode.IsPrint(r) && r <= 0xFFFF:
			dst = append(dst, '\\', 'u', hexDigits[r>>12], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
		s = s[size:]
	}
	return dst
}

// appendValue writes s so that neither a program nor a terminal can take a
// part of it for the end of the line.
func appendValue(dst []byte, s string, form uint8) []byte {
	n := plainLen(s, form)
	dst = append(dst, s[:n]...)
	if n < len(s) {
		dst = appendPercent(dst, s[n:], form)
	}
	return dst
}

func appendPercent(dst []byte, s string, form uint8) []byte {
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		printable := unicode.IsPrint(r) && (r != utf8.RuneError || size > 1)
		if r < utf8.RuneSelf {
			printable = plain[r]&form != 0
		}
		for i := range size {
			if printable {
				dst = append(dst, s[i])
			} else {
				dst = append(dst, '%', hexDigits[s[i]>>4], hexDigits[s[i]&15])
			}
		}
		s = s[size:]
	}
	return dst
}
