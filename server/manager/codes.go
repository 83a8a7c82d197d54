package manager

import (
	"errors"
	"fmt"

	"ollu/codec"
	"ollu/server/manager/book"
)

// What a request may be refused for, beside what the book says. Test with
// errors.Is.
var (
	// ErrNotManaged: the manager does not manage this code, or look after this
	// product.
	ErrNotManaged = errors.New("the manager does not manage it")
	// ErrRequest: the request does not make sense.
	ErrRequest = errors.New("the request cannot be carried out")
)

// CodeError says that what was typed is no activation code, and which of the
// codes of a request it was. codec.Positions and codec.Suggestion look into it
// (row B4).
type CodeError struct {
	At  int // place in the request, from 0
	Err error
}

func (e *CodeError) Error() string { return fmt.Sprintf("code %d: %v", e.At+1, e.Err) }

func (e *CodeError) Unwrap() error { return e.Err }

// parseCodes reads codes as typed, each once.
func parseCodes(typed []string) ([]codec.Code, error) {
	if len(typed) == 0 {
		return nil, fmt.Errorf("%w: name at least one activation code", ErrRequest)
	}
	codes := make([]codec.Code, 0, len(typed))
	for i, text := range typed {
		code, err := codec.ParseCode(text)
		if err != nil {
			return nil, &CodeError{i, err}
		}
		if code.Version() != 0 {
			return nil, fmt.Errorf("%w: code %d is an offline code, which no server is asked about: enter it at the product", ErrRequest, i+1)
		}
		codes = append(codes, code)
	}
	return joined(nil, codes), nil
}

// find gives the managed code that is named in full or by its id.
func (m *Manager) find(name string) (codec.Code, error) {
	code, parsed := codec.ParseCode(name)
	var held book.Code
	var err error
	if parsed == nil {
		held, err = m.book.Code(code)
	} else {
		held, err = m.book.CodeByID(name)
	}
	switch {
	case errors.Is(err, book.ErrNotFound) && parsed == nil:
		return codec.Code{}, fmt.Errorf("code %v: %w: add it first", code, ErrNotManaged)
	case errors.Is(err, book.ErrNotFound) && len(name) == idLength:
		return codec.Code{}, fmt.Errorf("code %.40q: %w", name, ErrNotManaged)
	case errors.Is(err, book.ErrNotFound):
		return codec.Code{}, parsed
	}
	return held.Code, err
}

// idLength is the length of a fingerprint.
const idLength = 22

// joined gives the codes of both lists, each once.
func joined(a, b []codec.Code) []codec.Code {
	there := make(map[codec.Code]bool, len(a)+len(b))
	all := make([]codec.Code, 0, len(a)+len(b))
	for _, codes := range [...][]codec.Code{a, b} {
		for _, c := range codes {
			if !there[c] {
				there[c] = true
				all = append(all, c)
			}
		}
	}
	return all
}
