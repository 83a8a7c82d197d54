package answer

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// signer makes a key whose seed is 32 times the same byte. Such keys are for
// tests alone.
func signer(t testing.TB, seed byte) *Signer {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	s, err := NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	privates.Store(s.KeyID(), key)
	return s
}

// privates are the keys of the signers that tests made, by id.
var privates sync.Map

// private is the key of a signer that a test made.
func private(s *Signer) ed25519.PrivateKey {
	key, _ := privates.Load(s.KeyID())
	return key.(ed25519.PrivateKey)
}

func trust(signers ...*Signer) *KeySet {
	var k KeySet
	for _, s := range signers {
		k.Add(s.Public())
	}
	return &k
}

// claims are those of an answer to the sample's question.
func claims() Claims {
	at := sample().ServerTime
	return Claims{
		Issuer: "ollu", Subject: "DeKFzkWhF59K1JsXobo8Mw", Device: "gateway-7f3a", Nonce: "c2FsdC1hbmQtcGVwcGVy",
		IssuedAt: at, Expires: at.Add(time.Hour),
	}
}

// expect is what the asker of the sample's question expects.
func expect() Expect {
	c := claims()
	return Expect{Issuer: c.Issuer, Subject: c.Subject, Device: c.Device, Nonce: c.Nonce, Now: c.IssuedAt, Skew: 5 * time.Minute}
}

func TestSignThenVerify(t *testing.T) {
	s, c, st, e := signer(t, 1), claims(), sample(), expect()
	token := s.AppendStatement([]byte("before"), &c, &st)[len("before"):]
	got, err := trust(signer(t, 2), s).Verify(token, &e)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Signed{Claims: c, Statement: st, KeyID: s.KeyID()}, got, same); diff != "" {
		t.Errorf("signed and verified (-want +got):\n%s", diff)
	}
}

func TestSigningAllocatesWhatTheSignatureDoes(t *testing.T) {
	s, c, st := signer(t, 1), claims(), sample()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	buf := s.AppendStatement(nil, &c, &st)
	text := bytes.Clone(buf)
	buf = append(buf, make([]byte, len(buf))...)
	raw := testing.AllocsPerRun(50, func() { ed25519.Sign(key, text) })
	if n := testing.AllocsPerRun(50, func() { buf = s.AppendStatement(buf[:0], &c, &st) }); n > raw {
		t.Errorf("signing a statement allocates %v times, a signature alone %v times", n, raw)
	}
}

func TestSignerNeverPrintsItsKey(t *testing.T) {
	s := signer(t, 0xA7)
	secret := strings.Repeat("\xA7", ed25519.SeedSize)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
		for _, holder := range []any{s, struct{ S *Signer }{s}, struct{ s *Signer }{s}, struct{ s Signer }{*s}, []*Signer{s}} {
			text := fmt.Sprintf(verb, holder)
			for _, form := range []string{secret, hex.EncodeToString([]byte(secret)), "167 167", "0xa7, 0xa7"} {
				if strings.Contains(strings.ToLower(text), form) {
					t.Errorf("%s of %T prints the key: %s", verb, holder, text)
				}
			}
		}
	}
	if s.String() != s.GoString() || !strings.Contains(s.String(), s.KeyID()) {
		t.Errorf("a signer calls itself %s and %s", s, s.GoString())
	}
}

func TestNewSignerRefusesOtherKeys(t *testing.T) {
	for _, n := range []int{0, 31, 32, 63, 65} {
		if s, err := NewSigner(make([]byte, n)); err == nil || s != nil {
			t.Errorf("a key of %d bytes was taken", n)
		}
	}
}

func TestSignerKeepsItsOwnKey(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	s, err := NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	before := s.AppendToken(nil, TypeProduct, []byte("{}"))
	clear(key)
	if after := s.AppendToken(nil, TypeProduct, []byte("{}")); !bytes.Equal(before, after) {
		t.Error("who cleared the key that was handed in changed the signer")
	}
}

// signing signs with a key.
func signing(key ed25519.PrivateKey) SignFunc {
	return func(dst, m []byte) []byte { return append(dst, ed25519.Sign(key, m)...) }
}

func TestNewSignerByRefusesWhatDoesNotFit(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	public := key.Public().(ed25519.PublicKey)
	for name, c := range map[string]struct {
		public ed25519.PublicKey
		sign   SignFunc
	}{
		"another key":  {public, signing(other)},
		"nothing":      {public, func(dst, _ []byte) []byte { return dst }},
		"a short key":  {public[:31], signing(key)},
		"no key":       {nil, signing(key)},
		"another text": {public, func(dst, m []byte) []byte { return append(dst, ed25519.Sign(key, append(m, 0))...) }},
	} {
		if s, err := NewSignerBy(c.public, c.sign); err == nil || s != nil {
			t.Errorf("%s was taken", name)
		}
	}
	if s, err := NewSignerBy(public, signing(key)); err != nil || s.KeyID() != KeyID(public) {
		t.Errorf("%v %v", s, err)
	}
}
