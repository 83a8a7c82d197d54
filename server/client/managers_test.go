package client

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/server/certtest"
	"ollu/server/wire"
)

// stocked issues licences behind a door, and gives what a manager has to ask it.
func stocked(t *testing.T, n int) (*house, *Asker, []codec.Code) {
	t.Helper()
	h := newHouse(t)
	var codes []codec.Code
	for _, l := range issue(t, h.dial(t), n) {
		codes = append(codes, l.Code)
	}
	return h, &Asker{Server: h.door(t)}, codes
}

func (h *house) trust(t *testing.T) *answer.KeySet {
	t.Helper()
	keys, _, err := answer.ParseJWKS(h.ring.KeySetJSON())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func (h *house) renew(t *testing.T, code codec.Code, until string) {
	t.Helper()
	d, err := term.ParseDay(until)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.dial(t).Renew(t.Context(), &wire.RenewRequest{Code: code, Expires: &d}); err != nil {
		t.Fatal(err)
	}
}

func TestSync(t *testing.T) {
	h, a, codes := stocked(t, 3)
	held := make([]Held, len(codes))
	for i, c := range codes {
		held[i].Code = c
	}
	first, err := a.Sync(t.Context(), held)
	if err != nil || len(first.Changed) != 3 || first.Revision == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	keys := h.trust(t)
	for i, c := range first.Changed {
		s, err := keys.Verify(c.Statement, &answer.Expect{Issuer: "ollu", Subject: codes[i].Fingerprint(), Now: noon})
		if err != nil || c.At != i || s.Result != answer.NotActivated {
			t.Errorf("%+v, %v", s, err)
		}
		held[i].Tag = c.Tag
	}
	again, err := a.Sync(t.Context(), held)
	if err != nil || len(again.Changed) != 0 || again.Revision != first.Revision {
		t.Errorf("%+v, %v", again, err)
	}
	h.renew(t, codes[1], "2028-03-31")
	one, err := a.Sync(t.Context(), held)
	if err != nil || len(one.Changed) != 1 || one.Changed[0].At != 1 || one.Revision == first.Revision {
		t.Errorf("%+v, %v", one, err)
	}
	if none, err := a.Sync(t.Context(), nil); err != nil || len(none.Changed) != 0 || none.Revision != one.Revision {
		t.Errorf("a sync of nothing: %+v, %v", none, err)
	}
	if _, err := a.Sync(t.Context(), make([]Held, MaxHeld+1)); err == nil {
		t.Error("too many were sent")
	}
	a.Server += askPath // the whole address of the update endpoint does as well
	if _, err := a.Sync(t.Context(), held); err != nil {
		t.Error(err)
	}
}

func TestWait(t *testing.T) {
	h, a, codes := stocked(t, 3)
	s, err := a.Sync(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	marks := []uint32{codes[2].Mark(), codes[0].Mark(), codes[2].Mark(), codes[1].Mark()}
	woken := make(chan Woken, 1)
	go func() {
		w, err := a.Wait(t.Context(), s.Revision, marks, time.Minute)
		if err != nil {
			t.Error(err)
		}
		woken <- w
	}()
	h.renew(t, codes[1], "2028-03-31")
	w := <-woken
	if w.All || !slices.Equal(w.Marks, []uint32{codes[1].Mark()}) || w.Revision == s.Revision {
		t.Errorf("woken with %+v", w)
	}
	if marks[0] != codes[2].Mark() {
		t.Error("the caller's marks were sorted")
	}
	if w, err := a.Wait(t.Context(), w.Revision, marks, 0); err != nil || w.All || len(w.Marks) != 0 {
		t.Errorf("nothing happened: %+v, %v", w, err)
	}
	if w, err := a.Wait(t.Context(), "1000000", marks, 2*MaxWait); err != nil || !w.All {
		t.Errorf("since a time that never was: %+v, %v", w, err)
	}
	if _, err := a.Wait(t.Context(), s.Revision, slices.Collect(countTo(MaxMarks+1)), time.Minute); err == nil {
		t.Error("too many were sent")
	}
	if _, err := a.Wait(t.Context(), "yesterday", marks, time.Minute); err == nil {
		t.Error("waited since no revision")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Wait(ctx, w.Revision, marks, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who cancels gets %v", err)
	}
}

func countTo(n uint32) func(func(uint32) bool) {
	return func(yield func(uint32) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestBatch(t *testing.T) {
	_, a, codes := stocked(t, 2)
	got, err := a.Batch(t.Context(), []Question{
		{Code: codes[0].Reveal(), Device: "rack-1", Activate: true, Format: "jwt", Nonce: "0123456789abcdef"},
		{Code: "nonsense"},
		{Code: codes[1].Reveal(), Product: "appliance", Component: "antivirus", Version: "9", Build: "12", Lang: "ja"},
	})
	if err != nil || len(got) != 3 || got[0].Result != answer.Valid || got[1].Result != answer.Malformed || got[2].Result != answer.NotActivated {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := a.Batch(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := a.Batch(t.Context(), make([]Question, MaxHeld+1)); err == nil {
		t.Error("too many were sent")
	}
}

func TestRevocations(t *testing.T) {
	h, a, codes := stocked(t, 1)
	read := func(held string) ([]answer.Revocation, string) {
		t.Helper()
		token, etag, err := a.Revocations(t.Context(), held)
		for e, ok := errors.AsType[*CouldNotCompleteError](err); ok && e.Cause == CauseBusy; e, ok = errors.AsType[*CouldNotCompleteError](err) {
			token, etag, err = a.Revocations(t.Context(), held) // the stock is still being read
		}
		if err != nil {
			t.Fatal(err)
		}
		if token == nil {
			return nil, etag
		}
		r, err := h.trust(t).OpenRevocations(token, "ollu")
		if err != nil {
			t.Fatal(err)
		}
		return r.List, etag
	}
	_, first := read("")
	if list, etag := read(first); list != nil || etag != first {
		t.Errorf("%v, %q after %q", list, etag, first)
	}
	if _, err := h.dial(t).Revoke(t.Context(), &wire.StandingRequest{Code: codes[0], Reason: "refund"}); err != nil {
		t.Fatal(err)
	}
	if list, etag := read(first); len(list) != 1 || list[0].Subject != codes[0].Fingerprint() || etag == first {
		t.Errorf("%v, %q after %q", list, etag, first)
	}
}

// counted counts the connections that a listener takes.
type counted struct {
	net.Listener
	n *atomic.Int32
}

func (c counted) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.n.Add(1)
	}
	return conn, err
}

// Who asks much keeps its connection, and who seldom asks none.
func TestKeepAlive(t *testing.T) {
	h := newHouse(t)
	for keep, want := range map[bool]int32{true: 1, false: 3} {
		var n atomic.Int32
		address := h.open(t, func(l net.Listener) net.Listener { return counted{l, &n} })
		a := askerBy(t, TransportOptions{KeepAlive: keep})
		a.Server = "http://" + address
		for range 3 {
			if _, err := a.Sync(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
		a.Transport.(*http.Transport).CloseIdleConnections()
		if n.Load() != want {
			t.Errorf("kept %v: %d connections", keep, n.Load())
		}
	}
}

// A server may want to see a certificate.
func TestCertificate(t *testing.T) {
	h, ca := newHouse(t), certtest.New(t)
	config := &tls.Config{Certificates: []tls.Certificate{ca.Certificate(t, certtest.Spec{})}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ca.Pool()}
	server := "https://" + h.open(t, func(l net.Listener) net.Listener { return tls.NewListener(l, config) })
	mine, other := ca.Certificate(t, certtest.Spec{}), certtest.New(t).Certificate(t, certtest.Spec{})
	for name, c := range map[string]struct {
		shown *tls.Certificate
		ok    bool
	}{"the right one": {&mine, true}, "none": {nil, false}, "a stranger's": {&other, false}} {
		a := askerBy(t, TransportOptions{CAFile: ca.File, Certificate: c.shown})
		a.Server = server
		_, err := a.Sync(t.Context(), nil)
		if c.ok && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !c.ok && !strings.Contains(incomplete(t, err, CauseTLS).Reason, "certificate") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
