package proxytest

import (
	"fmt"
	"net"
	"strings"
	"testing"
)

// Tinyproxy starts tinyproxy. It wants the user and password, unless user is
// empty. Its access log has a line for each request with "METHOD URL", a CONNECT
// with host:port.
func Tinyproxy(t testing.TB, user, password string) *Proxy {
	t.Helper()
	program := find(t, "tinyproxy", "tinyproxy", "/usr/bin/tinyproxy", "/usr/sbin/tinyproxy")
	p := newProxy(t, "")
	host, port, err := net.SplitHostPort(p.Addr)
	if err != nil {
		t.Fatal(err)
	}
	var conf strings.Builder
	fmt.Fprintf(&conf, "Listen %s\nPort %s\nTimeout 60\nMaxClients 20\nLogFile %q\nLogLevel Connect\n", host, port, p.log)
	if user != "" {
		fmt.Fprintf(&conf, "BasicAuth %s %s\n", user, password)
	}
	p.start(t, program, "-d", "-c", p.write(t, "tinyproxy.conf", conf.String()))
	return p
}
