package deploy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"ollu/server/certtest"
	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

// row M3: whatever goes wrong is kept with its reason, and comes right by itself
// once it is mended.
func TestEveryFaultIsToldApartAndComesRight(t *testing.T) {
	for fault, why := range map[sitetest.Fault]string{
		sitetest.FaultRefuse:    book.WhyNotTrusted,
		sitetest.FaultCutBefore: book.WhyUnreachable,
		sitetest.FaultCutAfter:  book.WhyUnreachable,
		sitetest.FaultBusy:      book.WhyUnreachable,
		sitetest.FaultFull:      book.WhyNotSaved,
		sitetest.FaultPage:      book.WhyNotAProduct,
		sitetest.FaultRedirect:  book.WhyNotAProduct,
		sitetest.FaultEndless:   book.WhyNotAProduct,
		sitetest.FaultNonsense:  book.WhyNotAProduct,
		sitetest.FaultMixed:     book.WhyNotAProduct,
	} {
		t.Run(string(fault), func(t *testing.T) {
			w, p, c := ready(t, anything)
			p.SetFault(fault)
			next := w.due(t)
			d := w.stands(p, c, book.Failed, why)
			if d.Failures != 1 || !d.NextTry.Equal(next) || strings.Contains(d.Detail, p.Token()) {
				t.Fatalf("the delivery is %+v, next %v", d, next)
			}
			if n := p.Counts().Strayed; n != 0 {
				t.Fatal("a redirect was followed")
			}
			p.SetFault(sitetest.FaultNone)
			w.due(t)
			w.stands(p, c, book.Failed, why) // it is not time yet
			w.pass(next.Sub(start))
			if next := w.due(t); !next.IsZero() {
				t.Fatalf("something is due at %v", next)
			}
			if d := w.stands(p, c, book.Current, ""); d.Failures != 0 || d.Detail != "" {
				t.Fatalf("the delivery is %+v", d)
			}
			w.holds(p, c, "2027-03-31")
		})
	}
}

func TestAProductThatIsOffOrSlowIsUnreachable(t *testing.T) {
	for name, broke := range map[string]func(*world, *sitetest.Product){
		"off":  func(w *world, p *sitetest.Product) { w.must(p.Off()) },
		"slow": func(_ *world, p *sitetest.Product) { p.SetSlow(time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			w, p, c := ready(t, anything, func(o *Options) { o.Patience = 50 * time.Millisecond })
			broke(w, p)
			w.due(t)
			w.stands(p, c, book.Failed, book.WhyUnreachable)
		})
	}
}

// A name that cannot be looked up, something that is no HTTP, an address that is
// none: each is told without what is secret in it.
func TestAddressesThatLeadToNoProduct(t *testing.T) {
	greeting, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		for {
			c, err := greeting.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(c, "220 mail.example.com ESMTP\r\n")
			_ = c.Close()
		}
	}()
	t.Cleanup(func() { _ = greeting.Close(); <-served })
	missing := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(missing.Close)
	for url, why := range map[string]string{
		"http://" + greeting.Addr().String():          book.WhyNotAProduct,
		missing.URL:                                   book.WhyNotAProduct,
		"https://" + missing.Listener.Addr().String(): book.WhyNotTrusted,
		"http://nowhere.invalid:8080":                 book.WhyUnreachable,
		"http://user:hidden@127.0.0.1:1":              book.WhyUnreachable,
		"127.0.0.1:1":                                 book.WhyUnreachable,
		"ftp://127.0.0.1":                             book.WhyUnreachable,
		"http://127.0.0.1:1":                          book.WhyUnreachable,
		"http://[::1":                                 book.WhyUnreachable,
	} {
		d := New(Options{})
		_, err := d.Probe(t.Context(), &book.Product{Name: "p", URL: url, Token: "hidden"})
		failed, ok := errors.AsType[*ProbeError](err)
		if !ok || failed.Why != why || failed.Detail == "" || strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "220") {
			t.Errorf("%s gives %v, want %s", url, err, why)
		}
	}
}

func TestStatusesOfSomethingElseAreToldFromAProducts(t *testing.T) {
	type reply struct {
		status      int
		media, body string
	}
	now := `{"device":"d","time":"2026-11-20T00:00:00Z"}`
	for why, replies := range map[string][]reply{
		"":                  {{200, "application/json; charset=utf-8", now}},
		book.WhyNotTrusted:  {{401, "text/plain", ""}, {403, "application/json", `{"error":"no"}`}},
		book.WhyNotSaved:    {{507, "application/json", "{}"}},
		book.WhyUnreachable: {{500, "text/plain", ""}, {502, "", ""}, {503, "application/json", ""}, {429, "text/plain", ""}},
		book.WhyNotAProduct: {
			{200, "text/html", now}, {403, "text/html", "<p>blocked"}, {503, "text/html", "<p>proxy"}, {407, "text/plain", ""},
			{404, "text/plain", ""}, {405, "application/json", "{}"}, {204, "", ""}, {301, "", ""}, {200, "text/plain", now},
			{200, "application/json", ""}, {200, "application/json", "[]"}, {200, "application/json", now + "x"}, {501, "", ""},
		},
	} {
		for _, r := range replies {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", r.media)
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(r.status)
				_, _ = io.WriteString(w, r.body)
			}))
			_, err := New(Options{}).Probe(t.Context(), &book.Product{Name: "p", URL: s.URL})
			s.Close()
			failed, ok := errors.AsType[*ProbeError](err)
			if got := map[bool]string{true: "", false: "another error"}[err == nil]; ok && failed.Why != why || !ok && got != why {
				t.Errorf("%+v gives %v, want %q", r, err, why)
			}
		}
	}
}

func TestAReasonIsANameOrNothing(t *testing.T) {
	for said, want := range map[string]string{
		"superseded": "superseded", "not_in_use": "not_in_use", "": "",
		"<script>": "a reason that is not known here", "Bearer x": "a reason that is not known here",
		strings.Repeat("a", 41): "a reason that is not known here",
	} {
		if got := reason(said); got != want {
			t.Errorf("%q is told as %q", said, got)
		}
	}
}

// row B8: what a product does not believe is not current, whoever brought it.
func TestAForgedStatementIsRefusedAndKeptAsFailed(t *testing.T) {
	w, p, c := ready(t, anything)
	w.due(t)
	real := w.signer
	w.signer = newSigner(t, 9)
	w.says(c, word{expires: "2099-12-31"})
	w.signer = real
	w.due(t)
	d := w.stands(p, c, book.Failed, book.WhyRefused)
	if d.Detail != "unknown_key" {
		t.Fatalf("it was refused as %q", d.Detail)
	}
	w.holds(p, c, "2027-03-31")
	if d.HeldTag == "" || d.Expires != "2027-03-31" {
		t.Fatalf("what it holds is forgotten: %+v", d)
	}
}

// Over TLS both sides show a certificate: each refuses the other's where it is of
// an authority that it does not know, and then no token is sent.
func TestBothSidesKnowEachOtherByCertificate(t *testing.T) {
	ours, theirs := certtest.New(t), certtest.New(t)
	pool := func(a *certtest.Authority) *x509.CertPool {
		pem, err := os.ReadFile(a.File)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		return roots
	}
	server := &tls.Config{
		Certificates: []tls.Certificate{ours.Certificate(t, certtest.Spec{})},
		ClientAuth:   tls.RequireAndVerifyClientCert, ClientCAs: pool(ours),
	}
	for name, c := range map[string]struct {
		trusts, shows *certtest.Authority
		names         []string
		why           string
	}{
		"both known":          {trusts: ours, shows: ours},
		"product not known":   {trusts: theirs, shows: ours, why: book.WhyNotTrusted},
		"manager not known":   {trusts: ours, shows: theirs, why: book.WhyNotTrusted},
		"manager without one": {trusts: ours, why: book.WhyNotTrusted},
	} {
		t.Run(name, func(t *testing.T) {
			client := &tls.Config{RootCAs: pool(c.trusts)}
			if c.shows != nil {
				client.Certificates = []tls.Certificate{c.shows.Certificate(t, certtest.Spec{})}
			}
			transport := &http.Transport{TLSClientConfig: client, DisableKeepAlives: true}
			w := newWorld(t, sitetest.Options{Count: 1, Product: "gateway", TLS: server.Clone()}, func(o *Options) {
				o.Transport = func(*book.Product) (http.RoundTripper, error) { return transport, nil }
			})
			p, code := w.site.Products()[0], newCode(t)
			p.Use(code, "antivirus")
			w.manages(code)
			w.looksAfter(p, code)
			w.says(code, word{expires: "2027-03-31"})
			w.due(t)
			if c.why == "" {
				w.stands(p, code, book.Current, "")
				return
			}
			w.stands(p, code, book.Failed, c.why)
			if n := p.Counts(); n != (sitetest.Counts{}) {
				t.Fatalf("the product met %+v", n)
			}
		})
	}
}

func TestATransportThatCannotBeMadeIsAFailureOfThatProduct(t *testing.T) {
	w, p, c := ready(t, anything, func(o *Options) {
		o.Transport = func(*book.Product) (http.RoundTripper, error) { return nil, errors.New("key file of a secret name") }
	})
	w.due(t)
	if d := w.stands(p, c, book.Failed, book.WhyNotTrusted); strings.Contains(d.Detail, "secret") {
		t.Fatalf("it says %q", d.Detail)
	}
}

func TestLogsHoldNoSecret(t *testing.T) {
	w, p, c := ready(t, anything)
	for _, fault := range []sitetest.Fault{sitetest.FaultRefuse, sitetest.FaultPage, sitetest.FaultFull, sitetest.FaultNone} {
		p.SetFault(fault)
		w.byHand(t, Select{})
	}
	if w.logs.Len() == 0 {
		t.Fatal("nothing was logged")
	}
	for _, line := range w.logs.All() {
		for key, value := range line.ContextMap() {
			text, _ := value.(string)
			if strings.Contains(text, p.Token()) || strings.Contains(text, c.Reveal()) {
				t.Errorf("%s has a secret: %s", key, text)
			}
		}
	}
}

func TestUnreachedKnowsACutLineAndATimeout(t *testing.T) {
	for _, c := range []struct {
		err error
		why string
	}{
		{context.DeadlineExceeded, book.WhyUnreachable},
		{io.ErrUnexpectedEOF, book.WhyUnreachable},
		{&net.OpError{Op: "dial", Err: errors.New("no route")}, book.WhyUnreachable},
		{&net.DNSError{IsTimeout: true}, book.WhyUnreachable},
		{x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h"}, book.WhyNotTrusted},
		{x509.CertificateInvalidError{Reason: x509.Expired}, book.WhyNotTrusted},
		{errors.New("malformed HTTP response with a token"), book.WhyNotAProduct},
	} {
		if f := unreached(c.err); f.why != c.why || strings.Contains(f.Error(), "a token") {
			t.Errorf("%v is %v, want %s", c.err, f, c.why)
		}
	}
}
