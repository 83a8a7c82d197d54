package bundle

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"strings"
	"testing"
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
