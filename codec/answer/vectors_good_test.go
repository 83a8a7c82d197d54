package answer

import (
	"strings"
	"testing"
	"time"

	"ollu/codec/product"
)

// exampleStatement is the one of docs/protocol.md.
func exampleStatement() Statement {
	s := sample()
	s.Components = []string{"antivirus", "spam-prevention"}
	return s
}

// example is an answer to a question with a nonce.
func example(t testing.TB) tokenCase {
	t.Helper()
	c, st := claims(), exampleStatement()
	return tokenCase{
		name: "fresh", trust: "first", expect: expect(), result: "good",
		token: string(named(t, "first").AppendStatement(nil, &c, &st)),
	}
}

// made is the example with other claims and another statement; e is the
// expectation, to be changed likewise.
func made(t *testing.T, name string, change func(c *Claims, st *Statement, e *Expect)) tokenCase {
	t.Helper()
	x, c, st := example(t), claims(), exampleStatement()
	change(&c, &st, &x.expect)
	x.name, x.token = name, string(named(t, "first").AppendStatement(nil, &c, &st))
	return x
}

// goodCases are believed.
func goodCases(t *testing.T) []tokenCase {
	week := 7 * 24 * time.Hour
	shelf := func(c *Claims, e *Expect) { c.Nonce, e.Nonce, c.Expires = "", "", c.IssuedAt.Add(week) }
	cases := []tokenCase{
		example(t),
		made(t, "fresh, and the clock is a century ahead", func(_ *Claims, _ *Statement, e *Expect) { e.Now = e.Now.AddDate(100, 0, 0) }),
		made(t, "fresh, and the clock is at 1970", func(_ *Claims, _ *Statement, e *Expect) { e.Now = time.Unix(0, 0) }),
		made(t, "fresh, the clock is not asked but one is held", func(c *Claims, _ *Statement, e *Expect) { e.After = c.IssuedAt }),
		made(t, "no nonce", func(c *Claims, _ *Statement, e *Expect) { shelf(c, e) }),
		made(t, "no nonce asked for, one is there", func(_ *Claims, _ *Statement, e *Expect) { e.Nonce = "" }),
		made(t, "no nonce, first second", func(c *Claims, _ *Statement, e *Expect) { shelf(c, e); e.Now = c.IssuedAt.Add(-e.Skew) }),
		made(t, "no nonce, last second", func(c *Claims, _ *Statement, e *Expect) {
			shelf(c, e)
			e.Now = c.Expires.Add(e.Skew - time.Second)
		}),
		made(t, "no nonce, as new as the one held", func(c *Claims, _ *Statement, e *Expect) { shelf(c, e); e.After = c.IssuedAt }),
		made(t, "no device", func(c *Claims, _ *Statement, e *Expect) { c.Device, e.Device = "", "" }),
		made(t, "a licence file, which names no device", func(c *Claims, _ *Statement, e *Expect) {
			shelf(c, e)
			c.Device, e.DeviceOptional, c.Expires = "", true, time.Date(2020, 4, 29, 15, 0, 0, 0, time.UTC)
		}),
		made(t, "a licence file for this device", func(c *Claims, _ *Statement, e *Expect) { shelf(c, e); e.DeviceOptional = true }),
		made(t, "perpetual", func(_ *Claims, st *Statement, _ *Expect) {
			st.Perpetual, st.NextCheck = true, time.Time{}
		}),
		made(t, "in grace", func(c *Claims, st *Statement, e *Expect) {
			c.IssuedAt = time.Date(2020, 1, 31, 0, 0, 0, 0, time.UTC)
			c.Expires, st.ServerTime, e.Now = c.IssuedAt.Add(time.Hour), c.IssuedAt, c.IssuedAt
			st.Result, st.DaysLeft, st.NextCheck = Grace, 0, time.Date(2020, 3, 1, 0, 0, 0, 0, st.NextCheck.Location())
		}),
		made(t, "revoked: the refusal is believed", func(_ *Claims, st *Statement, _ *Expect) { st.Result, st.UpdatesAllowed = Revoked, false }),
		made(t, "unknown", func(_ *Claims, st *Statement, _ *Expect) { *st = Statement{Result: Unknown, ServerTime: st.ServerTime} }),
		made(t, "malformed, which has no subject", func(c *Claims, st *Statement, e *Expect) {
			*st = Statement{Result: Malformed, ServerTime: st.ServerTime, Hint: "symbol 9,20"}
			c.Subject, e.Subject = "", ""
		}),
		made(t, "strings with escapes", func(_ *Claims, st *Statement, _ *Expect) {
			st.Type, st.Product, st.Components = product.Trial, "メール \"検査\"\\\u2028\x01", []string{"𠮟る", ""}
		}),
	}
	second := example(t)
	second.name, second.trust = "two keys are trusted", "second first"
	return append(cases, second, respelt(t))
}

// respelt has the same statement in another spelling of JSON, with members
// that nobody knows.
func respelt(t *testing.T) tokenCase {
	x := example(t)
	p, _ := split([]byte(x.token))
	payload, _ := decode(p.payload)
	text := strings.NewReplacer(`{"iss"`, "{ \"later\" : { \"iss\" : [ 1.5e3, null, { } ] },\t\"iss\"", `"result":"valid"`, `"\u0072esult" : "v\u0061lid"`).Replace(string(payload))
	header := " { \"kid\" : \"" + named(t, "first").KeyID() + "\" , \"typ\" : \"ollu-statement+jwt\" , \"alg\" : \"EdDSA\" } "
	x.name, x.token = "another spelling of JSON, and a member nobody knows", craft(private(named(t, "first")), header, text)
	return x
}
