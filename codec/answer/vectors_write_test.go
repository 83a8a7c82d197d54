package answer

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the vectors of signed forms anew")

// TestVectorsAreAsWritten makes every vector anew and compares the files byte
// for byte: what this package signs must not change unnoticed.
func TestVectorsAreAsWritten(t *testing.T) {
	for file, text := range map[string]string{
		"keys.txt":       vectorsOfKeys(t),
		"statements.txt": vectorsOf(t, goodCases(t)),
		"refused.txt":    vectorsOf(t, refusedCases(t)),
		"changed.txt":    vectorsOfChanges(t),
		"products.txt":   vectorsOfProducts(t),
		"key-sets.txt":   vectorsOfKeySets(t),
		"rotations.txt":  vectorsOfRotations(t),

		"revocations.txt": vectorsOfRevocations(t),
	} {
		path := filepath.Join(vectorDir, file)
		if *update {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%s is not what this package makes (%v)", path, err)
		}
	}
}

// keyNames are the signers of the vectors; the seed of each is 32 times its
// number, and the last is never trusted.
var keyNames = []string{"first", "second", "third", "foreign"}

func named(t testing.TB, name string) *Signer {
	t.Helper()
	n := slices.Index(keyNames, name)
	if n < 0 {
		t.Fatalf("no key %q", name)
	}
	return signer(t, byte(n+1))
}

// block writes one record; what is empty is left out, what has no plain form is
// quoted.
func block(pairs ...string) string {
	var out strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		value := pairs[i+1]
		if value == "" && pairs[i] != "token" {
			continue
		}
		if value == "" || strings.TrimSpace(value) != value || strings.ContainsAny(value, "\r\n") {
			value = strconv.Quote(value)
		}
		out.WriteString(pairs[i] + ": " + value + "\n")
	}
	return out.String()
}

func vectorsOfKeys(t *testing.T) string {
	var out []string
	for _, name := range keyNames {
		s := named(t, name)
		out = append(out, block("name", name, "seed", hex.EncodeToString(private(s).Seed()),
			"public", hex.EncodeToString(s.Public()), "kid", s.KeyID()))
	}
	return strings.Join(out, "\n")
}

// tokenCase is a token, what is expected of it, and what comes of it.
type tokenCase struct {
	name, trust string // trust: names of keys
	token       string
	expect      Expect
	result      string
}

// pairs writes what is trusted and expected.
func (c *tokenCase) pairs() []string {
	e, optional, after := c.expect, "", ""
	if e.DeviceOptional {
		optional = "yes"
	}
	if !e.After.IsZero() {
		after = stamp(e.After)
	}
	return []string{
		"name", c.name, "trust", c.trust, "issuer", e.Issuer, "subject", e.Subject, "device", e.Device,
		"device-optional", optional, "nonce", e.Nonce, "now", stamp(e.Now),
		"skew", fmt.Sprint(int(e.Skew / time.Second)), "after", after, "token", c.token,
	}
}

func vectorsOf(t *testing.T, cases []tokenCase) string {
	t.Helper()
	var out []string
	for _, c := range cases {
		pairs := append(c.pairs(), "result", c.result)
		if c.result == "good" {
			key, _, payload := opened(t, c.token)
			pairs = append(pairs, "kid", key.KeyID(), "payload", payload)
		}
		out = append(out, block(pairs...))
	}
	return strings.Join(out, "\n")
}

func vectorsOfChanges(t *testing.T) string {
	c := example(t)
	pairs := append(c.pairs(), "results", changedResults(trust(named(t, "first")), &c.expect, c.token))
	return block(pairs...)
}

// changedResults tells what comes of a token in which one character is changed,
// for each in turn, as runs of positions counted from 0.
func changedResults(keys *KeySet, e *Expect, token string) string {
	var runs []string
	begin, last := 0, ""
	for i := 0; i <= len(token); i++ {
		result := ""
		if i < len(token) {
			_, err := keys.Verify([]byte(token[:i]+string(changedByte(token[i]))+token[i+1:]), e)
			result = outcome(err)
		}
		if result != last && i > 0 {
			runs = append(runs, fmt.Sprintf("%d-%d %s", begin, i-1, last))
			begin = i
		}
		last = result
	}
	return strings.Join(runs, ", ")
}

// changedByte gives the next character of base64url, the first after the last,
// and a hyphen for a full stop.
func changedByte(c byte) byte {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_A"
	if c == '.' {
		return '-'
	}
	return alphabet[strings.IndexByte(alphabet, c)+1]
}

// craft signs any header and payload, as no Signer would.
func craft(key ed25519.PrivateKey, header, payload string) string {
	return craftEncoded(key, base64.RawURLEncoding.EncodeToString([]byte(header)), base64.RawURLEncoding.EncodeToString([]byte(payload)))
}

func craftEncoded(key ed25519.PrivateKey, header, payload string) string {
	text := header + "." + payload
	return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, []byte(text)))
}
