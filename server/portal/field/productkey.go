package field

import (
	"errors"
	"strings"

	"ollu/codec"
	"ollu/server/words"

	"golang.org/x/text/width"
)

// ParseProductKey reads what stands on a certificate: a registration key or an
// activation code; the other one is zero. Of the codec's errors it gives the one
// that fits the length.
func ParseProductKey(s string) (codec.Code, codec.Key, error) {
	key, keyErr := codec.ParseKey(s)
	if keyErr == nil {
		return codec.Code{}, key, nil
	}
	code, codeErr := codec.ParseCode(s)
	if codeErr == nil {
		return code, codec.Key{}, nil
	}
	if _, unfit := errors.AsType[*codec.LengthError](keyErr); unfit {
		return codec.Code{}, codec.Key{}, codeErr
	}
	return codec.Code{}, codec.Key{}, keyErr
}

// takeProductKey reads a key or code into its canonical form.
func takeProductKey(typed string) (string, *wrong) {
	tidied := strings.TrimSpace(width.Fold.String(takeText(typed)))
	if tidied == "" {
		return "", nil
	}
	code, key, err := ParseProductKey(typed)
	switch {
	case err != nil:
		return tidied, wrongKey(err)
	case !key.IsZero():
		return key.Reveal(), nil
	}
	return code.Reveal(), nil
}

// wrongKey says where a key or code was mistyped.
func wrongKey(err error) *wrong {
	if e, ok := errors.AsType[*codec.LengthError](err); ok {
		return say(words.FieldKeyLength, "got", e.Got, "key", codec.KeySymbols, "code", codec.CodeSymbols)
	}
	at := codec.Positions(err)
	if len(at) == 0 {
		return say(words.FieldKeyWrong)
	}
	w := say(words.FieldKeySymbols, "at", numbers(at))
	w.meant = codec.Suggestion(err)
	return w
}
