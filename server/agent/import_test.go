package agent

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/server/words"
)

func (h *house) importFile(a *Agent, file []byte) Report {
	h.t.Helper()
	r, err := a.Import(h.t.Context(), file)
	if err != nil {
		h.t.Fatalf("import: %v", err)
	}
	return r
}

// A licence file is taken in with no network at all, also where no code was ever
// entered (row L7).
func TestImport(t *testing.T) {
	h := newHouse(t)
	l := h.licence(100)
	a := h.agent(func(o *Options) { o.Server, o.Product = "", "" })
	h.wire.cut()
	file := append(h.file(l), '\n')
	if r := h.importFile(a, file); r.Outcome != Updated || len(r.Parts) != 3 || r.Parts[0].NewExpires.String() != day(l) {
		t.Fatalf("%+v", r)
	}
	if r := h.importFile(a, file); r.Outcome != NothingToUpdate {
		t.Errorf("once more: %+v", r)
	}
	st := a.Status()
	if st.Environment != Offline || *st.Expires != l.Expires || st.Code != "" || st.Source != SourceFile || !st.UpdatesAllowed || st.Product != "appliance" {
		t.Errorf("%+v", st)
	}
	if len(h.wire.asked) != 0 {
		t.Errorf("it asked for %q", h.wire.asked)
	}
	r := h.check(a, CouldNotComplete)
	if r.Parts[0].Cause != causeOffline || holds(a, "spam") != "valid "+day(l) {
		t.Errorf("%+v", r)
	}
}

// What cannot be trusted, is for others, or is worse than what is held changes
// nothing and says why.
func TestImportRefused(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent(func(o *Options) { o.Device = "rack-1" })
	h.activate(a, l, "")
	claim := func(change func(*answer.Claims, *answer.Statement)) []byte { return h.file(l, change) }
	whole := h.file(l)
	truth, stranger := h.signer, newSigner(t)
	h.signer = stranger
	foreign := h.file(l)
	h.signer = truth
	for name, c := range map[string]struct {
		file []byte
		want words.ID
	}{
		"nothing":      {nil, words.RefusedFile},
		"a text":       {[]byte("licence"), words.RefusedFile},
		"cut short":    {whole[:bytes.LastIndexByte(whole, '.')], words.RefusedFile},
		"cut at last":  {whole[:len(whole)-2], words.VerifyBadSignature}, // a signature of 63 bytes
		"changed":      {flipped(whole), words.VerifyBadSignature},
		"foreign key":  {foreign, words.VerifyUnknownKey},
		"no code":      {claim(func(c *answer.Claims, _ *answer.Statement) { c.Subject = "" }), words.RefusedFile},
		"other device": {claim(func(c *answer.Claims, _ *answer.Statement) { c.Device = "rack-2" }), words.VerifyOtherDevice},
		"run out": {claim(func(c *answer.Claims, _ *answer.Statement) {
			c.IssuedAt, c.Expires = noon.AddDate(0, 0, -20), noon.AddDate(0, 0, -10)
		}), words.VerifyTooOld},
		"not yet":       {claim(func(c *answer.Claims, _ *answer.Statement) { c.IssuedAt = noon.AddDate(0, 0, 2) }), words.VerifyTooNew},
		"older":         {claim(func(c *answer.Claims, _ *answer.Statement) { c.IssuedAt = noon.AddDate(0, 0, -2) }), words.VerifySuperseded},
		"sooner":        {claim(func(_ *answer.Claims, st *answer.Statement) { st.Expires, st.GraceEnds = st.Expires-1, st.GraceEnds-1 }), words.RefusedSooner},
		"other product": {claim(func(_ *answer.Claims, st *answer.Statement) { st.Product = "software" }), words.ResultWrongProduct},
		"unknown":       {claim(func(_ *answer.Claims, st *answer.Statement) { st.Result, st.Issued = answer.Unknown, false }), words.RefusedFile},
		"of a revoked code": {h.file(h.licence(500), func(_ *answer.Claims, st *answer.Statement) {
			st.Result, st.UpdatesAllowed = answer.Revoked, false
		}), words.ResultRevoked},
		"no components": {claim(func(_ *answer.Claims, st *answer.Statement) { st.Components = nil }), words.ResultWrongComponent},
	} {
		before := essenceOf(a)
		_, err := a.Import(t.Context(), c.file)
		if e, ok := errors.AsType[*RefusedError](err); !ok || e.ID != c.want || strings.Contains(e.Error(), "{") {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if essenceOf(a) != before {
			t.Errorf("%s changed the state", name)
		}
	}
	fresh := h.agent(func(o *Options) { o.Server, o.Trust = "", nil })
	if _, err := fresh.Import(t.Context(), whole); !isUsage(err, words.UsageNoKeys) {
		t.Errorf("without any key: %v", err)
	}
}

// A revocation travels by file as well, and so does a renewal; then the server's
// present word goes before both.
func TestImportOverAnOnlineCode(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	h.clock.days(1)
	longer := l
	longer.Expires += 365
	h.importFile(a, h.file(longer))
	if got := holds(a, "antivirus"); got != "valid "+day(longer) || a.Status().Code != l.Code.String() {
		t.Errorf("a renewal by file: %s", got)
	}
	h.clock.days(1)
	h.importFile(a, h.file(longer, func(_ *answer.Claims, st *answer.Statement) { st.Result, st.UpdatesAllowed = answer.Revoked, false }))
	if a.UpdatesAllowed("antivirus") || holds(a, "antivirus") != "revoked "+day(longer) {
		t.Errorf("a revocation by file: %s", holds(a, "antivirus"))
	}
	h.check(a, Updated)
	if got := holds(a, "antivirus"); got != "valid "+day(l) {
		t.Errorf("the server's word: %s", got)
	}
}

// offlineCode makes an offline code for the appliance, and the key that reads it.
func offlineCode(t testing.TB, o codec.Offline) (codec.Code, *codec.OfflineKey) {
	t.Helper()
	key := codec.DeriveOfflineKey([]byte("a master key of the tests' own making"), "appliance")
	code, err := codec.NewOfflineCode(prefixOf("IM"), "appliance", o, &key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return code, &key
}

// An offline code says its own expiry; grace, zone and components are the
// product's as the vendor shipped them (row L7).
func TestOfflineCode(t *testing.T) {
	h := newHouse(t)
	e := today + 30
	code, key := offlineCode(t, codec.Offline{Expires: int32(e), Seats: 7})
	p, _ := h.book.Catalogue().Product("appliance")
	shipped := h.signer.AppendProduct(nil, issuer, p.AppendFacts(nil), noon)
	a := h.agent(func(o *Options) { o.Server, o.OfflineKey, o.Facts = "", key, shipped })
	r, err := a.Activate(t.Context(), code.Reveal(), "")
	if err != nil || r.Outcome != Updated || len(r.Parts) != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	st := a.Status()
	if *st.Expires != e || *st.GraceEnds != e+90 || st.Seats != 7 || st.Zone != "Asia/Tokyo" || st.Environment != Offline || st.ServerTime != nil {
		t.Errorf("%+v", st)
	}
	h.pass(a, (e + 89).Start(tokyo))
	if holds(a, "spam") != "grace "+e.String() || !a.UpdatesAllowed("spam") {
		t.Error(holds(a, "spam"))
	}
	h.pass(a, (e + 90).Start(tokyo))
	if holds(a, "spam") != "expired "+e.String() || a.UpdatesAllowed("spam") {
		t.Error(holds(a, "spam"))
	}
	if r := h.check(a, CouldNotComplete); r.Parts[0].Cause != causeOffline {
		t.Errorf("%+v", r)
	}
	if got, err := UpdatesAllowed(a.o.Dir, "spam", h.clock.now()); err != nil || got {
		t.Errorf("without an agent: %t, %v", got, err)
	}
	if len(h.wire.asked) != 0 {
		t.Errorf("it asked for %q", h.wire.asked)
	}
	keyless := h.agentIn(a.o.Dir, func(o *Options) { o.Server = "" })
	if holds(keyless, "spam") != "-" || keyless.Status().Parts[0].Unverified == "" {
		t.Error("an offline code is believed without its key")
	}
}

// Without the product's description the code still has its expiry, for the product
// as a whole or the component that is named.
func TestOfflineCodeAlone(t *testing.T) {
	h := newHouse(t)
	code, key := offlineCode(t, codec.Offline{Trial: true, Expires: int32(today + 30)})
	for component, want := range map[string]string{"": "appliance", "antivirus": "antivirus"} {
		a := h.agent(func(o *Options) { o.Server, o.Trust, o.OfflineKey = "", nil, key })
		if _, err := a.Activate(t.Context(), code.Reveal(), component); err != nil {
			t.Fatal(err)
		}
		st := a.Status()
		if st.Component != want || *st.Expires != today+30 || *st.GraceEnds != today+30 || st.Type != "trial" || !a.UpdatesAllowed(want) {
			t.Errorf("%+v", st)
		}
	}
	none := h.agent(func(o *Options) { o.Server = "" })
	if _, err := none.Activate(t.Context(), code.Reveal(), ""); !isUsage(err, words.UsageNoOfflineKey) {
		t.Errorf("without a key: %v", err)
	}
	none = h.agent(func(o *Options) { o.Server, o.Product, o.OfflineKey = "", "", key })
	if _, err := none.Activate(t.Context(), code.Reveal(), ""); !isUsage(err, words.UsageNoProduct) {
		t.Errorf("without a product: %v", err)
	}
	other := h.agent(func(o *Options) { o.Product, o.OfflineKey = "software", key })
	_, err := other.Activate(t.Context(), code.Reveal(), "")
	if e, ok := errors.AsType[*RefusedError](err); !ok || e.ID != words.RefusedOfflineTag {
		t.Errorf("in another product: %v", err)
	}
}

// Switching to an offline code, then to a file, then back: the later expiry wins,
// at the same expiry the file, and an older one never replaces a newer.
func TestOfflineCodeAndFile(t *testing.T) {
	h := newHouse(t)
	online := h.issue(100)
	code, key := offlineCode(t, codec.Offline{Expires: int32(today + 200)})
	sooner, _ := offlineCode(t, codec.Offline{Expires: int32(today + 50)})
	a := h.agent(func(o *Options) { o.OfflineKey = key })
	h.activate(a, online, "")
	if _, err := a.Activate(t.Context(), sooner.Reveal(), ""); err == nil {
		t.Error("a code that ends sooner was taken in")
	}
	enter := func(c codec.Code) Report {
		r, err := a.Activate(t.Context(), c.Reveal(), "")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	enter(code)
	if st := a.Status(); *st.Expires != today+200 || st.Source != SourceCode {
		t.Fatalf("%+v", st)
	}
	file := h.licence(200, func(l *keystore.Licence) { l.Code = code })
	h.importFile(a, h.file(file))
	if st := a.Status(); st.Source != SourceFile || *st.Expires != today+200 {
		t.Errorf("at the same expiry the file stands: %+v", st)
	}
	if r := enter(code); r.Outcome != NothingToUpdate || a.Status().Source != SourceFile {
		t.Errorf("the code again: %+v", r)
	}
	last, _ := offlineCode(t, codec.Offline{Expires: int32(today + 300)})
	enter(last)
	if st := a.Status(); *st.Expires != today+300 {
		t.Errorf("a later code: %+v", st)
	}
	if _, err := a.Import(t.Context(), h.file(file)); err == nil {
		t.Error("a file that ends sooner was taken in")
	}
	perpetual, _ := offlineCode(t, codec.Offline{Perpetual: true})
	enter(perpetual)
	h.pass(a, noon.AddDate(30, 0, 0))
	if st := a.Status(); st.Expires != nil || st.Result != "valid" {
		t.Errorf("a perpetual code: %+v", st)
	}
}
