package main

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A server whose open files have run out goes on: it answers as soon as some of
// the crowd have left, and it stops as ever.
func TestCrowd(t *testing.T) {
	n := launch(t, t.TempDir(), []string{"prlimit", "--nofile=64:64"})
	n.up()
	code := n.issue("--expires", "2030-01-31")[0].Code.Reveal()
	door, err := url.Parse(n.agents)
	if err != nil {
		t.Fatal(err)
	}
	var crowd []net.Conn
	leave := func() {
		for _, c := range crowd {
			c.Close()
		}
		crowd = nil
	}
	defer leave()
	for range 200 {
		c, err := net.Dial("tcp", door.Host)
		if err != nil {
			t.Fatal(err)
		}
		crowd = append(crowd, c)
	}
	eventually(t, "the server says that it has no room", func() bool {
		return strings.Contains(n.stderr.String(), "no room for another connection")
	})
	leave()
	for range 3 {
		if status, body := n.ask(code); status != http.StatusOK || !strings.HasPrefix(body, "result=not_activated") {
			t.Errorf("%d %s", status, body)
		}
	}
	if got := n.stop(); got != exitDone {
		t.Errorf("exit code %d\n%s", got, n.stderr.String())
	}
}
