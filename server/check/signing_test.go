package check

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
)

const aNonce = "0123456789abcdefABCDEF_-"

func TestSignedForms(t *testing.T) {
	h := newSignedHouse(t)
	l := h.active(30)
	path := Path + "?ac=" + l.Code.Reveal()
	for name, c := range map[string]struct{ path, accept, want string }{
		"format=jwt":              {path + "&format=jwt", "", "application/jwt"},
		"Accept":                  {path, "application/jwt", "application/jwt"},
		"Accept, among others":    {path, "text/html, Application/JWT;q=0.9, application/json", "application/jwt"},
		"Accept, JSON first":      {path, "application/json, application/jwt", "application/json"},
		"format goes before both": {path + "&format=text", "application/jwt", "text/plain; charset=utf-8"},
		"a nonce alone":           {path + "&nonce=" + aNonce, "", "text/plain; charset=utf-8"},
	} {
		status, kind, body, _ := h.fetch("GET", c.path, "Accept", c.accept)
		if status != http.StatusOK || kind != c.want {
			t.Errorf("%s: %d %s, want %s", name, status, kind, c.want)
		}
		if c.want == "application/jwt" {
			h.verify(body, l)
		}
	}
	if _, body := h.post("application/x-www-form-urlencoded", "format=jwt&ac="+l.Code.Reveal()); h.verify(body, l).Result != answer.Valid {
		t.Error("a form body is answered otherwise")
	}
	res, err := http.Get(h.url + "?format=jwt&ac=" + l.Code.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.ContentLength != int64(len(h.token(l))) {
		t.Error("there is more in the body than the token")
	}
}

func TestSignedClaims(t *testing.T) {
	h := newSignedHouse(t)
	l := h.active(30)
	for _, c := range []struct {
		more []string
		want answer.Claims
	}{
		{nil, answer.Claims{Expires: noon.AddDate(0, 0, 7)}},
		{[]string{"device", "rack-1"}, answer.Claims{Device: "rack-1", Expires: noon.AddDate(0, 0, 7)}},
		{[]string{"nonce", aNonce}, answer.Claims{Nonce: aNonce, Expires: noon.Add(time.Hour)}},
		{[]string{"device", `a "b"\`, "nonce", aNonce}, answer.Claims{Device: `a "b"\`, Nonce: aNonce, Expires: noon.Add(time.Hour)}},
	} {
		got := h.signed(l, c.more...)
		c.want.Issuer, c.want.Subject, c.want.IssuedAt = "example", l.Code.Fingerprint(), noon
		c.want.IssuedAt, c.want.Expires = c.want.IssuedAt.UTC(), c.want.Expires.UTC()
		if diff := cmp.Diff(c.want, got.Claims); diff != "" {
			t.Errorf("%v: %s", c.more, diff)
		}
	}
}

// What is signed is what is said unsigned, whatever the result, with and without
// a nonce.
func TestSignedSaysWhatIsSaidUnsigned(t *testing.T) {
	h := newSignedHouse(t)
	revoked := h.active(30)
	h.apply(keystore.Revoke{Code: revoked.Code, Reason: "x"})
	full := h.issue(30, func(l *keystore.Licence) { l.DeviceLimit = 1 })
	h.apply(keystore.Activate{Code: full.Code, Device: "rack-1"})
	met := map[answer.Result]bool{}
	for _, c := range []struct {
		l    keystore.Licence
		more []string
	}{
		{h.active(30), nil}, {h.active(-10), nil}, {h.active(-200), nil}, {h.issue(5), nil}, {revoked, nil},
		{licence(t, 5), nil}, {h.active(3), []string{"product", "software"}}, {h.active(3), []string{"component", "x"}},
		{full, []string{"device", "rack-2", "action", "activate"}},
		{h.active(3, func(l *keystore.Licence) { l.Perpetual, l.Expires = true, 0 }), nil},
	} {
		want := h.ask(c.l, c.more...)
		met[want.Result] = true
		for _, more := range [][]string{c.more, c.more, append(c.more[:len(c.more):len(c.more)], "nonce", aNonce)} {
			got := h.signed(c.l, more...)
			if diff := cmp.Diff(want, got.Statement); diff != "" {
				t.Errorf("%s %v: %s", want.Result, more, diff)
			}
		}
	}
	if len(met) != 9 {
		t.Errorf("%d results were met: %v", len(met), met)
	}
}

// A code that fails its check has no fingerprint, so none is signed.
func TestSignedMalformed(t *testing.T) {
	h := newSignedHouse(t)
	status, token := h.get("format=jwt&device=d&ac=IM-XXXX")
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, token)
	}
	s, err := h.keys.Verify([]byte(token), &answer.Expect{Issuer: "example", Device: "d", Now: noon})
	if err != nil || s.Result != answer.Malformed || s.Hint == "" {
		t.Errorf("%+v %v", s, err)
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	var claims map[string]any
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims["sub"] != nil {
		t.Errorf("%s %v", payload, err)
	}
}

// A token says nothing of the code itself.
func TestSignedHoldsNoCode(t *testing.T) {
	h := newSignedHouse(t)
	l := h.active(30)
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(h.token(l, "device", "rack-1"), ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	if code := l.Code.Reveal(); strings.Contains(string(payload), code[8:14]) {
		t.Errorf("%s", payload)
	}
}

// Without a nonce, who asks the same is given the same, until it is another day
// in the licence's zone, or something has changed.
func TestKeptUntilItChanges(t *testing.T) {
	h := newSignedHouse(t)
	l := h.active(30)
	expires := l.Expires
	for i, step := range []struct {
		name   string
		do     func()
		kept   bool
		result answer.Result
		left   int
	}{
		{"first", func() {}, false, answer.Valid, 30},
		{"again", func() {}, true, answer.Valid, 30},
		{"an hour later", func() { h.set(noon.Add(time.Hour)) }, true, answer.Valid, 30},
		{"a second before midnight", func() { h.set(midnight(1).Add(-time.Second)) }, true, answer.Valid, 30},
		{"midnight", func() { h.set(midnight(1)) }, false, answer.Valid, 29},
		{"after midnight", func() { h.set(midnight(1).Add(time.Hour)) }, true, answer.Valid, 29},
		{"renewed", func() { h.apply(keystore.Renew{Code: l.Code, Expires: expires + 365}) }, false, answer.Valid, 394},
		{"seen again", func() { h.apply(keystore.Activate{Code: l.Code, Device: "rack-1"}) }, true, answer.Valid, 394},
		{"suspended", func() { h.apply(keystore.Suspend{Code: l.Code, Reason: "x"}) }, false, answer.Suspended, 394},
		{"resumed", func() { h.apply(keystore.Resume{Code: l.Code}) }, false, answer.Valid, 394},
		{"revoked", func() { h.apply(keystore.Revoke{Code: l.Code, Reason: "x"}) }, false, answer.Revoked, 394},
		{"still", func() {}, true, answer.Revoked, 394},
	} {
		before := ""
		if i > 0 {
			before = h.token(l)
		}
		step.do()
		after := h.token(l)
		if (before == after) != step.kept {
			t.Errorf("%s: the answer is the one before: %t", step.name, before == after)
		}
		if s := h.verify(after, l); s.Result != step.result || s.DaysLeft != step.left {
			t.Errorf("%s: %s, %d days left", step.name, s.Result, s.DaysLeft)
		}
	}
}

// midnight is when the n-th day from today begins in Tokyo.
func midnight(n int) time.Time { return (today + term.Day(n)).Start(tokyo) }

// A renewal that shows later is told on its day, and so is the check that it
// brings forward (rows B2, L5).
func TestKeptUntilARenewalShows(t *testing.T) {
	h := newSignedHouse(t)
	l := h.active(200)
	first := h.signed(l)
	h.apply(keystore.Renew{Code: l.Code, Expires: l.Expires + 365, ShowsFrom: today + 1})
	entered := h.signed(l)
	if !entered.NextCheck.Before(first.NextCheck) || entered.Statement.Expires != l.Expires {
		t.Errorf("entered: next check %s, expiry %s", entered.NextCheck, entered.Statement.Expires)
	}
	h.set(midnight(1))
	if shown := h.signed(l); shown.Statement.Expires != l.Expires+365 {
		t.Errorf("on its day: %s", shown.Statement.Expires)
	}
}

// The answer about a licence without end never changes, but grows old.
func TestKeptForADayAtMost(t *testing.T) {
	h := newSignedHouse(t)
	l := h.active(30, func(l *keystore.Licence) { l.Perpetual, l.Expires = true, 0 })
	at := noon
	for _, c := range []struct {
		after time.Duration
		kept  bool
	}{{time.Hour, true}, {longestKept*time.Second - time.Second, true}, {longestKept * time.Second, false}, {-time.Second, false}} {
		h.set(at)
		first := h.token(l)
		h.set(at.Add(c.after))
		if second := h.token(l); (first == second) != c.kept {
			t.Errorf("after %s the same: %t", c.after, first == second)
		} else {
			h.verify(second, l)
		}
		at = at.AddDate(0, 0, 3)
	}
}

func TestWhatIsNeverKept(t *testing.T) {
	h := newSignedHouse(t)
	l := h.active(30)
	for name, query := range map[string]string{
		"malformed":          "ac=IM-X",
		"unknown":            "ac=" + licence(t, 5).Code.Reveal(),
		"another product":    "product=software&ac=" + l.Code.Reveal(),
		"another component":  "component=x&ac=" + l.Code.Reveal(),
		"with a nonce":       "nonce=" + aNonce + "&ac=" + l.Code.Reveal(),
		"activate and nonce": "action=activate&device=rack-1&nonce=" + aNonce + "&ac=" + l.Code.Reveal(),
	} {
		h.set(noon)
		_, first := h.get("format=jwt&" + query)
		h.set(noon.Add(time.Second))
		if _, second := h.get("format=jwt&" + query); first == second {
			t.Errorf("%s: the same token twice", name)
		}
	}
	if n := h.door.signer.Load().kept.len(); n != 0 {
		t.Errorf("%d answers are kept", n)
	}
}

// One asker is never given what was signed for another.
func TestKeptByCodeAndDevice(t *testing.T) {
	h := newSignedHouse(t)
	a, b := h.active(30), h.active(30)
	tokens := map[string]bool{}
	for _, l := range []keystore.Licence{a, b} {
		for _, more := range [][]string{nil, {"device", "rack-1"}, {"device", "rack-2"}} {
			for range 3 {
				token := h.token(l, more...)
				h.verify(token, l, more...)
				tokens[token] = true
			}
		}
	}
	if len(tokens) != 6 {
		t.Errorf("%d tokens for 6 askers", len(tokens))
	}
}

func TestSignedMetrics(t *testing.T) {
	h := newSignedHouse(t)
	a, b := h.active(30), h.active(30)
	for range 5 {
		h.token(a)
		h.token(b)
		h.token(b, "nonce", aNonce)
	}
	m := h.checker.metrics
	if fresh, kept := testutil.ToFloat64(m.signedFresh), testutil.ToFloat64(m.signedKept); fresh != 7 || kept != 8 {
		t.Errorf("%v fresh and %v kept, want 7 and 8", fresh, kept)
	}
	if n := m.kept.Load().len(); n != 2 {
		t.Errorf("%d are kept, want 2", n)
	}
}

// An activation is signed only once it is on disk (row L3).
func TestSignedActivation(t *testing.T) {
	h := newSignedHouse(t)
	l := h.issue(30)
	ask := "format=jwt&action=activate&device=a&ac=" + l.Code.Reveal()
	h.store.Fail(mem.RefuseWrite)
	if status, body := h.get(ask); status != http.StatusServiceUnavailable || strings.Count(body, ".") > 1 {
		t.Errorf("without a disk: %d %s", status, body)
	}
	h.store.Fail(mem.Healthy)
	waiting, release := h.store.Hold()
	answered := make(chan string, 1)
	go func() {
		_, body := h.get(ask)
		answered <- body
	}()
	<-waiting
	select {
	case body := <-answered:
		t.Errorf("answered before it was written: %s", body)
	default:
	}
	release()
	if s := h.verify(<-answered, l, "device", "a"); s.Result != answer.Valid {
		t.Errorf("%s", s.Result)
	}
	if stored, err := h.store.Licence(context.Background(), l.Code); err != nil || len(stored.Devices) != 1 {
		t.Errorf("%d devices, %v", len(stored.Devices), err)
	}
}

// Without keys nothing is signed, and nothing is done for who wants it signed.
func TestWithoutKeys(t *testing.T) {
	h := newSignedHouse(t)
	l := h.issue(30)
	h.door.UseSigning(nil)
	for _, path := range []string{Path + "?format=jwt&action=activate&device=a&ac=" + l.Code.Reveal(), PathKeys, "/ollu/products/appliance.jwt"} {
		status, _, body, header := h.fetch("GET", path)
		if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || !strings.Contains(body, "no key to sign with") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if got := h.ask(l).Result; got != answer.NotActivated {
		t.Errorf("the code is %s", got)
	}
}

// Another key signs from the next question on, while products go on asking.
func TestKeysAreExchanged(t *testing.T) {
	h := newSignedHouse(t)
	l := h.active(30)
	ids := []string{h.use(2), h.use(1)} // so that the askers know both
	keys := h.keys.Clone()
	var asking sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		asking.Go(func() {
			for {
				_, token := h.handle("format=jwt&ac="+l.Code.Reveal(), "", "")
				if _, err := keys.Verify([]byte(token), &answer.Expect{Issuer: "example", Subject: l.Code.Fingerprint(), Now: noon}); err != nil {
					t.Error(err)
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	for i := range 20 {
		signing := *h.door.signer.Load().Signing
		signing.Signer = newSigner(t, byte(2-i%2))
		h.door.UseSigning(&signing)
		if s := h.signed(l); s.KeyID != ids[i%2] {
			t.Errorf("signed with %s, want %s", s.KeyID, ids[i%2])
		}
	}
	close(stop)
	asking.Wait()
}
