package codec

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// The worked example of docs/activation-code.md.
func TestWorkedExample(t *testing.T) {
	random, err := hex.DecodeString("0f1e2d3c4b5a69788796a5b4c3d2e1")
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCode(Prefix{'I', 'M'}, bytes.NewReader(random))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Reveal(); got != "IM-23WH-4UH4D-DBNRK-3WQNQ-UE9NR-3RHPX" {
		t.Errorf("code %s", got)
	}
	if got := hex.EncodeToString(c.AppendBytes(nil)); got != "43001e3c5a7896b4d2f10f2d4b6987a561" {
		t.Errorf("bytes %s", got)
	}
	if got := c.Fingerprint(); got != "DeKFzkWhF59K1JsXobo8Mw" {
		t.Errorf("fingerprint %s", got)
	}
	_, err = ParseCode("IM-23WH-4U84D-DBNRK-3WQVQ-UE9NR-3RHPX")
	if got := fmt.Sprint(Positions(err), " ", Suggestion(err)); got != "[9 20] "+c.Reveal() {
		t.Errorf("mistyped: %s", got)
	}
}

// Each random bit goes to one data bit of its own, and none to the prefix or the
// version: so the data bits are as even as the source is.
func TestRandomBitsAreKept(t *testing.T) {
	for _, tt := range []struct {
		name          string
		given, random int // bits taken from the source, and used
		make          func(io.Reader) []byte
		want          string // the data bits that are random, as bytes
	}{
		{"code", 120, 120, func(r io.Reader) []byte {
			c, _ := NewCode(Prefix{'I', 'M'}, r)
			return c.AppendBytes(nil)
		}, "0001ffffffffffffffffffffffffffff7f"},
		{"key", 72, 65, func(r io.Reader) []byte {
			k, _ := NewKey(Prefix{'I', 'M'}, r)
			return k.AppendBytes(nil)
		}, "003fffffffffffff07ff"},
	} {
		zero := tt.make(bytes.NewReader(make([]byte, tt.given/8)))
		all := make([]byte, len(zero))
		for bit := range tt.given {
			source := make([]byte, tt.given/8)
			source[bit/8] = 0x80 >> (bit % 8)
			ones := 0
			for i, b := range tt.make(bytes.NewReader(source)) {
				ones += bits.OnesCount8(b ^ zero[i])
				all[i] |= b ^ zero[i]
			}
			if used := bit < tt.random; used != (ones == 1) || ones > 1 {
				t.Errorf("%s: random bit %d changes %d bits", tt.name, bit, ones)
			}
		}
		if got := hex.EncodeToString(all); got != tt.want {
			t.Errorf("%s: random bits reach %s, want %s", tt.name, got, tt.want)
		}
	}
}

// With a fixed source every value of every random symbol comes up about as often
// as every other: chi-squared with 31 degrees of freedom exceeds 70 once in
// 12,000 times, and there are 24 and 13 symbols.
func TestNoSymbolIsPreferred(t *testing.T) {
	const rounds = 32_000
	random := rand.NewChaCha8([32]byte{4})
	for _, k := range kinds {
		data := at(k.new(Prefix{'I', 'M'}, random))
		data = data[prefixSymbols : len(data)-k.form.checks]
		if k.form == &codeForm {
			data = data[1:] // the version
		}
		count := make([][256]float64, len(data))
		for range rounds {
			text := k.new(Prefix{'I', 'M'}, random)
			for i, index := range data {
				count[i][text[index]]++
			}
		}
		for i := range data {
			chi := 0.0
			for _, c := range alphabet {
				d := count[i][c] - rounds/32
				chi += d * d / (rounds / 32)
			}
			if chi > 70 {
				t.Errorf("%s, random symbol %d: chi-squared %.1f", k.name, i+1, chi)
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	broken := errors.New("no entropy")
	for _, tt := range []struct {
		name   string
		prefix Prefix
		random io.Reader
		want   error
	}{
		{"source fails", Prefix{'I', 'M'}, iotest.ErrReader(broken), broken},
		{"source ends", Prefix{'I', 'M'}, strings.NewReader("eight by"), io.ErrUnexpectedEOF},
		{"source is empty", Prefix{'I', 'M'}, strings.NewReader(""), io.EOF},
		{"no prefix", Prefix{}, rand.NewChaCha8([32]byte{}), ErrPrefix},
		{"lower-case prefix", Prefix{'i', 'M'}, rand.NewChaCha8([32]byte{}), ErrPrefix},
		{"digit in prefix", Prefix{'I', '2'}, rand.NewChaCha8([32]byte{}), ErrPrefix},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if c, err := NewCode(tt.prefix, tt.random); !errors.Is(err, tt.want) || !c.IsZero() {
				t.Errorf("NewCode: %v, %v, want %v", c, err, tt.want)
			}
			if s, ok := tt.random.(io.Seeker); ok {
				s.Seek(0, io.SeekStart)
			}
			if k, err := NewKey(tt.prefix, tt.random); !errors.Is(err, tt.want) || !k.IsZero() {
				t.Errorf("NewKey: %v, %v, want %v", k, err, tt.want)
			}
		})
	}
	zeros := bytes.NewReader(make([]byte, 64))
	if c, err := NewCode(Prefix{'A', 'A'}, zeros); err == nil || !c.IsZero() {
		t.Errorf("the zero code was made: %v, %v", c, err)
	}
	if k, err := NewKey(Prefix{'A', 'A'}, zeros); err == nil || !k.IsZero() {
		t.Errorf("the zero key was made: %v, %v", k, err)
	}
}

func TestBitsAndBytes(t *testing.T) {
	random := rand.NewChaCha8([32]byte{5})
	for range 1000 {
		c, err := NewCode(Prefix{'N', 'M'}, random)
		if err != nil {
			t.Fatal(err)
		}
		if got := CodeFromBits(c.Bits()); got != c {
			t.Fatalf("bits of %s give %s", c.Reveal(), got.Reveal())
		}
		if got, err := CodeFromBytes(c.AppendBytes(nil)); got != c || err != nil {
			t.Fatalf("bytes of %s give %s, %v", c.Reveal(), got.Reveal(), err)
		}
		k, err := NewKey(Prefix{'N', 'M'}, random)
		if err != nil {
			t.Fatal(err)
		}
		if got := KeyFromBits(k.Bits()); got != k {
			t.Fatalf("bits of %s give %s", k.Reveal(), got.Reveal())
		}
		if got, err := KeyFromBytes(k.AppendBytes(nil)); got != k || err != nil {
			t.Fatalf("bytes of %s give %s, %v", k.Reveal(), got.Reveal(), err)
		}
	}
}

// FuzzFromBytes holds records to one spelling: what is taken is what is written.
func FuzzFromBytes(f *testing.F) {
	f.Add(sampleCode(f).AppendBytes(nil))
	f.Add(make([]byte, CodeBytes))
	f.Add(make([]byte, KeyBytes))
	f.Add(bytes.Repeat([]byte{0xff}, CodeBytes))
	f.Add([]byte("\x43\x00\xb8\xd8\xb5\x20\x16\xab\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := CodeFromBytes(b); err == nil {
			if again, err := ParseCode(c.Reveal()); !bytes.Equal(c.AppendBytes(nil), b) || again != c || err != nil {
				t.Errorf("%x gives %s, that %s and %v", b, c.Reveal(), again.Reveal(), err)
			}
		}
		if k, err := KeyFromBytes(b); err == nil {
			if again, err := ParseKey(k.Reveal()); !bytes.Equal(k.AppendBytes(nil), b) || again != k || err != nil {
				t.Errorf("%x gives %s, that %s and %v", b, k.Reveal(), again.Reveal(), err)
			}
		}
	})
}

func TestFromBytesRefuses(t *testing.T) {
	good := sampleCode(t).AppendBytes(nil)
	for _, tt := range []struct {
		name string
		b    []byte
	}{
		{"nothing", nil},
		{"too short", good[:16]},
		{"too long", append(bytes.Clone(good), 0)},
		{"zero", make([]byte, CodeBytes)},
		{"a bit too many", append(bytes.Clone(good[:16]), 0x80)},
		{"no letters", append([]byte{0xff}, good[1:]...)},
		{"zero key", make([]byte, KeyBytes)},
		{"key with a bit too many", append(bytes.Clone(good[:8]), 0x08, 0)},
		{"key without letters", append([]byte{0xff}, good[1:KeyBytes]...)},
	} {
		if c, err := CodeFromBytes(tt.b); err == nil {
			t.Errorf("%s: taken as code %s", tt.name, c.Reveal())
		}
		if k, err := KeyFromBytes(tt.b); err == nil {
			t.Errorf("%s: taken as key %s", tt.name, k.Reveal())
		}
	}
}

// What a printer of any kind writes is masked.
func TestPrintedMasked(t *testing.T) {
	c, err := ParseCode("IM-2DKQ-7P62D-CRQCC-RTQQ9-HU6Y7-NESQV")
	if err != nil {
		t.Fatal(err)
	}
	k, err := ParseKey("IM-WFBV-U4GA-RUMC-7TT3")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%s", "%+v", "%#v"} {
		if got := fmt.Sprintf(format, c); got != "IM-…-NESQV" {
			t.Errorf("%s: %s", format, got)
		}
		if got := fmt.Sprintf(format, k); got != "IM-…-7TT3" {
			t.Errorf("%s: %s", format, got)
		}
	}
	if c.Fingerprint() == k.Fingerprint() || len(k.Fingerprint()) != 22 {
		t.Errorf("fingerprints %s and %s", c.Fingerprint(), k.Fingerprint())
	}
}

func TestZeroIsNone(t *testing.T) {
	var c Code
	var k Key
	if !c.IsZero() || c.Reveal() != "" || c.String() != "(no code)" || c.Fingerprint() != "" {
		t.Errorf("zero code: %q %q %q", c.Reveal(), c, c.Fingerprint())
	}
	if !k.IsZero() || k.Reveal() != "" || k.String() != "(no key)" || k.Fingerprint() != "" {
		t.Errorf("zero key: %q %q %q", k.Reveal(), k, k.Fingerprint())
	}
}

func TestJSON(t *testing.T) {
	type record struct {
		Code, None Code
		Key        Key
		Prefix     Prefix
		Left       Code `json:",omitzero"`
	}
	const text = `{"Code":"IM-2DKQ-7P62D-CRQCC-RTQQ9-HU6Y7-NESQV","None":"","Key":"IM-WFBV-U4GA-RUMC-7TT3","Prefix":"IM"}`
	var r record
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(r); err != nil || string(got) != text {
		t.Errorf("%s, %v", got, err)
	}
	for _, bad := range []string{`{"Code":"IM"}`, `{"Key":"IM"}`, `{"Prefix":"I2"}`} {
		if err := json.Unmarshal([]byte(bad), &r); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	if !r.Code.IsZero() || !r.Key.IsZero() {
		t.Errorf("bad text left %v and %v", r.Code, r.Key)
	}
}

func TestPrefix(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"IM", "IM"}, {"im", "IM"}, {"oI", "OI"}, {"AZ", "AZ"},
		{"", ""}, {"I", ""}, {"IMM", ""}, {"I2", ""}, {"@A", ""}, {"A[", ""}, {"É", ""}, {"IM-", ""}, {"\x01\x02", ""},
	} {
		p, err := ParsePrefix(tt.in)
		if p.String() != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("ParsePrefix(%q) = %q, %v", tt.in, p, err)
		}
	}
	var p Prefix
	if text, err := p.MarshalText(); len(text) != 0 || err != nil || p.UnmarshalText(text) != nil || p != (Prefix{}) {
		t.Errorf("the zero prefix is written %q, %v and read %v", text, err, p)
	}
}
