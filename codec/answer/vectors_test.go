package answer

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// vectorDir holds the vectors that implementations in any language share; its
// README says what they mean.
const vectorDir = "testdata/signed"

// vectorKeys are the keys of each file's records.
var vectorKeys = map[string][]string{
	"keys.txt":       {"name", "seed", "public", "kid"},
	"statements.txt": {"name", "trust", "issuer", "subject", "device", "device-optional", "nonce", "now", "skew", "after", "token", "result", "kid", "payload"},
	"refused.txt":    {"name", "trust", "issuer", "subject", "device", "device-optional", "nonce", "now", "skew", "after", "token", "result"},
	"changed.txt":    {"name", "trust", "issuer", "subject", "device", "nonce", "now", "skew", "token", "results"},
	"products.txt":   {"name", "trust", "issuer", "token", "result", "at", "facts"},
	"key-sets.txt":   {"name", "key-set", "result", "kids"},
	"rotations.txt":  {"name", "trust", "issuer", "key-set", "added"},

	"revocations.txt": {"name", "trust", "issuer", "token", "result", "at", "payload"},
}

type vector map[string]string

func readVectors(t testing.TB, file string) (all []vector) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(vectorDir, file))
	if err != nil {
		t.Fatal(err)
	}
	for block := range strings.SplitSeq(strings.TrimRight(string(text), "\n"), "\n\n") {
		v := vector{}
		for line := range strings.SplitSeq(block, "\n") {
			key, value, ok := strings.Cut(line, ": ")
			if _, twice := v[key]; !ok || twice || !slices.Contains(vectorKeys[file], key) {
				t.Fatalf("%s: what is %.80q?", file, line)
			}
			v[key] = value
		}
		all = append(all, v)
	}
	return all
}

// trusted gives the set of the keys that a vector trusts.
func (v vector) trusted(t testing.TB) *KeySet {
	t.Helper()
	var set KeySet
	public := map[string][]byte{}
	for _, k := range readVectors(t, "keys.txt") {
		public[k["name"]], _ = hex.DecodeString(k["public"])
	}
	for name := range strings.FieldsSeq(v["trust"]) {
		if set.Add(public[name]) == "" {
			t.Fatalf("%s: no key %q", v["name"], name)
		}
	}
	return &set
}

func (v vector) expect(t testing.TB) *Expect {
	t.Helper()
	skew, err := strconv.Atoi(v["skew"])
	if err != nil {
		t.Fatalf("%s: %v", v["name"], err)
	}
	e := &Expect{
		Issuer: v["issuer"], Subject: v["subject"], Device: v["device"], DeviceOptional: v["device-optional"] == "yes",
		Nonce: v["nonce"], Now: rfc3339(t, v["now"]), Skew: time.Duration(skew) * time.Second,
	}
	if v["after"] != "" {
		e.After = rfc3339(t, v["after"])
	}
	return e
}

// raw gives a text of the vectors, in which \n, \" and the like are escaped
// where it is quoted.
func (v vector) raw(t testing.TB, key string) string {
	t.Helper()
	text := v[key]
	if !strings.HasPrefix(text, `"`) {
		return text
	}
	text, err := strconv.Unquote(text)
	if err != nil {
		t.Fatalf("%s: %s: %v", v["name"], key, err)
	}
	return text
}

// outcome is the result of a vector that err would have.
func outcome(err error) string {
	if err == nil {
		return "good"
	}
	if e, ok := err.(*VerifyError); ok {
		return e.Why.String()
	}
	return "refused"
}

func TestVectorKeys(t *testing.T) {
	for _, v := range readVectors(t, "keys.txt") {
		seed, err := hex.DecodeString(v["seed"])
		if err != nil || len(seed) == 0 {
			t.Fatalf("%s: %v", v["name"], err)
		}
		s := signer(t, seed[0])
		if got := hex.EncodeToString(private(s).Seed()); got != v["seed"] {
			t.Errorf("%s: seed %s", v["name"], got)
		}
		if got := hex.EncodeToString(s.Public()); got != v["public"] {
			t.Errorf("%s: public key %s", v["name"], got)
		}
		if s.KeyID() != v["kid"] {
			t.Errorf("%s: kid %s", v["name"], s.KeyID())
		}
	}
}

func TestVectorStatements(t *testing.T) {
	for _, file := range []string{"statements.txt", "refused.txt"} {
		for _, v := range readVectors(t, file) {
			t.Run(v["name"], func(t *testing.T) {
				token := v.raw(t, "token")
				s, err := v.trusted(t).Verify([]byte(token), v.expect(t))
				if outcome(err) != v["result"] {
					t.Fatalf("%s (%v), want %s", outcome(err), err, v["result"])
				}
				if err != nil {
					refusedWhole(t, s, err, token, v["nonce"])
					return
				}
				p, _ := split([]byte(token))
				if payload, _ := decode(p.payload); string(payload) != v["payload"] || s.KeyID != v["kid"] {
					t.Errorf("signed with %s: %s", s.KeyID, payload)
				}
			})
		}
	}
}

// refusedWhole holds that a refusal comes with nothing, and tells no secret.
func refusedWhole(t *testing.T, s Signed, err error, token, nonce string) {
	t.Helper()
	if s.Issued || s.Result != Malformed || s.Claims != (Claims{}) {
		t.Errorf("a refusal came with %+v", s)
	}
	text := err.Error()
	if nonce != "" && strings.Contains(text, nonce) || len(token) > 40 && strings.Contains(text, token[:40]) || len(text) > 400 {
		t.Errorf("a refusal says %q", text)
	}
}

func TestVectorChanged(t *testing.T) {
	for _, v := range readVectors(t, "changed.txt") {
		keys, e := v.trusted(t), v.expect(t)
		if _, err := keys.Verify([]byte(v["token"]), e); err != nil {
			t.Fatalf("%s: unchanged: %v", v["name"], err)
		}
		if got := changedResults(keys, e, v["token"]); got != v["results"] {
			t.Errorf("%s: %s", v["name"], got)
		}
		if strings.Contains(v["results"], "good") {
			t.Errorf("%s: a changed token is good", v["name"])
		}
	}
}

func TestVectorProducts(t *testing.T) {
	for _, v := range readVectors(t, "products.txt") {
		t.Run(v["name"], func(t *testing.T) {
			facts, at, err := v.trusted(t).OpenProduct([]byte(v["token"]), v["issuer"])
			if outcome(err) != v["result"] || string(facts) != v["facts"] {
				t.Fatalf("%s (%v) %s", outcome(err), err, facts)
			}
			if err == nil && stamp(at) != v["at"] {
				t.Errorf("signed at %s", stamp(at))
			}
		})
	}
}

func TestVectorKeySets(t *testing.T) {
	for _, v := range readVectors(t, "key-sets.txt") {
		t.Run(v["name"], func(t *testing.T) {
			keys, _, err := ParseJWKS([]byte(v["key-set"]))
			if outcome(err) != v["result"] {
				t.Fatalf("%s (%v), want %s", outcome(err), err, v["result"])
			}
			if err != nil {
				if keys != nil {
					t.Error("a set came with the error")
				}
				return
			}
			if got := strings.Join(keys.IDs(), " "); got != v["kids"] {
				t.Errorf("kids %s", got)
			}
		})
	}
}

func TestVectorRotations(t *testing.T) {
	for _, v := range readVectors(t, "rotations.txt") {
		t.Run(v["name"], func(t *testing.T) {
			_, rotations, err := ParseJWKS([]byte(v["key-set"]))
			if err != nil {
				t.Fatal(err)
			}
			keys := v.trusted(t)
			before := keys.Len()
			added := keys.Follow(v["issuer"], rotations)
			slices.Sort(added)
			if got := strings.Join(added, " "); got != v["added"] || keys.Len() != before+len(added) {
				t.Errorf("added %q to %d keys, now %d; want %q", got, before, keys.Len(), v["added"])
			}
		})
	}
}
