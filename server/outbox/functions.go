package outbox

import (
	"fmt"
	"time"

	"ollu/codec/term"
	"ollu/server/words"
)

// functions are what templates of a language may call.
func (t *templates) functions(lang string) map[string]any {
	l, err := words.ParseLang(lang)
	if err != nil {
		panic(err) // langs holds what there is
	}
	say := func(name string) (string, error) {
		if id := words.Letter(name); words.Has(id) {
			return words.Say(l, id, nil), nil
		}
		return "", fmt.Errorf("there is no word for %.20q", name)
	}
	return map[string]any{
		"day": func(s string) (string, error) {
			d, err := term.ParseDay(s)
			return words.Say(l, words.LetterValue, words.Args{"value": d}), err
		},
		"moment": func(s string) (string, error) {
			at, err := time.Parse(time.RFC3339, s)
			return words.Say(l, words.LetterValue, words.Args{"value": at.In(t.zone)}), err
		},
		"sales": say,
		"role":  say,
	}
}
