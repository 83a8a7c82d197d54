package field

import (
	"strings"
	"unicode"

	"ollu/server/words"
)

// Letters that kana are made of.
const (
	longVowel  = 0x30fc
	middleDot  = 0x30fb
	wideSpace  = 0x3000
	toKatakana = 0x60 // from a hiragana to the katakana of its sound
)

// takeKana reads a name in katakana, words apart by one full-width space.
func takeKana(typed string) (string, *wrong) {
	tidied := tidy(typed)
	kana := strings.Join(strings.FieldsFunc(strings.Map(katakana, tidied), breaks), string(rune(wideSpace)))
	if strings.ContainsFunc(kana, notKana) {
		return takeText(typed), say(words.FieldNotKana)
	}
	return kana, nil
}

// katakana gives the katakana of a hiragana, and the long vowel mark for what
// is typed in its place.
func katakana(r rune) rune {
	switch {
	case r >= 0x3041 && r <= 0x3096, r == 0x309d, r == 0x309e:
		return r + toKatakana
	case hyphen(r):
		return longVowel
	}
	return r
}

// notKana tells whether r may not stand in a name in katakana.
func notKana(r rune) bool {
	switch {
	case r == wideSpace, r == middleDot, r == longVowel:
		return false
	case r >= 0x30a1 && r <= 0x30fe, r >= 0x31f0 && r <= 0x31ff:
		return false
	}
	return true
}

// hyphen tells whether r looks like a hyphen, dash, minus sign or long vowel
// mark: input methods give now this, now that.
func hyphen(r rune) bool {
	switch r {
	case 0x02d7, 0x2043, 0x207b, 0x208b, 0x2212, 0x2500, 0x2501, longVowel, 0xff70, 0x301c, 0xff5e:
		return true
	}
	return unicode.Is(unicode.Pd, r)
}
