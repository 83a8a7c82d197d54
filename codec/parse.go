package codec

import (
	"slices"
	"unicode/utf8"
)

// MaxInput is the longest input in bytes that is read; a longer one is a
// LengthError.
const MaxInput = 256

// typed is what was read of an input, before any check.
type typed struct {
	word  word // foreign symbols stand as 0
	count int  // symbols, foreign ones and those beyond the word's end included

	foreign    [codeChecks]int // places of the first foreign symbols
	foreigners int
	first      rune // the first foreign symbol
	odd        bool // odd*: the first foreign symbol that is no letter or digit
	oddPlace   int
	oddSymbol  rune
}

// parse reads what a person typed. The word it gives is right: its prefix is
// letters, its check fits, and it is not empty.
func (f *form) parse(b []byte) (word, error) {
	if len(b) > MaxInput {
		return word{}, &LengthError{Got: len(b), Want: f.size}
	}
	var t typed
	if err := t.read(b); err != nil {
		return word{}, err
	}
	if t.count != f.size {
		return word{}, f.misfit(&t)
	}
	residue := f.residue(&t.word)
	if t.foreigners > 0 {
		return word{}, f.symbolError(&t, residue)
	}
	if residue != 0 || t.word.empty() {
		return word{}, f.checkError(&t.word, residue)
	}
	return t.word, nil
}

// read fails only on characters that must not be looked at further.
func (t *typed) read(b []byte) error {
	for len(b) > 0 {
		r, size := rune(b[0]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(b)
		}
		c := classOf(r, t.count)
		switch {
		case c == separator:
		case c == control || r == utf8.RuneError && size == 1:
			return &SymbolError{At: t.count + 1, Symbol: r}
		default:
			t.add(c, r)
		}
		b = b[size:]
	}
	return nil
}

func (t *typed) add(class uint8, r rune) {
	if class < foreign {
		if t.count < len(t.word) {
			t.word[t.count] = class
		}
		t.count++
		return
	}
	if t.foreigners == 0 {
		t.first = r
	}
	if t.foreigners < len(t.foreign) {
		t.foreign[t.foreigners] = t.count
	}
	t.foreigners++
	if !t.odd && !letterOrDigit(r) {
		t.odd, t.oddPlace, t.oddSymbol = true, t.count, r
	}
	t.count++
}

// misfit explains a wrong number of symbols: by a character that no code holds,
// if there is one, because it may not have been meant as a symbol.
func (f *form) misfit(t *typed) error {
	if t.odd {
		return &SymbolError{At: t.oddPlace + 1, Symbol: t.oddSymbol}
	}
	return &LengthError{Got: t.count, Want: f.size}
}

func (f *form) checkError(w *word, residue uint32) error {
	at, right, ok := f.correct(w, residue, nil)
	if !ok {
		return &CheckError{}
	}
	return &CheckError{At: at, Suggestion: string(f.append(nil, &right))}
}

func (f *form) symbolError(t *typed, residue uint32) error {
	places := t.foreign[:min(t.foreigners, len(t.foreign))]
	e := &SymbolError{At: places[0] + 1, Symbol: t.first}
	at := numbers(places)
	if t.foreigners == len(places) {
		if all, right, ok := f.correct(&t.word, residue, places); ok {
			at, e.Suggestion = all, string(f.append(nil, &right))
		}
	}
	e.Others = slices.DeleteFunc(at, func(n int) bool { return n == e.At })
	return e
}

// correct gives the one right word that differs from w in no more symbols than
// the checks can locate, the foreign places counted in whether their stand-in
// is changed or not. at numbers all these symbols.
func (f *form) correct(w *word, residue uint32, foreignPlaces []int) (at []int, right word, ok bool) {
	fixes, n := f.locate(residue)
	if residue != 0 && n == 0 {
		return nil, right, false
	}
	right = *w
	places := slices.Clone(foreignPlaces)
	for _, x := range fixes[:n] {
		right[x.place] ^= x.delta
		places = append(places, x.place)
	}
	slices.Sort(places)
	places = slices.Compact(places)
	if len(places) > f.checks/2 || right.empty() || !lettersFirst(&right) {
		return nil, right, false
	}
	return numbers(places), right, true
}

func lettersFirst(w *word) bool {
	return w[0] < prefixLetters && w[1] < prefixLetters
}

// numbers turns places from 0 into symbol numbers from 1.
func numbers(places []int) []int {
	at := make([]int, len(places))
	for i, p := range places {
		at[i] = p + 1
	}
	return at
}
