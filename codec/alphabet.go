package codec

// alphabet writes the values 0 to 31 of every symbol but the two of the prefix,
// which are plain letters, A to Z for 0 to 25.
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// Classes of a character that is no symbol. A symbol's class is its value.
const (
	foreign   = 0x20 // cannot stand in a code
	separator = 0x40 // a hyphen or space: skipped
	control   = 0x80 // must not be looked at further
)

// prefixClass and bodyClass give the class of an ASCII character in the prefix
// and after it. Other bytes are foreign.
var prefixClass, bodyClass = asciiClasses()

func asciiClasses() (prefix, body [256]uint8) {
	for c := range body {
		body[c] = foreign
		if c < ' ' || c == 0x7f {
			body[c] = control
		}
	}
	for _, c := range "-\t\n\r " {
		body[c] = separator
	}
	prefix = body
	for v, c := range alphabet {
		body[c] = uint8(v)
	}
	for c := 'A'; c <= 'Z'; c++ {
		prefix[c], prefix[c|0x20] = uint8(c-'A'), uint8(c-'A')
		body[c|0x20] = body[c]
	}
	return prefix, body
}

// classOf gives the class of any character at a place in a word. Full-width
// forms count as the ASCII characters they show.
func classOf(r rune, place int) uint8 {
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
	}
	switch {
	case r < 0x80 && place < prefixSymbols:
		return prefixClass[r]
	case r < 0x80:
		return bodyClass[r]
	case r < 0xa0:
		return control
	case separates(r):
		return separator
	}
	return foreign
}

// letterOrDigit reports whether r, full-width or not, is an ASCII letter or
// digit: a character that stands in a code, if only elsewhere.
func letterOrDigit(r rune) bool {
	c := classOf(r, 0)
	return c < foreign || r >= '0' && r <= '9' || r >= '０' && r <= '９'
}

// skipped holds the characters beyond ASCII that are passed over, as ranges:
// what looks like a hyphen in any font or comes out of an input method for it,
// spaces, and marks that show nothing but travel along when text is copied.
var skipped = [...]struct{ first, last rune }{
	{0x00a0, 0x00a0},   // no-break space
	{0x00ad, 0x00ad},   // soft hyphen
	{0x02d7, 0x02d7},   // modifier letter minus sign
	{0x058a, 0x058a},   // Armenian hyphen
	{0x05be, 0x05be},   // Hebrew maqaf
	{0x1400, 0x1400},   // Canadian syllabics hyphen
	{0x1680, 0x1680},   // Ogham space mark
	{0x1806, 0x1806},   // Mongolian soft hyphen
	{0x2000, 0x2015},   // spaces, joiners, direction marks, hyphen to horizontal bar
	{0x2028, 0x202f},   // line and paragraph separators, direction marks, narrow space
	{0x2043, 0x2043},   // hyphen bullet
	{0x2053, 0x2053},   // swung dash
	{0x205f, 0x2060},   // mathematical space, word joiner
	{0x2066, 0x2069},   // direction isolates
	{0x207b, 0x207b},   // superscript minus
	{0x208b, 0x208b},   // subscript minus
	{0x2212, 0x2212},   // minus sign
	{0x2500, 0x2501},   // box drawings horizontal
	{0x2e17, 0x2e17},   // double oblique hyphen
	{0x2e1a, 0x2e1a},   // hyphen with diaeresis
	{0x2e3a, 0x2e3b},   // two-em and three-em dash
	{0x2e40, 0x2e40},   // double hyphen
	{0x2e5d, 0x2e5d},   // oblique hyphen
	{0x3000, 0x3000},   // ideographic space
	{0x301c, 0x301c},   // wave dash
	{0x3030, 0x3030},   // wavy dash
	{0x30a0, 0x30a0},   // katakana double hyphen
	{0x30fc, 0x30fc},   // katakana long-vowel mark
	{0x4e00, 0x4e00},   // the numeral one, which input methods offer for a dash
	{0xfe31, 0xfe32},   // vertical dashes
	{0xfe58, 0xfe58},   // small em dash
	{0xfe63, 0xfe63},   // small hyphen-minus
	{0xfeff, 0xfeff},   // byte order mark
	{0xff70, 0xff70},   // half-width long-vowel mark
	{0x10d6e, 0x10d6e}, // Garay hyphen
	{0x10ead, 0x10ead}, // Yezidi hyphenation mark
}

func separates(r rune) bool {
	for _, s := range skipped {
		if r <= s.last {
			return r >= s.first
		}
	}
	return false
}
