package answer

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// openssl runs the program of that name, which must be there.
func openssl(t *testing.T, args ...string) (output string, ok bool) {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		t.Fatalf("install openssl, .ci/install does so: %v", err)
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	return string(out), err == nil
}

// stranger verifies with openssl alone: nothing of what tells good from bad is
// ours, nor Go's.
type stranger struct{ dir string }

func (s stranger) file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s stranger) believes(t *testing.T, pub ed25519.PublicKey, signed, signature []byte) bool {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	key := s.file(t, "public.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	out, ok := openssl(t, "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key,
		"-in", s.file(t, "signed", signed), "-sigfile", s.file(t, "signature", signature))
	said := strings.Contains(out, "Signature Verified Successfully")
	if ok != said || !ok && !strings.Contains(out, "Signature Verification Failure") {
		t.Fatalf("openssl ended well: %v, and said %s", ok, out)
	}
	return ok
}

func mustSplit(t *testing.T, token string) (signed, signature []byte) {
	t.Helper()
	p, err := split([]byte(token))
	if err != nil {
		t.Fatal(err)
	}
	signature, err = decode(p.signature)
	if err != nil {
		t.Fatal(err)
	}
	return p.signed, signature
}

func TestOpensslBelievesTheVectors(t *testing.T) {
	s := stranger{t.TempDir()}
	for _, v := range readVectors(t, "statements.txt") {
		signed, signature := mustSplit(t, v["token"])
		pub, _ := v.trusted(t).Get(v["kid"])
		if !s.believes(t, pub, signed, signature) {
			t.Errorf("%s: openssl refuses it", v["name"])
		}
	}
}

func TestOpensslRefusesWhatWeRefuse(t *testing.T) {
	s := stranger{t.TempDir()}
	first, foreign := named(t, "first"), named(t, "foreign")
	signed, signature := mustSplit(t, example(t).token)
	if !s.believes(t, first.Public(), signed, signature) {
		t.Fatal("openssl refuses the example")
	}
	for _, at := range []int{0, len(signed) / 2, len(signed) - 1} {
		changed := append([]byte(nil), signed...)
		changed[at] ^= 1
		if s.believes(t, first.Public(), changed, signature) {
			t.Errorf("openssl believes it with byte %d changed", at)
		}
	}
	signature[7] ^= 1
	if s.believes(t, first.Public(), signed, signature) {
		t.Error("openssl believes a changed signature")
	}
	signature[7] ^= 1
	if s.believes(t, foreign.Public(), signed, signature) {
		t.Error("openssl believes it with a foreign key")
	}
	for name, change := range map[string]func(*Claims){
		"an old nonce":     func(c *Claims) { c.Nonce = "YW4tZWFybGllci1vbmU" },
		"a swapped device": func(c *Claims) { c.Device = "gateway-7f3b" },
	} {
		c, st := claims(), exampleStatement()
		change(&c)
		other, _ := mustSplit(t, string(first.AppendStatement(nil, &c, &st)))
		if s.believes(t, first.Public(), other, signature) {
			t.Errorf("openssl believes the signature under %s", name)
		}
	}
}

// TestOpensslSigns goes the other way: a key and a token that openssl made.
func TestOpensslSigns(t *testing.T) {
	s := stranger{t.TempDir()}
	private, public := filepath.Join(s.dir, "private.pem"), filepath.Join(s.dir, "public.der")
	if out, ok := openssl(t, "genpkey", "-algorithm", "ed25519", "-out", private); !ok {
		t.Fatal(out)
	}
	if out, ok := openssl(t, "pkey", "-in", private, "-pubout", "-outform", "DER", "-out", public); !ok {
		t.Fatal(out)
	}
	der, err := os.ReadFile(public)
	if err != nil || len(der) < ed25519.PublicKeySize {
		t.Fatalf("%d bytes, %v", len(der), err)
	}
	var keys KeySet
	id := keys.Add(der[len(der)-ed25519.PublicKeySize:])
	x := example(t)
	first, header, payload := opened(t, x.token)
	text := encoding.EncodeToString([]byte(strings.Replace(header, first.KeyID(), id, 1))) + "." + encoding.EncodeToString([]byte(payload))
	out := filepath.Join(s.dir, "made")
	if said, ok := openssl(t, "pkeyutl", "-sign", "-rawin", "-inkey", private, "-in", s.file(t, "text", []byte(text)), "-out", out); !ok {
		t.Fatal(said)
	}
	signature, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	got, err := keys.Verify([]byte(text+"."+encoding.EncodeToString(signature)), &x.expect)
	if err != nil || got.KeyID != id {
		t.Errorf("what openssl signed: %v", err)
	}
}
