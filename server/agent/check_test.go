package agent

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
)

// The three outcomes of a check by hand, and what the screen then shows (row A3).
func TestCheck(t *testing.T) {
	h := newHouse(t)
	l := h.issue(20)
	a := h.agent()
	h.activate(a, l, "")
	h.clock.days(1)
	r := h.check(a, NothingToUpdate)
	if p := r.Parts[0]; p.Result != "valid" || p.OldExpires.String() != day(l) || p.NewExpires.String() != day(l) {
		t.Errorf("nothing: %+v", p)
	}
	h.apply(keystore.Renew{Code: l.Code, Expires: l.Expires + 365})
	r = h.check(a, Updated)
	if p := r.Parts[0]; p.OldExpires.String() != day(l) || p.NewExpires.Day != l.Expires+365 {
		t.Errorf("updated: %+v", p)
	}
	h.wire.cut()
	h.clock.days(3)
	r = h.check(a, CouldNotComplete)
	if p := r.Parts[0]; p.Cause == "" || p.Result != "valid" || p.NewExpires.Day != l.Expires+365 {
		t.Errorf("could not complete: %+v", p)
	}
	st := a.Status()
	if st.LastOutcome != CouldNotComplete || !st.HeardAt.Equal(noon.AddDate(0, 0, 1)) || st.UnheardFor != 3*24*3600 || !st.UpdatesAllowed {
		t.Errorf("%+v", st)
	}
	h.wire.lying(nil)
	h.check(a, NothingToUpdate)
	if st := a.Status(); st.UnheardFor != 0 || st.LastOutcome != NothingToUpdate || st.LastCause != "" {
		t.Errorf("%+v", st)
	}
}

// What the issuer took back takes effect by a verified answer, and so does what it
// gives again (rows L5, B5).
func TestCheckOfWhatWasTakenBack(t *testing.T) {
	h := newHouse(t)
	for name, c := range map[string]struct {
		change func(l keystore.Licence) keystore.Change
		allows bool
	}{
		"revoked":       {func(l keystore.Licence) keystore.Change { return keystore.Revoke{Code: l.Code, Reason: "test"} }, false},
		"suspended":     {func(l keystore.Licence) keystore.Change { return keystore.Suspend{Code: l.Code, Reason: "test"} }, false},
		"replaced":      {func(l keystore.Licence) keystore.Change { return keystore.Replace{Old: l.Code, New: h.licence(500)} }, false},
		"not_activated": {func(l keystore.Licence) keystore.Change { return keystore.RemoveDevice{Code: l.Code, Device: "rack-1"} }, true},
	} {
		l := h.issue(100)
		a := h.agent(func(o *Options) { o.Device = "rack-1" })
		h.activate(a, l, "")
		h.apply(c.change(l))
		r := h.check(a, Updated)
		if r.Parts[0].Result != name || holds(a, "antivirus") != name+" "+day(l) || a.UpdatesAllowed("antivirus") != c.allows {
			t.Errorf("%s: %+v, %s", name, r.Parts[0], holds(a, "antivirus"))
		}
		h.check(a, NothingToUpdate)
		if name == "suspended" {
			h.apply(keystore.Resume{Code: l.Code})
			h.check(a, Updated)
			if !a.UpdatesAllowed("antivirus") {
				t.Error("resumed, and updates stay off")
			}
		}
	}
}

// An issuer that does not know the code any more, as after restoring an old
// backup, takes nothing away.
func TestCheckOfAnUnknownCode(t *testing.T) {
	h, empty := newHouse(t), newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	empty.signer, empty.keys = h.signer, h.keys
	empty.publish()
	b := h.agentIn(a.o.Dir, func(o *Options) { o.Server, o.Transport = empty.url, empty.wire })
	r := h.check(b, CouldNotComplete)
	if r.Parts[0].Cause != "unknown" || r.Parts[0].Result != "unknown" || holds(b, "antivirus") != "valid "+day(l) {
		t.Errorf("%+v, %s", r.Parts[0], holds(b, "antivirus"))
	}
}

// Every lie leaves what was verified as it was: it is told as what it is, never as
// an invalid code.
func TestLyingServer(t *testing.T) {
	h := newHouse(t)
	l, other := h.issue(20), h.issue(900)
	a := h.agent(func(o *Options) { o.Device = "rack-1" })
	h.activate(a, l, "")
	h.apply(keystore.Renew{Code: l.Code, Expires: l.Expires + 365}) // the truth would be "updated"
	stranger := newSigner(t)
	var recorded []byte
	h.wire.lying(saying(func(token []byte) ([]byte, string) { recorded = token; return nil, jwt }))
	h.check(a, CouldNotComplete)
	resigned := func(by *answer.Signer, change func(*answer.Claims, *answer.Statement)) func([]byte) ([]byte, string) {
		return func(token []byte) ([]byte, string) {
			c := answer.Claims{
				Issuer: issuer, Subject: l.Code.Fingerprint(), Device: "rack-1", Nonce: claims(token).Nonce,
				IssuedAt: noon, Expires: noon.Add(time.Hour),
			}
			st := answer.Statement{
				Result: answer.Valid, Issued: true, Product: "appliance", Components: l.Components, Zone: "Asia/Tokyo",
				Expires: l.Expires + 9999, GraceEnds: l.Expires + 9999, UpdatesAllowed: true, ServerTime: noon,
			}
			change(&c, &st)
			return by.AppendStatement(nil, &c, &st), jwt
		}
	}
	body := func(s, kind string) func([]byte) ([]byte, string) {
		return func([]byte) ([]byte, string) { return []byte(s), kind }
	}
	before, allowed := essenceOf(a), files(t, a.o.Dir)[allowedFile]
	for name, c := range map[string]struct {
		lie  func([]byte) ([]byte, string)
		want string
	}{
		"played again":    {func([]byte) ([]byte, string) { return recorded, jwt }, "other_nonce"},
		"foreign key":     {resigned(stranger, func(*answer.Claims, *answer.Statement) {}), "unknown_key"},
		"swapped device":  {resigned(h.signer, func(c *answer.Claims, _ *answer.Statement) { c.Device = "rack-2" }), "other_device"},
		"no device":       {resigned(h.signer, func(c *answer.Claims, _ *answer.Statement) { c.Device = "" }), "other_device"},
		"swapped code":    {resigned(h.signer, func(c *answer.Claims, _ *answer.Statement) { c.Subject = other.Code.Fingerprint() }), "other_code"},
		"other issuer":    {resigned(h.signer, func(c *answer.Claims, _ *answer.Statement) { c.Issuer = "another" }), "other_issuer"},
		"no nonce":        {resigned(h.signer, func(c *answer.Claims, _ *answer.Statement) { c.Nonce = "" }), "other_nonce"},
		"cut short":       {func(token []byte) ([]byte, string) { return token[:len(token)/2], jwt }, ""},
		"a byte changed":  {func(token []byte) ([]byte, string) { return flipped(token), jwt }, ""},
		"a page":          {body("<html>log in</html>", "text/html"), ""},
		"a page as token": {body("<html>log in</html>", jwt), ""},
		"plain text":      {body("result=revoked\nserver_time=2026-11-20T03:00:00Z\n", "text/plain"), ""},
		"nothing":         {body("", jwt), ""},
		"revoked, by whom": {resigned(stranger, func(_ *answer.Claims, st *answer.Statement) {
			st.Result, st.UpdatesAllowed = answer.Revoked, false
		}), "unknown_key"},
	} {
		h.wire.lying(saying(c.lie))
		r, err := a.Check(t.Context())
		if err != nil || r.Outcome != CouldNotComplete || c.want != "" && r.Parts[0].Cause != c.want || r.Parts[0].Cause == "" {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		if essenceOf(a) != before || files(t, a.o.Dir)[allowedFile] != allowed || holds(a, "antivirus") != "valid "+day(l) {
			t.Errorf("%s changed the state: %s", name, holds(a, "antivirus"))
		}
		_, err = h.agent(func(o *Options) { o.Device = "rack-1" }).Activate(t.Context(), l.Code.Reveal(), "")
		if err != nil {
			t.Errorf("%s, when activating: %v", name, err)
		}
	}
	h.wire.lying(nil)
	h.check(a, Updated)
}

// flipped changes one byte of the payload.
func flipped(token []byte) []byte {
	b := slices.Clone(token)
	at := strings.IndexByte(string(b), '.') + 20
	b[at] ^= 1
	return b
}

func essenceOf(a *Agent) string {
	var b strings.Builder
	s := a.store.View()
	for _, id := range s.components() {
		b.WriteString(id + s.Parts[id].Token)
	}
	return b.String() + string(s.Keys) + s.Issuer + s.Facts
}

// A server that is not heard takes nothing away before its date, and gives nothing
// after it (row B3).
func TestUnheardServer(t *testing.T) {
	h := newHouse(t)
	l := h.issue(10, func(l *keystore.Licence) { l.Grace = 30 })
	a := h.agent()
	h.activate(a, l, "")
	h.wire.cut()
	for _, c := range []struct {
		day     term.Day
		result  string
		allowed bool
	}{
		{l.Expires - 1, "valid", true}, {l.Expires, "grace", true}, {l.Expires + 29, "grace", true}, {l.Expires + 30, "expired", false},
	} {
		h.clock.set(c.day.Start(tokyo))
		h.check(a, CouldNotComplete)
		if got := holds(a, "antivirus"); got != c.result+" "+day(l) || a.UpdatesAllowed("antivirus") != c.allowed {
			t.Errorf("on %s: %s, %t", c.day, got, a.UpdatesAllowed("antivirus"))
		}
		if got, err := UpdatesAllowed(a.o.Dir, "antivirus", h.clock.now()); err != nil || got != c.allowed {
			t.Errorf("on %s, without an agent: %t, %v", c.day, got, err)
		}
		if lines := files(t, a.o.Dir)[allowedFile]; strings.Contains(lines, "antivirus=true\n") != c.allowed ||
			!strings.Contains(lines, "loss-prevention=false\n") || strings.Contains(lines, "encryption") {
			t.Errorf("on %s: %s", c.day, lines)
		}
	}
}

// Failures in a row are counted, and the server is left alone as long as it asked.
func TestRetry(t *testing.T) {
	h := newHouse(t)
	a := h.agent()
	h.activate(a, h.issue(100), "")
	h.wire.lying(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		return &http.Response{StatusCode: 503, Status: "503 Service Unavailable", Header: http.Header{"Retry-After": {"3600"}, "Content-Type": {"text/plain"}}, Body: http.NoBody, Request: r}, nil
	})
	for n := 1; n <= 3; n++ {
		h.check(a, CouldNotComplete)
		p := a.store.View().Parts["antivirus"]
		if p.Failures != n || p.LastCause != "busy" || p.RetryAt.Before(h.clock.now().Add(time.Hour)) {
			t.Errorf("after %d: %+v", n, p)
		}
		if next := a.Status().NextCheck; !next.Equal(p.RetryAt) {
			t.Errorf("the next check is %s", next)
		}
	}
	h.wire.lying(nil)
	h.check(a, NothingToUpdate)
	if p := a.store.View().Parts["antivirus"]; p.Failures != 0 || !p.RetryAt.IsZero() {
		t.Errorf("%+v", p)
	}
}

// Behind a manager a statement from its shelf is good by its age; with Insist it
// is not.
func TestManagersShelf(t *testing.T) {
	h := newHouse(t)
	l := h.issue(20)
	a := h.agent(func(o *Options) { o.Device = "rack-1" })
	h.activate(a, l, "")
	shelf := func(age time.Duration, expires term.Day) func([]byte) ([]byte, string) {
		return func([]byte) ([]byte, string) {
			return h.file(l, func(c *answer.Claims, st *answer.Statement) {
				c.IssuedAt = h.clock.now().Add(-age)
				c.Expires = c.IssuedAt.AddDate(0, 0, 7)
				st.Expires, st.GraceEnds = expires, expires+90
			}), jwt
		}
	}
	h.clock.days(10)
	h.wire.lying(saying(shelf(time.Hour, l.Expires+365)))
	h.check(a, CouldNotComplete)
	relaxed := h.agentIn(a.o.Dir, func(o *Options) { o.Insist, o.Device = false, "rack-1" })
	h.check(relaxed, Updated)
	if st := relaxed.Status(); st.Environment != Managed {
		t.Errorf("environment %s", st.Environment)
	}
	h.wire.lying(saying(shelf(8*24*time.Hour, l.Expires+999)))
	if r := h.check(relaxed, CouldNotComplete); r.Parts[0].Cause != "too_old" {
		t.Errorf("%+v", r.Parts[0])
	}
	h.wire.lying(saying(shelf(0, l.Expires+1)))
	h.check(relaxed, NothingToUpdate)
	if got := relaxed.Status().Expires; *got != l.Expires+365 {
		t.Errorf("a shelf shortened the licence to %s", got)
	}
}

// Checks, questions and renewals at once, in two agents of one folder.
func TestAtOnce(t *testing.T) {
	h := newHouse(t)
	l := h.issue(20)
	a := h.agent()
	h.activate(a, l, "")
	b := h.agentIn(a.o.Dir)
	var wg sync.WaitGroup
	for _, who := range []*Agent{a, b, a, b} {
		wg.Go(func() {
			for range 5 {
				if r, err := who.Check(t.Context()); err != nil || r.Outcome == CouldNotComplete {
					t.Errorf("%+v, %v", r, err)
				}
			}
		})
		wg.Go(func() {
			for range 50 {
				if !who.UpdatesAllowed("spam") || who.Status().Result != "valid" {
					t.Error("not allowed for a moment")
				}
			}
		})
	}
	h.apply(keystore.Renew{Code: l.Code, Expires: l.Expires + 365})
	wg.Wait()
	h.check(a, NothingToUpdate)
	if got := holds(b, "antivirus"); got != "valid "+(l.Expires+365).String() {
		t.Error(got)
	}
}
