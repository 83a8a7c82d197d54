package bundle

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ollu/codec"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// code gives the n-th code of these tests.
func code(n int) codec.Code {
	c, err := codec.CodeFromBytes(append(binary.BigEndian.AppendUint64(make([]byte, 8), uint64(n)<<1|1), 1))
	if err != nil {
		panic(err)
	}
	return c
}

func full() *Content {
	return &Content{
		Site: "plant-2", MadeAt: noon,
		Needs:       []Need{{Code: code(1), Note: "rack 4"}, {Code: code(2)}},
		Activations: []Activation{{Code: code(1), Device: "host-1", Component: "scan", Product: "mail", At: noon}},
		Answered:    []Activation{{Code: code(2), Device: "host-2", At: noon, Answer: "valid", AnsweredAt: noon.Add(time.Hour)}},
		Keys:        json.RawMessage(`{"keys":[]}`),
		Statements:  []Statement{{Subject: code(1).Fingerprint(), Token: "a.b.c"}},
		Facts:       map[string]string{"mail": "d.e.f", "web": "g.h.i"},
		Revocations: "j.k.l",
	}
}

func written(t testing.TB, c *Content) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var exact = cmp.AllowUnexported(codec.Code{})

func TestABundleIsReadAsItWasWritten(t *testing.T) {
	for _, want := range []*Content{full(), {MadeAt: noon}, {}} {
		got, err := Read(bytes.NewReader(written(t, want)))
		if err != nil || !cmp.Equal(got, want, exact) {
			t.Errorf("%v\n%s", err, cmp.Diff(want, got, exact))
		}
	}
}

func TestACutBundleIsNoticedAtEveryByte(t *testing.T) {
	whole := written(t, full())
	for n := range whole {
		if c, err := Read(bytes.NewReader(whole[:n])); c != nil || !errors.Is(err, ErrCut) && !errors.Is(err, ErrFormat) {
			t.Errorf("%d of %d bytes: %v, %v", n, len(whole), c, err)
		}
	}
}

func TestAnAlteredBundleIsRefusedAndNoCodeIsTold(t *testing.T) {
	whole := written(t, full())
	for at := range whole {
		for _, bit := range []byte{1, 32} {
			b := bytes.Clone(whole)
			b[at] ^= bit
			c, err := Read(bytes.NewReader(b))
			if c != nil || err == nil {
				t.Errorf("byte %d was flipped: read as %+v", at, c)
				continue
			}
			if strings.Contains(err.Error(), code(1).Reveal()[8:20]) {
				t.Errorf("byte %d: the error tells a code: %v", at, err)
			}
		}
	}
}

// lines writes a whole bundle of these lines.
func lines(t testing.TB, all ...string) []byte {
	t.Helper()
	text := strings.Join(all, "\n") + "\n"
	sum := sha256.Sum256([]byte(text))
	return fmt.Appendf([]byte(text), `{"end":{"lines":%d,"sha256":"%x"}}`+"\n", len(all), sum)
}

func TestWhatIsNoBundleIsRefused(t *testing.T) {
	const head = `{"format":"ollu bundle","version":1,"site":"","made_at":"2026-11-21T12:00:00Z"}`
	need := `{"need":{"code":"` + code(1).Reveal() + `"}}`
	whole := lines(t, head, need)
	if c, err := Read(bytes.NewReader(whole)); err != nil || len(c.Needs) != 1 {
		t.Fatalf("%v, %v", c, err)
	}
	for what, test := range map[string]struct {
		text []byte
		want error
	}{
		"nothing":             {nil, ErrFormat},
		"another file":        {[]byte("PK\x03\x04\n"), ErrFormat},
		"another format":      {lines(t, `{"format":"ollu backup","version":1}`), ErrFormat},
		"no version":          {lines(t, `{"format":"ollu bundle"}`), ErrFormat},
		"a later version":     {lines(t, `{"format":"ollu bundle","version":2,"more":{}}`, `{"later":1}`), ErrNewer},
		"no end":              {[]byte(head + "\n"), ErrCut},
		"something behind":    {append(bytes.Clone(whole), '\n'), ErrFormat},
		"two bundles":         {append(bytes.Clone(whole), whole...), ErrFormat},
		"another sum":         {bytes.Replace(whole, []byte("12:00:00Z"), []byte("12:00:01Z"), 1), ErrCut},
		"a line twice":        {lines(t, head, need, need), ErrFormat},
		"keys twice":          {lines(t, head, `{"keys":{}}`, `{"keys":{"keys":[]}}`), ErrFormat},
		"an unknown line":     {lines(t, head, `{"license":{}}`), ErrFormat},
		"an unknown member":   {lines(t, head, `{"need":{"code":"`+code(1).Reveal()+`","more":1}}`), ErrFormat},
		"two things a line":   {lines(t, head, `{"revocations":"a","keys":{}}`), ErrFormat},
		"two values a line":   {lines(t, head, need+need), ErrFormat},
		"an empty line":       {lines(t, head, ""), ErrFormat},
		"no code":             {lines(t, head, `{"need":{"note":"x"}}`), ErrFormat},
		"a mistyped code":     {lines(t, head, strings.Replace(need, "-2222", "-2322", 1)), ErrFormat},
		"a device of no code": {lines(t, head, `{"activation":{"device":"x"}}`), ErrFormat},
		"a line too long":     {lines(t, head, `{"revocations":"`+strings.Repeat("r", maxLine)+`"}`), ErrFormat},
	} {
		c, err := Read(bytes.NewReader(test.text))
		if c != nil || !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v", what, c, err)
		}
		if err != nil && strings.Contains(err.Error(), code(1).Reveal()[8:20]) {
			t.Errorf("%s: the error tells a code: %v", what, err)
		}
	}
}

func TestAFileThatNeverEndsIsRefused(t *testing.T) {
	b := reader{in: bufio.NewReader(strings.NewReader("{}\n")), size: MaxSize - 2}
	if _, err := b.next(); !errors.Is(err, ErrFormat) {
		t.Errorf("next = %v", err)
	}
	b = reader{in: bufio.NewReader(strings.NewReader("{}\n")), lines: maxLines}
	if _, err := b.next(); !errors.Is(err, ErrFormat) {
		t.Errorf("so many short lines: next = %v", err)
	}
}

func TestErrorsOfTheDiskAreNotTakenForABadFile(t *testing.T) {
	ours := errors.New("ours")
	_, err := Read(io.MultiReader(bytes.NewReader(written(t, full())[:200]), iotest.ErrReader(ours)))
	if !errors.Is(err, ours) || errors.Is(err, ErrCut) || errors.Is(err, ErrFormat) {
		t.Errorf("Read = %v", err)
	}
	r, w := io.Pipe()
	must(t, r.CloseWithError(ours))
	if err := Write(w, full()); !errors.Is(err, ours) {
		t.Errorf("Write = %v", err)
	}
	if err := Write(io.Discard, &Content{Revocations: strings.Repeat("r", maxLine)}); err == nil {
		t.Error("a line was written that nobody reads")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(written(f, full()))
	f.Add(written(f, &Content{}))
	f.Add([]byte(`{"format":"ollu bundle","version":1}` + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := Read(bytes.NewReader(text))
		if err != nil {
			if c != nil {
				t.Fatal("an error, and something read")
			}
			return
		}
		again, err := Read(bytes.NewReader(written(t, c)))
		if err != nil || !sameContent(again, c) {
			t.Fatalf("%v\n%s", err, cmp.Diff(c, again, exact))
		}
	})
}

// FuzzLines reads what has the right sum, which FuzzRead hardly ever comes by.
func FuzzLines(f *testing.F) {
	for _, line := range strings.Split(string(written(f, full())), "\n") {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		head := `{"format":"ollu bundle","version":1,"site":"","made_at":"2026-11-21T12:00:00Z"}`
		c, err := Read(bytes.NewReader(lines(t, head, line)))
		if err != nil {
			return
		}
		again, err := Read(bytes.NewReader(written(t, c)))
		if err != nil || !sameContent(again, c) {
			t.Fatalf("%v\n%s", err, cmp.Diff(c, again, exact))
		}
	})
}

// sameContent compares what was read with what it is written as: JSON within it
// may lose its white space.
func sameContent(a, b *Content) bool {
	var one, other bytes.Buffer
	return Write(&one, a) == nil && Write(&other, b) == nil && bytes.Equal(one.Bytes(), other.Bytes())
}

func TestAFileOfAHundredThousandCodesIsRead(t *testing.T) {
	c := &Content{MadeAt: noon}
	for n := range 100_000 {
		c.Needs = append(c.Needs, Need{Code: code(n)})
		c.Statements = append(c.Statements, Statement{code(n).Fingerprint(), "a.b.c"})
	}
	if got := travelled(t, c); len(got.Needs) != 100_000 || got.Statements[99_999] != c.Statements[99_999] {
		t.Errorf("%d needs", len(got.Needs))
	}
}

// A device with a name that the issuer would not have is passed over, and the rest
// of the file is read.
func TestADeviceWithoutAGoodNameIsPassedOver(t *testing.T) {
	c := full()
	for _, bad := range []Activation{
		{Device: ""}, {Device: strings.Repeat("h", maxWord+1)}, {Device: "\x1b[31m"}, {Device: "host-3", Component: "\x00"}, {Device: "host-4", Product: "製品"},
	} {
		bad.Code = code(1)
		c.Activations = append(c.Activations, bad)
	}
	got, err := Read(bytes.NewReader(written(t, c)))
	if err != nil || !cmp.Equal(got, full(), exact) {
		t.Errorf("%v\n%s", err, cmp.Diff(full(), got, exact))
	}
}
