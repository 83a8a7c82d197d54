package answer

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ollu/codec/product"
	"ollu/codec/term"
)

// FuzzVerify holds that nothing panics, and that nothing is accepted but what
// was signed, byte for byte.
func FuzzVerify(f *testing.F) {
	signed := map[string]bool{}
	add := func(token string) {
		signed[token] = true
		f.Add([]byte(token))
	}
	for _, v := range readVectors(f, "statements.txt") {
		add(v["token"])
	}
	for _, v := range readVectors(f, "products.txt") {
		signed[v["token"]] = true
	}
	for _, v := range readVectors(f, "refused.txt") {
		token := v.raw(f, "token")
		f.Add([]byte(token))
		if v["result"] != "bad_signature" && v["result"] != "unknown_key" {
			signed[token] = true // and refused for what it says, or how
		}
	}
	add(vouch(f, "first", "second"))
	x := example(f)
	keys := trust(named(f, "first"))
	f.Fuzz(func(t *testing.T, token []byte) {
		for _, kind := range []string{TypeStatement, TypeRotation, TypeProduct, TypeRevocations} {
			if _, _, err := keys.Open(kind, token); err == nil && !signed[string(token)] {
				t.Fatalf("never signed: %q", token)
			}
		}
		s, err := keys.Verify(token, &x.expect)
		if err == nil && (s.Issuer != x.expect.Issuer || s.Subject != x.expect.Subject || s.Device != x.expect.Device || s.Nonce != x.expect.Nonce) {
			t.Fatalf("not as expected: %+v", s)
		}
		if _, ok := err.(*VerifyError); err != nil && !ok {
			t.Fatalf("an error of another kind: %v", err)
		}
		if facts, _, err := keys.OpenProduct(token, "ollu"); err == nil && !json.Valid(facts) {
			t.Fatalf("facts: %q", facts)
		}
	})
}

// FuzzSign holds that whatever is signed is verified as the same, by who
// expects it and by nobody else.
func FuzzSign(f *testing.F) {
	f.Add("ollu", "DeKFzkWhF59K1JsXobo8Mw", "gateway-7f3a", "c2FsdC1hbmQtcGVwcGVy", int64(1577847845), int64(3600), uint8(Valid), "mail-gateway-appliance", "antivirus\x00spam", uint16(18292), "")
	f.Add("", "", "", "", int64(0), int64(0), uint8(Malformed), "", "", uint16(0), "symbol 3")
	f.Add("\"", "\\", "\u2028", "\x00", int64(-1), int64(-1), uint8(Revoked), "\xff", "\"", uint16(1), "\n")
	s, other := signer(f, 1), signer(f, 2)
	f.Fuzz(func(t *testing.T, issuer, subject, device, nonce string, at, life int64, result uint8, name, components string, expires uint16, hint string) {
		at = min(max(at, firstSecond), lastSecond)
		c := Claims{
			Issuer: replaced(issuer), Subject: replaced(subject), Device: replaced(device), Nonce: replaced(nonce),
			IssuedAt: time.Unix(at, 0).UTC(), Expires: time.Unix(min(max(at+life%1e9, firstSecond), lastSecond), 0).UTC(),
		}
		st := utf8Only(canonical(Statement{
			Result: Result(result % Results), Product: name, Type: product.Full, Components: strings.Split(components, "\x00"),
			Expires: term.Day(expires), GraceEnds: term.Day(expires), Zone: "Asia/Tokyo", ServerTime: c.IssuedAt, Hint: hint,
		}))
		token := s.AppendStatement(nil, &c, &st)
		e := Expect{Issuer: c.Issuer, Subject: c.Subject, Device: c.Device, Nonce: c.Nonce, Now: c.IssuedAt}
		got, err := trust(s).Verify(token, &e)
		if c.Nonce == "" && !c.IssuedAt.Before(c.Expires) {
			if outcome(err) != "too_old" {
				t.Fatalf("without a life: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatalf("%v: %s", err, token)
		}
		if diff := cmp.Diff(Signed{Claims: c, Statement: st, KeyID: s.KeyID()}, got, same); diff != "" {
			t.Fatalf("signed and verified (-want +got):\n%s", diff)
		}
		if _, err := trust(other).Verify(token, &e); outcome(err) != "unknown_key" {
			t.Fatalf("by another key: %v", err)
		}
		e.Device += "x"
		if _, err := trust(s).Verify(token, &e); outcome(err) != "other_device" {
			t.Fatalf("for another device: %v", err)
		}
	})
}

// FuzzParseJWKS holds that a set that is read is written and read as the same,
// and that its rotations bring in nothing that nobody vouched for.
func FuzzParseJWKS(f *testing.F) {
	for _, file := range []string{"key-sets.txt", "rotations.txt"} {
		for _, v := range readVectors(f, file) {
			f.Add(v["key-set"])
		}
	}
	first := named(f, "first")
	vouched := map[string]bool{named(f, "second").KeyID(): true, named(f, "third").KeyID(): true}
	f.Fuzz(func(t *testing.T, body string) {
		k, rotations, err := ParseJWKS([]byte(body))
		if err != nil {
			return
		}
		again, same, err := ParseJWKS(k.AppendJWKS(nil, rotations))
		if err != nil || !cmp.Equal(again.IDs(), k.IDs()) || len(same) != len(rotations) {
			t.Fatalf("%v after reading %q", err, body)
		}
		for _, id := range trust(first).Follow("ollu", rotations) {
			if !vouched[id] {
				t.Fatalf("nobody vouched for %s", id)
			}
		}
	})
}

// FuzzScan holds the scanner to encoding/json: it takes no text that is not
// JSON, it gives strings as that reads them, and it refuses of JSON only what it
// says it does.
func FuzzScan(f *testing.F) {
	for _, text := range []string{
		`{"a":"b","c":[1,-0.5e+3,0,true,false,null,{},[]]}`, ` { "" : "\"\\\/\b\f\n\r\t\u00e9\ud842\udf9f" } `, `{"a":01}`, `{"a":1.}`, `{"a":1e}`, `{"a":-}`,
		`{"a":[1,]}`, `{,}`, `{"a":1,}`, `{"a" 1}`, `{"a":"\ud800"}`, `{"a":"\ud800\u0041"}`, `{"a":"\x"}`, "{\"a\":\"\t\"}", "{\"a\":\"\xff\"}", `{"a":tru}`, `{"a":truefalse}`, `{"a"`,
		`{"a":"é\u12`, `{}{}`, `{"a":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}`, `{"a":"\u 123"}`, `{"a":"\u00zz"}`, `{"a":"\uD842\uDF9F"}`, "{}\x00", `[`, "{\"a\":\"\\u\x1012\x13\"}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := map[string]string{}
		s := scanner{text: text}
		err := s.object(func(name string) (err error) {
			delete(words, name) // encoding/json believes the last one
			if s.peek() != '"' {
				return s.skip()
			}
			words[name], err = s.word()
			return err
		})
		var want map[string]any
		wrong := json.Unmarshal([]byte(text), &want)
		if err == nil && wrong != nil {
			t.Fatalf("%q is taken: %v", text, wrong)
		}
		if err != nil && wrong == nil && want != nil && !special(text) {
			t.Fatalf("%q is refused: %v", text, err)
		}
		for name, value := range words {
			if err == nil && want[name] != value {
				t.Fatalf("%q: %q is %q, not %q", text, name, value, want[name])
			}
		}
	})
}

// special tells what a scanner refuses though it is JSON.
func special(text string) bool {
	lower := strings.ToLower(text)
	return !utf8.ValidString(text) || strings.Contains(lower, `\ud`) ||
		strings.Count(text, "[")+strings.Count(text, "{") > maxDepth
}
