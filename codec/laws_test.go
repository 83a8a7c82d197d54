package codec

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

const prefixLettersAZ = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// kind lets one law be told of codes and keys.
type kind struct {
	name   string
	form   *form
	parse  func([]byte) (canonical string, err error)
	text   int // characters
	notice int // wrong symbols that are always noticed
	mend   int // wrong symbols that are always located
}

var kinds = []kind{
	{"code", &codeForm, func(b []byte) (string, error) { c, err := ParseCodeBytes(b); return c.Reveal(), err }, codeText, 4, 2},
	{"key", &keyForm, func(b []byte) (string, error) { k, err := ParseKeyBytes(b); return k.Reveal(), err }, keyText, 3, 1},
}

func (k kind) new(p Prefix, random *rand.ChaCha8) []byte {
	if k.form == &codeForm {
		c, _ := NewCode(p, random)
		return c.Append(nil)
	}
	key, _ := NewKey(p, random)
	return key.Append(nil)
}

// at gives the index in text of every symbol.
func at(text []byte) (index []int) {
	for i, c := range text {
		if c != '-' {
			index = append(index, i)
		}
	}
	return index
}

// choices are the characters that may stand at symbol i, counted from 0.
func choices(i int) string {
	if i < prefixSymbols {
		return prefixLettersAZ
	}
	return alphabet
}

// eachChange writes every other character at symbol i of text, calls visit, and
// puts text back.
func eachChange(text []byte, i, index int, visit func()) {
	old := text[index]
	for _, c := range []byte(choices(i)) {
		if c != old {
			text[index] = c
			visit()
		}
	}
	text[index] = old
}

// mustSuggest wants text refused, and located and corrected when it is so near.
func (k kind) mustSuggest(t *testing.T, text []byte, want string, wrong ...int) {
	got, err := k.parse(text)
	if err == nil {
		t.Fatalf("%s was taken, as %s", text, got)
	}
	if len(wrong) > k.mend {
		checkRefusal(t, k, text, err)
		return
	}
	at := Positions(err)
	if Suggestion(err) != want || len(at) != len(wrong) || at[0] != wrong[0]+1 || at[len(at)-1] != wrong[len(wrong)-1]+1 {
		t.Fatalf("%s: suggests %q at %v, want %s at %v (from 0)", text, Suggestion(err), at, want, wrong)
	}
}

func TestEveryOneOrTwoWrongSymbols(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	for _, k := range kinds {
		for _, p := range []Prefix{{'I', 'M'}, {'Z', 'O'}} {
			text := k.new(p, random)
			want, index := string(text), at(text)
			for j := range index {
				eachChange(text, j, index[j], func() { k.mustSuggest(t, text, want, j) })
				for i := range j {
					eachChange(text, i, index[i], func() {
						eachChange(text, j, index[j], func() { k.mustSuggest(t, text, want, i, j) })
					})
				}
			}
		}
	}
}

// The check symbols that are written are those that dividing by the generator
// polynomial gives.
func TestChecksAgainstReference(t *testing.T) {
	random := rand.NewChaCha8([32]byte{6})
	for i, ref := range []*reference{refCode, refKey} {
		for range 2000 {
			text := string(kinds[i].new(Prefix{'O', 'Z'}, random))
			w, ok := ref.values(text)
			if !ok || !ref.right(w) || ref.text(ref.seal(w[:ref.size-ref.checks])) != text {
				t.Fatalf("the reference does not write %s", text)
			}
		}
	}
}

func TestThreeOrFourWrongSymbols(t *testing.T) {
	random := rand.NewChaCha8([32]byte{2})
	r := rand.New(random)
	for _, k := range kinds {
		for range 50_000 {
			text := k.new(Prefix{'A', 'S'}, random)
			index := at(text)
			wrong := r.Perm(len(index))[:3+r.IntN(k.notice-2)]
			for _, i := range wrong {
				for old := text[index[i]]; text[index[i]] == old; {
					text[index[i]] = choices(i)[r.IntN(len(choices(i)))]
				}
			}
			k.mustSuggest(t, text, "", wrong...)
		}
	}
}

func TestEverySwap(t *testing.T) {
	random := rand.NewChaCha8([32]byte{3})
	for _, k := range kinds {
		for range 50 {
			text := k.new(Prefix{'D', 'L'}, random)
			index := at(text)
			for j, y := range index {
				for _, x := range index[:j] {
					if text[x] == text[y] {
						continue
					}
					text[x], text[y] = text[y], text[x]
					if got, err := k.parse(text); err == nil {
						t.Fatalf("%s was taken, as %s", text, got)
					}
					text[x], text[y] = text[y], text[x]
				}
			}
		}
	}
}

// hyphensTyped are ways to write, or not to write, a hyphen.
var hyphensTyped = []string{"-", "", " ", "ー", "ｰ", "－", "−", "–", "\u3000", " - ", "\u00ad", "一"}

func typing(t *rapid.T, text []byte) (typed []byte) {
	for _, c := range text {
		hyphen := rapid.SampledFrom(hyphensTyped).Draw(t, "hyphen")
		switch style := rapid.IntRange(0, 3).Draw(t, "style"); {
		case c == '-':
			typed = append(typed, hyphen...)
		case style == 1 && c >= 'A':
			typed = append(typed, c|0x20)
		case style == 2:
			typed = append(typed, string(rune(c)-'!'+'！')...)
		default:
			typed = append(typed, c)
		}
	}
	return typed
}

func TestPrintParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.NewChaCha8([32]byte{byte(rapid.IntRange(0, 255).Draw(t, "seed"))})
		letter := rapid.ByteRange('A', 'Z')
		p := Prefix{letter.Draw(t, "first"), letter.Draw(t, "second")}
		for _, k := range kinds {
			text := k.new(p, random)
			typed := typing(t, text)
			for _, input := range [][]byte{text, bytes.ToLower(text), typed} {
				got, err := k.parse(input)
				if err != nil || got != string(text) {
					t.Fatalf("%q gives %q and %v, want %s", input, got, err, text)
				}
			}
		}
	})
}

// Whatever is typed, the canonical form parses to itself, a suggestion parses,
// and no error tells what was typed.
func FuzzParse(f *testing.F) {
	f.Add([]byte("IM-2DKQ-7P62D-CRQCC-RTQQ9-HU6Y7-NESQV"))
	f.Add([]byte("im2dkq7p62dcrqccrtqq9hu6y7nesqw"))
	f.Add([]byte("ＩＭー2DKQー7P62DーCRQCCーRTQQ9ーHU6Y7ーNESQＶ"))
	f.Add([]byte("IM-2DKQ-7P62D-CRQCC-RTQQ9-0U6Y7-NESQV"))
	f.Add([]byte("1M-WFBV-U4GA-RUMC-7TT3"))
	f.Add([]byte("IM-WFBV-U4GA-RUMC-7TT3"))
	f.Add([]byte("\x00\xff\xe3\x83"))
	f.Fuzz(func(t *testing.T, input []byte) {
		for _, k := range kinds {
			canonical, err := k.parse(input)
			if err != nil {
				checkRefusal(t, k, input, err)
				continue
			}
			if again, err := k.parse([]byte(canonical)); err != nil || again != canonical || len(canonical) != k.text {
				t.Errorf("%q is read as %q, that as %q and %v", input, canonical, again, err)
			}
		}
	})
}

func checkRefusal(t *testing.T, k kind, input []byte, err error) {
	for _, n := range Positions(err) {
		if n < 1 || n > len(input)+1 {
			t.Errorf("%q: position %d", input, n)
		}
	}
	s := Suggestion(err)
	if s == "" {
		return
	}
	if again, err := k.parse([]byte(s)); err != nil || again != s {
		t.Errorf("%q: suggestion %q is read as %q and %v", input, s, again, err)
	}
	if n := len(Positions(err)); n < 1 || n > k.mend {
		t.Errorf("%q: a suggestion that changes %d symbols", input, n)
	}
	if bytes.Contains([]byte(err.Error()), []byte(s)) {
		t.Errorf("%q: the error's text tells the suggestion", input)
	}
}
