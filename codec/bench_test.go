package codec

import (
	"bytes"
	"testing"
)

// sampleCode is a code as NewCode makes it.
func sampleCode(tb testing.TB) Code {
	tb.Helper()
	c, err := NewCode(Prefix{'I', 'M'}, bytes.NewReader([]byte("fifteen octets.")))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func BenchmarkParseCode(b *testing.B) {
	s := sampleCode(b).Reveal()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseCode(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseCodeTyped(b *testing.B) {
	s := sampleCode(b).Reveal() + " "
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseCode(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseCodeMistyped(b *testing.B) {
	s := []byte(sampleCode(b).Reveal())
	s[9], s[20] = s[20], s[9]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseCodeBytes(s); err == nil {
			b.Fatal("a swap went unnoticed")
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	c, buf := sampleCode(b), make([]byte, 0, codeText)
	b.ReportAllocs()
	for b.Loop() {
		buf = c.Append(buf[:0])
	}
}
