package client

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/codec/answer"
	"ollu/server/check"
	"ollu/server/feed"
)

// door is a real update endpoint over the house's store, which signs with the
// house's keys.
func (h *house) door(t *testing.T) (address string) {
	t.Helper()
	return "http://" + h.open(t, func(l net.Listener) net.Listener { return l })
}

// open opens a door behind whatever is put around its listener.
func (h *house) open(t *testing.T, around func(net.Listener) net.Listener) (address string) {
	t.Helper()
	metrics := check.NewMetrics(prometheus.NewRegistry())
	checker, err := check.New(check.Options{Store: h.store, Book: appliance(t), Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	f, err := feed.New(feed.Options{Store: h.store, Log: zap.NewNop(), MaxWaiters: 1, Gather: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close) // after the door
	d := check.NewDoor(check.DoorOptions{Checker: checker, Metrics: metrics, Now: func() time.Time { return noon }, Feed: f})
	d.UseSigning(&check.Signing{
		Signer: h.ring.Signer(), Issuer: h.ring.Issuer(), KeySet: h.ring.KeySetJSON(),
		Products: map[string][]byte{"appliance": h.ring.Signer().AppendProduct(nil, h.ring.Issuer(), []byte(facts), noon)},
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- d.Serve(around(l)) }()
	t.Cleanup(func() {
		if err := errors.Join(d.Shutdown(context.Background()), <-served); err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

const facts = `{"id":"appliance"}`

func TestAsk(t *testing.T) {
	h := newHouse(t)
	l := issue(t, h.dial(t), 1)[0]
	server := h.door(t)
	for format, first := range map[string]string{"": "result=", "text": "result=", "json": `{"result":`, "jwt": "eyJ"} {
		s, raw, err := Ask(t.Context(), server, Question{Code: l.Code.Reveal(), Format: format})
		if err != nil || s.Result != answer.NotActivated || s.Seats != 50 || !strings.HasPrefix(string(raw), first) {
			t.Errorf("%q: %+v, %s, %v", format, s, raw, err)
		}
	}
	q := Question{
		Code: l.Code.Reveal(), Product: "appliance", Component: "antivirus", Device: "gw-1", Version: "9.1",
		Build: "1244", Lang: "ja", Nonce: "0123456789abcdef", Activate: true,
	}
	if s, _, err := Ask(t.Context(), server+"/", q); err != nil || s.Result != answer.Valid {
		t.Errorf("%+v, %v", s, err)
	}
	q.Activate, q.Product = false, "abacus"
	if s, _, err := Ask(t.Context(), server+askPath, q); err != nil || s.Result != answer.WrongProduct {
		t.Errorf("%+v, %v", s, err)
	}
	if s, _, err := Ask(t.Context(), server, Question{Code: "IM-2222"}); err != nil || s.Result != answer.Malformed || s.Hint == "" {
		t.Errorf("%+v, %v", s, err)
	}
	_, _, err := Ask(t.Context(), server, Question{})
	if e := incomplete(t, err, CauseStatus); e.Status != http.StatusBadRequest || !strings.Contains(e.Reason, "(parameter ac: is missing") {
		t.Errorf("%v", err)
	}
}

// What is signed comes as it was signed: who trusts a key can verify it.
func TestWhatIsSigned(t *testing.T) {
	h := newHouse(t)
	code := issue(t, h.dial(t), 1)[0].Code
	server := h.door(t)
	for _, address := range []string{server, server + "/", server + askPath} {
		a := &Asker{Server: address}
		jwks, err := a.Keys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		keys, _, err := answer.ParseJWKS(jwks)
		if err != nil || keys.Len() != 1 {
			t.Fatalf("%s: %v", jwks, err)
		}
		token, err := a.AskToken(t.Context(), Question{Code: code.Reveal(), Nonce: "0123456789abcdef", Format: "text"})
		if err != nil {
			t.Fatal(err)
		}
		signed, err := keys.Verify(token, &answer.Expect{Issuer: "ollu", Subject: code.Fingerprint(), Nonce: "0123456789abcdef"})
		if err != nil || signed.Result != answer.NotActivated {
			t.Errorf("%+v, %v", signed, err)
		}
		if token, err = a.Product(t.Context(), "appliance"); err != nil {
			t.Fatal(err)
		}
		if got, at, err := keys.OpenProduct(token, "ollu"); err != nil || string(got) != facts || !at.Equal(noon) {
			t.Errorf("%s of %v, %v", got, at, err)
		}
	}
	for _, id := range []string{"abacus", "../keys", "a b", "", "?x=y", "%2e"} {
		_, err := (&Asker{Server: server}).Product(t.Context(), id)
		if e := incomplete(t, err, CauseStatus); e.Status != http.StatusNotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, server := range []string{
		"", "localhost", "localhost:8080", "http://", "http://%", "http://:8080", "gopher://x", "//x", "http://x:port",
		"http://agent:s3cret@licence.example", "http://agent:s3cr%et@licence.example", "http://licence.example/?ac=IM-SECRET", "http://licence.example/#IM-SECRET", "http://agent:s3cret#?@licence.example",
	} {
		a := &Asker{Server: server}
		_, _, err := a.Ask(t.Context(), Question{})
		incomplete(t, err, CauseAddress, "write it like http://", "-s3cret", "-s3cr%et", "-IM-SECRET")
		_, err = a.Keys(t.Context())
		incomplete(t, err, CauseAddress, "-s3cret", "-s3cr%et", "-IM-SECRET")
	}
}

// Who gives up gets what they did, and no outcome.
func TestACallerWhoGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := liar(t, func(net.Conn) { cancel() })
	_, err := (&Asker{Server: server}).AskToken(ctx, Question{Code: "IM-SECRET"})
	if _, outcome := errors.AsType[*CouldNotCompleteError](err); outcome || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = (&Asker{Server: liar(t, stall)}).AskToken(ctx, Question{Code: "IM-SECRET"})
	incomplete(t, err, CauseTimeout)
}
