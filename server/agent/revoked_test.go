package agent

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/codec/profile"
	"ollu/keystore"
	"ollu/server/words"
)

// revocations signs a list of what was taken back at a time.
func (h *house) revocations(at time.Time, revoked ...keystore.Licence) []byte {
	r := answer.Revocations{Issuer: issuer, IssuedAt: h.clock.now()}
	for _, l := range revoked {
		r.List = append(r.List, answer.Revocation{Subject: l.Code.Fingerprint(), At: at, Reason: "resold"})
	}
	return h.signer.AppendRevocations(nil, &r)
}

// The list takes back what it names, with its reason, and tells the product; a
// newer statement that says otherwise stands (row B5).
func TestRevocationList(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	hooks, ran := recording(t)
	a := h.agent(hooks)
	h.activate(a, l, "")
	ran()
	h.clock.days(2)
	push := func(list []byte) {
		t.Helper()
		pushed(t, a, profile.Push{Revocations: string(list)})
		a.drain(t.Context())
	}
	push(h.revocations(noon.AddDate(0, 0, 1), h.licence(1)))
	if got := holds(a, "spam"); got != "valid "+l.Expires.String() || ran() != "" {
		t.Errorf("a list of other codes left %s", got)
	}
	h.clock.days(1)
	list := h.revocations(noon.AddDate(0, 0, 1), l)
	push(newHouse(t).revocations(noon.AddDate(0, 0, 1), l))
	if !a.UpdatesAllowed("spam") {
		t.Error("a foreign list is believed")
	}
	push(list)
	if got := holds(a, "spam"); got != "revoked "+l.Expires.String() || a.UpdatesAllowed("spam") {
		t.Errorf("it holds %s", got)
	}
	if got, want := ran(), "updated antivirus,expired antivirus,updated reputation,expired reputation,updated spam,expired spam"; got != want {
		t.Errorf("ran %s, want %s", got, want)
	}
	if st := a.Status(); st.Reason != "resold" || !st.RevokedAt.Equal(noon.AddDate(0, 0, 1)) || !st.RevocationsAt.Equal(noon.AddDate(0, 0, 3)) {
		t.Errorf("status %+v", st.PartStatus)
	}
	h.wire.cut()
	if e := a.Explain(t.Context()); !strings.Contains(e.Text, "resold") {
		t.Error(e.Text)
	}
	h.wire.lying(nil)
	h.apply(keystore.Revoke{Code: l.Code, Reason: "known to the issuer alone"})
	if e := a.Explain(t.Context()); !strings.Contains(e.Text, "resold") {
		t.Errorf("when the server says so as well: %s", e.Text)
	}
	h.apply(keystore.Resume{Code: l.Code})
	if ok, err := UpdatesAllowed(a.o.Dir, "spam", h.clock.now()); ok || err != nil {
		t.Errorf("without an agent: %t, %v", ok, err)
	}
	again := h.agentIn(a.o.Dir)
	if got := holds(again, "antivirus"); got != "revoked "+l.Expires.String() {
		t.Errorf("read again it holds %s", got)
	}
	wantResult(t, pushed(t, a, about(h.file(l, signedOn(noon.AddDate(0, 0, 1))))), profile.Taken, "")
	if a.UpdatesAllowed("spam") {
		t.Error("a statement of before takes a revocation back")
	}
	wantResult(t, pushed(t, a, about(h.file(l))), profile.Taken, "")
	a.drain(t.Context())
	if got := ran(); !strings.Contains(got, "restored spam") || strings.Contains(got, "scan") {
		t.Errorf("ran %s", got)
	}
	h.clock.days(1)
	push(list) // which is not newer
	if !a.UpdatesAllowed("spam") {
		t.Error("a newer statement does not stand")
	}
}

// signedOn sets when a statement was signed.
func signedOn(at time.Time) func(*answer.Claims, *answer.Statement) {
	return func(c *answer.Claims, _ *answer.Statement) { c.IssuedAt, c.Expires = at, at.AddDate(0, 0, 35) }
}

// An older list does not take the place of a newer one; a damaged one is as none.
func TestRevocationListReplaced(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	h.clock.days(1)
	older := h.revocations(h.clock.now())
	h.clock.days(1)
	newer := h.revocations(h.clock.now(), l)
	for _, list := range [][]byte{newer, older, newer} {
		pushed(t, a, profile.Push{Revocations: string(list)})
	}
	if a.UpdatesAllowed("spam") {
		t.Error("an older list was taken")
	}
	path := filepath.Join(a.o.Dir, revokedFile)
	if err := os.WriteFile(path, newer[:len(newer)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	b := h.agentIn(a.o.Dir)
	if !b.UpdatesAllowed("spam") {
		t.Error("a damaged list is believed")
	}
	pushed(t, b, profile.Push{Revocations: string(newer)})
	if b.UpdatesAllowed("spam") {
		t.Error("a damaged list cannot be replaced")
	}
}

// Behind a manager a check fetches the list as well, and reports what it took back.
func TestCheckFetchesList(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent(func(o *Options) { o.Insist = false })
	h.activate(a, l, "")
	asked := 0
	var list []byte
	h.wire.lying(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		if !strings.HasSuffix(r.URL.Path, "/revocations.jwt") {
			return next.RoundTrip(r)
		}
		asked++
		resp := &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jwt}, "Etag": {`"1"`}}, Request: r,
			Body: io.NopCloser(bytes.NewReader(list)), ContentLength: int64(len(list))}
		if r.Header.Get("If-None-Match") == `"1"` {
			resp.StatusCode, resp.Body, resp.ContentLength = 304, http.NoBody, 0
		}
		return resp, nil
	})
	h.clock.days(1)
	list = newHouse(t).revocations(h.clock.now(), l)
	h.check(a, NothingToUpdate)
	if tag := a.store.View().RevokedTag; tag != "" {
		t.Errorf("the tag %s of a foreign list is kept", tag)
	}
	list = h.revocations(h.clock.now().Add(time.Minute), l)
	r := h.check(a, Updated)
	if p := r.Parts[0]; p.Result != "revoked" || p.Reason != "resold" {
		t.Errorf("%+v", p)
	}
	h.clock.set(h.clock.now().Add(30 * time.Second))
	h.check(a, NothingToUpdate)
	if asked != 3 || a.UpdatesAllowed("spam") {
		t.Errorf("asked %d times", asked)
	}
}

// A list is taken from a file too, for a site with no line out.
func TestImportList(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	h.clock.days(1)
	list := h.revocations(h.clock.now(), l)
	for want, file := range map[words.ID][]byte{
		words.VerifyUnknownKey: newHouse(t).revocations(h.clock.now(), l), words.VerifyBadSignature: spoilt(list), words.RefusedFile: list[:len(list)/2],
	} {
		_, err := a.Import(t.Context(), file)
		if e, ok := errors.AsType[*RefusedError](err); !ok || e.ID != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	r, err := a.Import(context.Background(), append(list, '\n'))
	if err != nil || !r.List || r.Outcome != Updated || r.Parts[0].Result != "revoked" || r.Parts[0].Reason != "resold" {
		t.Errorf("%+v, %v", r, err)
	}
	_, err = a.Import(t.Context(), list)
	if e, ok := errors.AsType[*RefusedError](err); !ok || e.ID != words.VerifySuperseded {
		t.Errorf("a second time: %v", err)
	}
}

// spoilt changes a letter of a signature.
func spoilt(token []byte) []byte {
	b := bytes.Clone(token)
	if at := len(b) - 20; b[at] == 'A' {
		b[at] = 'B'
	} else {
		b[at] = 'A'
	}
	return b
}
