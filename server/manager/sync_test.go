package manager

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/server/check"
	"ollu/server/client"
)

// What the issuer changes about a code is held after the next sync, and what it
// does not change costs no signature.
func TestSync(t *testing.T) {
	w := newWorld(t)
	code, other := w.issue(30), w.issue(40)
	stranger := newCode(t, codec.Prefix{'S', 'U'})
	w.add(code, other, stranger)
	if w.says(code) != "valid" || w.says(stranger) != "unknown" {
		t.Fatalf("%s, %s", w.says(code), w.says(stranger))
	}
	if r := w.sync(); r.Codes != 3 || r.Changed != 0 || r.Renewed != 0 || len(r.Refused) != 0 {
		t.Fatalf("nothing changed, and it says %+v", r)
	}
	for _, step := range []struct {
		change keystore.Change
		want   string
	}{
		{keystore.Suspend{Code: code, Reason: "unpaid"}, "suspended"},
		{keystore.Resume{Code: code}, "valid"},
		{keystore.Revoke{Code: code, Reason: "returned"}, "revoked"},
		{keystore.Resume{Code: code}, "valid"},
		{keystore.Replace{Old: code, New: w.licence("suite", codec.Prefix{'S', 'U'}, 400)}, "replaced"},
	} {
		w.apply(step.change)
		r := w.sync()
		if w.says(code) != step.want || r.Changed != 1 || r.Codes != 3 {
			t.Errorf("%v: held to be %s, %+v", step.change, w.says(code), r)
		}
	}
	if w.says(other) != "valid" || w.held(other).Problem != "" {
		t.Errorf("the other code: %+v", w.held(other))
	}
}

// A site that has no codes yet syncs as any other.
func TestSyncOfNothing(t *testing.T) {
	w := newWorld(t)
	if r := w.sync(); r.Codes != 0 || len(r.NewKeys) != 1 || w.marks().LastGood.IsZero() {
		t.Errorf("%+v, %+v", r, w.marks())
	}
	w.add(w.issue(30))
	if r := w.sync(); r.Codes != 1 || w.marks().Cause != "" {
		t.Errorf("%+v, %+v", r, w.marks())
	}
}

// A renewal is held with its date.
func TestRenewal(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	w.add(code)
	before := w.held(code)
	w.renew(code, 400)
	w.sync()
	is := w.held(code)
	if is.Signed.Statement.Expires != before.Signed.Statement.Expires+370 || is.Tag == before.Tag {
		t.Errorf("expires %v, after %v", is.Signed.Statement.Expires, before.Signed.Statement.Expires)
	}
	site, err := w.m.Status()
	if err != nil || len(site.Codes) != 1 || site.Codes[0].DaysLeft != 400 || !site.Sync.Healthy {
		t.Errorf("%+v, %v", site, err)
	}
}

// A sync of codes that are unchanged asks in batches, by their tags, and is
// answered with nothing.
func TestSyncInBatches(t *testing.T) {
	w := newWorld(t)
	const codes = client.MaxHeld*2 + 1
	var typed []string
	var licences []keystore.Licence
	for range codes {
		l := w.licence("suite", codec.Prefix{'S', 'U'}, 30)
		licences, typed = append(licences, l), append(typed, l.Code.Reveal())
	}
	w.apply(keystore.Issue{Licences: licences})
	if _, err := w.m.Add(t.Context(), AddRequest{Codes: typed}); err != nil {
		t.Fatal(err)
	}
	other := w.issue(30)
	var revisions []int
	w.set(func() {
		w.asked = nil
		w.between = func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == check.PathSync {
				w.set(func() { w.renew(other, 100+len(revisions)); revisions = append(revisions, int(w.feed.Revision())) })
			}
			return nil, nil
		}
	})
	if r := w.sync(); r.Codes != codes || r.Changed+r.Renewed != 0 {
		t.Errorf("%+v", r)
	}
	if got, err := strconv.Atoi(w.marks().Revision); err != nil || got > revisions[1] { // two are asked at once
		t.Errorf("what changed while it synced would be missed: %d, of %v", got, revisions)
	}
	asked := w.exchanges(check.PathSync)
	if len(asked) != 3 {
		t.Fatalf("%d batches", len(asked))
	}
	for _, x := range asked {
		if strings.Count(string(x.body), `"`)-strings.Count(string(x.body), ".")*2 != 2 {
			t.Error("a code was asked about without its tag")
		}
	}
}

// An answer that breaks off, is a page, or does not come changes nothing and is no
// sync; the next one makes up for it.
func TestCutLines(t *testing.T) {
	page := func(_ *http.Request, resp *http.Response) {
		resp.Header.Set("Content-Type", "text/html")
		resp.Body = io.NopCloser(strings.NewReader("<html>Log in"))
	}
	for _, path := range []string{"/ollu/keys.json", check.Path, check.PathSync, "/ollu/products/suite.jwt", "/ollu/revocations.jwt"} {
		for name, fault := range map[string]func(*http.Request, *http.Response){"cut": cutOff, "a page": page} {
			t.Run(path+" "+name, func(t *testing.T) {
				w := newWorld(t)
				code, other := w.issue(30), w.issue(30)
				w.add(code)
				w.apply(keystore.Suspend{Code: code, Reason: "unpaid"})
				w.apply(keystore.Revoke{Code: other, Reason: "returned"}) // so that the list is another one
				w.set(func() {
					w.after = func(r *http.Request, resp *http.Response) {
						if r.URL.Path == path {
							fault(r, resp)
						}
					}
				})
				_, err := w.m.Sync(t.Context())
				couldNot(t, err)
				if m := w.marks(); m.Failures != 1 || m.Cause != "broken" && m.Cause != "portal" {
					t.Errorf("marks %+v", m)
				}
				w.set(func() { w.after = nil })
				w.sync()
				if m := w.marks(); w.says(code) != "suspended" || m.Failures != 0 || m.Cause != "" || m.LastGood.IsZero() {
					t.Errorf("after it: %s, %+v", w.says(code), m)
				}
			})
		}
	}
}

// Whoever says that nothing changed without being the issuer is not believed to
// be it, even when the rest is as it should be.
func TestSilenceIsNoSync(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	w.add(code)
	var kept []byte
	w.set(func() {
		w.after = func(r *http.Request, resp *http.Response) {
			if r.URL.Path == check.Path {
				if kept == nil {
					kept, _ = io.ReadAll(resp.Body)
				}
				resp.Body = io.NopCloser(strings.NewReader(string(kept))) // a copy of an earlier answer
			}
		}
	})
	w.sync()
	good := w.marks().LastGood
	if _, err := w.m.Sync(t.Context()); err == nil {
		t.Error("a stale copy counts as the issuer")
	}
	if m := w.marks(); m.Cause != "other_nonce" || !m.LastGood.Equal(good) {
		t.Errorf("%+v", m)
	}
}

// A forged or exchanged statement changes nothing, shows as the code's problem,
// and is put right by the next sync.
func TestForged(t *testing.T) {
	for name, c := range map[string]struct {
		forge func(token string, w *world) string
		why   string
	}{
		"changed":        {func(token string, _ *world) string { return token[:len(token)-8] + "AAAAAAAA" }, "bad_signature"},
		"another's key":  {func(_ string, w *world) string { return newWorldOf(w).token() }, "unknown_key"},
		"another's code": {func(_ string, w *world) string { return w.token() }, "other_code"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			code := w.issue(30)
			w.add(code)
			w.sync()
			before := w.held(code)
			w.apply(keystore.Suspend{Code: code, Reason: "unpaid"})
			w.set(func() { w.after = func(r *http.Request, resp *http.Response) { forge(r, resp, w, c.forge) } })
			r := w.sync()
			is := w.held(code)
			if is.Token != before.Token || is.Problem != c.why || len(r.Refused) != 1 || r.Refused[0].Why != c.why {
				t.Errorf("held %s with problem %q; %+v", is.Signed.Result, is.Problem, r)
			}
			if m := w.marks(); m.Cause != c.why {
				t.Errorf("marks %+v", m)
			}
			w.set(func() { w.after = nil })
			w.apply(keystore.Resume{Code: code}) // so that the tag is the one held again
			w.sync()
			if is := w.held(code); is.Problem != "" || w.marks().Cause != "" {
				t.Errorf("it was put right, and shows %q", is.Problem)
			}
		})
	}
}

// newWorldOf is another issuer of the same codes.
func newWorldOf(w *world) *world { return newWorld(w.t) }

// token is a statement about a code of this issuer's.
func (w *world) token() string {
	w.t.Helper()
	token, err := (&client.Asker{Server: issuerURL, Transport: transport(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		return w.handle(r, body), err
	})}).AskToken(context.Background(), client.Question{Code: w.issue(1000).Reveal()})
	if err != nil {
		w.t.Fatal(err)
	}
	return string(token)
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// forge puts other statements into the answer to a sync.
func forge(r *http.Request, resp *http.Response, w *world, with func(string, *world) string) {
	if r.URL.Path != check.PathSync {
		return
	}
	var m struct {
		Revision string           `json:"revision"`
		Changed  []map[string]any `json:"changed"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&m); err != nil {
		w.t.Error(err)
	}
	for _, c := range m.Changed {
		c["statement"] = with(c["statement"].(string), w)
	}
	out, err := json.Marshal(m)
	if err != nil {
		w.t.Error(err)
	}
	resp.Body = io.NopCloser(strings.NewReader(string(out)))
}

// An earlier word of the issuer's does not take the place of a later one.
func TestSuperseded(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	w.add(code)
	held := w.held(code)
	held.Signed.IssuedAt = held.Signed.IssuedAt.Add(time.Minute)
	if err := w.book.PutCodes(held); err != nil {
		t.Fatal(err)
	}
	w.apply(keystore.Suspend{Code: code, Reason: "unpaid"})
	if r := w.sync(); len(r.Refused) != 1 || w.held(code).Problem != "superseded" || w.says(code) != "valid" {
		t.Errorf("%+v, %s", r, w.held(code).Problem)
	}
}

// What the issuer published earlier does not take the place of what it published
// later, whoever brings it.
func TestPublishedEarlier(t *testing.T) {
	w := newWorld(t)
	code := w.issue(30)
	w.add(code)
	w.sync()
	early, err := w.book.Issuer()
	if err != nil {
		t.Fatal(err)
	}
	late := early
	signer, later := w.ring.Signer(), time.Now().Add(time.Minute)
	suite, _ := w.terms.Catalogue().Product("suite")
	late.Facts = map[string]string{"suite": string(signer.AppendProduct(nil, "ollu", suite.AppendFacts(nil), later))}
	late.Revocations = string(signer.AppendRevocations(nil, &answer.Revocations{Issuer: "ollu", IssuedAt: later}))
	late.RevokedTag = ""
	if err := w.book.PutIssuer(late); err != nil {
		t.Fatal(err)
	}
	w.sync()
	if is, err := w.book.Issuer(); err != nil || is.Facts["suite"] != late.Facts["suite"] || is.Revocations != late.Revocations {
		t.Errorf("an earlier one was taken: %v", err)
	}
	if early.Facts["suite"] == "" || early.Revocations == "" {
		t.Error("there was nothing to compare with")
	}
}
