package client

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"ollu/server/certtest"
	"ollu/server/client/proxytest"
)

// site is a network behind a proxy: the server over HTTP and HTTPS, and the
// proxy's file of trusted certificates.
type site struct {
	code          string
	plain, secure string
	ca            string
}

func newSite(t *testing.T) *site {
	t.Helper()
	h, ca := newHouse(t), certtest.New(t)
	return &site{code: issue(t, h.dial(t), 1)[0].Code.Reveal(), plain: h.door(t), secure: h.secure(t, ca), ca: ca.File}
}

const password = "s3cret:@/ パス"

// ask asks a server through a proxy.
func (s *site) ask(t *testing.T, server string, p *Proxy) error {
	t.Helper()
	a := askerBy(t, TransportOptions{Proxy: p, CAFile: s.ca})
	a.Server = server
	_, err := a.AskToken(t.Context(), Question{Code: s.code})
	return err
}

// Through the proxies that sites have, and only with the right password (L1).
func TestThroughProxies(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, c := range map[string]struct {
		start    func(t testing.TB, user, password string) *proxytest.Proxy
		password string
	}{
		"squid":     {proxytest.Squid, password},
		"tinyproxy": {proxytest.Tinyproxy, "s3cret-7"}, // its configuration has no quoting
	} {
		t.Run(name, func(t *testing.T) {
			p := c.start(t, "agent", c.password)
			right := Proxy{URL: p.URL(), User: "agent", Password: c.password}
			for server, logged := range map[string]string{s.plain: "POST", s.secure: "CONNECT"} {
				if err := s.ask(t, server, &right); err != nil {
					t.Fatal(err)
				}
				_, host, _ := strings.Cut(server, "//")
				p.WaitLog(t, logged, host)
			}
			past := strings.Count(p.Log(t), "CONNECT")
			for _, entry := range []string{"127.0.0.1", "127.0.0.0/8", "*"} {
				direct := right
				direct.NoProxy = []string{entry}
				if err := s.ask(t, s.secure, &direct); err != nil {
					t.Error(err)
				}
			}
			if now := strings.Count(p.Log(t), "CONNECT"); now != past {
				t.Errorf("%d questions went through the proxy in spite of no_proxy", now-past)
			}
			s.turnedAway(t, p, c.password)
			s.nobody(t, &right)
		})
	}
}

// turnedAway asks with other passwords, which is the proxy's refusal and none of
// the licence.
func (s *site) turnedAway(t *testing.T, p *proxytest.Proxy, right string) {
	for stranger, want := range map[*Proxy]string{
		{URL: p.URL()}: "wants a user and a password",
		{URL: p.URL(), User: "agent", Password: "wrong " + right}: "does not accept the user and password",
		{URL: p.URL(), User: "stranger", Password: right}:         "does not accept the user and password",
	} {
		for _, server := range []string{s.plain, s.secure} {
			err := s.ask(t, server, stranger)
			e := incomplete(t, err, CauseProxyAuth, want, p.Addr, "-"+right, "-"+s.code)
			if e.Proxy != p.Addr || e.Status != http.StatusProxyAuthRequired && e.Status != http.StatusUnauthorized {
				t.Errorf("%+v", e)
			}
		}
	}
}

// nobody asks a server that is not there: the proxy's page about it is no answer.
func (s *site) nobody(t *testing.T, right *Proxy) {
	for _, server := range []string{"http://127.0.0.1:1", "https://127.0.0.1:1"} {
		err := s.ask(t, server, right)
		if e := incomplete(t, err, CauseStatus, " cannot reach it (", "-"+right.Password, "-"+s.code); e.Status < 500 {
			t.Errorf("%+v", e)
		}
	}
}

// What squid says in the ways of its own.
func TestSquidsRefusals(t *testing.T) {
	t.Parallel()
	s, p := newSite(t), proxytest.Squid(t, "", "")
	through := &Proxy{URL: p.URL()}
	for _, scheme := range []string{"http://", "https://"} {
		err := s.ask(t, scheme+proxytest.Blocked, through)
		incomplete(t, err, CauseProxyRefused, "the proxy "+p.Addr, "(403)", "to allow "+proxytest.Blocked, "-"+s.code)
		err = s.ask(t, scheme+"licence.invalid", through)
		incomplete(t, err, CauseStatus, "the proxy "+p.Addr+" cannot reach it (", "spelling", "-"+s.code)
	}
	if err := s.ask(t, s.plain, through); err != nil {
		t.Error(err)
	}
}

// A proxy that is not there is told apart from a server that is not there.
func TestAProxyThatIsNotThere(t *testing.T) {
	s := newSite(t)
	for want, address := range map[string]string{
		"nothing listens there":    "http://127.0.0.1:1",
		"does not speak TLS":       "https" + liar(t, says("220 mail.example\r\n"))[len("http"):],
		"is not trusted here":      s.secure,
		`the name "proxy..example`: "http://proxy..example:3128",
	} {
		for _, server := range []string{s.plain, s.secure} {
			err := s.ask(t, server, &Proxy{URL: address, User: "agent", Password: password})
			if address == s.secure { // the transport trusts it: take one that does not
				a := askerBy(t, TransportOptions{Proxy: &Proxy{URL: address}})
				a.Server = server
				_, err = a.AskToken(t.Context(), Question{})
			}
			_, host, _ := strings.Cut(address, "//")
			incomplete(t, err, CauseProxy, "the proxy "+host+" cannot be reached: ", want, "-"+password, "-s3cret")
		}
	}
}

// A tunnel that is not opened says as much as an answer that is refused.
func TestTunnelsThatAreNotOpened(t *testing.T) {
	s := newSite(t)
	for answer, cause := range map[string]Cause{
		"HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n": CausePortal,
		"HTTP/1.1 511 Network Authentication Required\r\n\r\n":           CausePortal,
		"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 9\r\n\r\n":       CauseBusy,
		"HTTP/1.1 502 Bad Gateway\r\n\r\n":                               CauseStatus,
		"HTTP/1.1 503 Service Unavailable\r\n\r\n":                       CauseStatus,
		"HTTP/1.1 405 Method Not Allowed\r\n\r\n":                        CauseStatus,
		"HTTP/1.1 200 OK\r\n\r\n":                                        CauseBroken,
		"HTTP/1.1 500 Internal Server Error\r\n\r\n":                     CauseStatus,
		"HTTP/1.1 401 Unauthorized\r\n\r\n":                              CauseProxyAuth,
		"HTTP/1.1 200 OK\r\n":                                            CauseBroken,
		"":                                                               CauseBroken,
		"ICY 200 OK\r\n\r\n":                                             CauseAnswer,
	} {
		err := s.ask(t, s.secure, &Proxy{URL: liar(t, says(answer)), User: "agent", Password: password})
		incomplete(t, err, cause, "-"+password, "-s3cret", "-"+s.code)
	}
}

// A name that no name server knows, and a name server that is not there.
func TestNames(t *testing.T) {
	for want, server := range map[string]string{
		"is not known: check its spelling": nameServer(t),
		"as no name server answers":        "127.0.0.1:1",
	} {
		a := askerBy(t, TransportOptions{Proxy: &Proxy{URL: "http://proxy.example", NoProxy: []string{"*"}}})
		dialer := net.Dialer{Resolver: &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, server)
		}}}
		a.Transport.(*http.Transport).DialContext = dialer.DialContext
		a.Server = "http://licence.invalid"
		_, err := a.AskToken(t.Context(), Question{Code: "IM-SECRET"})
		incomplete(t, err, CauseName, fmt.Sprintf("%q", "licence.invalid"), want, "-IM-SECRET")
	}
}

// A network without a way there, and one that swallows everything.
func TestNoWay(t *testing.T) {
	for failure, cause := range map[error]Cause{
		syscall.EHOSTUNREACH: CauseNetwork, syscall.ENETUNREACH: CauseNetwork, syscall.EPERM: CauseNetwork,
		syscall.ETIMEDOUT: CauseTimeout, os.ErrDeadlineExceeded: CauseTimeout,
	} {
		dialer := net.Dialer{Control: func(string, string, syscall.RawConn) error { return failure }}
		for _, p := range []*Proxy{{URL: "http://127.0.0.1:1", NoProxy: []string{"*"}}, {URL: "http://127.0.0.1:1"}} {
			a := askerBy(t, TransportOptions{Proxy: p})
			a.Transport.(*http.Transport).DialContext = dialer.DialContext
			a.Server = "http://127.0.0.1:1"
			want := cause
			if p.NoProxy == nil {
				want = CauseProxy
			}
			_, err := a.Keys(t.Context())
			incomplete(t, err, want, "check", "network")
		}
	}
}

// nameServer knows no name at all.
func nameServer(t *testing.T) (address string) {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for b := make([]byte, 1500); ; {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			b[2], b[3] = b[2]|0x80, b[3]&0xf0|3 // an answer: NXDOMAIN
			c.WriteTo(b[:n], from)              //nolint:errcheck // it asks again
		}
	}()
	t.Cleanup(func() { c.Close(); <-ended })
	return c.LocalAddr().String()
}
