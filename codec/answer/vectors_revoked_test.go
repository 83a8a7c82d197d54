package answer

import (
	"strings"
	"testing"
	"time"
)

// exampleRevocations is a list of two.
func exampleRevocations() *Revocations {
	return &Revocations{Issuer: "ollu", IssuedAt: rotatedAt, List: []Revocation{
		{"DeKFzkWhF59K1JsXobo8Mw", rotatedAt.Add(-time.Hour), "ご返金のため"},
		{"Zm9yLXRoZS12ZWN0b3JzISE", rotatedAt.AddDate(-3, 0, 0), `"sold" twice`},
	}}
}

func vectorsOfRevocations(t *testing.T) string {
	list := exampleRevocations()
	first, header, payload := opened(t, string(named(t, "first").AppendRevocations(nil, list)))
	var out []string
	add := func(name, token, result, at, payload string) {
		out = append(out, block("name", name, "trust", "first", "issuer", "ollu", "token", token, "result", result, "at", at, "payload", payload))
	}
	good := func(name, payload string) {
		add(name, craft(private(first), header, payload), "good", stamp(rotatedAt), payload)
	}
	refused := func(result, name string, oldnew ...string) {
		add(name, craft(private(first), header, strings.NewReplacer(oldnew...).Replace(payload)), result, "", "")
	}
	one, two := string(list.List[0].append(nil)), string(list.List[1].append(nil))
	good("two licences", payload)
	good("none", string(mustPayload(t, first.AppendRevocations(nil, &Revocations{Issuer: "ollu", IssuedAt: rotatedAt}))))
	good("members nobody knows", strings.NewReplacer(`{"iss"`, `{"result":7,"iss"`, `{"sub"`, `{"by":[],"sub"`).Replace(payload))
	good("among white space", strings.NewReplacer(`:[`, ": [\t", `},{`, "} ,\n {").Replace(payload))
	refused("other_issuer", "of another issuer", `"iss":"ollu"`, `"iss":"ollu.example"`)
	refused("unreadable", "without iat", `"iat":1583020800,`, ``)
	refused("unreadable", "no list", `,"revoked":[`+one+`,`+two+`]`, ``)
	refused("unreadable", "the list twice", `"revoked":`, `"revoked":[],"revoked":`)
	refused("unreadable", "a list that is none", `[`, `{"a":[`, `]`, `]}`)
	refused("unreadable", "out of order", one+`,`+two, two+`,`+one)
	refused("unreadable", "the same licence twice", one, one+`,`+one)
	refused("unreadable", "no subject", `"sub"`, `"who"`)
	refused("unreadable", "no reason", `"reason"`, `"why"`)
	refused("unreadable", "no time", `"at"`, `"when"`)
	refused("unreadable", "a time with a fraction", `"at":1583017200`, `"at":1583017200.5`)
	refused("unreadable", "a reason twice", `"reason":"ご返金のため"`, `"reason":"a","reason":"b"`)
	refused("unreadable", "a member nobody knows, twice", `{"sub"`, `{"by":1,"by":2,"sub"`)
	add("a statement", example(t).token, "unreadable", "", "")
	add("as a statement", craft(private(first), strings.Replace(header, TypeRevocations, TypeStatement, 1), payload), "unreadable", "", "")
	add("by a foreign key", craft(private(named(t, "foreign")), header, payload), "bad_signature", "", "")
	return strings.Join(out, "\n")
}

func mustPayload(t *testing.T, token []byte) []byte {
	t.Helper()
	p, err := split(token)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := decode(p.payload)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

func TestVectorRevocations(t *testing.T) {
	for _, v := range readVectors(t, "revocations.txt") {
		t.Run(v["name"], func(t *testing.T) {
			token := []byte(v["token"])
			r, err := v.trusted(t).OpenRevocations(token, v["issuer"])
			if outcome(err) != v["result"] {
				t.Fatalf("%s (%v), want %s", outcome(err), err, v["result"])
			}
			if err != nil {
				if r.List != nil || r.Issuer != "" || !r.IssuedAt.IsZero() {
					t.Errorf("a refusal came with %+v", r)
				}
				return
			}
			if stamp(r.IssuedAt) != v["at"] || string(mustPayload(t, token)) != v.raw(t, "payload") {
				t.Errorf("signed at %s: %s", stamp(r.IssuedAt), v["payload"])
			}
		})
	}
}
