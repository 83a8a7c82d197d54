package codec

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
)

func TestSuccessDoesNotAllocate(t *testing.T) {
	c := sampleCode(t)
	text := c.Append(nil)
	canonical, typed := string(text), strings.ReplaceAll(string(text), "-", "ー")
	buf := make([]byte, 0, 64)
	for name, f := range map[string]func(){
		"ParseCode":            func() { mustParse(t, canonical) },
		"ParseCode, as typed":  func() { mustParse(t, typed) },
		"ParseCodeBytes":       func() { _, _ = ParseCodeBytes(text) },
		"ParseCodeBytes, long": func() { _, _ = ParseCodeBytes(append(append(buf, ' '), text...)) },
		"Append":               func() { c.Append(buf) },
		"AppendBytes":          func() { c.AppendBytes(buf) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func mustParse(t *testing.T, s string) {
	if _, err := ParseCode(s); err != nil {
		t.Fatal(err)
	}
}

// A refusal costs a few small allocations, whatever was sent.
func TestRefusalIsBounded(t *testing.T) {
	for name, input := range map[string][]byte{
		"a megabyte":        bytes.Repeat([]byte("IM-2DKQ-"), 1<<17),
		"256 zeros":         bytes.Repeat([]byte("0"), MaxInput),
		"256 invalid bytes": bytes.Repeat([]byte{0xff}, MaxInput),
		"31 zeros":          bytes.Repeat([]byte("0"), CodeSymbols),
		"31 kana":           []byte(strings.Repeat("ア", CodeSymbols)),
		"all wrong":         []byte("IM-ZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ"),
	} {
		n := testing.AllocsPerRun(10, func() {
			if _, err := ParseCodeBytes(input); err == nil {
				t.Errorf("%s was taken", name)
			}
		})
		if n > 20 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// Both parsers of a code say the same: the fast one of what it takes, and of
// what it leaves.
func TestFastParserAgrees(t *testing.T) {
	text := sampleCode(t).Append(nil)
	for i := range text {
		old := text[i]
		for c := range 256 {
			text[i] = byte(c)
			fast, ok := parseCanonical((*[codeText]byte)(text), &groupRows)
			w, err := codeForm.parse(text)
			other := old == '-' && c != '-' // what is right there is not for the fast one
			if ok != (err == nil && !other) || ok && fast != codeOf(&w) {
				t.Errorf("%q: fast %v, careful %v", text, ok, err)
			}
		}
		text[i] = old
	}
}

// Every dash and space that Unicode knows is skipped, but for control
// characters, which end the reading.
func TestUnicodeClasses(t *testing.T) {
	for _, table := range []*unicode.RangeTable{unicode.Dash, unicode.White_Space} {
		for r := range rune(unicode.MaxRune) {
			if unicode.Is(table, r) && !unicode.IsControl(r) && classOf(r, 5) != separator {
				t.Errorf("%U %q is not skipped", r, r)
			}
		}
	}
	for r := range rune(unicode.MaxRune) {
		want := unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r'
		if got := classOf(r, 5) == control; got != want {
			t.Errorf("%U is a control character: %v", r, got)
		}
	}
	for i, s := range skipped[1:] {
		if s.first <= skipped[i].last || s.last < s.first {
			t.Errorf("%U is out of order", s.first)
		}
	}
	for _, r := range alphabet + prefixLettersAZ + "01アあ・" {
		if classOf(r, 5) == separator || classOf(r, 0) == separator {
			t.Errorf("%q is skipped", r)
		}
	}
}

func TestErrorTexts(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&LengthError{30, 31}, "30 symbols without the hyphens, 31 expected: compare with the printed code group by group"},
		{&LengthError{300, 31}, "too long to be read: 300 bytes, 31 symbols expected"},
		{&SymbolError{At: 5, Symbol: 'O'}, "symbol 5 is 'O', which cannot stand there: the prefix is two letters, the rest has no 0, 1, I or O"},
		{&SymbolError{At: 5, Symbol: 0}, `symbol 5 is '\x00', which cannot stand there: the prefix is two letters, the rest has no 0, 1, I or O`},
		{&CheckError{}, "the check symbols do not fit: it is mistyped in several places, compare it with the printed code"},
		{&CheckError{At: []int{7}}, "the check symbols do not fit: symbol 7 looks mistyped"},
		{&CheckError{At: []int{7, 9}}, "the check symbols do not fit: symbols 7 and 9 look mistyped"},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("%#v: %s", tt.err, got)
		}
	}
}

func TestPositionsAndSuggestion(t *testing.T) {
	symbol := &SymbolError{At: 9, Symbol: '0', Others: []int{4}, Suggestion: "S"}
	for _, tt := range []struct {
		err       error
		positions string
		want      string
	}{
		{nil, "[]", ""},
		{errors.New("else"), "[]", ""},
		{&LengthError{1, 31}, "[]", ""},
		{symbol, "[4 9]", "S"},
		{fmt.Errorf("line 3: %w", symbol), "[4 9]", "S"},
		{fmt.Errorf("line 3: %w", &CheckError{At: []int{2}, Suggestion: "C"}), "[2]", "C"},
		{&CheckError{}, "[]", ""},
	} {
		if got := fmt.Sprint(Positions(tt.err)); got != tt.positions || Suggestion(tt.err) != tt.want {
			t.Errorf("%v: positions %s, suggestion %q", tt.err, got, Suggestion(tt.err))
		}
	}
}
