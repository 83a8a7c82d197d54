package answer

import (
	"slices"
	"strings"
	"testing"
	"time"
)

var rotatedAt = time.Date(2020, 3, 1, 0, 0, 0, 0, time.UTC)

// vouch gives the rotation by which one key vouches for another.
func vouch(t testing.TB, from, to string) string {
	t.Helper()
	return string(named(t, from).AppendRotation(nil, "ollu", named(t, to).Public(), rotatedAt))
}

// setOf gives the body of keys.json.
func setOf(t testing.TB, names string, rotations ...string) string {
	t.Helper()
	var k KeySet
	for name := range strings.FieldsSeq(names) {
		k.Add(named(t, name).Public())
	}
	return string(k.AppendJWKS(nil, rotations))
}

func idsOf(t testing.TB, names string) string {
	t.Helper()
	var ids []string
	for name := range strings.FieldsSeq(names) {
		ids = append(ids, named(t, name).KeyID())
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func vectorsOfRotations(t *testing.T) string {
	one, two := vouch(t, "first", "second"), vouch(t, "second", "third")
	first, header, payload := opened(t, one)
	key := string(appendJWK(nil, named(t, "second").Public()))
	var out []string
	add := func(name, trust, added string, rotations ...string) {
		out = append(out, block("name", name, "trust", trust, "issuer", "ollu",
			"key-set", setOf(t, "third", rotations...), "added", idsOf(t, added)))
	}
	crafted := func(oldnew ...string) string {
		return craft(private(first), header, strings.NewReplacer(oldnew...).Replace(payload))
	}
	add("one step", "first", "second", one)
	add("a chain", "first", "second third", one, two)
	add("a chain, told backwards", "first", "second third", two, one)
	add("from the middle", "second", "third", one, two)
	add("nothing new", "first second third", "", one, two)
	add("no rotation at all", "first", "")
	add("a gap", "first", "", two)
	add("a circle", "first", "second", one, vouch(t, "second", "first"))
	add("said three times, once changed", "first", "second", one[:len(one)-2]+"AA", one, one)
	add("a foreign key vouches for itself", "first", "", vouch(t, "foreign", "foreign"))
	add("a foreign key uses the name of the first", "first", "", craft(private(named(t, "foreign")), header, payload))
	add("a statement is no rotation", "first", "", example(t).token)
	add("a rotation in the clothes of a statement", "first", "", craft(private(first), strings.Replace(header, TypeRotation, TypeStatement, 1), payload))
	add("of another issuer", "first", "", crafted(`"iss":"ollu"`, `"iss":"ollu.example"`))
	add("of no issuer", "first", "", crafted(`"iss":"ollu",`, ``))
	add("without iat", "first", "", crafted(`"iat":1583020800,`, ``))
	add("without a key", "first", "", crafted(`,"key":`+key, ``))
	add("two keys", "first", "", crafted(`"key":`, `"key":`+key+`,"key":`))
	add("a key of another kind", "first", "", crafted(`"OKP"`, `"EC"`))
	add("a key under a wrong name", "first", "", crafted(named(t, "second").KeyID(), first.KeyID()))
	add("a member nobody knows", "first", "second", crafted(`{"iss"`, `{"result":7,"iss"`))
	return strings.Join(out, "\n")
}

func vectorsOfKeySets(t *testing.T) string {
	first := string(appendJWK(nil, named(t, "first").Public()))
	id := named(t, "first").KeyID()
	var out []string
	add := func(name, result, kids, text string) {
		out = append(out, block("name", name, "key-set", text, "result", result, "kids", idsOf(t, kids)))
	}
	changed := func(oldnew ...string) string {
		return strings.NewReplacer(oldnew...).Replace(`{"keys":[` + first + `]}`)
	}
	add("one key", "good", "first", setOf(t, "first"))
	add("three keys and a rotation", "good", "first second third", setOf(t, "third second first", vouch(t, "first", "second")))
	add("no key", "good", "", setOf(t, ""))
	add("the same key twice", "good", "first", `{"keys":[`+first+`,`+first+`]}`)
	add("a bare key", "good", "first", changed(`,"kid":"`+id+`","use":"sig","alg":"EdDSA"`, ``))
	add("keys of other kinds are passed over", "good", "first", `{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"1"},{"kty":"OKP","crv":"X25519","x":"AA"},{"kty":"oct","k":"AA"},`+first+`]}`)
	add("for another use", "good", "", changed(`"sig"`, `"enc"`))
	add("for another algorithm", "good", "", changed(`"EdDSA"`, `"ES256"`))
	add("members nobody knows", "good", "first", changed(`{"keys"`, `{"issuer":{"keys":[]},"keys"`, `"kty"`, `"x5c":[],"kty"`))
	add("a wrong name", "refused", "", changed(id, named(t, "second").KeyID()))
	add("a private key", "refused", "", changed(`"use"`, `"d":"AQEB","use"`))
	add("x is too short", "refused", "", changed(`"x":"`, `"x":"AA","y":"`))
	add("x with padding", "refused", "", changed(`","kid"`, `=","kid"`))
	add("x twice", "refused", "", changed(`"x"`, `"x":"AA","x"`))
	add("keys twice", "refused", "", changed(`{"keys"`, `{"keys":[],"keys"`))
	add("keys is no array", "refused", "", `{"keys":`+first+`}`)
	add("no keys", "refused", "", `{"rotations":[]}`)
	add("a rotation that is no string", "refused", "", `{"keys":[],"rotations":[null]}`)
	add("a key that is no object", "refused", "", `{"keys":["`+id+`"]}`)
	add("a key alone", "refused", "", first)
	add("a web page", "refused", "", `<html>`)
	return strings.Join(out, "\n")
}

// exampleFacts are facts of a product in short.
const exampleFacts = `{"id":"mail-gateway-appliance","name":{"ja":"メールゲートウェイ アプライアンス版","en":"Mail Gateway Appliance"}}`

func vectorsOfProducts(t *testing.T) string {
	token := string(named(t, "first").AppendProduct(nil, "ollu", []byte(exampleFacts), rotatedAt))
	first, header, payload := opened(t, token)
	var out []string
	add := func(name, token, result, at, facts string) {
		out = append(out, block("name", name, "trust", "first", "issuer", "ollu", "token", token, "result", result, "at", at, "facts", facts))
	}
	crafted := func(oldnew ...string) string {
		return craft(private(first), header, strings.NewReplacer(oldnew...).Replace(payload))
	}
	add("facts", token, "good", stamp(rotatedAt), exampleFacts)
	add("facts among white space", crafted(`"product":`, `"product" : `), "good", stamp(rotatedAt), exampleFacts)
	add("a member nobody knows", crafted(`{"iss"`, `{"seats":7,"iss"`), "good", stamp(rotatedAt), exampleFacts)
	add("of another issuer", crafted(`"iss":"ollu"`, `"iss":"ollu.example"`), "other_issuer", "", "")
	add("no facts", crafted(`,"product":`+exampleFacts, ``), "unreadable", "", "")
	add("facts twice", crafted(`"product":`, `"product":{},"product":`), "unreadable", "", "")
	add("facts that are no object", crafted(exampleFacts, `[]`), "unreadable", "", "")
	add("without iat", crafted(`"iat":1583020800,`, ``), "unreadable", "", "")
	add("a statement", example(t).token, "unreadable", "", "")
	add("by a foreign key", craft(private(named(t, "foreign")), header, payload), "bad_signature", "", "")
	return strings.Join(out, "\n")
}
