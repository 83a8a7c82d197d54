package field

import (
	"slices"
	"unicode/utf8"

	"ollu/server/words"
)

// wrong is why an entry cannot be taken.
type wrong struct {
	id    words.ID
	args  words.Args
	meant string // the product key that was probably meant; "" none
}

// say makes a wrong of a text and the names and values of its arguments.
func say(id words.ID, args ...any) *wrong {
	w := &wrong{id: id, args: words.Args{}}
	for pair := range slices.Chunk(args, 2) {
		w.args[pair[0].(string)] = pair[1]
	}
	return w
}

// take reads an entry. Where it is wrong the value is what to show again.
func take(s *Spec, typed string) (string, *wrong) {
	value, w := takeKind(s, typed)
	if w == nil && utf8.RuneCountInString(value) > s.max() {
		w = say(words.FieldTooLong, "max", s.max())
		if s.Kind == Mail && s.Max == 0 {
			w = say(words.FieldMailLong)
		}
	}
	return value, w
}

func takeKind(s *Spec, typed string) (string, *wrong) {
	switch s.Kind {
	case Kana:
		return takeKana(typed)
	case Postcode:
		return takePostcode(typed)
	case Prefecture:
		return takePrefecture(typed)
	case Phone:
		return takePhone(typed)
	case Mail:
		return takeMail(typed)
	case Login:
		return takeLogin(typed)
	case Password:
		return takePassword(typed)
	case Secret:
		return takeSecret(typed), nil
	case ProductKey:
		return takeProductKey(typed)
	case Choice:
		return takeChoice(s, typed)
	case Check:
		return takeCheck(typed), nil
	case Lines:
		return takeLines(typed), nil
	}
	return takeText(typed), nil
}

func takeChoice(s *Spec, typed string) (string, *wrong) {
	if typed == "" || slices.ContainsFunc(s.Options, func(o Option) bool { return o.Value == typed }) {
		return typed, nil
	}
	return "", say(words.FieldNotChosen)
}

func takePrefecture(typed string) (string, *wrong) {
	if typed == "" || slices.ContainsFunc(Prefectures, func(p PrefectureName) bool { return p.ID == typed }) {
		return typed, nil
	}
	return "", say(words.FieldNotChosen)
}

func takeCheck(typed string) string {
	if typed == "" {
		return ""
	}
	return "1"
}
