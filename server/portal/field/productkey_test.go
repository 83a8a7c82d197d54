package field

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/server/words"
)

func sampleKeys(t *testing.T) (codec.Code, codec.Key) {
	t.Helper()
	random := bytes.NewReader([]byte("0123456789abcdefghijklmnopqrstuvwxyz"))
	code, err := codec.NewCode(codec.Prefix{'A', 'B'}, random)
	if err != nil {
		t.Fatal(err)
	}
	key, err := codec.NewKey(codec.Prefix{'A', 'B'}, random)
	if err != nil {
		t.Fatal(err)
	}
	return code, key
}

// fullWidth is what a Japanese input method makes of ASCII.
func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r + 0xfee0
		}
		return r
	}, s)
}

func TestProductKeysAreReadAsPeopleTypeThem(t *testing.T) {
	code, key := sampleKeys(t)
	for _, want := range []string{code.Reveal(), key.Reveal()} {
		for _, typed := range []string{
			want, strings.ToLower(want), strings.ReplaceAll(want, "-", ""), strings.ReplaceAll(want, "-", " "),
			"\u3000" + fullWidth(want) + "\r\n", strings.ReplaceAll(want, "-", "ー"), strings.ReplaceAll(want, "-", "－"),
		} {
			got, w := take(&Spec{Kind: ProductKey}, typed)
			if w != nil || got != want {
				t.Errorf("%q became %q (%v)", typed, got, w)
			}
		}
	}
	if c, k, err := ParseProductKey(code.Reveal()); c != code || !k.IsZero() || err != nil {
		t.Errorf("the code was read as %v, %v, %v", c, k, err)
	}
	if c, k, err := ParseProductKey(key.Reveal()); !c.IsZero() || k != key || err != nil {
		t.Errorf("the key was read as %v, %v, %v", c, k, err)
	}
}

// mistyped puts another symbol at a place of a code, from the end.
func mistyped(s string, places ...int) string {
	b := []byte(s)
	for _, p := range places {
		at := len(b) - p
		b[at] = map[bool]byte{true: '3', false: '2'}[b[at] == '2']
	}
	return string(b)
}

func TestAMistypedProductKeySaysWhere(t *testing.T) {
	code, key := sampleKeys(t)
	for typed, want := range map[string]string{
		"":                               "Please enter this: Registration key or activation code.",
		"AB-12":                          "This has 4 characters without the hyphens. A registration key has 18, an activation code 31. Please compare it with the certificate.",
		mistyped(key.Reveal(), 2):        "Please look again at these characters, counted without the hyphens: 17. Did you mean " + key.Reveal() + "?",
		mistyped(code.Reveal(), 1, 2):    "Please look again at these characters, counted without the hyphens: 30, 31. Did you mean " + code.Reveal() + "?",
		mistyped(code.Reveal(), 1, 2, 3): "This was mistyped in several places. Please compare it with the certificate group by group.",
	} {
		f := Read(words.EN, []Spec{{Name: "key", Label: words.FieldProductKey, Kind: ProductKey, Required: true}}, url.Values{"key": {typed}})
		if got := f.Errors["key"]; got != want {
			t.Errorf("%q: said %q, want %q", typed, got, want)
		}
		if f.Get("key") != typed {
			t.Errorf("%q came back as %q", typed, f.Get("key"))
		}
	}
}

func TestAMistypedProductKeyIsSaidInJapanese(t *testing.T) {
	_, key := sampleKeys(t)
	f := Read(words.JA, []Spec{{Name: "key", Label: words.FieldProductKey, Kind: ProductKey}}, url.Values{"key": {mistyped(key.Reveal(), 2)}})
	want := "ハイフンを除いて数えて17文字目に誤りがあるようです。証書と見比べてご確認ください。もしかして: " + key.Reveal()
	if got := f.Errors["key"]; got != want {
		t.Errorf("said %q", got)
	}
}
