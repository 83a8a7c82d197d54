package words

import (
	"fmt"

	"ollu/codec/product"
)

// Lang is a language that people are spoken to in.
type Lang uint8

const (
	EN Lang = iota // English
	JA             // Japanese
)

// Langs is every language, in order.
var Langs = [...]Lang{EN, JA}

var langNames = [...]string{EN: "en", JA: "ja"}

// ParseLang reads "ja" or "en".
func ParseLang(s string) (Lang, error) {
	for _, l := range Langs {
		if s == langNames[l] {
			return l, nil
		}
	}
	return EN, fmt.Errorf("unknown language %.24q, take ja or en", s)
}

// String gives "ja" or "en".
func (l Lang) String() string { return langNames[l.sure()] }

// MarshalText gives what String gives.
func (l Lang) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText is ParseLang.
func (l *Lang) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLang(string(text))
	return err
}

// Of gives a catalogue's name in the language, or in the other one where it is
// empty.
func (l Lang) Of(name product.Text) string {
	first, second := name.EN, name.JA
	if l == JA {
		first, second = second, first
	}
	if first == "" {
		return second
	}
	return first
}

// sure gives English for a language that is none.
func (l Lang) sure() Lang {
	if int(l) >= len(langNames) {
		return EN
	}
	return l
}
