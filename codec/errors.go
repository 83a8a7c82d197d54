package codec

import (
	"errors"
	"fmt"
	"slices"
)

// The texts of these errors hold neither the code nor the suggestion, so they
// may be logged and answered; Positions and Suggestion give the rest.

// LengthError says that a word has too few or too many symbols. Got above
// MaxInput counts bytes: so long an input is not read.
type LengthError struct {
	Got, Want int // symbols
}

func (e *LengthError) Error() string {
	if e.Got > MaxInput {
		return fmt.Sprintf("too long to be read: %d bytes, %d symbols expected", e.Got, e.Want)
	}
	return fmt.Sprintf("%d symbols without the hyphens, %d expected: compare with the printed code group by group", e.Got, e.Want)
}

// SymbolError says that a character cannot stand where it does: a digit in the
// prefix; 0, 1, I or O after it; a character that is no letter or digit.
type SymbolError struct {
	At         int    // symbol number of the first such character, from 1, hyphens and spaces not counted
	Symbol     rune   // as typed
	Others     []int  // further symbols to look at: foreign ones, and those that Suggestion changes
	Suggestion string // the code that was probably meant, canonical; "" when there is none
}

func (e *SymbolError) Error() string {
	return fmt.Sprintf("symbol %d is %q, which cannot stand there: the prefix is two letters, the rest has no 0, 1, I or O", e.At, e.Symbol)
}

// CheckError says that the check symbols do not fit the rest.
type CheckError struct {
	At         []int  // the wrong symbols, from 1, ascending; empty when they cannot be located
	Suggestion string // the code that was probably meant, canonical; "" when there is none
}

func (e *CheckError) Error() string {
	switch len(e.At) {
	case 0:
		return "the check symbols do not fit: it is mistyped in several places, compare it with the printed code"
	case 1:
		return fmt.Sprintf("the check symbols do not fit: symbol %d looks mistyped", e.At[0])
	}
	return fmt.Sprintf("the check symbols do not fit: symbols %d and %d look mistyped", e.At[0], e.At[1])
}

// Positions gives the symbol numbers at which err says to look, from 1,
// ascending; nil when err says none.
func Positions(err error) []int {
	if e, ok := errors.AsType[*SymbolError](err); ok {
		at := append([]int{e.At}, e.Others...)
		slices.Sort(at)
		return at
	}
	if e, ok := errors.AsType[*CheckError](err); ok {
		return e.At
	}
	return nil
}

// Suggestion gives the code or key that was probably meant, in full and in
// canonical form, or "". It is a guess to show to the person who typed, never to
// act upon, and must not be logged.
func Suggestion(err error) string {
	if e, ok := errors.AsType[*SymbolError](err); ok {
		return e.Suggestion
	}
	if e, ok := errors.AsType[*CheckError](err); ok {
		return e.Suggestion
	}
	return ""
}
