package client

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// wordsLimit is the length in bytes of a server's words that are shown.
const wordsLimit = 200

// words gives the server's own words, when they are a short plain text that does
// not repeat the code.
func (x *exchange) words(media string, raw []byte) string {
	text := strings.TrimSpace(strings.TrimPrefix(string(raw), "error="))
	if media != typeText || len(text) > wordsLimit || isPage(media, raw) || repeats(text, x.code) {
		return ""
	}
	return printable(text)
}

// quoted shows a short value of an answer, unless it repeats the code.
func (x *exchange) quoted(s string) string {
	if repeats(s, x.code) {
		return `"…"`
	}
	return quoted(s)
}

// quoted shows a short value that somebody else wrote.
func quoted(s string) string {
	if len(s) > 80 {
		s = s[:80]
	}
	return strconv.QuoteToASCII(s)
}

// printable drops what would change the look of a log or a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
}

// telling is how many symbols of a code in a row are too many to show: the last
// group is shown wherever a code is masked.
const telling = 6

// repeats tells whether a text holds a part of the code, in whatever writing.
func repeats(text, code string) bool {
	decoded, err := url.QueryUnescape(text)
	if err != nil {
		decoded = text
	}
	text, code = symbols(text)+" "+symbols(decoded), symbols(code)
	for at := 0; at+telling <= len(code); at++ {
		if strings.Contains(text, code[at:at+telling]) {
			return true
		}
	}
	return len(code) < telling && code != "" && strings.Contains(text, code)
}

// symbols reduces a text to letters and digits as a code has them.
func symbols(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		if r = unicode.ToUpper(r); r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, s)
}
