package agent

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/codec/profile"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/agent/hook"
)

const pushToken = "shown-by-the-manager"

// pushed sends a push to an agent's handler.
func pushed(t testing.TB, a *Agent, p profile.Push) profile.Holding {
	t.Helper()
	body, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, profile.Path, bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+pushToken)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	a.Profiles(pushToken).ServeHTTP(w, r)
	var h profile.Holding
	if err := json.Unmarshal(w.Body.Bytes(), &h); err != nil || w.Code != http.StatusOK || len(h.Results) != len(p.Items) {
		t.Fatalf("%d %s, %v", w.Code, w.Body, err)
	}
	return h
}

// about is a push of one statement about a code in use.
func about(statement []byte) profile.Push {
	return profile.Push{Items: []profile.Item{{Statement: string(statement)}}}
}

func wantResult(t testing.TB, h profile.Holding, outcome profile.Outcome, why string) {
	t.Helper()
	if r := h.Results[0]; r.Outcome != outcome || r.Why != why {
		t.Errorf("got %+v, want %s %q", r, outcome, why)
	}
}

// expiring changes the expiry that a statement says.
func expiring(day term.Day) func(*answer.Claims, *answer.Statement) {
	return func(_ *answer.Claims, st *answer.Statement) { st.Expires, st.GraceEnds = day, day+90 }
}

func saysResult(r answer.Result) func(*answer.Claims, *answer.Statement) {
	return func(_ *answer.Claims, st *answer.Statement) { st.Result, st.UpdatesAllowed = r, false }
}

// Who does not show the token, or does not send a push, changes and learns nothing.
func TestProfilesRefuseStrangers(t *testing.T) {
	a := newHouse(t).agent()
	for name, c := range map[string]struct {
		method, path, authorization, media, body string
		want                                     int
	}{
		"no token":         {"GET", profile.Path, "", "", "", 401},
		"another token":    {"GET", profile.Path, "Bearer x", "", "", 401},
		"half the token":   {"GET", profile.Path, "Bearer " + pushToken[:8], "", "", 401},
		"another scheme":   {"GET", profile.Path, "Basic " + pushToken, "", "", 401},
		"post, no token":   {"POST", profile.Path, "", "application/json", "{}", 401},
		"the token":        {"GET", profile.Path, "bearer " + pushToken, "", "", 200},
		"another path":     {"GET", "/", "Bearer " + pushToken, "", "", 404},
		"another method":   {"PUT", profile.Path, "Bearer " + pushToken, "application/json", "{}", 405},
		"a form":           {"POST", profile.Path, "Bearer " + pushToken, "text/plain", "{}", 415},
		"no JSON":          {"POST", profile.Path, "Bearer " + pushToken, "application/json", "{", 400},
		"another JSON":     {"POST", profile.Path, "Bearer " + pushToken, "application/json", "[]", 400},
		"an empty push":    {"POST", profile.Path, "Bearer " + pushToken, "application/json; charset=utf-8", "{}", 200},
		"without an end":   {"POST", profile.Path, "Bearer " + pushToken, "application/json", `{"items":[` + strings.Repeat(" ", profile.MaxBody), 413},
		"too many items":   {"POST", profile.Path, "Bearer " + pushToken, "application/json", `{"items":[{}` + strings.Repeat(",{}", maxItems) + `]}`, 413},
		"items are none":   {"POST", profile.Path, "Bearer " + pushToken, "application/json", `{"items":{}}`, 400},
		"items are null":   {"POST", profile.Path, "Bearer " + pushToken, "application/json", `{"items":null}`, 200},
		"items of nothing": {"POST", profile.Path, "Bearer " + pushToken, "application/json", `{"items":[{},{}]}`, 200},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		if c.authorization != "" {
			r.Header.Set("Authorization", c.authorization)
		}
		r.Header.Set("Content-Type", c.media)
		w := httptest.NewRecorder()
		a.Profiles(pushToken).ServeHTTP(w, r)
		if w.Code != c.want || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		var said struct{ Error string }
		if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil || (said.Error == "") != (c.want == 200) {
			t.Errorf("%s: said %s", name, w.Body)
		}
	}
	w := httptest.NewRecorder()
	a.Profiles("").ServeHTTP(w, httptest.NewRequest(http.MethodGet, profile.Path, nil))
	if w.Code != http.StatusOK {
		t.Errorf("without a token set up: %d", w.Code)
	}
}

// What is pushed takes effect at once, or is refused with its reason and changes
// nothing.
func TestPush(t *testing.T) {
	type change = func(*answer.Claims, *answer.Statement)
	for name, c := range map[string]struct {
		says    []change
		outcome profile.Outcome
		why     string
		holds   string
	}{
		"renewed":        {[]change{expiring(today + 465)}, profile.Taken, "", "valid " + (today + 465).String()},
		"the same":       {nil, profile.Taken, "", "valid " + (today + 100).String()},
		"for the device": {[]change{func(c *answer.Claims, _ *answer.Statement) { c.Device = "rack-1" }}, profile.Taken, "", "valid " + (today + 100).String()},
		"suspended":      {[]change{saysResult(answer.Suspended)}, profile.Taken, "", "suspended " + (today + 100).String()},
		"replaced":       {[]change{saysResult(answer.Replaced)}, profile.Taken, "", "replaced " + (today + 100).String()},
		"of another device": {[]change{func(c *answer.Claims, _ *answer.Statement) { c.Device = "rack-2" }},
			profile.Refused, "other_device", "valid " + (today + 100).String()},
		"of another issuer": {[]change{func(c *answer.Claims, _ *answer.Statement) { c.Issuer = "another" }},
			profile.Refused, "other_issuer", "valid " + (today + 100).String()},
		"run out": {[]change{func(c *answer.Claims, _ *answer.Statement) {
			c.IssuedAt, c.Expires = noon.AddDate(0, 0, -40), noon.AddDate(0, 0, -5)
		}}, profile.Refused, "too_old", "valid " + (today + 100).String()},
		"of the future": {[]change{func(c *answer.Claims, _ *answer.Statement) { c.IssuedAt = noon.AddDate(0, 0, 40) }},
			profile.Refused, "too_new", "valid " + (today + 100).String()},
		"played again": {[]change{saysResult(answer.Suspended), func(c *answer.Claims, _ *answer.Statement) { c.IssuedAt = noon.AddDate(0, 0, -3) }},
			profile.Refused, "superseded", "valid " + (today + 100).String()},
		"older, and the same": {[]change{func(c *answer.Claims, _ *answer.Statement) { c.IssuedAt = noon.AddDate(0, 0, -3) }},
			profile.Held, "", "valid " + (today + 100).String()},
		"of a code that is not in use": {[]change{func(c *answer.Claims, _ *answer.Statement) { c.Subject = freshCode(t, "IM").Fingerprint() }},
			profile.Refused, "not_in_use", "valid " + (today + 100).String()},
		"not known to the issuer": {[]change{func(_ *answer.Claims, st *answer.Statement) { st.Issued, st.Result = false, answer.Unknown }},
			profile.Refused, "unknown", "valid " + (today + 100).String()},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			l := h.issue(100)
			a := h.agent(func(o *Options) { o.Device = "rack-1" })
			h.activate(a, l, "")
			before := files(t, a.o.Dir)
			h.clock.set(noon.Add(time.Minute))
			got := pushed(t, a, about(h.file(l, c.says...)))
			wantResult(t, got, c.outcome, c.why)
			if got := holds(a, "spam"); got != c.holds {
				t.Errorf("it holds %s, want %s", got, c.holds)
			}
			if got.Product != "appliance" || got.Device != "rack-1" || len(got.Parts) != 3 || got.Parts[0].Subject != l.Code.Fingerprint() {
				t.Errorf("it says %+v", got)
			}
			if p := got.Parts[0]; strings.TrimSpace(p.Result+" "+p.Expires) != c.holds {
				t.Errorf("it says %+v", p)
			}
			if after := files(t, a.o.Dir); c.outcome == profile.Refused && fmt.Sprint(before) != fmt.Sprint(after) {
				t.Errorf("a push that is refused changed %v to %v", before, after)
			}
			if allowed := a.UpdatesAllowed("spam"); allowed != strings.HasPrefix(c.holds, "valid") {
				t.Errorf("updates allowed: %t", allowed)
			}
		})
	}
}

// Changed, cut and foreign statements are told apart.
func TestPushForged(t *testing.T) {
	h, foreign := newHouse(t), newHouse(t)
	l := h.issue(100)
	a := h.agent()
	if got := pushed(t, h.agent(func(o *Options) { o.Trust, o.Server = nil, "" }), about(h.file(l))); got.Results[0].Why != profile.WhyNoKeys {
		t.Errorf("%+v", got.Results)
	}
	h.activate(a, l, "")
	statement := h.file(l, expiring(today+465))
	for why, c := range map[string][]byte{
		"unknown_key": foreign.file(l, expiring(today+465)), "bad_signature": spoilt(statement),
		"unreadable": statement[:len(statement)/3],
	} {
		wantResult(t, pushed(t, a, about(c)), profile.Refused, why)
	}
	got := pushed(t, a, profile.Push{Items: []profile.Item{{Statement: string(statement), Code: freshCode(t, "IM").Reveal()}}})
	wantResult(t, got, profile.Refused, "other_code")
	got = pushed(t, a, profile.Push{Items: []profile.Item{{Statement: string(statement), Code: "IM-2CPJ"}}})
	wantResult(t, got, profile.Refused, "malformed")
	if held := holds(a, "spam"); held != "valid "+(today+100).String() {
		t.Errorf("it holds %s", held)
	}
}

// A code that is new here is judged as an activation is, and restarts what depends
// on it (rows A4, A10, L3, L4); a renewal restarts nothing (row A2).
func TestPushNewCode(t *testing.T) {
	h := newHouse(t)
	old, next, data := h.issue(100), h.issue(50), h.issue(300, func(l *keystore.Licence) {
		l.Code, l.Components = freshCode(t, "DL"), []string{"loss-prevention"}
	})
	software := h.issue(300, func(l *keystore.Licence) { l.Product = "software" })
	hooks, ran := recording(t)
	a := h.agent(hooks)
	item := func(l keystore.Licence, change ...func(*profile.Item)) profile.Push {
		it := profile.Item{Code: l.Code.Reveal(), Statement: string(h.file(l))}
		for _, f := range change {
			f(&it)
		}
		return profile.Push{Items: []profile.Item{it}}
	}
	push := func(p profile.Push, outcome profile.Outcome, why string) {
		t.Helper()
		wantResult(t, pushed(t, a, p), outcome, why)
		a.drain(t.Context())
	}
	push(item(software), profile.Refused, "wrong_product")
	push(item(old), profile.Taken, "")
	if got := ran(); got != "activated antivirus,activated reputation,activated spam,scan code_changed" {
		t.Errorf("ran %s", got)
	}
	h.clock.set(noon.Add(time.Minute))
	push(about(h.file(old, expiring(today+200))), profile.Taken, "")
	if got := ran(); got != "updated antivirus,updated reputation,updated spam" {
		t.Errorf("ran %s", got)
	}
	push(item(data), profile.Taken, "")
	push(item(next, func(i *profile.Item) { i.Component = "nothing" }), profile.Refused, "wrong_component")
	push(item(next, func(i *profile.Item) { i.Component = "loss-prevention" }), profile.Refused, "wrong_component")
	push(item(next), profile.Refused, "superseded") // it ends sooner
	revokedPush := item(next)
	revokedPush.Items[0].Statement = string(h.file(next, saysResult(answer.NotActivated)))
	push(revokedPush, profile.Refused, "not_activated")
	ran()
	replaced := item(next, func(i *profile.Item) { i.Replaces = old.Code.Fingerprint() })
	replaced.Items = append(replaced.Items, profile.Item{Statement: string(h.file(old, saysResult(answer.Replaced), expiring(today+200)))})
	for i, r := range pushed(t, a, replaced).Results {
		if r.Outcome != profile.Taken {
			t.Errorf("item %d: %+v", i, r)
		}
	}
	a.drain(t.Context())
	if got := ran(); got != "activated antivirus,activated reputation,activated spam,scan code_changed" {
		t.Errorf("ran %s", got)
	}
	if got := holds(a, "spam") + ", " + holds(a, "loss-prevention"); got != "valid "+(today+50).String()+", valid "+(today+300).String() {
		t.Errorf("it holds %s", got)
	}
	if p := a.store.View().Parts["spam"]; p.Code != next.Code {
		t.Errorf("its code is %v", p.Code)
	}
}

// recording gives hooks and a service that write down what they are run for, and
// what reads and forgets it, in order and joined.
func recording(t *testing.T) (change func(*Options), ran func() string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "noted")
	return func(o *Options) {
			o.Hooks = []Hook{{Name: "note", On: allEvents, Program: script(`echo "$OLLU_EVENT $OLLU_COMPONENT" >> ` + file)}}
			o.Services = []Service{{Name: "scan", Program: script(`echo "scan $OLLU_REASON" >> ` + file)}}
		}, func() string {
			t.Helper()
			all := strings.Join(lines(t, file), ",")
			if err := os.RemoveAll(file); err != nil {
				t.Fatal(err)
			}
			return all
		}
}

func script(line string) hook.Program { return hook.Program{Run: []string{"/bin/sh", "-c", line}} }
