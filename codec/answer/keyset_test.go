package answer

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The key and its thumbprint are those of RFC 8037, appendix A.
func TestKeyIDIsThatOfTheRFC(t *testing.T) {
	pub, err := hex.DecodeString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
	if err != nil {
		t.Fatal(err)
	}
	const thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
	if id := KeyID(pub); id != thumbprint[:16] {
		t.Errorf("key id %s, want %s", id, thumbprint[:16])
	}
}

// The header there says nothing but alg; its signature must be ours all the
// same.
func TestSignatureIsThatOfTheRFC(t *testing.T) {
	seed, err := hex.DecodeString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	if err != nil {
		t.Fatal(err)
	}
	const want = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
	if got := craft(ed25519.NewKeyFromSeed(seed), `{"alg":"EdDSA"}`, "Example of Ed25519 signing"); got != want {
		t.Errorf("signed as %s", got)
	}
}

func TestKeySetZeroValue(t *testing.T) {
	var k KeySet
	e := expect()
	if _, err := k.Verify([]byte(example(t).token), &e); outcome(err) != "unknown_key" {
		t.Errorf("an empty set says %v", err)
	}
	k.Remove("none")
	if _, ok := k.Get("none"); ok || k.Len() != 0 || len(k.IDs()) != 0 || len(k.Follow("ollu", []string{vouch(t, "first", "second")})) != 0 {
		t.Error("an empty set holds something")
	}
	if got := string(k.Clone().AppendJWKS(nil, nil)); got != `{"keys":[]}` {
		t.Errorf("an empty set is written %s", got)
	}
	if id := k.Add(make([]byte, 31)); id != "" || k.Len() != 0 {
		t.Error("a key of 31 bytes was taken")
	}
}

func TestKeySetKeepsItsKeys(t *testing.T) {
	first, second := signer(t, 1), signer(t, 2)
	pub := slices.Clone(first.Public())
	k := trust()
	id := k.Add(pub)
	clear(pub)
	other := k.Clone()
	other.Add(second.Public())
	other.Remove(id)
	got, ok := k.Get(id)
	if !ok || !bytes.Equal(got, first.Public()) || k.Len() != 1 {
		t.Fatalf("the set was changed from outside: %x, %d keys", got, k.Len())
	}
	clear(got)
	if got, _ := k.Get(id); !bytes.Equal(got, first.Public()) {
		t.Error("who was given a key changed it in the set")
	}
}

func TestKeySetWrittenAndRead(t *testing.T) {
	rotation := vouch(t, "first", "second")
	body := setOf(t, "first second third", rotation)
	k, rotations, err := ParseJWKS([]byte(body))
	if err != nil || !slices.Equal(rotations, []string{rotation}) {
		t.Fatalf("%v, rotations %q", err, rotations)
	}
	if !slices.IsSorted(k.IDs()) || k.Len() != 3 {
		t.Errorf("ids %q", k.IDs())
	}
	if again := string(k.AppendJWKS([]byte("before"), rotations)); again != "before"+body {
		t.Errorf("read and written again: %s", again)
	}
}

func TestKeySetsTooLongAreNotRead(t *testing.T) {
	body := setOf(t, "first")
	fits := body + strings.Repeat(" ", maxSet-len(body))
	if _, _, err := ParseJWKS([]byte(fits)); err != nil {
		t.Error(err)
	}
	if _, _, err := ParseJWKS([]byte(fits + " ")); err == nil {
		t.Error("a set beyond the limit was read")
	}
}

// TestFollowIsReachability compares what Follow takes in with a walk that goes
// on until nothing changes, for random rotations in random order.
func TestFollowIsReachability(t *testing.T) {
	signers := []*Signer{signer(t, 1), signer(t, 2), signer(t, 3), signer(t, 4), signer(t, 5)}
	rapid.Check(t, func(t *rapid.T) {
		edge := rapid.Custom(func(t *rapid.T) [2]int {
			return [2]int{rapid.IntRange(0, 4).Draw(t, "from"), rapid.IntRange(0, 4).Draw(t, "to")}
		})
		edges := rapid.SliceOfN(edge, 0, 10).Draw(t, "edges")
		known := map[int]bool{rapid.IntRange(0, 4).Draw(t, "pinned"): true}
		var k KeySet
		for i := range known {
			k.Add(signers[i].Public())
		}
		var rotations []string
		for _, e := range edges {
			rotations = append(rotations, string(signers[e[0]].AppendRotation(nil, "ollu", signers[e[1]].Public(), rotatedAt)))
		}
		added := k.Follow("ollu", rotations)
		for range edges {
			for _, e := range edges {
				known[e[1]] = known[e[1]] || known[e[0]]
			}
		}
		for i, s := range signers {
			if _, got := k.Get(s.KeyID()); got != known[i] {
				t.Fatalf("key %d trusted: %v, edges %v", i, got, edges)
			}
		}
		if again := k.Follow("ollu", rotations); len(again) > 0 || len(added) != k.Len()-1 {
			t.Fatalf("added %q, and then %q", added, again)
		}
	})
}

// TestRotationDrill goes with an agent that pinned the first key and was off
// while the issuer rotated twice: it reaches the new key, and what a foreign key
// signs stays out throughout.
func TestRotationDrill(t *testing.T) {
	pinned := trust(named(t, "first"))
	e, c, st := expect(), claims(), exampleStatement()
	token := named(t, "third").AppendStatement(nil, &c, &st)
	forged := named(t, "foreign").AppendStatement(nil, &c, &st)

	_, err := pinned.Verify(token, &e)
	if e, ok := errors.AsType[*VerifyError](err); !ok || e.Why != UnknownKey {
		t.Fatalf("before following: %v", err)
	}
	// The foreign key's holder stands between the two and adds what it can.
	body := setOf(t, "third foreign", vouch(t, "foreign", "foreign"), vouch(t, "second", "third"), vouch(t, "first", "second"))
	published, rotations, err := ParseJWKS([]byte(body))
	if err != nil || published.Len() != 2 {
		t.Fatal(err)
	}
	if added := pinned.Follow("ollu", rotations); !slices.Equal(added, []string{named(t, "second").KeyID(), named(t, "third").KeyID()}) {
		t.Fatalf("followed to %q", added)
	}
	got, err := pinned.Verify(token, &e)
	if err != nil || got.KeyID != named(t, "third").KeyID() {
		t.Fatalf("after following: %v by %s", err, got.KeyID)
	}
	if _, err := pinned.Verify(forged, &e); outcome(err) != "unknown_key" {
		t.Errorf("a foreign key's statement: %v", err)
	}
	old := named(t, "first").AppendStatement(nil, &c, &st)
	if _, err := pinned.Verify(old, &e); err != nil {
		t.Errorf("what the old key signed no longer counts: %v", err)
	}
	pinned.Remove(named(t, "first").KeyID())
	if _, err := pinned.Verify(old, &e); outcome(err) != "unknown_key" {
		t.Errorf("a key that was taken out still counts: %v", err)
	}
}
