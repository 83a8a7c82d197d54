package proxytest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Blocked is a host that Squid refuses with 403, to whomever.
const Blocked = "blocked.example"

// squidUser is who squid runs as when it is started by root, which it refuses
// to run as.
const squidUser = "proxy"

// Squid starts squid. It wants the user and password, unless user is empty,
// refuses Blocked, and resolves no name but those of the hosts file. Its access
// log has a line for each request with "METHOD URL USER", a CONNECT with
// host:port, written when the connection is over.
func Squid(t testing.TB, user, password string) *Proxy {
	t.Helper()
	program := find(t, "squid", "squid", "/usr/sbin/squid")
	p := newProxy(t, squidUser)
	name := unique()
	t.Cleanup(func() { removeShared(t, name) }) // before start: it must come after the end of squid
	var conf strings.Builder
	fmt.Fprintf(&conf, squidConf, p.Addr, p.log, p.dir)
	if os.Geteuid() == 0 {
		fmt.Fprintf(&conf, "cache_effective_user %s\n", squidUser)
	}
	fmt.Fprintf(&conf, "acl blocked dstdomain %s\nhttp_access deny blocked\n", Blocked)
	if user == "" {
		conf.WriteString("http_access allow all\n")
	} else {
		helper := find(t, "squid", "/usr/lib/squid/basic_ncsa_auth", "/usr/lib64/squid/basic_ncsa_auth")
		fmt.Fprintf(&conf, squidAuth, helper, p.write(t, "users", user+":"+hashed(t, password)+"\n"))
	}
	p.start(t, program, "-N", "-n", name, "-f", p.write(t, "squid.conf", conf.String()))
	return p
}

// squidConf takes the address, the access log and the folder. Nothing is kept on
// disk or between requests.
const squidConf = `http_port %s
access_log stdio:%s squid
coredump_dir %s
cache deny all
cache_log /dev/null
pid_filename none
netdb_filename none
pinger_enable off
shutdown_lifetime 0 seconds
visible_hostname proxytest
dns_nameservers 127.0.0.1
dns_timeout 1 second
dns_retransmit_interval 1 second
connect_timeout 5 seconds
`

// squidAuth takes the helper that checks passwords, and its file of users.
const squidAuth = `auth_param basic program %s %s
auth_param basic children 1 startup=1
auth_param basic realm proxytest
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
`

// hashed gives a password as the file of users holds it.
func hashed(t testing.TB, password string) string {
	t.Helper()
	c := exec.Command(find(t, "openssl", "openssl"), "passwd", "-apr1", "-stdin")
	c.Stdin = strings.NewReader(password + "\n")
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// removeShared removes the shared memory that a killed squid leaves behind.
func removeShared(t testing.TB, name string) {
	left, err := filepath.Glob("/dev/shm/" + name + "-*")
	if err != nil {
		t.Error(err)
	}
	for _, file := range left {
		if err := os.Remove(file); err != nil {
			t.Error(err)
		}
	}
}
