package codec

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"
)

// The mark is the beginning of the fingerprint, so that who knows only that can
// work it out.
func TestMarkIsOfTheFingerprint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 15, 15).Draw(t, "body")
		c, err := NewCode(Prefix{'I', 'M'}, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		hash, err := base64.RawURLEncoding.DecodeString(c.Fingerprint())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := c.Mark(), binary.BigEndian.Uint32(hash); got != want {
			t.Fatalf("mark %08x, the fingerprint begins with %08x", got, want)
		}
	})
}

func TestMark(t *testing.T) {
	if got := (Code{}).Mark(); got != 0 {
		t.Errorf("the zero code has the mark %08x", got)
	}
	c, err := ParseCode("IM-23WH-4UH4D-DBNRK-3WQNQ-UE9NR-3RHPX")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Mark(); got != 0x0de285ce {
		t.Errorf("the mark of the worked example is %08x", got)
	}
	if n := testing.AllocsPerRun(100, func() { c.Mark() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
