package answer

import (
	"crypto/hmac"
	"crypto/sha256"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

// refusedCases are not believed, each for one reason.
func refusedCases(t *testing.T) []tokenCase {
	return slices.Concat(misfits(t), badHeaders(t), badPayloads(t), badSpellings(t), badSignatures(t))
}

// misfits are rightly signed, but are not what is expected.
func misfits(t *testing.T) (cases []tokenCase) {
	add := func(result, name string, change func(c *Claims, e *Expect)) {
		x := made(t, name, func(c *Claims, _ *Statement, e *Expect) { change(c, e) })
		x.result = result
		cases = append(cases, x)
	}
	add("other_issuer", "another issuer", func(c *Claims, _ *Expect) { c.Issuer = "ollu.example" })
	add("other_issuer", "no issuer", func(c *Claims, _ *Expect) { c.Issuer = "" })
	add("other_issuer", "an issuer where none is expected", func(_ *Claims, e *Expect) { e.Issuer = "" })
	add("other_code", "another code", func(c *Claims, _ *Expect) { c.Subject = "0000000000000000000000" })
	add("other_code", "no code", func(c *Claims, _ *Expect) { c.Subject = "" })
	add("other_code", "a code where none is expected", func(_ *Claims, e *Expect) { e.Subject = "" })
	add("other_device", "a swapped device", func(c *Claims, _ *Expect) { c.Device = "gateway-7f3b" })
	add("other_device", "a swapped device, in a licence file", func(c *Claims, e *Expect) { c.Device, e.DeviceOptional = "gateway-7f3b", true })
	add("other_device", "no device, though one asked", func(c *Claims, _ *Expect) { c.Device = "" })
	add("other_device", "a device, though none asked", func(_ *Claims, e *Expect) { e.Device = "" })
	add("other_nonce", "an old nonce", func(c *Claims, _ *Expect) { c.Nonce = "YW4tZWFybGllci1vbmU" })
	add("other_nonce", "no nonce, though one was sent", func(c *Claims, _ *Expect) { c.Nonce = "" })
	add("too_old", "too old by a second", func(c *Claims, e *Expect) { e.Nonce, e.Now = "", c.Expires.Add(e.Skew) })
	add("too_old", "dead before it was born", func(c *Claims, e *Expect) { e.Nonce, e.Skew, c.Expires = "", 0, c.IssuedAt })
	add("too_new", "too new by a second", func(c *Claims, e *Expect) { e.Nonce, e.Now = "", c.IssuedAt.Add(-e.Skew-time.Second) })
	add("superseded", "older than the one held", func(c *Claims, e *Expect) { e.After = c.IssuedAt.Add(time.Second) })
	add("superseded", "in time, but older than the one held", func(c *Claims, e *Expect) { e.Nonce, e.After = "", c.IssuedAt.Add(time.Second) })
	return cases
}

// badHeaders are signed over a header that may not be.
func badHeaders(t *testing.T) (cases []tokenCase) {
	x := example(t)
	key, header, payload := opened(t, x.token)
	add := func(result, name string, oldnew ...string) {
		y := x
		y.name, y.result = name, result
		y.token = craft(private(key), strings.NewReplacer(oldnew...).Replace(header), payload)
		cases = append(cases, y)
	}
	add("unreadable", "alg none, with a signature", "EdDSA", "none")
	add("unreadable", "alg in lower case", "EdDSA", "eddsa")
	add("unreadable", "alg Ed25519, the other name of it", "EdDSA", "Ed25519")
	add("unreadable", "alg is no string", `"EdDSA"`, `["EdDSA"]`)
	add("unreadable", "no alg", `"alg":"EdDSA",`, ``)
	add("unreadable", "alg twice", `{"alg"`, `{"alg":"EdDSA","alg"`)
	add("unreadable", "alg twice, once in other letters", `{"alg"`, `{"ALG":"EdDSA","alg"`)
	add("unreadable", "typ of a rotation", TypeStatement, TypeRotation)
	add("unreadable", "typ of a product", TypeStatement, TypeProduct)
	add("unreadable", "typ JWT", TypeStatement, "JWT")
	add("unreadable", "typ in capitals", TypeStatement, strings.ToUpper(TypeStatement))
	add("unreadable", "typ as a whole media type", TypeStatement, "application/"+TypeStatement)
	add("unreadable", "no typ", `"typ":"`+TypeStatement+`",`, ``)
	add("unreadable", "no kid", `,"kid":"`+key.KeyID()+`"`, ``)
	add("unreadable", "kid twice", `}`, `,"kid":"`+key.KeyID()+`"}`)
	add("unknown_key", "kid is empty", key.KeyID(), ``)
	add("unreadable", "crit", `}`, `,"crit":["exp"]}`)
	add("unreadable", "b64", `}`, `,"b64":true}`)
	add("unreadable", "a key in the header", `}`, `,"jwk":`+string(appendJWK(nil, key.Public()))+`}`)
	add("unreadable", "the address of a key in the header", `}`, `,"jku":"http://licence.example/ollu/keys.json"}`)
	add("unreadable", "something behind the header", `}`, `}{}`)
	add("unreadable", "a header that is an array", header, `[`+header+`]`)
	add("unreadable", "a header cut short", `}`, ``)
	return cases
}

// opened gives the first signer and the header and payload of one of its
// tokens.
func opened(t *testing.T, token string) (key *Signer, header, payload string) {
	t.Helper()
	p, err := split([]byte(token))
	if err != nil {
		t.Fatal(err)
	}
	h, _ := decode(p.header)
	b, _ := decode(p.payload)
	return named(t, "first"), string(h), string(b)
}

// badPayloads are rightly signed, but are no statement.
func badPayloads(t *testing.T) (cases []tokenCase) {
	x := example(t)
	key, header, payload := opened(t, x.token)
	add := func(name string, oldnew ...string) {
		y := x
		y.name, y.result = name, "unreadable"
		y.token = craft(private(key), header, strings.NewReplacer(oldnew...).Replace(payload))
		if y.token == x.token {
			t.Fatalf("%s changes nothing", name)
		}
		cases = append(cases, y)
	}
	add("iss twice", `{"iss"`, `{"iss":"ollu","iss"`)
	add("result twice", `"result":"valid"`, `"result":"revoked","result":"valid"`)
	add("result twice, once with an escape", `"result":"valid"`, `"\u0072esult":"revoked","result":"valid"`)
	add("an unknown member twice", `{"iss"`, `{"x":1,"x":1,"iss"`)
	add("no iat", `"iat":1577847845,`, ``)
	add("no nbf", `"nbf":1577847845,`, ``)
	add("no exp", `"exp":1577851445,`, ``)
	add("exp as a string", `"exp":1577851445`, `"exp":"1577851445"`)
	add("exp as a fraction", `"exp":1577851445`, `"exp":1577851445.0`)
	add("exp with an exponent", `"exp":1577851445`, `"exp":2e9`)
	add("exp beyond the year 9999", `"exp":1577851445`, `"exp":253402300800`)
	add("exp is null", `"exp":1577851445`, `"exp":null`)
	add("sub is a number", `"sub":"DeKFzkWhF59K1JsXobo8Mw"`, `"sub":1`)
	add("device is null", `"device":"gateway-7f3a"`, `"device":null`)
	add("no result", `"result":"valid",`, ``)
	add("a result nobody knows", `"result":"valid"`, `"result":"perfect"`)
	add("a day that does not exist", `2020-01-31`, `2020-01-32`)
	add("no statement at all", payload[strings.Index(payload, `,"result"`):], `}`)
	add("an array", payload, `[`+payload+`]`)
	add("null", payload, `null`)
	add("nothing", payload, ``)
	add("something behind it", payload, payload+`,`)
	add("cut short", payload, payload[:len(payload)-1])
	add("not UTF-8", `gateway-7f3a`, "gateway-\xff7f3a")
	add("half a surrogate pair", `gateway-7f3a`, `gateway-\ud800`)
	add("a line end in a string", `gateway-7f3a`, "gateway\n7f3a")
	add("nested deep", `{"iss"`, `{"x":`+strings.Repeat("[", maxDepth)+strings.Repeat("]", maxDepth)+`,"iss"`)
	return cases
}

// badSpellings carry a right signature in a form that is not the one of it.
func badSpellings(t *testing.T) (cases []tokenCase) {
	x := example(t)
	key, header, payload := opened(t, x.token)
	for len(header)%3 == 0 {
		header += " "
	}
	for len(payload)%3 == 0 {
		payload += " "
	}
	parts := strings.Split(craft(private(key), header, payload), ".")
	add := func(name, token string) {
		y := x
		y.name, y.result, y.token = name, "unreadable", token
		cases = append(cases, y)
	}
	resigned := func(header, payload string) string { return craftEncoded(private(key), header, payload) }
	add("a second spelling of the header", resigned(respell(parts[0]), parts[1]))
	add("a second spelling of the payload", resigned(parts[0], respell(parts[1])))
	add("a second spelling of the signature", strings.Join([]string{parts[0], parts[1], respell(parts[2])}, "."))
	add("padding behind the header", resigned(pad(parts[0]), parts[1]))
	add("padding behind the payload", resigned(parts[0], pad(parts[1])))
	add("padding behind the signature", x.token+"==")
	add("the other alphabet of base64", resigned(parts[0], encoding.EncodeToString([]byte(payload[:len(payload)-len(payload)%3]))+"+/+/"))
	add("a line end in the payload", resigned(parts[0], parts[1][:40]+"\n"+parts[1][40:]))
	add("a carriage return in the payload", resigned(parts[0], parts[1][:40]+"\r"+parts[1][40:]))
	add("a line end in the signature", x.token[:len(x.token)-4]+"\r\n"+x.token[len(x.token)-4:])
	add("a line end behind it", x.token+"\n")
	add("a space before it", " "+x.token)
	add("empty", "")
	add("two full stops alone", "..")
	add("no signature", x.token[:strings.LastIndexByte(x.token, '.')])
	add("four parts", x.token+".")
	add("a part of one character", resigned(parts[0], "A"))
	add("as JSON", `{"protected":"`+parts[0]+`","payload":"`+parts[1]+`","signature":"`+parts[2]+`"}`)
	add("the payload alone", payload)
	add("a web page", "<!DOCTYPE html><title>Log in</title>")
	return cases
}

// respell sets the lowest bit of the last character, which no byte comes of.
func respell(part string) string { return part[:len(part)-1] + string(changedByte(part[len(part)-1])) }

func pad(part string) string { return part + strings.Repeat("=", (4-len(part)%4)%4) }

// badSignatures are of the right form, but were not made by the key they name.
func badSignatures(t *testing.T) (cases []tokenCase) {
	x := example(t)
	first, header, payload := opened(t, x.token)
	foreign := named(t, "foreign")
	at := strings.LastIndexByte(x.token, '.') + 1
	signature, _ := decode([]byte(x.token[at:]))
	add := func(result, name, token string) {
		y := x
		y.name, y.result, y.token = name, result, token
		cases = append(cases, y)
	}
	with := func(signature []byte) string { return x.token[:at] + encoding.EncodeToString(signature) }
	mac := hmac.New(sha256.New, first.Public())
	hs := encoding.EncodeToString([]byte(strings.Replace(header, "EdDSA", "HS256", 1))) + "." + encoding.EncodeToString([]byte(payload))
	mac.Write([]byte(hs))
	none := encoding.EncodeToString([]byte(strings.Replace(header, "EdDSA", "none", 1)))
	other := example(t)
	c, st := claims(), exampleStatement()
	c.Nonce = "YW4tZWFybGllci1vbmU"
	other.token = string(first.AppendStatement(nil, &c, &st))

	add("unknown_key", "a foreign key, by its own name", craft(private(foreign), strings.Replace(header, first.KeyID(), foreign.KeyID(), 1), payload))
	add("bad_signature", "a foreign key, by the name of a trusted one", craft(private(foreign), header, payload))
	add("bad_signature", "the signature of another answer", x.token[:at]+other.token[strings.LastIndexByte(other.token, '.')+1:])
	add("bad_signature", "all zero", with(make([]byte, 64)))
	add("bad_signature", "a byte short", with(signature[:63]))
	add("bad_signature", "a byte too long", with(append(slices.Clone(signature), 0)))
	add("bad_signature", "none", x.token[:at])
	add("bad_signature", "S plus the order of the group", with(unreduced(signature)))
	add("unreadable", "alg none, without a signature", none+x.token[strings.IndexByte(x.token, '.'):at])
	add("unreadable", "alg HS256 with the public key as its secret", hs+"."+encoding.EncodeToString(mac.Sum(nil)))
	return cases
}

// unreduced gives a second signature that fits where S is not looked at
// closely: S plus the order of the group.
func unreduced(signature []byte) []byte {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	out := slices.Clone(signature)
	slices.Reverse(out[32:])
	s := new(big.Int).SetBytes(out[32:])
	s.Add(s, order).FillBytes(out[32:])
	slices.Reverse(out[32:])
	return out
}
