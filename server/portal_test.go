package server

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/mem"
	"ollu/server/mail"
	"ollu/server/words"
)

// withPortal are the options of a node with a portal that sends its mails to sent.
func withPortal(t *testing.T, store keystore.Store, sent chan<- mail.Message) Options {
	o := options(t, store)
	o.Portal = Portal{
		Listen: "127.0.0.1:0", Brand: "ollu", TermsVersion: "1",
		Terms: func(l words.Lang) string { return "Terms in " + l.String() },
		Send:  func(_ context.Context, m mail.Message) error { sent <- m; return nil },
	}
	return o
}

// TestPortal: a node serves the portal, says where, and sends what is queued; when
// it stops, nobody listens and the address is taken back.
func TestPortal(t *testing.T) {
	store, sent := mem.New(), make(chan mail.Message, 1)
	o := withPortal(t, store, sent)
	n, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if n.PortalURL() != "" {
		t.Errorf("it is at %s before it starts", n.PortalURL())
	}
	if err := n.Start(); err != nil {
		t.Fatal(err)
	}
	status, page := get(t, n.PortalURL()+"/terms")
	if status != http.StatusOK || !strings.Contains(page, "Terms in ja") {
		t.Errorf("the terms: %d %s", status, page)
	}
	announced, err := os.ReadFile(filepath.Join(o.DataDir, portalFile))
	if err != nil || string(announced) != n.PortalURL()+"\n" {
		t.Errorf("announced: %q, %v", announced, err)
	}
	info, err := os.Stat(filepath.Join(o.DataDir, secretFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the portal's secret: %v, %v", info, err)
	}
	queue(t, store)
	if m := <-sent; m.To != "hanako@example.com" || !strings.Contains(m.Body, "chiyoda-admin") {
		t.Errorf("sent: %+v", m)
	}
	http.DefaultClient.CloseIdleConnections()
	if err := n.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(o.DataDir, portalFile)); !os.IsNotExist(err) {
		t.Errorf("the address is still announced: %v", err)
	}
	if c, err := net.Dial("tcp", strings.TrimPrefix(n.PortalURL(), "http://")); err == nil {
		_ = c.Close()
		t.Error("somebody still listens")
	}
}

// queue puts a letter into the store.
func queue(t *testing.T, store keystore.Store) {
	t.Helper()
	data, err := json.Marshal(map[string]any{
		"person": "Hanako", "login": "chiyoda-admin", "at": "2026-11-20T12:00:00Z", "url": "https://licence.example.com", "company": "",
	})
	if err != nil {
		t.Fatal(err)
	}
	code := activated(t, store)
	_, err = store.Apply(t.Context(), keystore.Act{
		By: "test", At: noon, Change: keystore.SignFile{Code: code, Until: term.Day(30000), KeyID: "key"},
		Letters: []customer.Letter{{ID: "letter-1", To: "hanako@example.com", Lang: "ja", Kind: "password_changed", Data: data, At: noon, Due: noon}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWithoutTLSThereIsAWarning: not where the portal is for this machine alone.
func TestWithoutTLSThereIsAWarning(t *testing.T) {
	for url, want := range map[string]int{"": 0, "https://licence.example.com": 0, "http://licence.example.com": 1} {
		o := withPortal(t, mem.New(), nil)
		core, logged := observer.New(zap.WarnLevel)
		o.Portal.URL, o.Log = url, zap.New(core)
		if _, err := New(o); err != nil {
			t.Fatal(err)
		}
		if n := logged.FilterMessageSnippet("without TLS").Len(); n != want {
			t.Errorf("%q: %d warnings, want %d", url, n, want)
		}
	}
}

func TestNoPortal(t *testing.T) {
	o := options(t, mem.New())
	n := start(t, o)
	if n.PortalURL() != "" {
		t.Errorf("there is one at %s", n.PortalURL())
	}
	if _, err := os.Stat(filepath.Join(o.DataDir, secretFile)); !os.IsNotExist(err) {
		t.Errorf("a secret was made for nothing: %v", err)
	}
}

func TestPortalThatCannotBe(t *testing.T) {
	for want, spoil := range map[string]func(o *Options){
		"en/reset.txt": func(o *Options) {
			o.Portal.Templates = fstest.MapFS{"en/reset.txt": {Data: []byte("no subject")}}
		},
		"without a path": func(o *Options) { o.Portal.URL = "https://licence.example.com/portal" },
		"portal.secret": func(o *Options) {
			path := filepath.Join(o.DataDir, secretFile)
			if err := os.WriteFile(path, []byte(strings.Repeat("x", 40)), 0o644); err != nil {
				t.Fatal(err)
			}
		},
		"no such file": func(o *Options) { o.Portal.TLSCert, o.Portal.TLSKey = "none.pem", "none.pem" },
	} {
		o := withPortal(t, mem.New(), nil)
		spoil(&o)
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
