package answer

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestEveryWhyHasANameAndIsShown(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range readVectors(t, "refused.txt") {
		seen[v["result"]] = true
	}
	for w := range Why(Whys) {
		if !seen[w.String()] {
			t.Errorf("no vector is refused as %s", w)
		}
		if text := (&VerifyError{Why: w}).Error(); !strings.HasPrefix(text, "the answer cannot be trusted: ") || strings.HasSuffix(text, ": ") {
			t.Errorf("%s says %q", w, text)
		}
	}
	if len(seen) != Whys || Why(Whys).String() != "unreadable" {
		t.Errorf("%d reasons in the vectors, %d in the list", len(seen), Whys)
	}
}

// TestEveryByteCounts changes each byte of a token in several ways.
func TestEveryByteCounts(t *testing.T) {
	x := example(t)
	keys := trust(named(t, "first"))
	for i := range len(x.token) {
		for _, change := range []byte{1, 0x20, 0x80} {
			token := []byte(x.token)
			token[i] ^= change
			if _, err := keys.Verify(token, &x.expect); err == nil {
				t.Fatalf("byte %d may be %q", i, token[i])
			}
		}
		if _, err := keys.Verify([]byte(x.token[:i]), &x.expect); err == nil {
			t.Fatalf("good when cut after %d bytes", i)
		}
	}
}

func TestOversizedTokensAreNotRead(t *testing.T) {
	x := example(t)
	first, header, payload := opened(t, x.token)
	sized := func(n int) string {
		room := n - len(craft(private(first), header, payload))
		return craft(private(first), header, payload+strings.Repeat(" ", room*3/4))
	}
	fits, over := sized(MaxToken), sized(MaxToken+2)
	if len(fits) > MaxToken || len(fits) < MaxToken-2 || len(over) <= MaxToken {
		t.Fatalf("%d and %d bytes", len(fits), len(over))
	}
	keys := trust(first)
	if _, err := keys.Verify([]byte(fits), &x.expect); err != nil {
		t.Error(err)
	}
	if _, err := keys.Verify([]byte(over), &x.expect); outcome(err) != "unreadable" {
		t.Errorf("a token of %d bytes: %v", len(over), err)
	}
}

func TestKindsCannotPassForOneAnother(t *testing.T) {
	first := named(t, "first")
	x := example(t)
	tokens := map[string]string{
		TypeStatement:   x.token,
		TypeRotation:    vouch(t, "first", "second"),
		TypeProduct:     string(first.AppendProduct(nil, "ollu", []byte(exampleFacts), rotatedAt)),
		TypeRevocations: string(first.AppendRevocations(nil, exampleRevocations())),
		"other+jwt":     string(first.AppendToken(nil, "other+jwt", []byte("anything"))),
	}
	for kind, token := range tokens {
		for asked := range tokens {
			payload, id, err := trust(first).Open(asked, []byte(token))
			if (err == nil) != (asked == kind) {
				t.Errorf("%s opened as %s: %v", kind, asked, err)
			}
			if err == nil && (id != first.KeyID() || len(payload) == 0) || err != nil && (payload != nil || id != "") {
				t.Errorf("%s opened as %s: %q by %q", kind, asked, payload, id)
			}
		}
	}
}

func TestTokensAreWrittenBehind(t *testing.T) {
	first := named(t, "first")
	c, st := claims(), exampleStatement()
	for name, write := range map[string]func([]byte) []byte{
		"statement": func(dst []byte) []byte { return first.AppendStatement(dst, &c, &st) },
		"token":     func(dst []byte) []byte { return first.AppendToken(dst, "x", []byte("y")) },
		"rotation":  func(dst []byte) []byte { return first.AppendRotation(dst, "ollu", first.Public(), rotatedAt) },
		"product":   func(dst []byte) []byte { return first.AppendProduct(dst, "ollu", []byte("{}"), rotatedAt) },
		"list":      func(dst []byte) []byte { return first.AppendRevocations(dst, exampleRevocations()) },
	} {
		alone := write(nil)
		for _, room := range []int{0, 300, 4096} {
			dst := append(make([]byte, 0, room+6), "before"...)
			if got := write(dst); !bytes.Equal(got, append([]byte("before"), alone...)) {
				t.Errorf("%s with room for %d: %s", name, room, got)
			}
		}
	}
}

// TestZeroExpectation holds that who forgets to say what is expected believes
// nothing.
func TestZeroExpectation(t *testing.T) {
	for _, c := range goodCases(t) {
		if _, err := trust(named(t, "first")).Verify([]byte(c.token), &Expect{}); err == nil {
			t.Errorf("%s is believed by who expects nothing", c.name)
		}
	}
}

func TestLifeIsExact(t *testing.T) {
	x := made(t, "", func(c *Claims, _ *Statement, e *Expect) { e.Nonce, c.Nonce = "", "" })
	keys, from := trust(named(t, "first")), claims().IssuedAt
	for at, want := range map[time.Duration]string{
		-5*time.Minute - 1:        "too_new",
		-5 * time.Minute:          "good",
		0:                         "good",
		65*time.Minute - 1:        "good",
		65 * time.Minute:          "too_old",
		1_000_000 * time.Hour:     "too_old",
		-1_000_000 * time.Hour:    "too_new",
		65*time.Minute + 30*24*60: "too_old",
	} {
		x.expect.Now = from.Add(at)
		if _, err := keys.Verify([]byte(x.token), &x.expect); outcome(err) != want {
			t.Errorf("%v from the issue: %v, want %s", at, err, want)
		}
	}
}

func TestVerifyErrorsWrapTheirCause(t *testing.T) {
	x := example(t)
	first, header, payload := opened(t, x.token)
	token := craft(private(first), header, strings.Replace(payload, `"valid"`, `"perfect"`, 1))
	_, err := trust(first).Verify([]byte(token), &x.expect)
	if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), `unknown result "perfect"`) {
		t.Errorf("%v", err)
	}
}
