package client

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/wire"
)

// The life of a licence, by every call there is.
func TestEveryCall(t *testing.T) {
	h := newHouse(t)
	a, ctx := h.dial(t), t.Context()
	code := issue(t, a, 1)[0].Code

	one := func(want string) func(wire.LicenceResponse, error) {
		return func(r wire.LicenceResponse, err error) {
			t.Helper()
			if err != nil || r.Licence.Code != code || r.Licence.Standing != want {
				t.Errorf("standing %q, want %q: %v", r.Licence.Standing, want, err)
			}
		}
	}
	one("issued")(a.Show(ctx, code))
	one("issued")(a.Renew(ctx, &wire.RenewRequest{Code: code, Period: "1y"}))
	if f, err := a.File(ctx, &wire.FileRequest{Code: code}); err != nil || isToken([]byte(f.File)) != nil {
		t.Errorf("%+v, %v", f, err)
	}
	if p, err := a.Preview(ctx, &wire.PreviewRequest{Code: code}); err != nil || p.Licence.Code != code || len(p.Checks) == 0 {
		t.Errorf("%+v, %v", p, err)
	}
	if s, err := a.ReloadSigning(ctx); err != nil || s.KeyID != h.ring.Signer().KeyID() {
		t.Errorf("%+v, %v", s, err)
	}
	one("suspended")(a.Suspend(ctx, &wire.StandingRequest{Code: code, Reason: "not paid"}))
	one("revoked")(a.Revoke(ctx, &wire.StandingRequest{Code: code, Reason: "returned"}))
	one("issued")(a.Resume(ctx, &wire.StandingRequest{Code: code}))
	act := keystore.Act{By: "agent", At: noon, Change: keystore.Activate{Code: code, Device: "gw-1"}}
	if _, err := h.store.Apply(ctx, act); err != nil {
		t.Fatal(err)
	}
	one("activated")(a.RemoveDevice(ctx, &wire.RemoveDeviceRequest{Code: code, Device: "gw-1"}))
	if r, err := a.Replace(ctx, &wire.ReplaceRequest{Code: code, Seats: 60}); err != nil || r.Licence.Seats != 60 || r.Replaced.Code != code {
		t.Errorf("%+v, %v", r, err)
	}
	one("replaced")(a.Show(ctx, code))

	if l, err := a.List(ctx, &wire.ListRequest{Filter: wire.Filter{Standing: "replaced"}}); err != nil || len(l.Licences) != 1 {
		t.Errorf("%+v, %v", l, err)
	}
	k, err := a.IssueKeys(ctx, &wire.KeyIssueRequest{Product: "appliance", Months: 12, Type: product.Full, Count: 2}, "")
	if err != nil || len(k.Keys) != 2 {
		t.Fatal(k, err)
	}
	if r, err := a.ShowKey(ctx, k.Keys[1].Key); err != nil || r.Key.Key != k.Keys[1].Key {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := a.ListKeys(ctx, &wire.KeyListRequest{}); err != nil || len(r.Keys) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	if s, err := a.Status(ctx); err != nil || s.Licences != 2 || s.Keys != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	if v, err := a.Verify(ctx); err != nil || !v.OK {
		t.Errorf("%+v, %v", v, err)
	}
	if l, err := a.Audit(ctx, &wire.AuditRequest{Limit: 2, From: 2}); err != nil || len(l.Entries) != 2 || l.Entries[0].Actor != "hanako" || l.Next != 4 {
		t.Errorf("%+v, %v", l, err)
	}
	if v, err := a.Version(ctx); err != nil || v.Version != "1.2.3" {
		t.Errorf("%+v, %v", v, err)
	}
	if c, err := a.Catalogue(ctx); err != nil || c.Products[0].Name.JA != "装置" {
		t.Errorf("%+v, %v", c, err)
	}
	if b, err := a.OpenAPI(ctx); err != nil || !bytes.HasPrefix(b, []byte("openapi: 3.1")) {
		t.Errorf("%.20s, %v", b, err)
	}
	for _, r := range h.called() {
		if strings.Contains(r.URL.String(), code.Reveal()) {
			t.Errorf("the code is in a URL: %s", r.URL.Path)
		}
	}
}

// An error of the server is the wire's, and of the store's kind.
func TestErrorsKeepTheirKind(t *testing.T) {
	a := newHouse(t).dial(t)
	unknown := numbered(t, 0)
	_, err := a.Show(t.Context(), unknown)
	e, ok := errors.AsType[*wire.Error](err)
	if !ok || e.Code != wire.NotFound || !errors.Is(err, keystore.ErrNotFound) || errors.Is(err, keystore.ErrConflict) {
		t.Errorf("%v", err)
	}
	if strings.Contains(err.Error(), unknown.Reveal()) {
		t.Errorf("the error shows the code: %v", err)
	}
	if _, err = a.Issue(t.Context(), sold(10_001), ""); !errors.Is(err, keystore.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

func TestDialSaysWhatToDo(t *testing.T) {
	h := newHouse(t)
	empty := t.TempDir()
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "token")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, c := range map[string]struct {
		o    Options
		want string
	}{
		"nothing":          {Options{}, "--data-dir"},
		"no server":        {Options{DataDir: empty}, "ollu serve --data-dir " + empty},
		"no token":         {Options{Server: h.url}, "--token-file"},
		"no address":       {Options{Server: "localhost:8082", TokenFile: file(secret)}, "http://127.0.0.1:8082"},
		"another scheme":   {Options{Server: "ftp://localhost", TokenFile: file(secret)}, "http://127.0.0.1:8082"},
		"no token file":    {Options{Server: h.url, TokenFile: filepath.Join(empty, "none")}, "token"},
		"empty token file": {Options{Server: h.url, TokenFile: file("\n")}, "does not hold a token"},
		"wrong file":       {Options{Server: h.url, TokenFile: file("two words")}, "does not hold a token"},
	} {
		_, err := Dial(c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	for _, o := range []Options{
		{Server: h.url + "/", TokenFile: file(" " + secret + "\r\n")},
		{Server: h.url, Token: secret},
		{Server: h.url, DataDir: h.dir},
	} {
		if a, err := Dial(o); err != nil {
			t.Error(err)
		} else if _, err := a.Version(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// A server that is gone is noticed at once, and not waited for.
func TestAServerThatIsGone(t *testing.T) {
	h := newHouse(t)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	h.write(t, addrFile, gone.URL)
	_, err := h.dial(t).Status(t.Context())
	e, ok := errors.AsType[*NotRunningError](err)
	if !ok || e.DataDir != h.dir || !strings.Contains(err.Error(), "ollu serve --data-dir") {
		t.Errorf("%v", err)
	}
	a, err := Dial(Options{Server: gone.URL, Token: secret})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = a.Status(t.Context()); err == nil || !strings.Contains(err.Error(), "--server") {
		t.Errorf("%v", err)
	}
}

func TestWrongToken(t *testing.T) {
	h := newHouse(t)
	h.write(t, tokenFile, "another-token-of-some-length")
	if _, err := h.dial(t).Status(t.Context()); err == nil || !strings.Contains(err.Error(), "admin.token") {
		t.Errorf("%v", err)
	}
}

// What is not the admin API is named as that, and never gets the token twice.
func TestSomethingElseAnswers(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"a page":   func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>hello</html>")) },
		"an error": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		},
	} {
		calls := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { calls++; answer(w, r) }))
		a, err := Dial(Options{Server: server.URL, Token: secret})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Status(t.Context()); err == nil || !strings.Contains(err.Error(), "admin API") || calls != 1 {
			t.Errorf("%s: %v after %d calls", name, err, calls)
		}
		server.Close()
	}
}

// A write whose connection breaks, before it or after it was made, is repeated
// under the same key and made once.
func TestAWriteOverABadConnection(t *testing.T) {
	for name, spoil := range map[string]func(h *house){
		"broken before it was made":   func(h *house) { h.before = breaks },
		"broken in the answer":        func(h *house) { h.after = halves },
		"made but reported as failed": func(h *house) { h.store.Fail(mem.LoseAnswer) },
		"not made":                    func(h *house) { h.store.Fail(mem.RefuseWrite) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			a := h.dial(t)
			heal := func(w http.ResponseWriter, r *http.Request) bool {
				h.before, h.after = nil, nil
				h.store.Fail(mem.Healthy)
				return false
			}
			spoil(h)
			spoilt, first := h.before, true
			h.before = func(w http.ResponseWriter, r *http.Request) bool {
				if !first {
					return heal(w, r)
				}
				first = false
				return spoilt != nil && spoilt(w, r)
			}
			if ls := issue(t, a, 3); len(ls) != 3 || h.store.Stats().Licences != 3 {
				t.Errorf("%d answered, %d in the store", len(ls), h.store.Stats().Licences)
			}
			if len(h.called()) != 2 {
				t.Fatalf("%d calls", len(h.called()))
			}
			one, two := h.called()[0].Header.Get(wire.HeaderIdempotencyKey), h.called()[1].Header.Get(wire.HeaderIdempotencyKey)
			if one == "" || one != two {
				t.Errorf("keys %q and %q", one, two)
			}
		})
	}
}

func TestABadConnectionForGood(t *testing.T) {
	h := newHouse(t)
	a := h.dial(t)
	h.between(func() { h.before = breaks })
	if _, err := a.Issue(t.Context(), sold(1), ""); err == nil || !strings.Contains(err.Error(), "try again") {
		t.Errorf("%v", err)
	}
	if len(h.called()) != 1+len(a.pauses) {
		t.Errorf("%d calls", len(h.called()))
	}
	h.between(func() { h.before, h.calls = nil, nil })
	h.store.Fail(mem.RefuseWrite)
	if _, err := a.Issue(t.Context(), sold(1), ""); !errors.Is(err, keystore.ErrUnavailable) || len(h.called()) != 1+len(a.pauses) {
		t.Errorf("%v after %d calls", err, len(h.called()))
	}
}

// The caller's key makes a command repeatable, and each call without one has its
// own.
func TestIdempotencyKeys(t *testing.T) {
	h := newHouse(t)
	a := h.dial(t)
	first, err := a.Issue(t.Context(), sold(2), "order 7")
	if err != nil {
		t.Fatal(err)
	}
	again, err := a.Issue(t.Context(), sold(2), "order 7")
	if err != nil || again.Licences[0].Code != first.Licences[0].Code || h.store.Stats().Licences != 2 {
		t.Errorf("%d licences, %v", h.store.Stats().Licences, err)
	}
	issue(t, a, 1)
	issue(t, a, 1)
	if n := h.store.Stats().Licences; n != 4 {
		t.Errorf("%d licences", n)
	}
	a.options.Random = strings.NewReader("")
	if _, err := a.Issue(t.Context(), sold(1), ""); err == nil {
		t.Error("issued without an idempotency key")
	}
}

func TestACancelledCall(t *testing.T) {
	h := newHouse(t)
	a := h.dial(t)
	ctx, cancel := context.WithCancel(t.Context())
	h.before = func(http.ResponseWriter, *http.Request) bool { cancel(); return breaks(nil, nil) }
	if _, err := a.Status(ctx); !errors.Is(err, context.Canceled) || len(h.called()) != 1 {
		t.Errorf("%v after %d calls", err, len(h.called()))
	}
}

func numbered(t testing.TB, n byte) codec.Code {
	t.Helper()
	c, err := codec.NewCode(codec.Prefix{'I', 'M'}, bytes.NewReader(bytes.Repeat([]byte{n + 1}, 15)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
