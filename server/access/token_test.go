package access

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"testing"
)

func TestRecoveryCodesAreReadAsPeopleTypeThem(t *testing.T) {
	shown, hashes, err := NewRecovery(rand.Reader)
	if err != nil || len(shown) != 10 || len(hashes) != 10 {
		t.Fatalf("%d codes, %d hashes, %v", len(shown), len(hashes), err)
	}
	seen := map[string]bool{}
	for i, code := range shown {
		seen[code] = true
		for _, typed := range []string{
			code, strings.ToUpper(code), strings.ReplaceAll(code, "-", ""), " " + strings.ReplaceAll(code, "-", " ") + "\n",
			strings.ReplaceAll(code, "-", "ー"), strings.NewReplacer("o", "0", "l", "1", "b", "8").Replace(code),
		} {
			if h, ok := RecoveryHash(typed); !ok || h != hashes[i] {
				t.Errorf("%q is not known as %q", typed, code)
			}
		}
	}
	if len(seen) != 10 {
		t.Errorf("only %d codes differ", len(seen))
	}
	for _, typed := range []string{"", "287082", shown[0][1:], shown[0] + "a", strings.Repeat("9", 16), "ああああああああああああああああ"} {
		if _, ok := RecoveryHash(typed); ok {
			t.Errorf("%q is taken for a recovery code", typed)
		}
	}
	if _, _, err := NewRecovery(bytes.NewReader(make([]byte, 99))); err == nil {
		t.Error("ten codes of ten bytes were made of 99")
	}
}

func TestTokensComeBackAsTheyWent(t *testing.T) {
	token, hash, err := NewToken(rand.Reader)
	if err != nil || len(token) != 43 {
		t.Fatalf("%q, %v", token, err)
	}
	for _, back := range []string{token, " " + token + "\r\n"} {
		if h, ok := TokenHash(back); !ok || h != hash {
			t.Errorf("%q is not known", back)
		}
	}
	if hash == sha256.Sum256([]byte(token)) || hash.IsZero() {
		t.Error("the hash is not that of the bytes")
	}
	for _, back := range []string{"", token[1:], token + "A", token[:42] + "=", strings.Repeat("+", 43), strings.Repeat("A", 42) + "B"} {
		if _, ok := TokenHash(back); ok {
			t.Errorf("%q is taken for a token", back)
		}
	}
	if _, _, err := NewToken(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("a token was made of too little randomness")
	}
}

func TestDevicesAreKnownByLoginAndSecret(t *testing.T) {
	d := NewDevices([]byte("secret"))
	cookie, err := d.Cookie("Tester", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id, ok := d.Known("tester", cookie)
	if !ok || id == "" {
		t.Errorf("the device is not known: %q", cookie)
	}
	other, _ := d.Cookie("tester", rand.Reader)
	if otherID, _ := d.Known("tester", other); otherID == id {
		t.Error("two devices are one")
	}
	for name, c := range map[string]string{"other": cookie, "tester": "x" + cookie, "TESTER": "", "tester1": "." + strings.Split(cookie, ".")[1]} {
		if _, ok := d.Known(name, c); ok {
			t.Errorf("%q is known as a device of %s", c, name)
		}
	}
	if _, ok := NewDevices([]byte("another")).Known("tester", cookie); ok {
		t.Error("the cookie holds under another secret")
	}
	if _, err := d.Cookie("tester", bytes.NewReader(nil)); err == nil {
		t.Error("a device was made of no randomness")
	}
}
