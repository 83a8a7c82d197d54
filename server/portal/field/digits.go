package field

import (
	"strings"
	"unicode"

	"ollu/server/words"

	"golang.org/x/text/width"
)

const (
	postcodeDigits     = 7
	minPhone, maxPhone = 9, 15
	japanCode          = "81"
	abroad             = "010" // dialled before the number of another country
)

// takePostcode reads the seven digits of a postcode.
func takePostcode(typed string) (string, *wrong) {
	digits, rest := digitsOf(typed, func(r rune) bool { return r == 0x3012 || r == 0x3020 || r == 0x3036 })
	if digits == "" && rest == "" {
		return "", nil
	}
	if rest != "" || len(digits) != postcodeDigits {
		return takeText(typed), say(words.FieldNotPostcode)
	}
	return digits, nil
}

// takePhone reads a number as it is dialled in Japan: +81 becomes 0, the sign of
// another country 010.
func takePhone(typed string) (string, *wrong) {
	digits, rest := digitsOf(typed, func(r rune) bool { return strings.ContainsRune("()./", r) })
	if digits == "" && rest == "" {
		return "", nil
	}
	if rest == "+" && strings.HasPrefix(strings.TrimLeft(folded(typed), "( "), "+") {
		rest, digits = "", dialled(digits)
	}
	if rest != "" || len(digits) < minPhone || len(digits) > maxPhone {
		return takeText(typed), say(words.FieldNotPhone)
	}
	return digits, nil
}

func dialled(international string) string {
	national, ok := strings.CutPrefix(international, japanCode)
	if !ok {
		return abroad + international
	}
	return "0" + strings.TrimPrefix(national, "0")
}

// digitsOf gives the digits of s, and what is left besides them, spaces, hyphens
// and what else may be skipped.
func digitsOf(s string, skip func(rune) bool) (digits, rest string) {
	var d, r strings.Builder
	for _, c := range width.Fold.String(tidy(s)) {
		switch {
		case c >= '0' && c <= '9':
			d.WriteRune(c)
		case unicode.IsSpace(c) || hyphen(c) || skip(c):
		default:
			r.WriteRune(c)
		}
	}
	return d.String(), r.String()
}
