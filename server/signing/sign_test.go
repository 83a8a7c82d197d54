package signing

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"ollu/codec/answer"
)

// What signs is the same, byte for byte, as what crypto/ed25519 would say,
// whatever the key and the text.
func TestSignaturesAreThoseOfCryptoEd25519(t *testing.T) {
	draw := rand.New(rand.NewPCG(3, 1))
	some := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(draw.Uint32())
		}
		return b
	}
	for i := range 500 {
		key := ed25519.NewKeyFromSeed(some(ed25519.SeedSize))
		fast, err := newSigner(key)
		if err != nil {
			t.Fatal(err)
		}
		usual, err := answer.NewSigner(key)
		if err != nil {
			t.Fatal(err)
		}
		text := some(i)
		if a, b := fast.AppendToken(nil, "t", text), usual.AppendToken(nil, "t", text); !bytes.Equal(a, b) {
			t.Fatalf("%d bytes: %s, want %s", i, a, b)
		}
	}
}

func TestSignerHidesItsKey(t *testing.T) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{0xA7}, ed25519.SeedSize))
	s, err := newSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%d"} {
		if text := strings.ToLower(fmt.Sprintf(verb, s)); strings.Contains(text, "a7a7") || strings.Contains(text, "167 167") || strings.Contains(text, "0xa7, 0xa7") {
			t.Errorf("%s prints the key: %s", verb, text)
		}
	}
	if _, err := newSigner(key[:32]); err == nil {
		t.Error("half a key was taken")
	}
	token := s.AppendToken(nil, "t", []byte("{}"))
	clear(key)
	if !bytes.Equal(token, s.AppendToken(nil, "t", []byte("{}"))) {
		t.Error("who cleared the key that was handed in changed the signer")
	}
}

// BenchmarkSign signs a text as long as a statement, beside crypto/ed25519.
func BenchmarkSign(b *testing.B) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{0xA7}, ed25519.SeedSize))
	private, err := expand(key)
	if err != nil {
		b.Fatal(err)
	}
	text, room := bytes.Repeat([]byte("x"), 743), make([]byte, 0, ed25519.SignatureSize)
	b.Run("expanded", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			private.sign(room, text)
		}
	})
	b.Run("crypto", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ed25519.Sign(key, text)
		}
	})
}
