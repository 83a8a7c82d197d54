package codec

import (
	"math/bits"
	"unicode/utf8"
)

// MaxInput is the longest input in bytes that is read; a longer one is a
// LengthError.
const MaxInput = 256

// places is a set of places in a word, bit i for place i, counted from 0.
type places uint32

// numbers gives the places as symbol numbers from 1, ascending.
func (p places) numbers() []int {
	var at []int
	for ; p != 0; p &= p - 1 {
		at = append(at, bits.TrailingZeros32(uint32(p))+1)
	}
	return at
}

func (p places) count() int { return bits.OnesCount32(uint32(p)) }

// typed is what was read of an input, before any check.
type typed struct {
	word    word   // foreign symbols stand as 0
	count   int    // symbols, foreign ones and those beyond the word's end included
	foreign places // of the foreign symbols
	first   rune   // the first foreign symbol

	odd   rune // the first foreign symbol that is no letter or digit
	oddAt int  // its number from 1; 0 when there is none
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
	if t.foreign != 0 {
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
	place := t.count
	t.count++
	if class >= foreign && t.oddAt == 0 && !letterOrDigit(r) {
		t.odd, t.oddAt = r, t.count
	}
	switch {
	case place >= len(t.word):
	case class < foreign:
		t.word[place] = class
	default:
		if t.foreign == 0 {
			t.first = r
		}
		t.foreign |= 1 << place
	}
}

// misfit explains a wrong number of symbols: by a character that no code holds,
// if there is one, because it may not have been meant as a symbol.
func (f *form) misfit(t *typed) error {
	if t.oddAt > 0 {
		return &SymbolError{At: t.oddAt, Symbol: t.odd}
	}
	return &LengthError{Got: t.count, Want: f.size}
}

func (f *form) checkError(w *word, residue uint32) error {
	wrong, right, ok := f.correct(w, 0, residue)
	if !ok {
		return &CheckError{}
	}
	return &CheckError{At: wrong.numbers(), Suggestion: string(f.append(nil, &right))}
}

func (f *form) symbolError(t *typed, residue uint32) error {
	e := &SymbolError{Symbol: t.first}
	look := t.foreign
	if wrong, right, ok := f.correct(&t.word, t.foreign, residue); ok {
		look, e.Suggestion = wrong, string(f.append(nil, &right))
	}
	first := t.foreign & -t.foreign
	e.At, e.Others = first.numbers()[0], (look &^ first).numbers()
	return e
}

// correct gives the one right word that differs from w in no more symbols than
// the checks can locate. The foreign places count as differing whether their
// stand-in is changed or not; wrong holds them and the places that are changed.
func (f *form) correct(w *word, foreign places, residue uint32) (wrong places, right word, ok bool) {
	fixes, n := f.locate(residue)
	if residue != 0 && n == 0 {
		return 0, right, false
	}
	wrong, right = foreign, *w
	for _, x := range fixes[:n] {
		wrong |= 1 << x.place
		right[x.place] ^= x.delta
	}
	ok = wrong.count() <= f.checks/2 && right.lettersFirst() && !right.empty()
	return wrong, right, ok
}
