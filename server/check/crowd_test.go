package check

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

// One address may have so many connections, and one more when it has closed one.
func TestConnectionsOfOneAddress(t *testing.T) {
	h := newHouse(t, func(o *DoorOptions) { o.MaxPerAddress = 2 })
	addr := strings.TrimPrefix(h.base(), "http://")
	ask := func() (net.Conn, int, string) {
		t.Helper()
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, "GET "+Path+"?ac=IM-X HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if r.StatusCode == http.StatusTooManyRequests && r.Header.Get("Retry-After") == "" {
			t.Error("it is not told when to come back")
		}
		return c, r.StatusCode, string(body)
	}
	first, status, _ := ask()
	if status != http.StatusOK {
		t.Fatalf("the first: %d", status)
	}
	second, status, _ := ask()
	if status != http.StatusOK {
		t.Fatalf("the second: %d", status)
	}
	third, status, body := ask()
	if status != http.StatusTooManyRequests || !strings.Contains(body, "too many connections") {
		t.Errorf("the third: %d %s", status, body)
	}
	if n := testutil.ToFloat64(h.checker.metrics.refused.WithLabelValues("429")); n != 1 {
		t.Errorf("%v refusals are counted", n)
	}
	for _, c := range []net.Conn{first, third} {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for status = 0; status != http.StatusOK; {
		var again net.Conn
		again, status, _ = ask() // the door notices a little later that one has gone
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}

// Connections that rest while the door is shut down are closed in good order.
func TestShutdownWithRestingConnections(t *testing.T) {
	for range 20 {
		h := newHouse(t, func(o *DoorOptions) { o.MaxPerAddress = 100 })
		transport := &http.Transport{MaxIdleConnsPerHost: 20}
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				r, err := (&http.Client{Transport: transport}).Get(h.url + "?ac=IM-X")
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			})
		}
		group.Wait()
		if err := h.door.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		transport.CloseIdleConnections()
	}
}

// What shares a household shares its connections.
func TestCrowdsAreHouseholds(t *testing.T) {
	for _, c := range []struct {
		one, other string
		same       bool
	}{
		{"192.0.2.1:80", "192.0.2.1:81", true}, {"192.0.2.1:80", "[::ffff:192.0.2.1]:80", true}, {"192.0.2.1:80", "192.0.2.2:80", false},
		{"[2001:db8::1]:80", "[2001:db8::ffff:1]:80", true}, {"[2001:db8::1]:80", "[2001:db8:0:1::1]:80", false},
	} {
		of := func(text string) netip.Addr {
			return household(addressOf(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(text))))
		}
		if same := of(c.one) == of(c.other); same != c.same {
			t.Errorf("%s and %s: %t", c.one, c.other, same)
		}
	}
}
