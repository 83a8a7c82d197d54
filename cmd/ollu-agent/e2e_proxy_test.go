package main

import (
	"fmt"
	"strings"
	"testing"

	"ollu/cmd/cli"
	"ollu/server/client/proxytest"
)

// The proxies that sites use, with a password, over plain HTTP and HTTPS (row L1).
func TestThroughProxies(t *testing.T) {
	cert := newPlace(t)
	certFile, keyFile := certificate(t, cert)
	plain, secure := startNode(t), startNode(t)
	secure.Kill()
	secure.home.Write(t, "ollu.yaml", fmt.Sprintf("agents: {tls_cert: %q, tls_key: %q}\n", certFile, keyFile))
	secure.serve("127.0.0.1:0")
	for name, start := range map[string]func(testing.TB, string, string) *proxytest.Proxy{"squid": proxytest.Squid, "tinyproxy": proxytest.Tinyproxy} {
		proxy := start(t, "agent", "s3cret")
		for scheme, n := range map[string]*node{"http": plain, "https": secure} {
			t.Run(name+" "+scheme, func(t *testing.T) {
				if !strings.HasPrefix(n.url, scheme+"://") {
					t.Fatalf("the server is at %s", n.url)
				}
				code := n.issue("--expires", in(t, 100))
				p := newPlace(t)
				p.Write(t, "password", "s3cret\n")
				p.Write(t, "ollu-agent.yaml", fmt.Sprintf("server: %s\nca_file: %q\nproxy: {url: %q, user: agent, password_file: password}\n", n.url, certFile, proxy.URL()))
				p.agent(t, "activate", code).Want(t, cli.Done, "activated", "")
				p.agent(t, "check").Want(t, cli.Done, "nothing to update", "")
				proxy.WaitLog(t, map[string]string{"http": "POST", "https": "CONNECT"}[scheme], strings.TrimPrefix(n.url, scheme+"://"))

				p.Write(t, "password", "wrong\n")
				out := p.agent(t, "check")
				out.Want(t, cli.Failed, "asks for a user and a password", "next: ")
				p.agent(t, "check", "--lang", "ja").Want(t, cli.Failed, "プロキシで認証が必要です", "対処: ")
				p.wantStanding(t, "valid", in(t, 100), true)
				if strings.Contains(out.Stdout+out.Stderr, "wrong") {
					t.Errorf("the password is shown: %+v", out)
				}
			})
		}
	}
}

// Settings of a proxy that cannot work are told before anything is asked.
func TestProxySettings(t *testing.T) {
	p := newPlace(t)
	p.Write(t, "password", "s3cret\n")
	for settings, want := range map[string]string{
		"{url: 'http://127.0.0.1:1', user: agent}":                           "proxy.user and proxy.password_file: expected both or neither",
		"{url: 'http://127.0.0.1:1', user: agent, password_file: none}":      "none cannot be read: no such file",
		"{url: 'http://me:hidden@127.0.0.1:1'}":                              "expected an address without user and password",
		"{url: 'http://127.0.0.1:1', user: 'a:b', password_file: password}":  "holds a colon",
		"{url: 'http://127.0.0.1:1', no_proxy: ['http://x/']}":               "no_proxy",
		"{url: 'http://127.0.0.1:1', user: agent, password_file: open.file}": "open.file holds a secret, and everybody on this machine can read it",
	} {
		p.Write(t, "ollu-agent.yaml", "server: http://127.0.0.1:2\nproxy: "+settings+"\n")
		p.Shell(t, "touch open.file && chmod 644 open.file")
		out := p.agent(t, "status")
		out.Want(t, cli.Failed, "", want)
		if strings.Contains(out.Stderr, "hidden") || strings.Contains(out.Stderr, "s3cret") {
			t.Errorf("a password is shown: %s", out.Stderr)
		}
	}
	p.Write(t, "ollu-agent.yaml", "proxy: {url: 'http://127.0.0.1:1'}\n")
	p.agent(t, "activate", exampleCode, "--server", "http://127.0.0.1:2").Want(t, cli.Failed, "The proxy cannot be reached", "next: ")
}
